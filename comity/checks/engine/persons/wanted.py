"""The name asked for, laid out for the loops of the search.

By way of its sketch; a name of which every word has one spelling, as nearly all in Latin letters, in one loop over its
letters, which gives the same numbers. Where numba is missing, all go by way of the sketch.
"""

import functools
import operator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names.kernel import HAS_NUMBA, borrowing
from comity.checks.engine.names.name import Name
from comity.checks.engine.persons import judging, sketch
from comity.checks.engine.persons.machine import ones

Numbers = NDArray[np.int64]
Letters = NDArray[np.uint8]

_MASKS: Final = 1 << sketch.LETTER_BITS
_END: Final = sketch.LETTERS * sketch.LETTER_BITS
# By byte: the class of a letter, and the number of a consonant; 0 for none.
_CLASSES: Final = np.array([sketch.CLASSES.get(chr(one), 0) for one in range(256)])
_CONSONANTS: Final = np.array([sketch.CONSONANTS.get(chr(one), 0) for one in range(256)])
_CLASS_OF_CODE: Final = np.array(sketch.CLASS_OF_CODE)
_PAIRS, _THREES = np.array(sketch.BIT_OF_PAIR), np.array(sketch.BIT_OF_THREE)
_LETTER_BITS, _IN_ALL, _CH, _S = sketch.LETTER_BITS, sketch.CLASSES_IN_ALL, sketch.CH, sketch.CONSONANTS["s"]
_NO_LETTER, _SPARE, _KEY_LETTERS = sketch.NO_LETTER, sketch.SPARE, sketch.KEY_LETTERS
# Sets of so many numbers hold them in the same order, however they were put together.
_FEW: Final = 4
# What stands behind a word that counts, and behind one that may be missing.
_FIRM, _LOOSE = "/", "-"
_FIRM_BYTE, _A, _C, _H = b"/ach"


class Wanted:
    """A name as the loops take it; `keys` are those under which it is filed."""

    def __init__(self, count: int) -> None:
        # Of the name: both words of the signature, the fewest bits, whether it has several spellings, number of tokens,
        # of spellings beyond one a token; of each code: its letters' number, its token (-1 for a spare one).
        self.name = np.zeros(6, np.int64)
        self.lengths = np.zeros(count, np.int64)
        self.tokens = np.zeros(count, np.int64)
        # Of each code and class of letters: the positions at which the class stands.
        self.masks = np.zeros((count, _MASKS), np.int64)
        self.keys: frozenset[int] = frozenset()

    @property
    def arrays(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """All of it, for the loops."""
        return self.name, self.lengths, self.tokens, self.masks


def sketched(name: Name) -> Wanted:
    """The name by way of its sketch."""
    asked = sketch.sketch(name)
    wanted = Wanted(len(asked.codes))
    also = sum(code & sketch.ALSO != 0 for code in asked.codes)
    firm = sum(not code & (sketch.ALSO | sketch.SPARE) for code in asked.codes)
    wanted.name[:] = asked.pairs, asked.threes, asked.least, also > 0, firm, also
    judging.lay_out(np.array(asked.codes, np.int64), wanted.lengths, wanted.tokens, wanted.masks)
    wanted.keys = asked.keys
    return wanted


def at_once(name: Name) -> Wanted:
    """The same in one loop, where every word has one spelling."""
    tokens = name.tokens[: sketch.MOST_TOKENS]
    text = ""
    for token in tokens:
        if len(token.romanised) != 1:
            return sketched(name)
        text += token.romanised[0] + (_FIRM if token.role == "name" or token.role not in sketch.LOOSE else _LOOSE)
    if not text:
        return sketched(name)
    if _FIRM not in text:
        text = text.replace(_LOOSE, _FIRM)
    wanted, numbers = Wanted(2 * len(tokens) - 1), np.zeros(4 * len(tokens), np.int64)
    firm, count = _lay_out(np.frombuffer(text.encode(), np.uint8), wanted.arrays, numbers)
    if count < len(wanted.lengths):
        wanted.lengths, wanted.tokens, wanted.masks = (each[:count] for each in wanted.arrays[1:])
    wanted.keys = _united(numbers.tolist()[:firm])
    return wanted


def _united(keys: list[int]) -> frozenset[int]:
    """The keys, in the order in which those of a sketch are: where they are few, as they come."""
    if len(keys) <= _FEW:
        return frozenset(keys)
    return functools.reduce(operator.or_, (frozenset((key,)) for key in keys))


@borrowing
def _lay_out(letters: Letters, wanted: Any, numbers: Numbers) -> tuple[int, int]:
    """Writes what a name is wanted by, its keys into the first half of `numbers`; the number of keys and of codes."""
    name, lengths, tokens, masks = wanted
    half = len(numbers) // 2
    keys, codes = numbers[:half], numbers[half:]
    firm, start = 0, 0
    for end in range(len(letters)):
        if letters[end] == _FIRM_BYTE:
            code = _code(letters, start, end)
            pairs, keys[firm] = _consonants(letters, start, end)
            threes = _threes(code)
            name[0] |= pairs
            name[1] |= threes
            name[2] += ones(pairs) + ones(threes)
            codes[firm] = code
            firm += 1
        if letters[end] < _A:
            start = end + 1
    name[4] = firm
    count, start, middle = firm, 0, -1
    for end in range(len(letters)):
        if letters[end] >= _A:
            continue
        if middle >= 0:
            code = _code(letters, start, end)
            start = middle + 1
            if not _holds(codes, firm, code):
                codes[count] = code | _SPARE
                count += 1
        middle = end
    judging.lay_out(codes[:count], lengths, tokens, masks)
    return firm, count


@borrowing
def _holds(codes: Numbers, count: int, wanted: int) -> bool:
    found = False
    for number in range(count):
        found = found or codes[number] == wanted
    return found


@borrowing
def _is_ch(letters: Letters, place: int, end: int) -> bool:
    """Whether a "ch" stands there, in one word or where two are joined."""
    after = place + 1
    if after < end and letters[after] < _A:
        after += 1
    return letters[place] == _C and after < end and letters[after] == _H


@borrowing
def _code(letters: Letters, start: int, end: int) -> int:
    """What `sketch.code` gives for the letters there."""
    word, at, last = 0, 0, 0
    for place in range(start, end):
        known = _CH if _is_ch(letters, place, end) else _CLASSES[letters[place]]
        if known and known != last:
            word |= known << at
            at += _LETTER_BITS
            if at == _END:
                break
        if known:
            last = known
    return word if word else _NO_LETTER


@borrowing
def _threes(code: int) -> int:
    """The bits of each three classes that follow each other, the end being one."""
    bits, before, last = 0, 0, 0
    for at in range(0, _END + 1, _LETTER_BITS):
        letter = _CLASS_OF_CODE[code >> at & (1 << _LETTER_BITS) - 1]
        bits |= _THREES[(before * _IN_ALL + last) * _IN_ALL + letter]
        if letter == 0:
            break
        before, last = last, letter
    return bits


@borrowing
def _consonants(letters: Letters, start: int, end: int) -> tuple[int, int]:
    """The bits of each two consonants that follow each other; and the key, of the first of them."""
    bits, key, found, last = 0, 0, 0, 0
    for place in range(start, end):
        known = _S if _is_ch(letters, place, end) else _CONSONANTS[letters[place]]
        if known and known != last:
            bits |= _PAIRS[last, known]
            if found < _KEY_LETTERS:
                key = key << 4 | known
            found += 1
            last = known
    return bits, key


of: Final = at_once if HAS_NUMBA else sketched
