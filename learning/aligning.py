"""Expectation and maximisation: which segments of a token spell which segments of its Latin form."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from comity.checks.engine.names import letters
from comity.checks.engine.names.kernel import (
    ADD,
    DROP,
    LATIN_MOST,
    NATIVE_MOST,
    SWAP,
    WIDTH,
    Ids,
    Keys,
    Weights,
    forward,
    slot,
)
from learning.shapes import Shape, Side

MARKS = (letters.START, letters.END)


@njit
def allowed(d: int, e: int, most: NDArray[np.int64]) -> bool:
    return 0 < d + e <= most[2] and d <= most[0] and e <= most[1]


@njit
def seen_together(a: Ids, starts_a: Keys, b: Ids, starts_b: Keys, most: Keys, scale: Weights, keys: Keys) -> Weights:
    """How often segments stand at about the same place of both tokens, by slot of `keys`, which it fills."""
    counts = np.zeros(len(keys))
    for t in range(len(scale)):
        native, latin = a[starts_a[t] : starts_a[t + 1]], b[starts_b[t] : starts_b[t + 1]]
        n, m = len(native) - 1, len(latin) - 1
        for i in range(n + 1):
            for j in range(m + 1):
                if abs(i * m - j * n) > WIDTH * max(n, m):
                    continue
                for d in range(min(most[0], n - i) + 1):
                    for e in range(min(most[1], m - j) + 1):
                        if native[i, d] < 0 or latin[j, e] < 0 or not allowed(d, e, most):
                            continue
                        at = slot(keys, (native[i, d] + 1) << 20 | (latin[j, e] + 1))
                        keys[at] = (native[i, d] + 1) << 20 | (latin[j, e] + 1)
                        counts[at] += scale[t]
    return counts


@njit
def expected(
    native: Ids, latin: Ids, keys: Keys, weights: Weights, plain: Weights, scale: float, counts: Weights
) -> float:
    """Adds how often each segment is used in the alignments of a pair, times `scale`; the log of the pair's sum.

    The last three of `counts` are for letters without a segment of their own.
    """
    n, m = len(native) - 1, len(latin) - 1
    sums = forward(native, latin, keys, weights, plain, 0.0)
    total = sums[n, m]
    if not 1e-250 < total < 1e300:  # below, rounding would make counts of nothing
        return -1e9
    back = np.zeros((n + 1, m + 1))
    back[n, m] = 1.0
    for i in range(n, -1, -1):
        for j in range(m, -1, -1):
            if sums[i, j] == 0.0 or abs(i * m - j * n) > WIDTH * max(n, m):
                continue
            for d in range(min(NATIVE_MOST, n - i) + 1):
                if native[i, d] < 0:
                    continue
                for e in range(min(LATIN_MOST, m - j) + 1):
                    after = back[i + d, j + e]
                    if latin[j, e] < 0 or d + e == 0 or after == 0.0:
                        continue
                    at = slot(keys, (native[i, d] + 1) << 20 | (latin[j, e] + 1))
                    found = weights[at] if keys[at] != 0 else 0.0
                    if found == 0.0 and d <= 1 and e <= 1:
                        which = SWAP if d + e == 2 else ADD if e else DROP
                        found, at = plain[which], len(keys) + which
                    back[i, j] += found * after
                    counts[at] += scale * sums[i, j] * found * after / total
    return np.log(total)


@njit
def expected_of_all(
    a: Ids, starts_a: Keys, b: Ids, starts_b: Keys, scale: Weights, keys: Keys, weights: Weights, plain: Weights
) -> tuple[Weights, Weights]:
    counts = np.zeros(len(keys) + 3)
    found = np.zeros(len(scale))
    for t in range(len(scale)):
        native, latin = a[starts_a[t] : starts_a[t + 1]], b[starts_b[t] : starts_b[t + 1]]
        found[t] = expected(native, latin, keys, weights, plain, scale[t], counts)
    return counts, found


def _swallowing(keys: Keys, native: Side, latin: Side) -> NDArray[np.bool_]:
    """Where a mark, or nothing, stands for several letters: beside one character it swallows syllables."""
    nothing_a = [native.numbers[part] for part in ("", *MARKS)]
    little_b = [number for part, number in latin.numbers.items() if len(part) < 2]
    return np.isin((keys >> 20) - 1, nothing_a) & ~np.isin((keys & 0xFFFFF) - 1, little_b)


class Table:
    """Segments of both sides in an open table with the probability of each pair."""

    def __init__(self, keys: Keys, weights: Weights, plain: Weights) -> None:
        self.keys, self.weights, self.plain = keys, weights, plain


def align(native: Side, latin: Side, shape: Shape, scale: Weights, rounds: int = 8) -> tuple[Table, Weights]:
    """Joint probabilities of segments, and the log probability of every pair of tokens."""
    most = np.array(shape, np.int64)
    keys = np.zeros(1 << 23, np.int64)
    a = (native.ids, native.starts, latin.ids, latin.starts)
    counts = seen_together(*a, most, scale, keys)
    counts = np.where(counts >= 3.0, counts, 0.0)
    if shape.native == 1:
        counts[_swallowing(keys, native, latin)] = 0.0
    keys, weights = compact(keys, counts)
    weights /= weights.sum()
    plain = np.array([1e-7, 1e-7, 1e-8])
    found = np.zeros(len(scale))
    for _ in range(rounds):
        counts, found = expected_of_all(*a, scale, keys, weights, plain)
        counts = counts[: len(keys)]
        counts[counts < 0.5] = 0.0
        weights = counts / counts.sum()
    return Table(*compact(keys, weights), plain), found


def compact(keys: Keys, weights: Weights, spare: int = 2) -> tuple[Keys, Weights]:
    """The same table without the pairs of no weight, at most half full."""
    chosen = np.flatnonzero((keys != 0) & (weights != 0.0))
    size = 1 << max(4, int(np.ceil(np.log2(max(1, len(chosen)) * spare))))
    fresh, found = np.zeros(size, np.int64), np.zeros(size)
    for key, weight in zip(keys[chosen].tolist(), weights[chosen].tolist(), strict=True):
        at = slot(fresh, key)
        fresh[at], found[at] = key, weight
    return fresh, found
