"""How an officer gets in: password, second factor, sessions, and what becomes of who guesses.

Owns what is known at the door: accounts (as an abstract table), failed attempts, the ways of the sign-in library.
Promises that a session which has not shown its second factor is nobody, and that no stranger can lock an officer out.
Never asks what an officer may do: posts and bureaus are the network's, one floor up.
"""
