"""Passenger lists, as CSV or as UN/EDIFACT PAXLST, read as a stream: every passenger has an outcome.

`files.read` is the way in, `checking` asks about those who were read, and `outcomes` writes what came of it. A line
that cannot be read says why and never spoils the others.
"""
