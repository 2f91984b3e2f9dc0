"""The sketch of a name: what the index keeps so that most names are put aside without reading them.

A token is coded as up to twelve classes of letters (consonants that habits of spelling confuse are one class, vowels
are three), five bits each, in one word. The signature of a name is two words: one has a bit for each two consonants
that follow each other, one for each three classes of letters, vowels and ends among them. The keys are the first three
consonants of each token, under which names are filed for those who know no date of birth.
"""

import functools
import operator
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

import msgspec

from comity.checks.engine.names.name import Name, Token

LETTERS: Final = 12
LETTER_BITS: Final = 5
# Marks in a code: another spelling of the token before it; a code that may stay without a counterpart.
ALSO: Final = 1 << 60
SPARE: Final = 1 << 61
# Tokens beyond so many, and spellings of a token beyond so many, are left aside.
MOST_TOKENS: Final = 8
MOST_SPELLINGS: Final = 6
KEYS: Final = 4096
# Roles of tokens that may be missing on either side, so that they do not count.
LOOSE: Final = ("particle", "initial")
_SIGNATURE_BITS: Final = 62
KEY_LETTERS: Final = 3

CONSONANTS: Final = {
    letter: number
    for number, group in enumerate(("bp", "fvw", "ckgq", "jzsx", "td", "lr", "m", "n"), start=1)
    for letter in group
}
_VOWELS: Final = {letter: number for number, group in enumerate(("ae", "iy", "ou"), start=20) for letter in group}
CLASSES: Final = CONSONANTS | _VOWELS
NO_LETTER: Final = 31
# "ch" is one sound in Chinese and Spanish, another in German and Greek: a class of its own that meets both.
CH: Final = 9
MEETS: Final = {CH: (CONSONANTS["k"], CONSONANTS["s"], CH), CONSONANTS["k"]: (CONSONANTS["k"], CH),
                CONSONANTS["s"]: (CONSONANTS["s"], CH)}  # fmt: skip
# The classes as threes count them: 0 for an end, "ch" as one of its two sounds, vowels after the consonants.
CLASSES_IN_ALL: Final = 12
CLASS_OF_CODE: Final = [
    {CH: CONSONANTS["s"]}.get(code, code if code < CH else code - 11 if 20 <= code < 23 else 0)
    for code in range(1 << LETTER_BITS)
]
# 72 pairs (0 before the first consonant) on 62 bits, so that a signature is a positive number.
BIT_OF_PAIR: Final = [[1 << (one * 9 + two) * 37 % 83 % _SIGNATURE_BITS for two in range(9)] for one in range(9)]


def _bit_of_three(number: int) -> int:
    """Three classes on 62 bits, far from their neighbours."""
    return 1 << (number * 0x9E3779B1 >> 7 & 0xFFFF) % _SIGNATURE_BITS


BIT_OF_THREE: Final = [_bit_of_three(number) for number in range(CLASSES_IN_ALL**3)]


class Sketch(msgspec.Struct, frozen=True):
    """`pairs` has a bit for each two consonants of any spelling, `threes` for each three classes; `least` counts the
    bits of the shortest spellings; `codes` are the tokens' codes with their marks; `keys` numbers below KEYS.
    """

    pairs: int
    threes: int
    least: int
    codes: tuple[int, ...]
    keys: frozenset[int]


class _Coded(msgspec.Struct, frozen=True):
    """A token: the codes of its spellings, the bits of all and of the one with the fewest, and its keys."""

    codes: tuple[int, ...]
    pairs: int
    threes: int
    least: int
    keys: frozenset[int]


def sketch(name: Name) -> Sketch:
    """The sketch of a name as read, without what may be missing on either side."""
    tokens = name.tokens[:MOST_TOKENS]
    firm = [token for token in tokens if token.role not in LOOSE] or list(tokens)
    codes: list[int] = []
    pairs, threes, least, keys = 0, 0, 0, frozenset[int]()
    for token in firm:
        coded = _coded(token.romanised[:MOST_SPELLINGS])
        pairs, threes, least, keys = pairs | coded.pairs, threes | coded.threes, least + coded.least, keys | coded.keys
        codes += coded.codes[:1] + tuple(code | ALSO for code in coded.codes[1:])
    codes += [SPARE | code for code in _joined(tokens) if code not in codes]
    return Sketch(pairs, threes, least, tuple(codes), keys)


def _joined(tokens: tuple[Token, ...]) -> list[int]:
    """Codes of neighbours written together: Abd al-Rahman meets Abdulrahman."""
    spelt = [token.romanised[0] if token.romanised else "" for token in tokens]
    return [code(left + right) for left, right in pairwise(spelt)]


@lru_cache(maxsize=262_144)
def _coded(spellings: tuple[str, ...]) -> _Coded:
    codes = dict.fromkeys(code(spelling) for spelling in spellings)
    bits = [(_pairs(spelling), _threes(one)) for spelling, one in zip(spellings, map(code, spellings), strict=True)]
    return _Coded(
        codes=tuple(codes),
        pairs=_or(pairs for pairs, _threes in bits),
        threes=_or(threes for _pairs, threes in bits),
        least=min((pairs.bit_count() + threes.bit_count() for pairs, threes in bits), default=0),
        keys=frozenset(key(spelling) for spelling in spellings),
    )


@lru_cache(maxsize=262_144)
def code(spelling: str) -> int:
    """Up to twelve classes, the first in the lowest bits; a letter doubled counts once."""
    word, at, last = 0, 0, 0
    for place, letter in enumerate(spelling):
        known = CLASSES.get(letter, 0)
        if letter == "c" and spelling[place + 1 : place + 2] == "h":
            known = CH
        if known and known != last:
            word |= known << at
            at += LETTER_BITS
            if at == LETTERS * LETTER_BITS:
                break
        last = known or last
    return word or NO_LETTER


def key(spelling: str) -> int:
    """The first three consonants, as a number below KEYS."""
    number = 0
    for consonant in _consonants(spelling)[:KEY_LETTERS]:
        number = number << 4 | consonant
    return number


def _pairs(spelling: str) -> int:
    bits, last = 0, 0
    for consonant in _consonants(spelling):
        bits |= BIT_OF_PAIR[last][consonant]
        last = consonant
    return bits


def _threes(code: int) -> int:
    """Bits for each three classes that follow each other, the end being one."""
    bits, before, last = 0, 0, 0
    for _ in range(LETTERS + 1):
        letter = CLASS_OF_CODE[code & (1 << LETTER_BITS) - 1]
        bits |= BIT_OF_THREE[(before * CLASSES_IN_ALL + last) * CLASSES_IN_ALL + letter]
        if not letter:
            return bits
        before, last, code = last, letter, code >> LETTER_BITS
    return bits


def _consonants(spelling: str) -> list[int]:
    found: list[int] = []
    for letter in spelling.replace("ch", "s"):
        known = CONSONANTS.get(letter, 0)
        if known and found[-1:] != [known]:
            found.append(known)
    return found


def _or(bits: Iterable[int]) -> int:
    return functools.reduce(operator.or_, bits, 0)
