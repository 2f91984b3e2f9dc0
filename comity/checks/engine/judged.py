"""The judgements in force, as the index holds them: one small file, sorted by digest, mapped by every check process.

It is swapped as a whole, as access is. It holds the key of the digests too, so that the check service can tell whether
a traveller was judged while the database is away; so it is readable by its owner only.
"""

import mmap
import os
import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from comity.checks.engine import files
from comity.judgements import rules
from comity.judgements.rules import InForce, Traveller

_MAGIC: Final = b"COMITYJ1"
# Magic, number of rows, key (judgements.queries.key). Then the first eight bytes of every digest, in order; then the
# rows, in the same order.
_HEAD: Final = struct.Struct("<8sQ32s")
_ROW: Final = struct.Struct("<32s16s16s32sqq")
_FIRST: Final = 8
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Judged:
    """The file, ready to be asked: O(log n), no more is read than what is met. Without a file, nobody was judged."""

    def __init__(self, path: Path | None = None) -> None:
        self._map: mmap.mmap | bytes = _mapped(path) if path else b""
        self._count = 0
        if len(self._map) >= _HEAD.size:
            magic, count, key = _HEAD.unpack_from(self._map)
            if magic == _MAGIC and len(self._map) >= _size(count):
                self._count, self._key = count, key
        ends = _HEAD.size + self._count * _FIRST
        self._firsts = memoryview(self._map)[_HEAD.size : ends].cast("Q") if self._count else memoryview(b"")

    def __len__(self) -> int:
        return self._count

    def of(self, bureau: str, traveller: Traveller) -> list[InForce]:
        """What officers of the bureau found of this traveller; whether it still holds is for the rules to say."""
        if not self._count:
            return []
        digest = rules.digest(self._key, bureau, traveller)
        first = _first(digest)
        found = []
        for place in range(bisect_left(self._firsts, first), self._count):
            if self._firsts[place] != first:
                break
            row = self._row(place)
            if row.digest == digest:
                found.append(row)
        return found

    def _row(self, place: int) -> InForce:
        at = _HEAD.size + self._count * _FIRST + place * _ROW.size
        digest, own, record, facts, decided, expires = _ROW.unpack_from(self._map, at)
        return InForce(
            id=own,
            record=record,
            digest=digest,
            facts=facts,
            decided_at=_EPOCH + decided * _MICROSECOND,
            expires_at=_EPOCH + expires * _MICROSECOND,
        )


def row(one: InForce) -> bytes:
    """The judgement as the file holds it: its digest first."""
    decided, expires = ((at - _EPOCH) // _MICROSECOND for at in (one.decided_at, one.expires_at))
    return _ROW.pack(one.digest, one.id, one.record, one.facts, decided, expires)


def write(path: Path, key: bytes, rows: Iterable[bytes]) -> None:
    """Swaps the file for these rows."""
    ordered = sorted(rows)
    firsts = array("Q", map(_first, ordered))
    files.swap(path, b"".join((_HEAD.pack(_MAGIC, len(ordered), key), firsts.tobytes(), *ordered)), mode=0o600)


def _first(digest: bytes) -> int:
    """Of digests in the order of their bytes, numbers in their own order."""
    return int.from_bytes(digest[:_FIRST], "big")


def _size(count: int) -> int:
    return _HEAD.size + count * (_FIRST + _ROW.size)


def _mapped(path: Path) -> mmap.mmap | bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return b""
    try:
        return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) if os.fstat(descriptor).st_size else b""
    finally:
        os.close(descriptor)
