"""The loops of the search for persons. Compiled where numba is installed; the same answers without, and slower.

`asked` is a name laid out as `weeding.Wanted` has it: (name, lengths, tokens, masks).
"""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names.kernel import HAS_NUMBA, njit
from comity.checks.engine.persons import buckets, people, sketch
from comity.checks.engine.persons.mapped import Words

Numbers = NDArray[np.int64]

# Added to the likeness of a name with several spellings.
ANEW: Final = 1000
# Of a name beyond the end of what is mapped.
BEYOND: Final = -1
# A name so much shorter than the other is looked for in it, and not the other way round; in hundredths.
_SHORTER: Final = 75
# Joined tokens are tried for names that fall short by no more than this, in hundredths.
_NEARLY: Final = 40
_HIDDEN: Final = 1
# From where the bars are raised when too many are alike: of letters in hundredths, of signatures as ranks.
_LEAST_ALIKE: Final = 50
LEAST_NEAR: Final = 1024
OF_RANK: Final = 4096

_PAGE, _COUNT, _ROWS, _EACH = buckets.PAGE, buckets.AT_COUNT, buckets.AT_ROWS, buckets.ROWS
_LINE: Final = 8
_AHEAD: Final = 4
_DIRECTORY, _ENTRY = buckets.DIRECTORY, buckets.ENTRY
_PLACE_BITS, _PLACE_MASK = buckets.PLACE_BITS, buckets.PLACE_MASK
_CODES_MASK, _BACK_SHIFT = (1 << people.CODES_BITS) - 1, people.BACK_SHIFT
_ALSO_BIT, _SPARE_BIT, _LETTER_BITS, _LETTERS = 60, 61, sketch.LETTER_BITS, sketch.LETTERS
# Which classes of letters meet which.
_MEETS: Final = np.array(
    [[two in sketch.MEETS.get(one, (one,)) for two in range(1 << _LETTER_BITS)] for one in range(1 << _LETTER_BITS)]
)
# Columns of what is kept: place of the name, how alike, level.
PLACE, ALIKE, LEVEL = range(3)

if HAS_NUMBA and not TYPE_CHECKING:
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic

    @intrinsic
    def _ones(_context, _word):
        """How many bits are set: one instruction."""
        return types.int64(types.int64), lambda _context, builder, _signature, given: builder.ctpop(given[0])

    @intrinsic
    def _fetch(_context, _words, _at):
        """Asks for the words there to be brought near, so that nobody waits for them later. Changes nothing."""

        def generate(context, builder, signature, given):
            array = context.make_array(signature.args[0])(context, builder, given[0])
            pointer = builder.gep(array.data, [given[1]])
            byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
            function = cgutils.get_or_insert_function(
                builder.module, ir.FunctionType(ir.VoidType(), [byte, number, number, number]), "llvm.prefetch.p0"
            )
            builder.call(function, [builder.bitcast(pointer, byte), number(0), number(3), number(1)])
            return context.get_dummy_value()

        return types.void(_words, types.int64), generate

else:

    def _ones(word: int) -> int:
        return int(word).bit_count()

    def _fetch(words: Words, at: int) -> None:
        """Nothing."""


@njit(cache=True, nogil=True)
def lay_out(codes: Numbers, lengths: Numbers, tokens: Numbers, masks: Numbers) -> None:
    """The name asked for, from its codes, into what is all zeros: see `weeding.Wanted`."""
    token = -1
    for number in range(len(codes)):
        code = codes[number]
        is_spare, is_also = (code >> _SPARE_BIT) & 1, (code >> _ALSO_BIT) & 1
        if not is_spare and not is_also:
            token += 1
        tokens[number] = -1 if is_spare else token
        for at in range(_LETTERS):
            letter = (code >> (at * _LETTER_BITS)) & 31
            if letter == 0:
                break
            for other in range(len(_MEETS)):
                if _MEETS[letter, other]:
                    masks[number, other] |= 1 << at
            lengths[number] += 1


@njit(cache=True, nogil=True)
def searched(rows: Words, names: Words, asked: Any, reads: Numbers, given: Any) -> Any:
    """How many rows were written to `found` (columns as above), and whether a file turned out to be too short."""
    _verdicts, levels, _scratch, near, _found = given
    few, is_whole = sifted(rows, names, asked, reads, (levels, near))
    count, could_judge = judged(names, near[:few], asked, given)
    return count, is_whole and could_judge


@njit(cache=True, nogil=True)
def _fetch_page(rows: Words, page: int) -> None:
    if (page + 1) * _PAGE <= len(rows):
        for line in range(0, _PAGE, _LINE):
            _fetch(rows, page * _PAGE + line)


@njit(cache=True, nogil=True)
def sifted(rows: Words, names: Words, asked: Any, reads: Numbers, given: Any) -> Any:
    """The rows whose signatures are near enough: how many were written to `near`, and whether all could be read."""
    levels, near = given
    pairs, threes, least = asked[0][0], asked[0][1], asked[0][2]
    count, bar, start, before = 0, 0, 0, -1
    for number in range(len(reads)):
        _fetch(rows, _DIRECTORY + reads[number, 0] * _ENTRY)
    for number in range(len(reads)):
        if number + _AHEAD < len(reads):
            _fetch_page(rows, rows[_DIRECTORY + reads[number + _AHEAD, 0] * _ENTRY])
        level, stamp = reads[number, 1], reads[number, 2]
        if level != before:
            start, before, bar = count, level, 0
        share, room = levels[0, level], min(start + levels[3, level], len(near))
        page = rows[_DIRECTORY + reads[number, 0] * _ENTRY]
        while page:
            at = page * _PAGE + _ROWS
            if at + _PAGE > len(rows) + _ROWS:
                return count, False
            after = rows[page * _PAGE]
            if after:
                _fetch_page(rows, after)
            for row in range(at, at + rows[page * _PAGE + _COUNT]):
                own, other = rows[row], rows[row + _EACH]
                met = _ones(own & pairs) + _ones(other & threes)
                fewest = min(least, _ones(own) + _ones(other))
                if met * 64 < share * fewest:
                    continue
                reference = rows[row + 2 * _EACH]
                if stamp >= 0 and reference >> _PLACE_BITS != stamp:
                    continue
                rank = met * OF_RANK // max(1, fewest) + met
                if rank < bar or start == room:
                    continue
                if count == room:
                    fresh, bar = tighten(near[start:count], max(bar, LEAST_NEAR))
                    count = start + fresh
                place = reference & _PLACE_MASK
                if place + 2 * _LINE < len(names):
                    _fetch(names, place)
                    _fetch(names, place + _LINE)
                near[count, PLACE], near[count, ALIKE], near[count, LEVEL] = place, rank, level
                count += 1
            page = after
    return count, True


@njit(cache=True, nogil=True)
def judged(names: Words, near: Numbers, asked: Any, given: Any) -> Any:
    """Those of them whose letters are alike enough: how many were written to `found`, and whether all could be read."""
    verdicts, levels, scratch, _near, found = given
    count, bar, last, likeness = 0, 0, -1, 0
    for number in np.argsort(near[:, PLACE], kind="mergesort"):
        place, level = near[number, PLACE], near[number, LEVEL]
        if place != last:
            last, likeness = place, judge(names, place, asked, scratch)
        if likeness == BEYOND:
            return count, False
        alike, wanted = likeness, levels[1, level]
        if likeness >= ANEW:
            alike, wanted = likeness - ANEW, wanted - levels[2, level]
        if alike >= max(wanted, bar) and is_seen(names, place, verdicts):
            if count == len(found):
                count, bar = tighten(found, max(bar, _LEAST_ALIKE))
            found[count, PLACE], found[count, ALIKE], found[count, LEVEL] = place, alike, level
            count += 1
    return count, True


@njit(cache=True, nogil=True)
def is_seen(names: Words, place: int, verdicts: Any) -> bool:
    """Whether the person of the name there is here yet, and not hidden from who asks."""
    word = names[place - (names[place] >> _BACK_SHIFT)]
    policy = (word >> 40) & 0xFFFFFF
    return word != 0 and not (policy < len(verdicts) and verdicts[policy] == _HIDDEN)


@njit(cache=True, nogil=True)
def judge(names: Words, place: int, asked: Any, scratch: Numbers) -> int:
    """How alike the name there is, in hundredths, ANEW more where it has several spellings."""
    if place >= len(names) or place + (names[place] & _CODES_MASK) >= len(names):
        return BEYOND
    likeness, may_be_joined = _likeness(names, place, asked, scratch, False)
    if may_be_joined and 100 - _NEARLY <= likeness < 90:
        likeness = max(likeness, _likeness(names, place, asked, scratch, True)[0])
    return likeness + ANEW if asked[0][3] or _is_spelt_anew(names, place) else likeness


@njit(cache=True, nogil=True)
def _is_spelt_anew(names: Words, place: int) -> bool:
    """Whether a token of the name has more than one spelling."""
    codes = 0
    for number in range(1, (names[place] & _CODES_MASK) + 1):
        codes |= names[place + number]
    return codes >> _ALSO_BIT & 1 == 1


@njit(cache=True, nogil=True)
def _likeness(names: Words, place: int, asked: Any, scratch: Numbers, spare: bool) -> Any:
    """Every token of the shorter name with its best counterpart, by length; with the spare codes, or without. And
    whether spare codes may say more: where tokens are not as many, or something stands between them."""
    name, lengths, tokens, masks = asked
    asked_best, asked_length = scratch[0], scratch[1]
    for one in range(name[4]):
        asked_best[one] = 0
        asked_length[one] = 0
    held_sum, held_letters, held_tokens, held_spares = 0, 0, 0, 0
    best, length = 0, 0
    for number in range(1, (names[place] & _CODES_MASK) + 1):
        code = names[place + number]
        is_spare, is_also = (code >> _SPARE_BIT) & 1, (code >> _ALSO_BIT) & 1
        if is_spare and not spare:
            held_spares += 1
            continue
        size = 0
        while size < _LETTERS and (code >> (size * _LETTER_BITS)) & 31:
            size += 1
        if not is_spare and not is_also:
            held_sum += best * length
            held_letters += length
            held_tokens += 1
            best, length = 0, size
        for other in range(len(lengths)):
            token = tokens[other]
            if token < 0 and (not spare or is_spare):
                continue
            both = lengths[other] + size
            most = 200 * min(lengths[other], size) // both
            if token >= 0:
                asked_length[token] = max(asked_length[token], lengths[other])
                if most <= asked_best[token] and (is_spare or most <= best):
                    continue
            alike = 200 * _common(masks, other, lengths[other], code, size) // both
            if token >= 0:
                asked_best[token] = max(asked_best[token], alike)
            if not is_spare:
                best = max(best, alike)
    held_sum += best * length
    held_letters += length
    may_be_joined = held_tokens != name[4] or held_spares >= held_tokens or len(lengths) - name[5] >= 2 * name[4]
    asked_sum, asked_letters = 0, 0
    for one in range(name[4]):
        asked_sum += asked_best[one] * asked_length[one]
        asked_letters += asked_length[one]
    if asked_letters == 0 or held_letters == 0:
        return 0, may_be_joined
    if asked_letters * _SHORTER > held_letters * 100:
        return held_sum // held_letters, may_be_joined
    if held_letters * _SHORTER > asked_letters * 100:
        return asked_sum // asked_letters, may_be_joined
    return max(held_sum // held_letters, asked_sum // asked_letters), may_be_joined


@njit(cache=True, nogil=True)
def _common(masks: Numbers, other: int, length: int, code: int, size: int) -> int:
    """The longest common subsequence, bit-parallel: of a token's letters given by their positions, and a code."""
    row = (1 << length) - 1
    for at in range(size):
        met = row & masks[other, (code >> (at * _LETTER_BITS)) & 31]
        row = (row + met) | (row - met)
    return length - _ones(row & ((1 << length) - 1))


@njit(cache=True, nogil=True)
def tighten(found: Numbers, bar: int) -> Any:
    """Makes room among the rows kept: those least alike go. How many are left, and the bar from now on."""
    kept, highest = len(found), found[:, ALIKE].max()
    while kept > len(found) * 3 // 4 and bar < highest:
        bar += max(1, (highest - bar) // 16)
        kept = 0
        for number in range(len(found)):
            if found[number, ALIKE] >= bar:
                found[kept] = found[number]
                kept += 1
    # So many that are as alike as any: one of them is as good as another.
    return min(kept, len(found) * 3 // 4), bar
