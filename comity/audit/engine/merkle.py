"""Merkle trees as in RFC 6962, section 2.1: hashes, roots, proofs, and their verification (RFC 9162, section 2.1).

A tree of n leaves is split at the largest power of two below n. Everything but its right edge is therefore made of
complete subtrees that never change again: a reader of those (`Complete`) is all that roots and proofs need.
"""

import hashlib
from collections.abc import Callable, Sequence

# (level, index) -> the root of the complete subtree of 2**level leaves that starts at leaf index * 2**level.
Complete = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over a power-of-two number of neighbouring hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def root(size: int, complete: Complete) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return _span(0, size, complete) if size else EMPTY_ROOT


def inclusion(index: int, size: int, complete: Complete) -> list[bytes]:
    """The audit path of leaf `index` in the tree of `size` leaves, from the leaf up. Raises ValueError out of range."""
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} in a tree of {size}")
    start, end, path = 0, size, list[bytes]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_span(middle, end, complete))
            end = middle
        else:
            path.append(_span(start, middle, complete))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, complete: Complete) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with that of `old`. Raises ValueError unless 0 <= old <= new."""
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} leaves cannot begin with one of {old}")
    start, end, path = 0, new, list[bytes]()
    if old in (0, new):
        return path
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_span(middle, end, complete))
            end = middle
        else:
            path.append(_span(start, middle, complete))
            start = middle
    if start:
        path.append(_span(start, end, complete))
    return path[::-1]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """True when `path` proves that `leaf` is number `index` of the `size` leaves under `root`."""
    if not 0 <= index < size:
        return False
    first, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node_hash(sibling, found)
            first, last = _up_to_odd(first, last)
        else:
            found = node_hash(found, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """True when `path` proves that the tree of `new` leaves only added to the tree of `old`."""
    if old in (0, new):
        return 0 <= old <= new and not path and old_root == (new_root if old else EMPTY_ROOT)
    if not 0 < old < new or not path:
        return False
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old_found = new_found = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old_found, new_found = node_hash(step, old_found), node_hash(step, new_found)
            first, last = _up_to_odd(first, last)
        else:
            new_found = node_hash(new_found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and old_found == old_root and new_found == new_root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _span(start: int, end: int, complete: Complete) -> bytes:
    """The root over leaves start..end, where start is a multiple of every power of two the span is split at."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return complete(level, start >> level)
    level = _split(size).bit_length() - 1
    return node_hash(complete(level, start >> level), _span(start + (1 << level), end, complete))


def _up_to_odd(first: int, last: int) -> tuple[int, int]:
    while first and not first & 1:
        first, last = first >> 1, last >> 1
    return first, last
