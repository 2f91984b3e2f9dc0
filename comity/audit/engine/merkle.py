"""Merkle trees as in RFC 6962, section 2.1: hashes, roots, proofs and their verification.

A tree of n leaves is split at the largest power of two below n. Everything but the right edge is therefore made of
complete subtrees that never change again: a reader of those (`Complete`) is all that roots and proofs need.
"""

import hashlib
from collections.abc import Callable

# The root of the complete subtree of 2**level leaves that starts at leaf index * 2**level.
Complete = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
