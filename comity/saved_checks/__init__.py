"""Checks that wait: "tell me when this appears", for a purpose, a case and no longer than they are needed.

Owns saved checks, and what was told of which record. Promises that a record is told once, that its source is told as of
any check, and that each is asked as its officer might ask today. Never tells of what may not be seen any more.
"""
