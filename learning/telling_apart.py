"""How well a model tells held-out pairs from tokens put together at random."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from comity.checks.engine.names import kernel
from comity.checks.engine.names.kernel import Ids, Keys, Weights
from learning import shapes
from learning.aligning import Table

STRANGERS = 150  # tokens put beside each held-out token


class Found(NamedTuple):
    """Scores of held-out pairs, and of their native tokens with tokens that were never seen with them."""

    true: NDArray[np.float64]
    false: NDArray[np.float64]

    @property
    def figures(self) -> dict[str, float]:
        """Recall at shares of false pairs of one in 100, 1,000 and 10,000."""
        false, figures = np.sort(self.false), {"pairs": float(len(self.true))}
        for share in (1e-2, 1e-3, 1e-4):
            least = false[int(len(false) * (1.0 - share))]
            figures[f"recall at {share:g}"] = round(float((self.true > least).mean()), 3)
        return figures


@njit
def _scores(
    a: Ids, starts_a: Keys, b: Ids, starts_b: Keys, pairs: Keys, keys: Keys, weights: Weights, plain: Weights
) -> Weights:
    found = np.zeros(len(pairs))
    for k in range(len(pairs)):
        i, j = pairs[k, 0], pairs[k, 1]
        native, latin = a[starts_a[i] : starts_a[i + 1]], b[starts_b[j] : starts_b[j + 1]]
        found[k] = kernel.log_sum(native, latin, keys, weights, plain)
    return found


def measure(
    table: Table, sides: tuple[shapes.Side, shapes.Side], checked: list[tuple[str, str]], known: set[tuple[str, str]]
) -> Found:
    """`known` are the pairs that are never taken for strangers."""
    native, latin = sides
    a = shapes.side([one for one, _ in checked], native.numbers, kernel.NATIVE_MOST)
    b = shapes.side([other for _, other in checked], latin.numbers, kernel.LATIN_MOST)
    many = len(checked)
    draw = np.random.default_rng(5)
    right = np.stack([np.arange(many), np.arange(many)], 1)
    drawn = np.stack([np.repeat(np.arange(many), STRANGERS), draw.integers(0, many, many * STRANGERS)], 1)
    wrong = np.array([(i, j) for i, j in drawn.tolist() if (checked[i][0], checked[j][1]) not in known])
    one = (a.ids, a.starts, b.ids, b.starts)
    return Found(
        _scores(*one, right, table.keys, table.weights, table.plain),
        _scores(*one, wrong, table.keys, table.weights, table.plain),
    )
