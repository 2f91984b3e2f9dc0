"""The table: a hash and a word in every slot of a memory-mapped file, written by one process, read by many.

A bucket is one cache line of eight hashes; their words lie in a second area, touched only when a hash fits. A key lives
in its home bucket or in the nearest one after it with room, so a search ends at the first bucket with an empty slot.
Keys that share a hash beyond a page of sixteen (a serial number like 0001) go on under a derived hash, so that no
neighbour is ever slowed down by them.

The order of writes (word, then hash) and the full comparison of keys behind a word make every moment safe to read.
"""

import mmap
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.keys import EMPTY, REMOVED

Hashes = NDArray[np.uint64]

SLOTS: Final = 8
BUCKET: Final = 64
HEADER: Final = 4096
PAGE: Final = 16
# Searches stay short up to here; beyond it the table is built anew, larger.
FULLEST: Final = 0.85
# Buckets behind the last home bucket, for what overflows there.
TAIL: Final = 1024

_MAGIC: Final = int.from_bytes(b"COMITYT1", "little")
_AT_MAGIC, _AT_KEY, _AT_HOMES, _AT_BUCKETS, _AT_COUNT, _AT_REMOVED = range(6)
_MASK: Final = 0xFFFF_FFFF_FFFF_FFFF
_ONE: Final = np.uint64(1)
# Eight bytes of True: no slot of the bucket is empty, so the search goes on behind it.
_ALL: Final = np.uint64(0x0101_0101_0101_0101)
# So many searches are faster one by one than all at once.
_FEW: Final = 12
_eight = struct.Struct("8Q").unpack_from


class Full(Exception):
    """The table has no room: build it anew, larger."""


class NotATable(Exception):
    """The file is not a table of this format made with this key."""


def next_page(hash: int, page: int) -> int:
    """The hash under which the following page of an over-full key is kept."""
    value = (hash * 0x9E37_79B9_7F4A_7C15 + page * 0xD1B5_4A32_D192_ED03) & _MASK
    return value if value > REMOVED else value + 2


def homes_for(capacity: int) -> int:
    """Home buckets for that many keys at a comfortable load."""
    return max(16, int(capacity / (SLOTS * 0.64)) + 1)


def create(path: Path, homes: int, key_id: int) -> None:
    """Writes an empty table. Its place on disk is taken at once: a mapped page without one would end the process.

    Raises OSError when the disk has no room.
    """
    with path.open("xb") as file:
        os.posix_fallocate(file.fileno(), 0, HEADER + (homes + TAIL) * BUCKET * 2)
        file.write(struct.pack("6Q", _MAGIC, key_id, homes, homes + TAIL, 0, 0))


class Table:
    """One table file, open for reading, or for writing by the one process that holds the writer's lock."""

    def __init__(self, path: Path, key_id: int, *, writable: bool = False) -> None:
        descriptor = os.open(path, os.O_RDWR if writable else os.O_RDONLY)
        try:
            access = mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ
            self._map = mmap.mmap(descriptor, 0, access=access)
        finally:
            os.close(descriptor)
        self._map.madvise(mmap.MADV_RANDOM)
        self._words = memoryview(self._map).cast("Q")
        if self._words[_AT_MAGIC] != _MAGIC or self._words[_AT_KEY] != key_id:
            raise NotATable(path.name)
        self._homes = self._words[_AT_HOMES]
        count = self._words[_AT_BUCKETS]
        self._last = HEADER + (count - 1) * BUCKET
        # From a hash's place in the map, counted in 64-bit words, to its word's.
        self._over = count * SLOTS
        areas = np.frombuffer(self._map, np.uint64, offset=HEADER).reshape(2, count, SLOTS)
        self._hash_area, self._word_area = areas[0], areas[1]
        self._homes64 = np.uint64(self._homes)

    @property
    def count(self) -> int:
        return self._words[_AT_COUNT]

    @property
    def is_full(self) -> bool:
        """Whether it is time to build a larger one."""
        return self._words[_AT_COUNT] + self._words[_AT_REMOVED] > self._homes * SLOTS * FULLEST

    def find(self, hash: int) -> list[int]:
        """The words kept under the hash. About half a microsecond."""
        found = self._find_page(hash)
        if len(found) < PAGE:
            return found
        page, following = 1, found
        while len(following) >= PAGE:
            following = self._find_page(next_page(hash, page))
            found = found + following
            page += 1
        return found

    def find_many(self, asked: Hashes) -> list[tuple[int, int]]:
        """(position in `asked`, word) for everything found, of many hashes at once: a fraction of find() for each."""
        hashes, position = asked, np.arange(len(asked))
        at = ((hashes >> np.uint64(32)) * self._homes64) >> np.uint64(32)
        likely: list[int] = []
        while len(at) > _FEW:
            rows = self._hash_area.take(at, axis=0)
            match = rows == hashes[:, None]
            if match.any():
                likely += position[match.any(axis=1)].tolist()
            onward = np.flatnonzero((rows != EMPTY).view(np.uint64).ravel() == _ALL)
            at, hashes, position = at[onward] + _ONE, hashes[onward], position[onward]
        likely += position.tolist()
        return [(i, word) for i in sorted(set(likely)) for word in self.find(int(asked[i]))]

    def put(self, hash: int, word: int) -> None:
        """Adds the word under the hash. Raises Full."""
        if self.is_full:
            raise Full
        page, at, known = 0, hash, self._find_page(hash)
        while len(known) >= PAGE:
            page += 1
            at = next_page(hash, page)
            known = self._find_page(at)
        slot, was_removed = self._room(at)
        self._words[slot + self._over] = word
        self._words[slot] = at
        self._words[_AT_COUNT] += 1
        if was_removed:
            self._words[_AT_REMOVED] -= 1

    def replace(self, hash: int, old: int, new: int) -> bool:
        """Puts one word in the place of another, in one write. False when the old one is not there."""
        slot = self._slot(hash, old)
        if slot is None:
            return False
        self._words[slot + self._over] = new
        return True

    def remove(self, hash: int, word: int) -> bool:
        """Takes the word away. False when it is not there."""
        slot = self._slot(hash, word)
        if slot is None:
            return False
        last, last_word = self._last_of(hash)
        if last_word != word:
            # Pages stay full but for the last: the last word moves into the gap before its own slot is emptied.
            self._words[slot + self._over] = last_word
            slot = self._slot_in_page(last, last_word) or slot
        self._empty(slot)
        return True

    def flush(self) -> None:
        """Everything to disk."""
        self._map.flush()

    def close(self) -> None:
        """Lets go of the file; a map still looked at elsewhere goes with its last user."""
        del self._hash_area, self._word_area
        self._words.release()
        self._map.close()

    def all(self, stride: int) -> Iterator[tuple[Hashes, Hashes]]:
        """Every key, as arrays of hashes and words, so many buckets at a time."""
        for first in range(0, len(self._hash_area), stride):
            yield self._live(first, stride)

    def _live(self, first: int, count: int) -> tuple[Hashes, Hashes]:
        hashes = self._hash_area[first : first + count].ravel()
        words = self._word_area[first : first + count].ravel()
        used = hashes > np.uint64(REMOVED)
        return hashes[used], words[used]

    def _home(self, hash: int) -> int:
        return HEADER + (((hash >> 32) * self._homes) >> 32) * BUCKET

    def _find_page(self, hash: int) -> list[int]:
        at = HEADER + (((hash >> 32) * self._homes) >> 32) * BUCKET
        found: list[int] = []
        while True:
            eight = _eight(self._map, at)
            if hash in eight:
                first = (at >> 3) + self._over
                found.extend(self._words[first + i] for i in range(SLOTS) if eight[i] == hash)
            if EMPTY in eight or at >= self._last:
                return found
            at += BUCKET

    def _slots_of(self, hash: int) -> list[int]:
        at, slots = self._home(hash), []
        while True:
            eight = _eight(self._map, at)
            slots += [(at >> 3) + i for i in range(SLOTS) if eight[i] == hash]
            if EMPTY in eight or at >= self._last:
                return slots
            at += BUCKET

    def _slot_in_page(self, hash: int, word: int) -> int | None:
        return next((slot for slot in self._slots_of(hash) if self._words[slot + self._over] == word), None)

    def _slot(self, hash: int, word: int) -> int | None:
        page, at = 0, hash
        while True:
            slots = self._slots_of(at)
            for slot in slots:
                if self._words[slot + self._over] == word:
                    return slot
            if len(slots) < PAGE:
                return None
            page += 1
            at = next_page(hash, page)

    def _last_of(self, hash: int) -> tuple[int, int]:
        """The hash of the last page that holds anything, and a word on it."""
        page, at, slots = 0, hash, self._slots_of(hash)
        while len(slots) >= PAGE:
            page += 1
            following = next_page(hash, page)
            more = self._slots_of(following)
            if not more:
                break
            at, slots = following, more
        return at, self._words[slots[-1] + self._over]

    def _room(self, hash: int) -> tuple[int, bool]:
        """The first slot free for the hash, and whether it was emptied before."""
        at, reusable = self._home(hash), None
        while at < self._last:
            eight = _eight(self._map, at)
            if reusable is None and REMOVED in eight:
                reusable = (at >> 3) + eight.index(REMOVED)
            if EMPTY in eight:
                return (reusable, True) if reusable is not None else ((at >> 3) + eight.index(EMPTY), False)
            at += BUCKET
        raise Full

    def _empty(self, slot: int) -> None:
        """A slot goes back to empty if its bucket has another empty one: then no search ever went past it."""
        bucket = slot - (slot - HEADER // 8) % SLOTS
        other = any(self._words[bucket + i] == EMPTY for i in range(SLOTS))
        self._words[slot] = EMPTY if other else REMOVED
        self._words[_AT_COUNT] -= 1
        if not other:
            self._words[_AT_REMOVED] += 1


def write_counts(path: Path, count: int) -> None:
    """Notes in a freshly built file how many keys it holds."""
    with path.open("r+b") as file:
        file.seek(_AT_COUNT * 8)
        file.write(struct.pack("Q", count))


def view(path: Path) -> Any:
    """Both areas of a table file as a writable array (hashes or words, bucket, slot), for the builder."""
    return np.memmap(path, np.uint64, "r+", HEADER).reshape(2, -1, SLOTS)
