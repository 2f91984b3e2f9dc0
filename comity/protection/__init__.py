"""Blind registers: whom no request may reach, and what must not come back by another door.

Owns tombstones of what was refused, cancelled or deleted, and entries of protected persons; keyed codes alone, no name
and no date can be read in them. Promises that the same person or case is recognised, however spelt. Decides nothing.
"""
