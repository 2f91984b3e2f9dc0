"""Logistic regression with a pull towards what is known beforehand, and the signs that the law of the field demands."""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
STEPS: Final = 4_000
RATE: Final = 0.02


class Problem(msgspec.Struct, frozen=True):
    """Rows of amounts, split in those of the name and those of the facts; labels and weights of the rows; and the start
    weights, how firmly each is pulled there, and the least and the most that each may be."""

    names: Array
    facts: Array
    labels: Array
    row_weights: Array
    start: Array
    pull: Array
    low: Array
    high: Array
    most_of_name: float


def solve(problem: Problem) -> Array:
    """The weights (the base first, then those of the name) with the least loss, by Adam: no chance in it."""
    weights = problem.start.copy()
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = _gradient(problem, weights)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        pace = RATE * (1.0 - step / (STEPS + 1))
        weights -= pace * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
        weights = np.clip(weights, problem.low, problem.high)
    return weights


def log_odds(problem: Problem, weights: Array) -> Array:
    """What the rows come to: a name no more than a name may count."""
    count = problem.names.shape[1]
    agree, other = _name(problem, weights)
    found: Array = weights[0] + np.minimum(agree, problem.most_of_name) + other + problem.facts @ weights[count:]
    return found


def _name(problem: Problem, weights: Array) -> tuple[Array, Array]:
    """What agrees in the names, and what does not."""
    count = problem.names.shape[1]
    points = problem.names[:, 1:] * weights[1:count]
    return np.maximum(points, 0.0).sum(axis=1), np.minimum(points, 0.0).sum(axis=1)


def _gradient(problem: Problem, weights: Array) -> Array:
    count = problem.names.shape[1]
    points = problem.names[:, 1:] * weights[1:count]
    is_free = (np.maximum(points, 0.0).sum(axis=1) < problem.most_of_name)[:, None] | (points <= 0.0)
    odds = log_odds(problem, weights)
    error = problem.row_weights * (1.0 / (1.0 + np.exp(-np.clip(odds, -40.0, 40.0))) - problem.labels)
    slope = np.concatenate(([error.sum()], ((problem.names[:, 1:] * is_free).T @ error), problem.facts.T @ error))
    found: Array = slope / problem.row_weights.sum() + problem.pull * (weights - problem.start)
    return found


def isotonic(scores: Array, labels: Array, weights: Array) -> list[tuple[float, float]]:
    """Points (score, share of ones) that rise together: neighbours that fall are pooled."""
    order = np.argsort(scores, kind="stable")
    pools: list[list[float]] = []
    for score, label, weight in zip(scores[order], labels[order], weights[order], strict=True):
        pools.append([float(score * weight), float(label * weight), float(weight)])
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [(score / weight, ones / weight) for score, ones, weight in pools]
