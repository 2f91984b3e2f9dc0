"""Judging: how alike the letters of two names are, from their codes: every token takes its best counterpart.

`asked` is a name laid out as `wanted.Wanted` has it: (name, lengths, tokens, masks).
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names.kernel import borrowing
from comity.checks.engine.persons import people, sketch
from comity.checks.engine.persons.machine import ones
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

_CODES_MASK: Final = (1 << people.CODES_BITS) - 1
_ALSO_BIT, _SPARE_BIT, _LETTER_BITS, _LETTERS = 60, 61, sketch.LETTER_BITS, sketch.LETTERS

# The classes of letters that each class meets, three of them, the last again where they are fewer.
_MEETS: Final = np.array([(*sketch.MEETS.get(one, ()), one, one, one)[:3] for one in range(1 << _LETTER_BITS)])


@borrowing
def lay_out(codes: Numbers, lengths: Numbers, tokens: Numbers, masks: Numbers) -> None:
    """The name asked for, from its codes, into what is all zeros: see `wanted.Wanted`."""
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
            for each in range(3):
                masks[number, _MEETS[letter, each]] |= 1 << at
            lengths[number] += 1


@borrowing
def judge(names: Words, place: int, asked: Any, scratch: Numbers) -> int:
    """How alike the name there is, in hundredths, ANEW more where it has several spellings."""
    if place >= len(names) or place + (names[place] & _CODES_MASK) >= len(names):
        return BEYOND
    likeness, may_be_joined = _likeness(names, place, asked, scratch, False)
    if may_be_joined and 100 - _NEARLY <= likeness < 90:
        likeness = max(likeness, _likeness(names, place, asked, scratch, True)[0])
    return int(likeness + ANEW if asked[0][3] or _is_spelt_anew(names, place) else likeness)


@borrowing
def _is_spelt_anew(names: Words, place: int) -> bool:
    """Whether a token of the name has more than one spelling."""
    codes = 0
    for number in range(1, (names[place] & _CODES_MASK) + 1):
        codes |= names[place + number]
    return codes >> _ALSO_BIT & 1 == 1


@borrowing
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


@borrowing
def _common(masks: Numbers, other: int, length: int, code: int, size: int) -> int:
    """The longest common subsequence, bit-parallel: of a token's letters given by their positions, and a code."""
    row = (1 << length) - 1
    for at in range(size):
        met = row & masks[other, (code >> (at * _LETTER_BITS)) & 31]
        row = (row + met) | (row - met)
    return length - ones(row & ((1 << length) - 1))
