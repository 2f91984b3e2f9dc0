"""How well a model tells held-out pairs from tokens put together at random."""

import numpy as np
from numba import njit

from comity.checks.engine.names import kernel
from comity.checks.engine.names.kernel import Ids, Keys, Weights
from learning import contrast, shapes
from learning.aligning import Table

STRANGERS = 100  # tokens put beside each held-out token


@njit(cache=True)
def _scores(
    a: Ids, starts_a: Keys, b: Ids, starts_b: Keys, pairs: Keys, keys: Keys, weights: Weights, plain: Weights
) -> Weights:
    found = np.zeros(len(pairs))
    for k in range(len(pairs)):
        i, j = pairs[k, 0], pairs[k, 1]
        native, latin = a[starts_a[i] : starts_a[i + 1]], b[starts_b[j] : starts_b[j + 1]]
        found[k] = contrast.log_sum(native, latin, keys, weights, plain)
    return found


def recall(
    table: Table, bias: float, native: shapes.Side, latin: shapes.Side, checked: list[tuple[str, str]]
) -> dict[str, float]:
    """Recall of the held-out pairs at shares of false pairs of one in 100, 1,000 and 10,000."""
    a = shapes.side([one for one, _ in checked], native.numbers, kernel.NATIVE_MOST)
    b = shapes.side([other for _, other in checked], latin.numbers, kernel.LATIN_MOST)
    many = len(checked)
    draw = np.random.default_rng(5)
    right = np.stack([np.arange(many), np.arange(many)], 1)
    wrong = np.stack([np.repeat(np.arange(many), STRANGERS), draw.integers(0, many, many * STRANGERS)], 1)
    wrong = wrong[wrong[:, 0] != wrong[:, 1]]
    one = (a.ids, a.starts, b.ids, b.starts)
    found = _scores(*one, right, table.keys, table.weights, table.plain) + bias
    false = np.sort(_scores(*one, wrong, table.keys, table.weights, table.plain) + bias)
    figures = {"pairs": float(many)}
    for share in (1e-2, 1e-3, 1e-4):
        least = false[int(len(false) * (1.0 - share))]
        figures[f"recall at {share:g}"] = round(float((found > least).mean()), 3)
        figures[f"from {share:g}"] = round(float(least), 1)
    return figures
