"""The inner loops of comparing spellings, over integer codes; compiled where numba is there, the same without.

A token is an array of small integers, one a letter, between a start and an end mark. A table of segments holds, for
some letters of one side with some letters of the other, how much more often they stand for each other than by chance.
All ways to cut both tokens into segments are summed, so that no single alignment has to be right.
"""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

_F = TypeVar("_F", bound=Callable[..., Any])
HAS_NUMBA: Final = importlib.util.find_spec("numba") is not None


def njit(**options: Any) -> Callable[[_F], _F]:
    """numba's compiler, or nothing where numba is missing: slower, never different, as a test proves."""

    def compiled(function: _F) -> _F:
        if not HAS_NUMBA:
            return function
        return importlib.import_module("numba").njit(**options)(function)  # type: ignore[no-any-return]

    return compiled


Ids = NDArray[np.int32]
Keys = NDArray[np.int64]
Weights = NDArray[np.float64]

NATIVE_MOST: Final = 3  # letters of a segment on the native side
LATIN_MOST: Final = 5  # and on the Latin side
WIDTH: Final = 3.5  # letters that an alignment may run ahead on one side
FAR: Final = -60.0  # the score of tokens that no way of cutting brings together
DROP, ADD, SWAP = 0, 1, 2  # where in `plain` the weights of letters without a segment of their own stand


@njit(cache=True)
def slot(keys: Keys, key: int) -> int:
    """Where a key stands in an open table of a power of two, or where it would; the table is never full."""
    mask = len(keys) - 1
    at = ((key * 0x2545F4914F6CDD1D) >> 20) & mask
    while keys[at] != 0 and keys[at] != key:
        at = (at + 1) & mask
    return at


@njit(cache=True)
def weight_of(keys: Keys, weights: Weights, native: int, latin: int) -> float:
    """The weight of a pair of segments by their numbers, 0 where the table has none."""
    at = slot(keys, (native + 1) << 20 | (latin + 1))
    return weights[at] if keys[at] != 0 else 0.0


@njit(cache=True)
def forward(native: Ids, latin: Ids, keys: Keys, weights: Weights, plain: Weights) -> Weights:
    """Sums over all ways to spell the first i letters of one with the first j of the other.

    `native[i, d]` numbers the segment of d letters that starts at i, -1 for none; `latin` alike. [0] is "no letter".
    """
    n, m = len(native) - 1, len(latin) - 1
    sums = np.zeros((n + 1, m + 1))
    sums[0, 0] = 1.0
    for i in range(n + 1):
        for j in range(m + 1):
            here = sums[i, j]
            if here == 0.0 or abs(i * m - j * n) > WIDTH * max(n, m):
                continue
            for d in range(min(NATIVE_MOST, n - i) + 1):
                left = native[i, d]
                if left < 0:
                    continue
                for e in range(min(LATIN_MOST, m - j) + 1):
                    right = latin[j, e]
                    if right < 0 or d + e == 0:
                        continue
                    found = weight_of(keys, weights, left, right)
                    if found == 0.0 and d <= 1 and e <= 1:
                        found = plain[SWAP if d + e == 2 else ADD if e else DROP]
                    sums[i + d, j + e] += here * found
    return sums


@njit(cache=True)
def fill(keys: Keys, values: Weights, fresh: Keys, found: Weights) -> None:
    """Puts pairs of keys and values into an open table."""
    for i in range(len(fresh)):
        at = slot(keys, fresh[i])
        keys[at], values[at] = fresh[i], found[i]


@njit(cache=True)
def look_up(keys: Keys, values: Weights, key: int) -> float:
    """The value of a key, 0 where there is none."""
    at = slot(keys, key)
    return values[at] if keys[at] != 0 else 0.0


@njit(cache=True)
def log_sums(
    spoken: tuple[Ids, Keys, Keys],
    written: tuple[Ids, Keys],
    table: tuple[Keys, Weights],
    model: tuple[Weights, Weights],
) -> Weights:
    """The score of every spoken form (rows) with every written form (columns) by the model of the spoken one.

    `spoken` are all rows of segment numbers, where each form starts, and the number of its model; `model` are the
    plain weights and the bias of each model.
    """
    keys, weights = table
    plain, bias = model
    a, starts_a, models = spoken
    b, starts_b = written
    found = np.empty((len(models), len(starts_b) - 1))
    for i in range(len(models)):
        native = a[starts_a[i] : starts_a[i + 1]]
        for j in range(len(starts_b) - 1):
            latin = b[starts_b[j] : starts_b[j + 1]]
            total = forward(native, latin, keys, weights, plain[models[i]])[-1, -1]
            found[i, j] = bias[models[i]] + (np.log(total) if 0.0 < total < 1e300 else FAR)
    return found
