"""Learning to tell spellings of one name from unrelated names: noise-contrastive steps over the weights of segments.

The score of a pair becomes log P(both | one name) - log P(both | unrelated), as it is compared with pairs drawn at
random (Gutmann and Hyvarinen 2010).
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from comity.checks.engine.names.kernel import Ids, Keys, Weights, log_sum
from learning.aligning import Table, expected
from learning.shapes import Side

NOISE = -5.0  # a pair of the file that scores far below this is taken for a wrong alignment of the file
RATE = 0.15
PULL = 0.002  # towards the weights that alignment gave


def by_chance(table: Table, native: Side, latin: Side) -> Table:
    """The table with each segment's probability divided by that of its letters at random."""
    chance_a, chance_b = _letters(native), _letters(latin)
    weights = table.weights.copy()
    chosen = np.flatnonzero(table.keys != 0)
    a, b = (table.keys[chosen] >> 20) - 1, (table.keys[chosen] & 0xFFFFF) - 1
    weights[chosen] = np.exp(np.clip(np.log(table.weights[chosen]) - chance_a[a] - chance_b[b], -6.0, 9.0))
    return Table(table.keys, weights, np.exp(np.array([-3.5, -3.5, -4.5])))


def _letters(one: Side) -> NDArray[np.float64]:
    """For every segment the log probability of its letters drawn one by one."""
    counts = np.bincount(one.ids[:, 1][one.ids[:, 1] >= 0], minlength=len(one.numbers)).astype(np.float64)
    log = np.log(np.maximum(counts, 1.0) / counts.sum())
    return np.array([sum(log[one.numbers[letter]] for letter in part) for part in one.numbers])


@njit
def _gradient(
    a: Ids,
    starts_a: Keys,
    b: Ids,
    starts_b: Keys,
    batch: Keys,
    scale: Weights,
    drawn: Keys,
    keys: Keys,
    weights: Weights,
    plain: Weights,
    bias: float,
) -> tuple[Weights, float, float]:
    """Where the weights go that part the pairs of a batch from their native tokens with Latin ones drawn at random."""
    counts, tilt, loss = np.zeros(len(keys) + 3), 0.0, 0.0
    many = drawn.shape[1]
    shift = np.log(many)
    for row in range(len(batch)):
        t = batch[row]
        native = a[starts_a[t] : starts_a[t + 1]]
        for column in range(-1, many):
            u = t if column < 0 else drawn[row, column]
            latin = b[starts_b[u] : starts_b[u + 1]]
            score = log_sum(native, latin, keys, weights, plain) + bias
            chance = 1.0 / (1.0 + np.exp(-(score - shift)))
            if column < 0:
                gain = scale[t] * (1.0 - chance) / (1.0 + np.exp(NOISE - score))
                loss -= scale[t] * np.log(chance * 0.99 + 0.01)
            else:
                gain = -chance * scale[t]
                loss -= scale[t] * np.log(1.0 - chance * 0.9999)
            if abs(gain) > 1e-4:
                expected(native, latin, keys, weights, plain, gain, counts)
                tilt += gain
    return counts, tilt, loss


def contrast(
    table: Table, native: Side, latin: Side, scale: Weights, rounds: int, negatives: int = 12
) -> tuple[Table, float]:
    """The table after `rounds` passes over all pairs, and the bias of its sums."""
    draw = np.random.default_rng(20260222)
    logs = np.concatenate([np.log(np.where(table.weights > 0, table.weights, 1.0)), np.log(table.plain)])
    first, squares, bias, size = logs.copy(), np.zeros(len(logs)), 0.0, 256
    likely = np.cumsum(scale / scale.sum())
    for turn in range(rounds):
        order, losses = draw.permutation(len(scale)), 0.0
        rate = RATE * (1.0 - turn / (rounds + 1.0))
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            drawn = np.searchsorted(likely, draw.random((len(batch), negatives))).clip(0, len(scale) - 1)
            weights = np.exp(logs)
            weights[: len(table.keys)][table.keys == 0] = 0.0
            found, tilt, loss = _gradient(
                native.ids,
                native.starts,
                latin.ids,
                latin.starts,
                batch,
                scale,
                drawn,
                table.keys,
                weights[:-3],
                weights[-3:],
                bias,
            )
            losses += loss
            grade = found - PULL * (logs - first)
            squares += grade * grade
            logs += rate * grade / np.sqrt(squares + 1.0)
            bias += 0.02 * tilt / size
        print(f"  round {turn + 1}: loss {losses / scale.sum():.4f}, bias {bias:.2f}")
    weights = np.exp(logs[:-3])
    weights[table.keys == 0] = 0.0
    return Table(table.keys, weights, np.exp(logs[-3:])), bias
