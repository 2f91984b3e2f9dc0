"""The hot path: ask, match, answer, tell the source.

Owns checks, hits and the index. Promises an answer for every database asked, never silence; and that every check is
on disk before it is answered. Never lets a hidden record show.
"""
