"""Weeding: of the rows that a question reads, those whose names are alike enough to be worth a comparison.

First the signatures: the pairs of consonants that both names have, against those of the name with fewer. Then the
codes: every token takes its best counterpart by the longest common subsequence of their letters, and the shorter name
must find itself in the longer one. Compiled where numba is installed; the same answers without, and slower.
"""

import threading
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names.kernel import HAS_NUMBA
from comity.checks.engine.persons import births, buckets, judging, loops, sketch
from comity.checks.engine.persons.births import Reads
from comity.checks.engine.persons.buckets import Buckets
from comity.checks.engine.persons.mapped import Words
from comity.checks.engine.persons.people import People
from comity.checks.engine.persons.wanted import Wanted

Numbers = NDArray[np.int64]
# (rows, names, wanted, reads, verdicts) to the rows found, and whether a file was too short; see `loops.searched`.
Search = Callable[[Words, Words, Wanted, Reads, NDArray[np.uint8]], tuple[Numbers, bool]]

# By level, as `births` has them: the share of the signature, in sixty-fourths, and of letters, in hundredths, that must
# be found again. Measured on made-up habits and slips: of a hundred that the letters let pass, the signature loses one.
SIGNATURES: Final = (22, 39, 41, 45, 46, 38)
LETTERS: Final = (74, 84, 88, 94, 91, 88)
# Where a name has several spellings, for it was written in other letters, so much less is enough by level.
LOOSER: Final = (8, 8, 4, 10, 4, 4)
# Rows whose letters are looked at, by level: beyond so many only those stay whose signatures are the most alike.
NEAREST: Final = (1024, 2048, 1024, 1024, 3072, 6144)
# Rows kept of one search; beyond it only the most alike stay.
MOST: Final = 2048
_MOST_NEAR: Final = 8192
_MOST_CODES: Final = sketch.MOST_TOKENS * sketch.MOST_SPELLINGS + sketch.MOST_TOKENS


def weed(
    held: tuple[Buckets, People], wanted: Wanted, reads: Reads, verdicts: bytes, *, search: Search | None = None
) -> Numbers:
    """The names worth a comparison, in the order of their places, nobody's that is hidden:
    columns as in `loops`.

    `verdicts`: one byte for each policy, as Sight.verdicts gives them. `search`: `compiled` or `plain`.
    """
    rows, names = held
    seen = np.frombuffer(verdicts, np.uint8)
    while True:
        found, is_whole = (search or fastest)(rows.array, names.array, wanted, reads, seen)
        if is_whole or not rows.follow() | names.follow():
            return found


class _Room(threading.local):
    """What the loops write to: one for each thread, so that no question waits for memory to be had."""

    def __init__(self) -> None:
        self.scratch = np.zeros((judging.SCRATCH, _MOST_CODES), np.int64)
        self.packed = np.zeros((_MOST_CODES, judging.CLASSES), np.int64)
        self.near = np.zeros((_MOST_NEAR, 3), np.int64)
        self.found = np.zeros((MOST, 3), np.int64)


def plain(rows: Words, names: Words, wanted: Wanted, reads: Reads, verdicts: NDArray[np.uint8]) -> tuple[Numbers, bool]:
    """What `compiled` does, signatures a page at a time with numpy."""
    near = np.zeros((_MOST_NEAR, 3), np.int64)
    few, is_whole = _sifted((rows, names), wanted, reads, verdicts, near)
    found = np.zeros((MOST, 3), np.int64)
    room = _Room()
    given = (verdicts, _LEVELS, room.scratch, room.packed, near, found)
    count, could_judge = loops.judged(names, near[:few], wanted.arrays, given)
    return found[:count], is_whole and could_judge


def _sifted(
    files: tuple[Words, Words], wanted: Wanted, reads: Reads, verdicts: NDArray[np.uint8], near: Numbers
) -> tuple[int, bool]:
    """What `loops.sifted` does."""
    rows, names = files
    pairs, threes, least = wanted.name[:3].tolist()
    count, bar, start, before = 0, 0, 0, -1
    for bucket, level, stamp in reads.tolist():
        if level != before:
            start, before, bar = count, level, 0
        room = min(start + NEAREST[level], len(near))
        page = int(rows[buckets.DIRECTORY + bucket * buckets.ENTRY])
        while page:
            at = page * buckets.PAGE
            if at + buckets.PAGE > len(rows):
                return count, False
            size = int(rows[at + buckets.AT_COUNT])
            columns = rows[at + buckets.AT_ROWS :][: buckets.COLUMNS * buckets.ROWS].reshape(buckets.COLUMNS, -1)
            own, other, references = columns[:, :size]
            met = (np.bitwise_count(own & pairs) + np.bitwise_count(other & threes)).astype(np.int64)
            fewest = np.minimum(least, np.bitwise_count(own).astype(np.int64) + np.bitwise_count(other))
            alike = met * 64 >= fewest * SIGNATURES[level]
            if stamp != births.ANY:
                alike &= references >> buckets.PLACE_BITS == stamp
            ranks = met * loops.OF_RANK // np.maximum(1, fewest) + met
            for place, rank in zip(
                (references[alike] & buckets.PLACE_MASK).tolist(), ranks[alike].tolist(), strict=True
            ):
                if rank < bar or room - start < loops.LEAST_ROOM:
                    continue
                if place >= len(names):
                    return count, False
                if loops.is_seen(names, place, verdicts):
                    if count == room:
                        fresh, bar = loops.tighten(near[start:count])
                        count = start + fresh
                    near[count] = place, rank, level
                    count += 1
            page = int(rows[at])
    return count, True


def compiled(
    rows: Words, names: Words, wanted: Wanted, reads: Reads, verdicts: NDArray[np.uint8]
) -> tuple[Numbers, bool]:
    """The loops of `loops.searched`."""
    given = (verdicts, _LEVELS, _room.scratch, _room.packed, _room.near, _room.found)
    count, is_whole = loops.searched(rows, names, wanted.arrays, reads, given)
    return _room.found[:count].copy(), is_whole


def warm(asked: Wanted) -> None:
    """Makes the loops ready: searches where there is nobody."""
    nothing = np.zeros(buckets.DIRECTORY + buckets.ENTRY, np.int64)
    nothing.flags.writeable = False
    fastest(nothing, nothing, asked, births.named(0, (0,), births.SAME), np.frombuffer(b"\0", np.uint8))


fastest: Final[Search] = compiled if HAS_NUMBA else plain
_LEVELS: Final = np.array([SIGNATURES, LETTERS, LOOSER, NEAREST], np.int64)
_room: Final = _Room()
