"""The most likely Latin spellings of a token by the learned model of its script."""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import kernel, learned, letters
from comity.checks.engine.names.kernel import Ids, Keys, Weights, njit

WIDTH: Final = 8  # beginnings that are kept at every letter
CHOICES: Final = 6  # Latin segments that are tried for a native one
LONGEST: Final = 30

# Where the choices of each native segment begin; their letters, ended by 0, and the probability of both.
Choices = tuple[Keys, NDArray[np.uint8], Weights]


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
def _spelt(ids: Ids, choices: Choices, most: int) -> NDArray[np.uint8]:
    """The likeliest spellings of all segments, a row each, kept in a bounded number at every letter."""
    starts, segments, joints = choices
    n = len(ids) - 1
    room = n * WIDTH * kernel.NATIVE_MOST * CHOICES + 1
    spelt, chances = np.zeros((room, n * kernel.LATIN_MOST + 1), np.uint8), np.zeros(room)
    numbers, next_of = np.zeros(room, np.int64), np.full(room, -1, np.int64)
    heads, tails = np.full(n + 1, -1, np.int64), np.full(n + 1, -1, np.int64)
    chances[0], heads[0], tails[0], count = 1.0, 0, 0, 1
    for i in range(n):
        for one in _best(heads[i], WIDTH, spelt, chances, next_of):
            for d in range(1, min(kernel.NATIVE_MOST, n - i) + 1):
                if ids[i, d] < 0:
                    continue
                for choice in range(starts[ids[i, d]], starts[ids[i, d] + 1]):
                    numbers[count] = _join(spelt[one], segments[choice], spelt[count])
                    chances[count] = chances[one] * joints[choice]
                    same = _same(heads[i + d], count, spelt, numbers, next_of)
                    if same >= 0:
                        chances[same] += chances[count]
                        continue
                    if heads[i + d] < 0:
                        heads[i + d] = count
                    else:
                        next_of[tails[i + d]] = count
                    tails[i + d] = count
                    count += 1
    return spelt[_best(heads[n], most, spelt, chances, next_of)]


@njit(cache=True, nogil=True)
def _join(begun: NDArray[np.uint8], segment: NDArray[np.uint8], into: NDArray[np.uint8]) -> int:
    """Writes a segment behind a beginning; a number for the whole."""
    number, length = 1, 0
    while begun[length]:
        into[length] = begun[length]
        number = number * 31 + int(begun[length]) & 0xFFFFFFFFFFFF
        length += 1
    for letter in segment:
        if letter:
            into[length] = letter
            number = number * 31 + int(letter) & 0xFFFFFFFFFFFF
            length += 1
    into[length:] = 0
    return number


@njit(cache=True, nogil=True)
def _same(at: int, wanted: int, spelt: NDArray[np.uint8], numbers: Keys, next_of: Keys) -> int:
    """The beginning of the list that is spelt like this one; -1 for none."""
    while at >= 0:
        if numbers[at] == numbers[wanted] and (spelt[at] == spelt[wanted]).all():
            return at
        at = int(next_of[at])
    return -1


@njit(cache=True, nogil=True)
def _best(at: int, most: int, spelt: NDArray[np.uint8], chances: Weights, next_of: Keys) -> Keys:
    """The likeliest of a list, of equals the first by letters."""
    found, count = np.zeros(most, np.int64), 0
    while at >= 0:
        place = count
        while place > 0 and _is_before(at, int(found[place - 1]), spelt, chances):
            if place < most:
                found[place] = found[place - 1]
            place -= 1
        if place < most:
            found[place] = at
            count = min(count + 1, most)
        at = int(next_of[at])
    return found[:count]


@njit(cache=True, nogil=True)
def _is_before(one: int, other: int, spelt: NDArray[np.uint8], chances: Weights) -> bool:
    if chances[one] != chances[other]:
        return bool(chances[one] > chances[other])
    for k in range(spelt.shape[1]):
        if spelt[one, k] != spelt[other, k]:
            return bool(spelt[one, k] < spelt[other, k])
    return False
