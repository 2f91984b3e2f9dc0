"""Measures over one bureau's channel: dated, reasoned, endorsed, reviewed, ended by the level that began them.

Owns measures. Promises that every gate below and above gets one answer to "what holds for this bureau now". There is
no measure that suspends or excludes a member, and no verb for one.
"""
