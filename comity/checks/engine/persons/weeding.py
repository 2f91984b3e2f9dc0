"""Weeding: of the rows that a question reads, those whose names are alike enough to be worth a comparison.

First the signatures: the pairs of consonants that both names have, against those of the name with fewer. Then the
codes: every token takes its best counterpart by the longest common subsequence of their letters, and the shorter name
must find itself in the longer one. Compiled where numba is installed; the same answers without, and slower.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names.kernel import HAS_NUMBA
from comity.checks.engine.persons import births, buckets, loops, sketch
from comity.checks.engine.persons.births import Read
from comity.checks.engine.persons.buckets import Buckets
from comity.checks.engine.persons.mapped import Words
from comity.checks.engine.persons.people import People
from comity.checks.engine.persons.sketch import Sketch

Numbers = NDArray[np.int64]
# (rows, names, wanted, reads, verdicts, found) to how many were found; see `loops.searched`.
Search = Callable[[Words, Words, "Wanted", Numbers, NDArray[np.uint8], Numbers], int]

# By level (the whole date agrees, its month does, another year, nothing but the name): the share of consonant pairs, in
# sixty-fourths, and of letters, in hundredths, that must be found again.
SIGNATURES: Final = (16, 38, 42, 52)
LETTERS: Final = (74, 84, 88, 87)
# Where a name has several spellings, for it was written in other letters, so much less is enough by level.
LOOSER: Final = (8, 8, 4, 0)
# Rows kept of one search; beyond it only the most alike stay.
MOST: Final = 8192
_CLASSES: Final = 32
_MOST_CODES: Final = sketch.MOST_TOKENS * sketch.MOST_SPELLINGS + sketch.MOST_TOKENS

_PAGE, _COUNT = buckets.PAGE, buckets.AT_COUNT
_SIGNATURE, _REFERENCE = buckets.AT_SIGNATURES, buckets.AT_REFERENCES


class Wanted:
    """The name asked for, laid out for the loops."""

    def __init__(self, asked: Sketch, years: NDArray[np.uint8]) -> None:
        count = len(asked.codes)
        # 1 for the years that a slip makes of the one asked for.
        self.years = years
        # Of the name: signature, fewest pairs, whether it has several spellings, number of tokens; of each code: its
        # letters' number, its token (-1 for a spare one).
        is_spelt_anew = any(code & sketch.ALSO for code in asked.codes)
        firm = sum(not code & (sketch.ALSO | sketch.SPARE) for code in asked.codes)
        self.name = np.array([asked.signature, asked.least, is_spelt_anew, firm], np.int64)
        self.lengths = np.zeros(count, np.int64)
        self.tokens = np.zeros(count, np.int64)
        # Of each code and class of letters: the positions at which the class stands.
        self.masks = np.zeros((count, _CLASSES), np.int64)
        token = -1
        for number, code in enumerate(asked.codes):
            token += not code & (sketch.ALSO | sketch.SPARE)
            self.tokens[number] = -1 if code & sketch.SPARE else token
            for at in range(sketch.LETTERS):
                letter = code >> at * sketch.LETTER_BITS & _CLASSES - 1
                if not letter:
                    break
                for other in sketch.MEETS.get(letter, (letter,)):
                    self.masks[number, other] |= 1 << at
                self.lengths[number] += 1

    @property
    def arrays(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """All of it, for the loops."""
        return self.name, self.lengths, self.tokens, self.masks


def weed(
    rows: Buckets,
    names: People,
    asked: Sketch,
    reads: Sequence[Read],
    verdicts: bytes,
    *,
    search: Search | None = None,
) -> list[tuple[int, int]]:
    """(place of a name, how alike in hundredths) for those worth a comparison, the most alike first; nobody hidden.

    `verdicts`: one byte for each policy, as Sight.verdicts gives them. `search`: `compiled` or `plain`.
    """
    found = np.empty((MOST, 2), np.int64)
    read = np.array([(one.bucket, one.level, one.mask, one.value) for one in reads], np.int64).reshape(-1, 4)
    wanted, seen = Wanted(asked, _slips(reads)), np.frombuffer(verdicts, np.uint8)
    while True:
        count = (search or fastest)(rows.array, names.array, wanted, read, seen, found)
        if count >= 0:
            break
        if not rows.follow() | names.follow():
            count = -1 - count
            break
    best: dict[int, int] = {}
    for place, likeness in found[:count].tolist():
        if likeness > best.get(place, -1):
            best[place] = likeness
    return sorted(best.items(), key=lambda one: (-one[1], one[0]))


def _slips(reads: Sequence[Read]) -> NDArray[np.uint8]:
    years = np.zeros(births.MOST_YEARS + 1, np.uint8)
    for one in reads:
        if one.mask == births.SLIPS:
            years[list(births.slips(one.value))] = 1
    return years


def plain(
    rows: Words, names: Words, wanted: Wanted, reads: Numbers, verdicts: NDArray[np.uint8], found: Numbers
) -> int:
    """What `compiled` does, a page at a time with numpy."""
    scratch = np.zeros((2, _MOST_CODES), np.int64)
    asked = wanted.arrays
    signature, least = wanted.name[:2].tolist()
    count, bar = 0, 0
    for bucket, level, mask, value in reads.tolist():
        page = int(rows[buckets.DIRECTORY + bucket * buckets.ENTRY])
        while page:
            at = page * _PAGE
            if at + _PAGE > len(rows):
                return -1 - count
            size = int(rows[at + _COUNT])
            signatures = rows[at + _SIGNATURE : at + _SIGNATURE + size]
            references = rows[at + _REFERENCE : at + _REFERENCE + size]
            fewest = np.minimum(least, np.bitwise_count(signatures).astype(np.int64))
            alike = np.bitwise_count(signatures & signature).astype(np.int64) * 64 >= fewest * SIGNATURES[level]
            stamps = references >> buckets.PLACE_BITS
            alike &= wanted.years[stamps >> births.YEAR_SHIFT] == 1 if mask == births.SLIPS else stamps & mask == value
            for reference in references[alike].tolist():
                place = reference & buckets.PLACE_MASK
                likeness = loops.judge(names, place, asked, verdicts, scratch)
                if likeness == loops.BEYOND:
                    return -1 - count
                anew = likeness >= loops.ANEW
                likeness -= loops.ANEW * anew
                if likeness >= max(LETTERS[level] - LOOSER[level] * anew, bar):
                    if count == len(found):
                        count, bar = loops.tighten(found, bar)
                    found[count, 0] = place
                    found[count, 1] = likeness
                    count += 1
            page = int(rows[at])
    return count


def compiled(
    rows: Words, names: Words, wanted: Wanted, reads: Numbers, verdicts: NDArray[np.uint8], found: Numbers
) -> int:
    """The loops of `loops.searched`."""
    scratch = np.zeros((2, _MOST_CODES), np.int64)
    return int(loops.searched(rows, names, wanted.arrays, reads, (verdicts, _LEVELS, scratch, wanted.years), found))


def warm(asked: Sketch) -> None:
    """Makes the loops ready: searches where there is nobody."""
    nothing = np.zeros(buckets.DIRECTORY + buckets.ENTRY, np.int64)
    nothing.flags.writeable = False
    found, read = np.empty((MOST, 2), np.int64), np.zeros((1, 4), np.int64)
    fastest(nothing, nothing, Wanted(asked, _slips(())), read, np.frombuffer(b"\0", np.uint8), found)


fastest: Final[Search] = compiled if HAS_NUMBA else plain
_LEVELS: Final = np.array([SIGNATURES, LETTERS, LOOSER], np.int64)
