"""The most likely Latin spellings of a token by the learned model of its script."""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import kernel, learned, letters
from comity.checks.engine.names.kernel import Ids, Keys, Weights, borrowing, njit

WIDTH: Final = 8  # beginnings that are kept at every letter
CHOICES: Final = 6  # Latin segments that are tried for a native one
LONGEST: Final = 30

# Where the choices of each native segment begin; their letters, ended by 0, and the probability of both.
Letters = NDArray[np.uint8]
Choices = tuple[Keys, Letters, Weights]
# Beginnings: how each is spelt, how likely it is, and what is known of it.
Begun = tuple[Letters, Weights, Keys]
# A number for its letters, how many these are, and the native letter that it reached.
NUMBER, LENGTH, REACHED = range(3)


class _Found(NamedTuple):
    """A Latin segment for a native one."""

    native: int
    joint: float
    spelt: str


@lru_cache(maxsize=1)
def _choices() -> Choices:
    """For each native segment its likeliest Latin segments."""
    known = learned.tables()
    latin = list(known.latin)
    chosen = np.flatnonzero((known.keys != 0) & (known.joint > 0.0))
    found = [
        _Found((key >> 20) - 1, joint, latin[(key & 0xFFFFF) - 1])
        for key, joint in zip(known.keys[chosen].tolist(), known.joint[chosen].tolist(), strict=True)
    ]
    found.sort(key=lambda one: (one.native, -one.joint, one.spelt))
    kept = [one for at, one in enumerate(found) if at < CHOICES or found[at - CHOICES].native != one.native]
    starts = np.searchsorted(
        [one.native for one in kept], np.arange(sum(len(m.numbers) for m in known.models.values()) + 1)
    )
    spelt = np.zeros((len(kept), kernel.LATIN_MOST + 1), np.uint8)
    for at, one in enumerate(kept):
        spelt[at, : len(one.spelt)] = list(one.spelt.encode("ascii"))
    return starts, spelt, np.array([one.joint for one in kept])


@lru_cache(maxsize=65_536)
def spellings(text: str, script: str, most: int) -> tuple[str, ...]:
    """Best first; none for a script without a model, or a token with letters that it does not know."""
    model = learned.tables().models.get(script)
    if model is None or script == learned.LATIN_MODEL:
        return ()
    marked = letters.of(text[:LONGEST], script)
    found = _spelt(learned.native_ids(model, marked), _choices(), most)
    spelt = [row.tobytes().rstrip(b"\0").decode("ascii") for row in found]
    return tuple(one[1:-1] for one in spelt if one[:1] == "^" and one[-1:] == "$")


@njit(cache=True, nogil=True)
def _spelt(ids: Ids, choices: Choices, most: int) -> Letters:
    """The likeliest spellings of all segments, a row each, kept in a bounded number at every letter."""
    starts, segments, joints = choices
    n = len(ids) - 1
    room = n * WIDTH * kernel.NATIVE_MOST * CHOICES + 1
    begun = np.zeros((room, n * kernel.LATIN_MOST + 1), np.uint8), np.zeros(room), np.zeros((room, 3), np.int64)
    spelt, chances, facts = begun
    next_of, heads, tails = np.full(room, -1, np.int64), np.full(n + 1, -1, np.int64), np.full(n + 1, -1, np.int64)
    table = np.full(_size(2 * room), -1, np.int64)
    best = np.zeros(max(WIDTH, most), np.int64)
    chances[0], facts[0, NUMBER], heads[0], tails[0], count = 1.0, 1, 0, 0, 1
    for i in range(n):
        for rank in range(_best(heads[i], WIDTH, begun, next_of, best)):
            one = best[rank]
            for d in range(1, min(kernel.NATIVE_MOST, n - i) + 1):
                if ids[i, d] < 0:
                    continue
                for choice in range(starts[ids[i, d]], starts[ids[i, d] + 1]):
                    _join(begun, (one, count), segments[choice], i + d)
                    chances[count] = chances[one] * joints[choice]
                    at = _place(table, begun, count)
                    if table[at] >= 0:
                        chances[table[at]] += chances[count]
                        continue
                    table[at] = count
                    if heads[i + d] < 0:
                        heads[i + d] = count
                    else:
                        next_of[tails[i + d]] = count
                    tails[i + d] = count
                    count += 1
    found = np.zeros((_best(heads[n], most, begun, next_of, best), spelt.shape[1]), np.uint8)
    for rank in range(len(found)):
        for k in range(facts[best[rank], LENGTH]):
            found[rank, k] = spelt[best[rank], k]
    return found


@borrowing
def _size(least: int) -> int:
    size = 16
    while size < least:
        size *= 2
    return size


@borrowing
def _join(begun: Begun, rows: tuple[int, int], segment: Letters, reached: int) -> None:
    """Writes a segment behind a beginning, into a row of its own."""
    spelt, _, facts = begun
    one, into = rows
    number, length = facts[one, NUMBER], facts[one, LENGTH]
    for k in range(length):
        spelt[into, k] = spelt[one, k]
    for letter in segment:
        if letter:
            spelt[into, length] = letter
            number = number * 31 + int(letter) & 0xFFFFFFFFFFFF
            length += 1
    facts[into, NUMBER], facts[into, LENGTH], facts[into, REACHED] = number, length, reached


@borrowing
def _place(table: Keys, begun: Begun, wanted: int) -> int:
    """Where the beginning that reached the same letter and is spelt the same stands in an open table, or would."""
    _, _, facts = begun
    mask = len(table) - 1
    at = (facts[wanted, NUMBER] + facts[wanted, REACHED] * 0x9E3779B1) & mask
    while table[at] >= 0 and not _is_same(begun, table[at], wanted):
        at = (at + 1) & mask
    return int(at)


@borrowing
def _is_same(begun: Begun, one: int, other: int) -> bool:
    spelt, _, facts = begun
    for k in range(3):
        if facts[one, k] != facts[other, k]:
            return False
    at = 0
    while at < facts[one, LENGTH] and spelt[one, at] == spelt[other, at]:
        at += 1
    return bool(at == facts[one, LENGTH])


@borrowing
def _best(at: int, most: int, begun: Begun, next_of: Keys, found: Keys) -> int:
    """Writes the likeliest of a list, of equals the first by letters; how many these are."""
    count = 0
    while at >= 0:
        place = count
        while place > 0 and _is_before(at, found[place - 1], begun):
            if place < most:
                found[place] = found[place - 1]
            place -= 1
        if place < most:
            found[place] = at
            count = min(count + 1, most)
        at = next_of[at]
    return count


@borrowing
def _is_before(one: int, other: int, begun: Begun) -> bool:
    spelt, chances, facts = begun
    if chances[one] != chances[other]:
        return bool(chances[one] > chances[other])
    lengths = facts[one, LENGTH], facts[other, LENGTH]
    for k in range(min(lengths[0], lengths[1])):
        if spelt[one, k] != spelt[other, k]:
            return bool(spelt[one, k] < spelt[other, k])
    return bool(lengths[0] < lengths[1])
