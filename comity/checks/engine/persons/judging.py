"""Judging: how alike the letters of two names are, from their codes: every token takes its best counterpart.

`asked` is a name laid out as `wanted.Wanted` has it: (name, lengths, tokens, masks). First `pack` puts all its codes
beside each other into as few words as hold them, so that one step meets a letter with all of them.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names.kernel import borrowing
from comity.checks.engine.persons import people, sketch
from comity.checks.engine.persons.machine import inlined, ones
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
# Bits of a word that codes are packed into: a number that the carry beyond its last letter leaves positive.
_WORD_BITS: Final = 62
# Rows of what the loops work in. By code asked for: its best counterpart, its letters' bits in the word that it was
# packed into, where its shares begin, and the longest spelling of its token where it is the last one of that, else 0;
# by word: the bits of all letters in it, and the first of its codes.
_BEST, _OWN, _SHARE, _LONGEST, _EVERY, _FIRST = range(6)
SCRATCH: Final = 6
# Classes of letters.
CLASSES: Final = 1 << sketch.LETTER_BITS
_ALSO_BIT, _SPARE_BIT, _LETTER_BITS, _LETTERS = 60, 61, sketch.LETTER_BITS, sketch.LETTERS

# The classes of letters that each class meets, three of them, the last again where they are fewer.
_MEETS: Final = np.array([(*sketch.MEETS.get(one, ()), one, one, one)[:3] for one in range(CLASSES)])
# The lowest bit of each letter of a code.
_LOWEST: Final = sum(1 << at * _LETTER_BITS for at in range(_LETTERS))
# How alike two codes are, in hundredths, by the letters of one, of the other, and of both; all in one row.
_SIZES: Final = _LETTERS + 1
_SHARES: Final = np.zeros(4096, np.int64)
_SHARES[: _SIZES**3] = [
    200 * both // max(1, one + two) for one in range(_SIZES) for two in range(_SIZES) for both in range(_SIZES)
]
# Letters that nearly every code has room in.
_MOSTLY: Final = 8


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
def pack(asked: Any, packed: Numbers, scratch: Numbers) -> tuple[int, int, int]:
    """Lays the codes asked for beside each other, a bit that stays empty after each: how many words they take, how many
    of them are not spare, and the letters of the longest spellings of all tokens."""
    _name, lengths, tokens, masks = asked
    word, at, firm, longest, letters = -1, _WORD_BITS, 0, 0, 0
    for other in range(len(lengths)):
        if at + lengths[other] >= _WORD_BITS:
            word, at = word + 1, 0
            scratch[_EVERY, word], scratch[_FIRST, word] = 0, other
            for letter in range(CLASSES):
                packed[word, letter] = 0
        for letter in range(CLASSES):
            packed[word, letter] |= masks[other, letter] << at
        scratch[_OWN, other] = ((1 << lengths[other]) - 1) << at
        scratch[_SHARE, other] = lengths[other] * (_SIZES * _SIZES + 1)
        scratch[_EVERY, word] |= scratch[_OWN, other]
        at += lengths[other] + 1
        if tokens[other] >= 0:
            firm, longest = other + 1, max(longest, lengths[other])
            is_last = other + 1 == len(lengths) or tokens[other + 1] != tokens[other]
            scratch[_LONGEST, other] = longest if is_last else 0
            if is_last:
                letters, longest = letters + longest, 0
    scratch[_FIRST, word + 1] = len(lengths)
    return word + 1, firm, letters


@borrowing
def judge(names: Words, place: int, asked: Any, given: Any) -> int:
    """How alike the name there is, in hundredths, ANEW more where it has several spellings.

    `given`: what `pack` filled, and what it said.
    """
    if place >= len(names) or place + (names[place] & _CODES_MASK) >= len(names):
        return BEYOND
    name, packed, scratch = asked[0], given[0], given[1]
    words, firm, letters = given[2]
    for other in range(firm):
        scratch[_BEST, other] = 0
    # Sums of the best counterparts, without spare codes and with them; of the token at hand.
    held_sum, joined_sum, best, joined = 0, 0, 0, 0
    held_letters, held_tokens, spares, marks, length = 0, 0, 0, 0, 0
    end = place + 1 + (names[place] & _CODES_MASK)
    for number in range(place + 1, end):
        code = names[number]
        marks |= code
        if (code >> _SPARE_BIT) & 1:
            spares += 1
            continue
        size = _size(code)
        if not (code >> _ALSO_BIT) & 1:
            held_sum += best * length
            joined_sum += max(best, joined) * length
            best, joined, length = 0, 0, size
            held_letters += length
            held_tokens += 1
        found, spare = _meet(code, size, packed, scratch, (words, firm))
        best, joined = max(best, found), max(joined, spare)
    held_sum += best * length
    joined_sum += max(best, joined) * length
    if letters == 0 or held_letters == 0:
        return 0
    likeness = _shorter(held_sum, held_letters, _asked_sum(scratch, firm), letters)
    # Spare codes may say more where tokens are not as many, or something stands between them.
    may_be_joined = held_tokens != name[4] or spares >= held_tokens or len(asked[1]) - name[5] >= 2 * name[4]
    if may_be_joined and 100 - _NEARLY <= likeness < 90:
        for number in range(place + 1, end):
            if (names[number] >> _SPARE_BIT) & 1:
                _meet(names[number], _size(names[number]), packed, scratch, (words, firm))
        likeness = max(likeness, _shorter(joined_sum, held_letters, _asked_sum(scratch, firm), letters))
    return int(likeness + ANEW if name[3] or (marks >> _ALSO_BIT) & 1 else likeness)


@inlined
def _meet(code: int, size: int, packed: Numbers, scratch: Numbers, asked: tuple[int, int]) -> tuple[int, int]:
    """A code held with all that are asked for: its best counterpart, and that among spare ones. Notes how far it is the
    best of theirs. The longest common subsequence, bit-parallel."""
    words, firm = asked
    best, joined = 0, 0
    for word in range(words):
        every, letters = scratch[_EVERY, word], code
        row = every
        for _ in range(_MOSTLY):
            met = row & packed[word, letters & 31]
            row = ((row + met) | (row - met)) & every
            letters >>= _LETTER_BITS
        if size > _MOSTLY:
            for _ in range(_LETTERS - _MOSTLY):
                met = row & packed[word, letters & 31]
                row = ((row + met) | (row - met)) & every
                letters >>= _LETTER_BITS
        first, last, shares = scratch[_FIRST, word] & _CODES_MASK, scratch[_FIRST, word + 1], size * _SIZES
        for other in range(first, min(last, firm)):
            missed = ones(row & scratch[_OWN, other])
            alike = _SHARES[(scratch[_SHARE, other] + shares - missed) & 4095]
            scratch[_BEST, other] = max(scratch[_BEST, other], alike)
            best = max(best, alike)
        for other in range(max(first, firm), last):
            missed = ones(row & scratch[_OWN, other])
            joined = max(joined, _SHARES[(scratch[_SHARE, other] + shares - missed) & 4095])
    return best, joined


@inlined
def _size(code: int) -> int:
    """How many letters a code has."""
    return ones((code | code >> 1 | code >> 2 | code >> 3 | code >> 4) & _LOWEST)


@inlined
def _asked_sum(scratch: Numbers, firm: int) -> int:
    total, best = 0, 0
    for other in range(firm):
        best = max(best, scratch[_BEST, other])
        if scratch[_LONGEST, other]:
            total, best = total + best * scratch[_LONGEST, other], 0
    return total


@inlined
def _shorter(held_sum: int, held_letters: int, asked_sum: int, asked_letters: int) -> int:
    """How much of the shorter name is found in the longer one, in hundredths; of either in names about as long."""
    if asked_letters * _SHORTER > held_letters * 100:
        return held_sum // held_letters
    if held_letters * _SHORTER > asked_letters * 100:
        return asked_sum // asked_letters
    return max(held_sum // held_letters, asked_sum // asked_letters)
