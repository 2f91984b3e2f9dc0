"""The loops of the search for persons. Compiled where numba is installed; the same answers without, and slower.

`asked` is a name laid out as `weeding.Wanted` has it: (name, lengths, tokens, masks).
"""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names.kernel import HAS_NUMBA, njit
from comity.checks.engine.persons import births, buckets, people, sketch
from comity.checks.engine.persons.mapped import Words

Numbers = NDArray[np.int64]

# Added to the likeness of a name with several spellings.
ANEW: Final = 1000
# Of a name that is not to be seen, and of one beyond the end of what is mapped.
GONE: Final = -1
BEYOND: Final = -2
# A name so much shorter than the other is looked for in it, and not the other way round; in hundredths.
_SHORTER: Final = 75
# Joined tokens are tried for names that fall short by no more than this, in hundredths.
_NEARLY: Final = 40
_HIDDEN: Final = 1

_PAGE, _COUNT = buckets.PAGE, buckets.AT_COUNT
_SIGNATURE, _REFERENCE = buckets.AT_SIGNATURES, buckets.AT_REFERENCES
_DIRECTORY, _ENTRY = buckets.DIRECTORY, buckets.ENTRY
_PLACE_BITS, _PLACE_MASK = buckets.PLACE_BITS, buckets.PLACE_MASK
_YEAR_SHIFT = births.YEAR_SHIFT
_CODES_BITS = people.CODES_BITS
_ALSO_BIT, _SPARE_BIT, _LETTER_BITS, _LETTERS = 60, 61, sketch.LETTER_BITS, sketch.LETTERS

if HAS_NUMBA and not TYPE_CHECKING:
    from numba import types
    from numba.extending import intrinsic

    @intrinsic
    def _ones(_context, _word):
        """How many bits are set: one instruction."""
        return types.int64(types.int64), lambda _context, builder, _signature, given: builder.ctpop(given[0])

else:

    def _ones(word: int) -> int:
        return int(word).bit_count()


@njit(cache=True, nogil=True)
def searched(rows: Words, names: Words, asked: Any, reads: Numbers, given: Any, found: Numbers) -> int:
    """How many rows were written to `found` (place of the name, likeness); -1 - that where a file is too short."""
    verdicts, levels, scratch, years = given
    signature, least = asked[0][0], asked[0][1]
    count, bar = 0, 0
    for number in range(len(reads)):
        level = reads[number, 1]
        share, letters, looser = levels[0, level], levels[1, level], levels[2, level]
        mask, value = reads[number, 2], reads[number, 3]
        page = rows[_DIRECTORY + reads[number, 0] * _ENTRY]
        while page:
            at = page * _PAGE
            if at + _PAGE > len(rows):
                return -1 - count
            for row in range(rows[at + _COUNT]):
                reference = rows[at + _REFERENCE + row]
                stamp = reference >> _PLACE_BITS
                if years[stamp >> _YEAR_SHIFT] == 0 if mask < 0 else stamp & mask != value:
                    continue
                own = rows[at + _SIGNATURE + row]
                if _ones(own & signature) * 64 < share * min(least, _ones(own)):
                    continue
                place = reference & _PLACE_MASK
                likeness = judge(names, place, asked, verdicts, scratch)
                if likeness == BEYOND:
                    return -1 - count
                wanted = letters
                if likeness >= ANEW:
                    likeness, wanted = likeness - ANEW, letters - looser
                if likeness >= max(wanted, bar):
                    if count == len(found):
                        count, bar = tighten(found, bar)
                    found[count, 0] = place
                    found[count, 1] = likeness
                    count += 1
            page = rows[at]
    return count


@njit(cache=True, nogil=True)
def judge(names: Words, place: int, asked: Any, verdicts: Any, scratch: Numbers) -> int:
    """How alike the name there is, in hundredths, ANEW more where it has several spellings; GONE for one hidden."""
    if place >= len(names) or place + (names[place] & 255) >= len(names):
        return BEYOND
    word = names[place - (names[place] >> _CODES_BITS)]
    policy = (word >> 40) & 0xFFFFFF
    if word == 0 or (policy < len(verdicts) and verdicts[policy] == _HIDDEN):
        return GONE
    likeness = _likeness(names, place, asked, scratch, False)
    if 100 - _NEARLY <= likeness < 90:
        likeness = max(likeness, _likeness(names, place, asked, scratch, True))
    return likeness + ANEW if asked[0][2] or _is_spelt_anew(names, place) else likeness


@njit(cache=True, nogil=True)
def _is_spelt_anew(names: Words, place: int) -> bool:
    """Whether a token of the name has more than one spelling."""
    codes = 0
    for number in range(1, (names[place] & 255) + 1):
        codes |= names[place + number]
    return codes >> _ALSO_BIT & 1 == 1


@njit(cache=True, nogil=True)
def _likeness(names: Words, place: int, asked: Any, scratch: Numbers, spare: bool) -> int:
    """Every token of the shorter name with its best counterpart, by length; with the spare codes, or without."""
    name, lengths, tokens, masks = asked
    asked_best, asked_length = scratch[0], scratch[1]
    for one in range(name[3]):
        asked_best[one] = 0
        asked_length[one] = 0
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
    for one in range(name[3]):
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
def tighten(found: Numbers, bar: int) -> Any:
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
