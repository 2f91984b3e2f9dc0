"""A Merkle tree that grows at its right edge and remembers only that edge.

It is kept in tiles of 256: the leaves of the unfinished tile, then the roots of the finished tiles in the unfinished
tile of tiles, and so on. Adding n leaves costs n hashes, whatever the size; a hundred million leaves need four rows.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from comity.audit.engine import merkle

WIDTH: Final = 256
WIDTH_BITS: Final = 8


class Growing:
    """Starts empty, or from the rows of a tree of `size` leaves: row k holds the roots of complete subtrees of 256**k
    leaves that are not yet covered by one of 256**(k+1)."""

    def __init__(self, size: int = 0, rows: Sequence[Sequence[bytes]] = ()) -> None:
        self.size = size
        self._rows = [list(row) for row in rows] or [[]]
        expected = [edge(size, level)[1] - edge(size, level)[0] for level in range(len(self._rows))]
        if [len(row) for row in self._rows] != expected or size >> (WIDTH_BITS * len(self._rows)):
            raise ValueError(f"These rows are not the right edge of a tree of {size} leaves")

    def add(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Adds a leaf; yields (level, index, root) of each tile that it finished. Must be exhausted."""
        self.size += 1
        level = 0
        self._rows[0].append(leaf)
        while len(self._rows[level]) == WIDTH:
            finished = merkle.fold(self._rows[level])
            self._rows[level] = []
            level += 1
            if level == len(self._rows):
                self._rows.append([])
            self._rows[level].append(finished)
            yield level, (self.size >> (WIDTH_BITS * level)) - 1, finished

    def root(self) -> bytes:
        """The root of everything added so far."""
        found: bytes | None = None
        for row in self._rows:
            for group in reversed(_powers(row)):
                left = merkle.fold(group)
                found = left if found is None else merkle.node_hash(left, found)
        return merkle.EMPTY_ROOT if found is None else found


def edge(size: int, level: int) -> tuple[int, int]:
    """The first and past-the-last index of the roots at `level` that stand in its unfinished tile."""
    end = size >> (WIDTH_BITS * level)
    return end & ~(WIDTH - 1), end


def levels(size: int) -> int:
    """How many rows the right edge of a tree of `size` leaves has; at least one."""
    return max(1, -(-size.bit_length() // WIDTH_BITS))


def _powers(row: list[bytes]) -> list[list[bytes]]:
    """The row cut into groups of powers of two, the largest first."""
    groups, start = [], 0
    while start < len(row):
        size = 1 << ((len(row) - start).bit_length() - 1)
        groups.append(row[start : start + size])
        start += size
    return groups
