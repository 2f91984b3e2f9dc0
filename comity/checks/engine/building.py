"""Building a table in bulk: sort the hashes, and every slot follows from one running maximum.

Home buckets grow with the hash, so sorted keys fill the file from front to back: key i goes to slot
max(slot of key i-1 plus one, first slot of its home bucket). Memory: sixteen bytes a key, and one part's sorting.
"""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine import table
from comity.checks.engine.table import PAGE, SLOTS, TAIL, Full, Hashes

_PARTS: Final = 64
_PART_SHIFT: Final = np.uint64(58)


class Builder:
    """Takes hashes and words in any order, in chunks; `finish` writes the table file."""

    def __init__(self) -> None:
        self._parts: list[list[tuple[Hashes, Hashes]]] = [[] for _ in range(_PARTS)]
        self.count = 0

    def add(self, hashes: Hashes, words: Hashes) -> None:
        """Adds keys, pairwise."""
        part = (hashes >> _PART_SHIFT).astype(np.uint8)
        order = np.argsort(part, kind="stable")
        hashes, words = hashes[order], words[order]
        edges = np.searchsorted(part[order], np.arange(_PARTS + 1))
        for number in range(_PARTS):
            first, last = edges[number], edges[number + 1]
            if first < last:
                self._parts[number].append((hashes[first:last].copy(), words[first:last].copy()))
        self.count += len(hashes)

    def finish(self, path: Path, key_id: int, *, capacity: int = 0) -> None:
        """Writes the file, with room for `capacity` keys or for those added and a quarter more. Empties the builder."""
        homes = table.homes_for(max(capacity, self.count + self.count // 4, 1000))
        table.create(path, homes, key_id)
        placed, surplus, free = 0, [], 0
        areas = table.view(path)
        flat_hashes, flat_words = areas[0].reshape(-1), areas[1].reshape(-1)
        for number, chunks in enumerate(self._parts):
            if not chunks:
                continue
            hashes, words = (np.concatenate(column) for column in zip(*chunks, strict=True))
            self._parts[number] = []
            hashes, words, beyond = _pages(hashes, words)
            surplus += beyond
            at = _slots(hashes, homes, free)
            free = int(at[-1]) + 1
            if free > (homes + TAIL - 1) * SLOTS:
                raise Full
            first = int(at[0])
            flat_hashes[first:free] = _spread(at - first, hashes)
            flat_words[first:free] = _spread(at - first, words)
            placed += len(hashes)
        areas.flush()
        del areas, flat_hashes, flat_words
        table.write_counts(path, placed)
        if surplus:
            _put_surplus(path, key_id, surplus)
        self.count = 0


def _slots(hashes: Hashes, homes: int, free: int) -> NDArray[np.int64]:
    """Where sorted hashes go: the first slot of the home bucket, or the one behind the key before."""
    home = (((hashes >> np.uint64(32)) * np.uint64(homes)) >> np.uint64(32)).astype(np.int64) * SLOTS
    home[0] = max(home[0], free)
    rank = np.arange(len(hashes), dtype=np.int64)
    return np.maximum.accumulate(home - rank) + rank


def _spread(at: NDArray[np.int64], values: Hashes) -> Hashes:
    area = np.zeros(int(at[-1]) + 1, np.uint64)
    area[at] = values
    return area


def _pages(hashes: Hashes, words: Hashes) -> tuple[Hashes, Hashes, list[tuple[int, int]]]:
    """Sorted by hash; what a hash has beyond one page is set aside, to be put one by one."""
    order = np.argsort(hashes, kind="stable")
    hashes, words = hashes[order], words[order]
    is_beyond = np.zeros(len(hashes), bool)
    is_beyond[PAGE:] = hashes[PAGE:] == hashes[:-PAGE]
    beyond = list(zip(hashes[is_beyond].tolist(), words[is_beyond].tolist(), strict=True))
    return hashes[~is_beyond], words[~is_beyond], beyond


def _put_surplus(path: Path, key_id: int, surplus: list[tuple[int, int]]) -> None:
    writer = table.Table(path, key_id, writable=True)
    for hash, word in surplus:
        writer.put(hash, word)
    writer.close()
