"""From the sums of a model to honest odds: a line with bends, fitted on held-out tokens."""

import numpy as np
from numpy.typing import NDArray

KNOTS = np.array([-12.0, -8.0, -4.0, 0.0, 3.0, 6.0, 9.0, 12.0, 16.0, 20.0, 30.0])
BENDS = (-4.0, 3.0, 9.0, 16.0)
LEAST, MOST = -7.0, 13.0
MISTAKES = 2  # so many of the held-out pairs, those of the lowest score, are taken for wrong ones
RIDGE = 20.0
ROUNDS = 60

Values = NDArray[np.float64]


def values(true: Values, false: Values) -> Values:
    """The log odds at the knots, from scores of true pairs and of tokens put together at random. Rises throughout."""
    true = np.sort(true)[MISTAKES:]
    scores = np.concatenate([true, false])
    labels = np.concatenate([np.ones(len(true)), np.zeros(len(false))])
    weights = np.concatenate([np.full(len(true), 1.0 / len(true)), np.full(len(false), 1.0 / len(false))])
    weights *= len(true)
    line = _fit(_bent(scores), labels, weights)
    found = np.clip(_bent(KNOTS) @ line, LEAST, MOST)
    return np.maximum.accumulate(found)


def _bent(scores: Values) -> Values:
    """One, the score, and what it is beyond each bend, in tens."""
    columns = [np.ones(len(scores)), scores / 10.0]
    columns += [np.maximum(0.0, scores - bend) / 10.0 for bend in BENDS]
    return np.stack(columns, 1)


def _fit(rows: Values, labels: Values, weights: Values) -> Values:
    """Logistic regression by Newton's steps, with a pull of the bends towards none."""
    line = np.zeros(rows.shape[1])
    line[1] = 7.0
    pull = np.full(len(line), RIDGE / 100.0)
    pull[:2] = 1e-6
    for _ in range(ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(rows @ line, -30.0, 30.0)))
        slope = rows.T @ (weights * (labels - chance)) - pull * line
        steep = (rows * (weights * chance * (1.0 - chance))[:, None]).T @ rows + np.diag(pull + 1e-6)
        step = np.linalg.solve(steep, slope)
        line += np.clip(step, -2.0, 2.0)
        if float(np.abs(step).max()) < 1e-6:
            break
    return line
