"""Compliance: the rulebook, what it finds, and the people who decide with reasons.

Owns findings, reviews, opinions, questions and decisions. Promises that a machine holds or returns and never refuses,
that reviewers are distinct and none is of the requester's nationality, and that any decision can be explained later.
"""
