"""Persons: who in the index this may be, by name in any script and by what is known of the birth.

`searching.find` is the way in. `holding` is what the writer and the readers of an index have of it.
"""
