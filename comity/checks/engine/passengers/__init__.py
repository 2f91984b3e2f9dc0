"""Passenger lists, as CSV or as UN/EDIFACT PAXLST, read as a stream: every passenger has an outcome.

`files.read` is the way in. A line that cannot be read says why and never spoils the others.
"""
