"""Notices in every colour: what a bureau asks all members for, from its draft to its end.

Owns notices, their content, photographs, texts in four languages and what was reported about them. Promises that
no other member sees one in any state but published, and none is published without the reviewers its manifest asks for.
"""
