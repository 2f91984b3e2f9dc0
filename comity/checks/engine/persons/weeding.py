"""Weeding: of the rows that a question reads, those whose names are alike enough to be worth a comparison.

First the signatures: the pairs of consonants that both names have, against those of the name with fewer. Then the
codes: every token takes its best counterpart by the longest common subsequence of their letters, and the shorter name
must find itself in the longer one. Compiled where numba is installed; the same answers without, and slower.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names.kernel import HAS_NUMBA, njit
from comity.checks.engine.persons import buckets, people, sketch
from comity.checks.engine.persons.births import Read
from comity.checks.engine.persons.buckets import Buckets
from comity.checks.engine.persons.mapped import Words
from comity.checks.engine.persons.people import People
from comity.checks.engine.persons.sketch import Sketch

Numbers = NDArray[np.int64]
# (rows, names, wanted, reads, verdicts, found) to how many were found; see `_searched`.
Search = Callable[[Words, Words, "Wanted", Numbers, NDArray[np.uint8], Numbers], int]

# By level (the whole date agrees, its month does, another year, nothing but the name): the share of consonant pairs, in
# sixty-fourths, and of letters, in hundredths, that must be found again.
SIGNATURES: Final = (32, 38, 42, 48)
LETTERS: Final = (74, 84, 88, 91)
# Where a name has several spellings, for it was written in other letters, so much less is enough.
_LOOSER: Final = 8
# A name so much shorter than the other is looked for in it, and not the other way round; in hundredths.
_SHORTER: Final = 75
# Joined tokens are tried for names that fall short by no more than this, in hundredths.
_NEARLY: Final = 40
_HIDDEN: Final = 1
# Rows kept of one search; beyond it only the most alike stay.
MOST: Final = 8192
_CLASSES: Final = 32
_MOST_CODES: Final = sketch.MOST_TOKENS * sketch.MOST_SPELLINGS + sketch.MOST_TOKENS

_PAGE, _COUNT, _ROWS = buckets.PAGE, buckets.AT_COUNT, buckets.ROWS
_SIGNATURE, _REFERENCE = buckets.AT_SIGNATURES, buckets.AT_REFERENCES
_DIRECTORY, _ENTRY = buckets.DIRECTORY, buckets.ENTRY
_PLACE_BITS, _PLACE_MASK = buckets.PLACE_BITS, buckets.PLACE_MASK
_CODES_BITS = people.CODES_BITS
_ALSO_BIT, _SPARE_BIT, _LETTER_BITS, _LETTERS = 60, 61, sketch.LETTER_BITS, sketch.LETTERS


class TooShort(Exception):
    """The files have grown beyond what is mapped: follow them and look again."""


class Wanted:
    """The name asked for, laid out for the loops."""

    def __init__(self, asked: Sketch) -> None:
        count = len(asked.codes)
        # Of the name: signature, fewest pairs, whether it has several spellings; of each code: its letters' number, its
        # token (-1 for a spare one).
        is_spelt_anew = any(code & sketch.ALSO for code in asked.codes)
        self.name = np.array([asked.signature, asked.least, is_spelt_anew], np.int64)
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
                self.masks[number, letter] |= 1 << at
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
    wanted, seen = Wanted(asked), np.frombuffer(verdicts, np.uint8)
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


def plain(
    rows: Words, names: Words, wanted: Wanted, reads: Numbers, verdicts: NDArray[np.uint8], found: Numbers
) -> int:
    """What `compiled` does, a page at a time with numpy."""
    scratch = np.zeros((2, _MOST_CODES), np.int64)
    asked = wanted.arrays
    signature, least, _is_anew = wanted.name.tolist()
    count, bar = 0, 0
    for bucket, level, mask, value in reads.tolist():
        page = int(rows[_DIRECTORY + bucket * _ENTRY])
        while page:
            at = page * _PAGE
            if at + _PAGE > len(rows):
                return -1 - count
            size = int(rows[at + _COUNT])
            signatures = rows[at + _SIGNATURE : at + _SIGNATURE + size]
            references = rows[at + _REFERENCE : at + _REFERENCE + size]
            fewest = np.minimum(least, np.bitwise_count(signatures).astype(np.int64))
            alike = np.bitwise_count(signatures & signature).astype(np.int64) * 64 >= fewest * SIGNATURES[level]
            alike &= references >> _PLACE_BITS & mask == value
            for reference in references[alike].tolist():
                place = reference & _PLACE_MASK
                likeness = _judge(names, place, asked, verdicts, scratch)
                if likeness == _BEYOND:
                    return -1 - count
                if likeness >= max(LETTERS[level], bar):
                    if count == len(found):
                        count, bar = _tighten(found, bar)
                    found[count, 0] = place
                    found[count, 1] = likeness
                    count += 1
            page = int(rows[at])
    return count


def compiled(
    rows: Words, names: Words, wanted: Wanted, reads: Numbers, verdicts: NDArray[np.uint8], found: Numbers
) -> int:
    """The loops of `_searched`."""
    scratch = np.zeros((2, _MOST_CODES), np.int64)
    return int(_searched(rows, names, wanted.arrays, reads, (verdicts, _LEVELS, scratch), found))


fastest: Final[Search] = compiled if HAS_NUMBA else plain
_LEVELS: Final = np.array([SIGNATURES, LETTERS], np.int64)
_GONE: Final = -1
_BEYOND: Final = -2


@njit(cache=True, nogil=True)
def _searched(rows: Words, names: Words, asked: Any, reads: Numbers, given: Any, found: Numbers) -> int:
    """How many rows were written to `found` (place of the name, likeness); -1 - that where a file is too short."""
    verdicts, levels, scratch = given
    signature, least = asked[0][0], asked[0][1]
    count, bar = 0, 0
    for number in range(len(reads)):
        share, letters = levels[0, reads[number, 1]], levels[1, reads[number, 1]]
        mask, value = reads[number, 2], reads[number, 3]
        page = rows[_DIRECTORY + reads[number, 0] * _ENTRY]
        while page:
            at = page * _PAGE
            if at + _PAGE > len(rows):
                return -1 - count
            for row in range(rows[at + _COUNT]):
                reference = rows[at + _REFERENCE + row]
                if (reference >> _PLACE_BITS) & mask != value:
                    continue
                own = rows[at + _SIGNATURE + row]
                if _ones(own & signature) * 64 < share * min(least, _ones(own)):
                    continue
                place = reference & _PLACE_MASK
                likeness = _judge(names, place, asked, verdicts, scratch)
                if likeness == _BEYOND:
                    return -1 - count
                if likeness >= max(letters, bar):
                    if count == len(found):
                        count, bar = _tighten(found, bar)
                    found[count, 0] = place
                    found[count, 1] = likeness
                    count += 1
            page = rows[at]
    return count


@njit(cache=True, nogil=True)
def _ones(word: int) -> int:
    """How many bits are set in a number that is not negative."""
    word -= (word >> 1) & 0x5555555555555555
    word = (word & 0x3333333333333333) + ((word >> 2) & 0x3333333333333333)
    word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0F
    word += word >> 8
    word += word >> 16
    word += word >> 32
    return word & 0x7F


@njit(cache=True, nogil=True)
def _judge(names: Words, place: int, asked: Any, verdicts: Any, scratch: Numbers) -> int:
    """How alike the name there is, in hundredths; _GONE for one that is not to be seen."""
    if place >= len(names) or place + (names[place] & 255) >= len(names):
        return _BEYOND
    word = names[place - (names[place] >> _CODES_BITS)]
    policy = (word >> 40) & 0xFFFFFF
    if word == 0 or (policy < len(verdicts) and verdicts[policy] == _HIDDEN):
        return _GONE
    likeness = _likeness(names, place, asked, scratch, False)
    if 100 - _NEARLY <= likeness < 90:
        likeness = max(likeness, _likeness(names, place, asked, scratch, True))
    if likeness < 100 and (asked[0][2] or _is_spelt_anew(names, place)):
        likeness = min(99, likeness + _LOOSER)
    return likeness


@njit(cache=True, nogil=True)
def _is_spelt_anew(names: Words, place: int) -> bool:
    """Whether a token of the name has more than one spelling."""
    for number in range(1, (names[place] & 255) + 1):
        if (names[place + number] >> _ALSO_BIT) & 1:
            return True
    return False


@njit(cache=True, nogil=True)
def _likeness(names: Words, place: int, asked: Any, scratch: Numbers, spare: bool) -> int:
    """Every token of the shorter name with its best counterpart, by length; with the spare codes, or without."""
    _name, lengths, tokens, masks = asked
    asked_best, asked_length = scratch[0], scratch[1]
    asked_best[:] = 0
    asked_length[:] = 0
    held_sum, held_letters, token = 0, 0, 0
    best, length = 0, 0
    for number in range(1, (names[place] & 255) + 1):
        code = names[place + number]
        is_spare, is_also = (code >> _SPARE_BIT) & 1, (code >> _ALSO_BIT) & 1
        if is_spare and not spare:
            break
        if not is_spare and not is_also:
            held_sum += best * length
            held_letters += length
            best, length = 0, 0
        size = 0
        while size < _LETTERS and (code >> (size * _LETTER_BITS)) & 31:
            size += 1
        if not is_spare and not is_also:
            length = size
        for other in range(len(lengths)):
            if tokens[other] < 0 and (not spare or is_spare):
                continue
            alike = 200 * _common(masks[other], lengths[other], code, size) // (lengths[other] + size)
            if tokens[other] >= 0:
                token = tokens[other]
                asked_best[token] = max(asked_best[token], alike)
                asked_length[token] = max(asked_length[token], lengths[other])
            if not is_spare:
                best = max(best, alike)
    held_sum += best * length
    held_letters += length
    asked_sum, asked_letters = 0, 0
    for one in range(len(asked_best)):
        asked_sum += asked_best[one] * asked_length[one]
        asked_letters += asked_length[one]
    if asked_letters == 0 or held_letters == 0:
        return 0
    if asked_letters * _SHORTER > held_letters * 100:
        return held_sum // held_letters
    if held_letters * _SHORTER > asked_letters * 100:
        return asked_sum // asked_letters
    return max(held_sum // held_letters, asked_sum // asked_letters)


@njit(cache=True, nogil=True)
def _common(masks: Numbers, length: int, code: int, size: int) -> int:
    """The longest common subsequence, bit-parallel: of a token's letters given by their positions, and a code."""
    row = (1 << length) - 1
    for at in range(size):
        met = row & masks[(code >> (at * _LETTER_BITS)) & 31]
        row = (row + met) | (row - met)
    return length - _ones(row & ((1 << length) - 1))


@njit(cache=True, nogil=True)
def _tighten(found: Numbers, bar: int) -> Any:
    """Makes room among the rows found: those least alike go. How many are left, and the bar from now on."""
    kept = len(found)
    while kept > len(found) * 3 // 4 and bar < 100:
        bar = max(bar, 50) + 1
        kept = 0
        for number in range(len(found)):
            if found[number, 1] >= bar:
                found[kept, 0] = found[number, 0]
                found[kept, 1] = found[number, 1]
                kept += 1
    # So many that are wholly alike: any of them is as good as another.
    return min(kept, len(found) * 3 // 4), bar
