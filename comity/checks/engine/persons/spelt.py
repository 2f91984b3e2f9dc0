"""How alike two names are letter by letter, in any Latin spelling, over the flat words of `names.prepared`: what
`letters.alike` says of two names, near enough to leave out most of them before anything dearer is asked.
"""

import threading
from typing import Final

import numpy as np

from comity.checks.engine.names import prepared
from comity.checks.engine.names.kernel import borrowing, njit
from comity.checks.engine.names.unfolding import bits, whole
from comity.checks.engine.names.unfolding import ones as ones_of_few
from comity.checks.engine.persons.judging import Numbers
from comity.checks.engine.persons.machine import ones
from comity.checks.engine.persons.mapped import Words

# Of a name: of each token, the place of its spellings, how many of them count, and letters of the first. Of the one
# asked for: how many tokens and spellings; of each spelling, its token and its letters; for each letter where it
# stands. And the best of each token, and the letters of one spelling of the other name.
Room = tuple[Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers]

_PLACE, _COUNT, _LENGTH, _COLUMNS = range(4)
_TOKENS, _SPELLINGS = range(2)
_MOST_TOKENS: Final = 16
_MOST_SPELLINGS: Final = _MOST_TOKENS * prepared.MOST_WRITTEN
_CODES: Final = 32
_LATIN, _PARTICLE, _INITIAL = prepared.LATIN, prepared.PARTICLE, prepared.INITIAL


class Rooms(threading.local):
    """What the loops write to: one for each thread, so that no question waits for memory to be had."""

    def __init__(self) -> None:
        self.room: Room = (
            np.zeros((_MOST_TOKENS, _COLUMNS), np.int64),
            np.zeros((_MOST_TOKENS, _COLUMNS), np.int64),
            np.zeros(2, np.int64),
            np.zeros((_MOST_SPELLINGS, 2), np.int64),
            np.zeros((_MOST_SPELLINGS, _CODES), np.int64),
            np.zeros(_MOST_TOKENS, np.int64),
            np.zeros(_CODES, np.int64),
        )


@njit(cache=True, nogil=True)
def is_latin(head: int) -> bool:
    """Whether a name is written in Latin letters alone, by its word."""
    return bits(head, prepared.AT_LATIN, 1) == 1


@borrowing
def lay_out(words: Words, at: int, room: Room) -> None:
    """The name asked for, for `alike`."""
    tokens, _others, counts, spellings, masks, _best, codes = room
    counts[_TOKENS], counts[_SPELLINGS] = _find(words, at, tokens), 0
    for i in range(counts[_TOKENS]):
        place = tokens[i, _PLACE]
        for _ in range(tokens[i, _COUNT]):
            number, length = counts[_SPELLINGS], _read(words, place, codes)
            spellings[number, 0], spellings[number, 1] = i, length
            for code in range(_CODES):
                masks[number, code] = 0
            for k in range(length):
                masks[number, codes[k]] |= 1 << k
            counts[_SPELLINGS] += 1
            place += (length + 8) // 8


@borrowing
def alike(words: Words, at: int, room: Room) -> int:
    """In hundredths: every token of the shorter name with its most alike of the other, by length."""
    tokens, others, counts, spellings, masks, best, codes = room
    held_sum, held_length, asked_sum, asked_length = 0, 0, 0, 0
    for i in range(counts[_TOKENS]):
        best[i] = 0
    for j in range(_find(words, at, others)):
        place, most = others[j, _PLACE], 0
        for _ in range(others[j, _COUNT]):
            length = _read(words, place, codes)
            for x in range(counts[_SPELLINGS]):
                i, size = spellings[x]
                both = max(1, size + length)
                if 200 * min(size, length) // both > min(best[i], most):
                    share = 200 * _common(masks, x, size, codes, length) // both
                    best[i], most = max(best[i], share), max(most, share)
            place += (length + 8) // 8
        held_sum += most * others[j, _LENGTH]
        held_length += others[j, _LENGTH]
    for i in range(counts[_TOKENS]):
        asked_sum += best[i] * tokens[i, _LENGTH]
        asked_length += tokens[i, _LENGTH]
    if asked_length <= held_length:
        return asked_sum // asked_length if asked_length else 0
    return held_sum // held_length if held_length else 0


@borrowing
def _find(words: Words, at: int, tokens: Numbers) -> int:
    """Where the spellings of each whole token of a name are; how many tokens. What may be left out has none that count,
    unless there is nothing else."""
    count, place, is_small = whole(int(words[at])), at + 1, True
    for i in range(count):
        head = int(words[place])
        is_small = is_small and _is_small(head)
        place += 1 + ones_of_few(bits(head, prepared.AT_MARKS, prepared.MOST_MARKS))
        for bit in (prepared.AT_TOLD_TEXT, prepared.AT_ENDINGS, prepared.AT_NICKNAMES):
            place += head >> bit & 1
        written = min(prepared.MOST_WRITTEN, bits(head, prepared.AT_WRITTEN, 3))
        tokens[i, _PLACE] = place
        tokens[i, _COUNT] = min(1, written) if bits(head, prepared.AT_WRITING, 4) == _LATIN else written
        tokens[i, _LENGTH] = -1 if _is_small(head) else 0
        for _ in range(written):
            place += (int(words[place] & 255) + 8) // 8
        for _ in range(bits(head, prepared.AT_SPOKEN, 5)):
            place += (2 * int(words[place] & 255) + 9) // 8
    for i in range(count):
        if tokens[i, _LENGTH] < 0 and not is_small:
            tokens[i, _COUNT] = 0
        tokens[i, _LENGTH] = int(words[tokens[i, _PLACE]] & 255) if tokens[i, _COUNT] else 0
    return count


@njit(cache=True, nogil=True)
def _is_small(head: int) -> bool:
    role = bits(head, prepared.AT_ROLE, 3)
    return role in (_PARTICLE, _INITIAL)


@borrowing
def _read(words: Words, place: int, codes: Numbers) -> int:
    """The letters of a spelling; how many."""
    length = int(words[place] & 255)
    for k in range(1, length + 1):
        codes[k - 1] = words[place + (k >> 3)] >> (k & 7) * 8 & (_CODES - 1)
    return length


@borrowing
def _common(masks: Numbers, x: int, size: int, codes: Numbers, length: int) -> int:
    """The longest common subsequence, bit-parallel."""
    every = (1 << size) - 1
    row = every
    for k in range(length):
        met = row & masks[x, codes[k]]
        row = (row + met) | (row - met)
    return int(size - ones(row & every))
