"""What two parts of names say of each other by their spelling, as `spelling.evidences` finds it: over flat words, one
pair when it is asked for. It is remembered, for the same parts meet again and again.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import kernel, prepared, unfolding
from comity.checks.engine.names.kernel import FLOOR, Letters, Spoken, Weights, Written, borrowing
from comity.checks.engine.names.prepared import Words
from comity.checks.engine.names.unfolding import HEAD, TEXT, Beside, Known, Numbers, Parts, Said, Wrote

# What is remembered; the forms of a part that is spelt and of one that spells, and what else is known of the part of
# each side; the letters of one form, and the sums of two.
Room = tuple[tuple[Numbers, Weights], Said, Wrote, tuple[Beside, Beside], Numbers, Weights]
# Whether the left is spelt by the right, and the other way round; whether in native letters; a bit for each model whose
# counts are needed; what is lost.
How = tuple[tuple[bool, bool, bool], int, float]
# The words of both people, and the parts of two names.
Sides = tuple[tuple[Words, Words], tuple[Parts, Parts]]
Tables = tuple[Known, Letters]
Pair = tuple[int, int]

NOT_REMEMBERED: Final = np.inf
_REMEMBERED: Final = 1 << 17  # pairs of parts
_FACTOR: Final = 0x2545F4914F6CDD1D
_SHIFT: Final = 20
_LENGTH: Final = 1 << 8  # of the letters of a part


def room() -> Room:
    """Room for two parts, and a memory."""
    spoken, written = prepared.MOST_SPOKEN, unfolding.SPELLINGS
    return (
        (np.zeros(_REMEMBERED, np.int64), np.zeros(_REMEMBERED)),
        (_ids(spoken, kernel.NATIVE_MOST), *(np.zeros(spoken + 1, np.int64) for _ in range(4))),  # type: ignore[return-value]
        (_ids(written, kernel.LATIN_MOST), *(np.zeros(written + 1, np.int64) for _ in range(3))),
        (_beside(), _beside()),
        np.zeros(_LENGTH, np.int64),
        np.zeros((_LENGTH, _LENGTH)),
    )


def _ids(forms: int, most: int) -> NDArray[np.int32]:
    return np.zeros((forms * _LENGTH, most + 1), np.int32)


def _beside() -> Beside:
    marks = np.zeros((1, prepared.MOST_MARKS), np.int64), np.zeros((1, prepared.MOST_MARKS))
    return np.zeros((1, unfolding.SPELLINGS), np.int64), *marks, np.zeros(1), np.zeros(1, np.int64)


@borrowing
def key(parts: tuple[Parts, Parts], pair: Pair, how: How) -> int:
    """A number for two parts, all of which their spelling says; and how they are looked at."""
    turns, wanted, _loss = how
    number = int(wanted) << 3 | turns[0] << 2 | turns[1] << 1 | turns[2] | 1 << 20
    for side in range(2):
        fields, _letters, _lengths, numbers = parts[side]
        at = pair[side]
        number = (number * _FACTOR + int(fields[at, TEXT])) & prepared.MASK
        number = (number * _FACTOR + (int(fields[at, HEAD]) >> prepared.AT_WRITING)) & prepared.MASK
        for form in range(numbers.shape[1]):
            number = (number * _FACTOR + int(numbers[at, form])) & prepared.MASK
    return number | 1


@borrowing
def remembered(number: int, room: Room) -> float:
    """The evidence of two parts, if it is known; else NOT_REMEMBERED."""
    keys, values = room[0]
    at = (number >> _SHIFT) & (_REMEMBERED - 1)
    return float(values[at]) if keys[at] == number else NOT_REMEMBERED


@borrowing
def remember(number: int, evidence: float, room: Room) -> None:
    """In the place of another."""
    keys, values = room[0]
    at = (number >> _SHIFT) & (_REMEMBERED - 1)
    keys[at], values[at] = number, evidence


@borrowing
def evidence(tables: Tables, sides: Sides, pair: Pair, how: How, room: Room) -> float:
    """The evidence of two parts."""
    (words, parts), (i, j), (turns, wanted, _loss) = sides, pair, how
    left = (parts[0][0][i : i + 1], parts[0][1][i : i + 1], parts[0][2][i : i + 1], parts[0][3][i : i + 1])
    right = (parts[1][0][j : j + 1], parts[1][1][j : j + 1], parts[1][2][j : j + 1], parts[1][3][j : j + 1])
    beside = room[3]
    unfolding.beside(words[0], left, tables[0], wanted, beside[0])
    unfolding.beside(words[1], right, tables[0], wanted, beside[1])
    best = -FLOOR
    if turns[0]:
        best = max(best, _spelt(tables, words[0], (left, right), (beside[0], beside[1]), how, room))
    if turns[1]:
        best = max(best, _spelt(tables, words[1], (right, left), (beside[1], beside[0]), how, room))
    return best


@borrowing
def _spelt(
    tables: Tables, words: Words, parts: tuple[Parts, Parts], beside: tuple[Beside, Beside], how: How, room: Room
) -> float:
    """The evidence of a part, whose words are given, as it is spelt by another."""
    known, letters = tables
    _memory, said, wrote, _beside, own, sums = room
    count = unfolding.spoken(words, parts[0], (how[0][2], known[0]), said, own)
    others = unfolding.written(parts[1], known[1], wrote)
    ids, starts, owners, spelt, models = said
    usual, marks, counts, rarity, texts = beside[0]
    spoken: Spoken = (ids, starts, owners, spelt, models, usual, marks, counts, rarity, texts)
    ids, starts, owners, spelt = wrote
    usual, marks, counts, rarity, texts = beside[1]
    written: Written = (ids, starts, owners, spelt, marks, counts, rarity, texts)
    best = -FLOOR
    for x in range(count):
        for y in range(others):
            best = max(best, kernel.of_forms((x, y, sums), spoken, written, letters, known[2], how[2]))
    return best
