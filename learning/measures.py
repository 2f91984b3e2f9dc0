"""How well scores part pairs of one person from pairs of two: average precision, and recall at few false positives."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from learning.pairs import Labelled
from learning.regression import Array

FALSE_POSITIVES = 0.01


def figures(rows: Sequence[tuple[Labelled, str]], scores: Array, thresholds: dict[str, float]) -> dict[str, object]:
    """Overall and by kind, at the threshold from the kind's own negatives and at the fixed ones."""
    labels = np.array([float(pair.is_one) for pair, _ in rows])
    by_kind: dict[str, dict[bool, list[float]]] = defaultdict(lambda: {True: [], False: []})
    passed: dict[str, list[bool]] = defaultdict(list)
    for (pair, scripts), score in zip(rows, scores.tolist(), strict=True):
        by_kind[pair.family][pair.is_one].append(score)
        passed[pair.kind].append(score >= thresholds.get(scripts, thresholds["other"]))
    return {
        "average_precision": round(average_precision(scores, labels), 4),
        "recall_at_one_percent": {
            kind: round(float(np.mean(np.array(found[True]) > threshold(found[False], FALSE_POSITIVES))), 3)
            for kind, found in sorted(by_kind.items())
            if found[True] and found[False]
        },
        "possible": {kind: round(float(np.mean(found)), 3) for kind, found in sorted(passed.items())},
    }


def threshold(negatives: list[float], share: float) -> float:
    """The least score above which lie no more than this share of the negatives."""
    ordered = sorted(negatives, reverse=True)
    return ordered[int(len(ordered) * share)]


def average_precision(scores: Array, labels: Array) -> float:
    """The mean of the precision at each true pair; equal scores count as the worst order of them."""
    order = np.lexsort((labels, -scores))
    sorted_labels = labels[order]
    hits = np.cumsum(sorted_labels)
    precision = hits / np.arange(1, len(sorted_labels) + 1)
    return float(precision[sorted_labels == 1].mean())
