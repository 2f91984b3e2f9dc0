"""Ranges of stolen blanks: found by prefix and length, then by bisection. A small file, swapped as a whole."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from typing import Final

import msgspec

from comity.checks.engine import files
from comity.checks.engine.payloads import Blanks
from comity.records.engine import numbers

# What the file holds: each range, and the word of its record's slot.
Row = tuple[Blanks, int]

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Row]).decode
_NONE: Final[list[int]] = []


class Ranges:
    """Every range, ready to be asked. Ranges may overlap: two thefts, or two sources."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        groups: dict[tuple[str, int], list[tuple[int, int, int]]] = {}
        for (prefix, digits, first, last), word in rows:
            groups.setdefault((prefix, digits), []).append((first, last, word))
        self._groups = {place: _Group(sorted(group)) for place, group in groups.items()}

    def __bool__(self) -> bool:
        return bool(self._groups)

    def find(self, normal: str) -> list[int]:
        """The words of all ranges that contain the number (in normal form)."""
        prefix, tail = numbers.split(normal)
        group = self._groups.get((prefix, len(tail)))
        return group.find(int(tail)) if group else _NONE


class _Group:
    def __init__(self, ranges: list[tuple[int, int, int]]) -> None:
        self._ranges = ranges
        self._firsts = [first for first, _last, _word in ranges]
        # The furthest end among all ranges up to each: where it lies before the number, no earlier one reaches it.
        self._reach = list(accumulate((last for _first, last, _word in ranges), max))

    def find(self, number: int) -> list[int]:
        found, at = [], bisect_right(self._firsts, number) - 1
        while at >= 0 and self._reach[at] >= number:
            _first, last, word = self._ranges[at]
            if last >= number:
                found.append(word)
            at -= 1
        return found


def read(path: Path) -> list[Row]:
    """The rows in the file; none when there is no file."""
    try:
        return _decode(path.read_bytes())
    except FileNotFoundError:
        return []


def write(path: Path, rows: Iterable[Row]) -> None:
    """Swaps the file for one with these rows."""
    files.swap(path, _encode(list(rows)))
