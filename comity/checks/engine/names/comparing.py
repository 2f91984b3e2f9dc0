"""Whether two sides can be one person: the reasons weighed, and their sum.

The score is the sum of the points shown, and nothing else: log odds on a scale from 0 to 1. It never says
more than possible.
"""

from collections.abc import Iterable
from itertools import product
from typing import Final

import msgspec

from comity.checks.engine.names import aligning, features, weights
from comity.checks.engine.names.features import Reason
from comity.checks.engine.names.name import Comparison, Name, Part, Person

MOST_NAMES: Final = 24  # names of one side that are compared
DIGITS: Final = 4
START: Final = Reason("two_people", 1.0)


class Weighed(msgspec.Struct, frozen=True, gc=False):
    """Two names and the reasons they give."""

    asked: Name
    held: Name
    reasons: list[Reason]


def compare(asked: Person, held: Person) -> Comparison:
    """Everything that both sides know, with the best two of their names."""
    best = _best(_pairs(asked, held))
    reasons = best.reasons if best else [START]
    score, parts = _parts([*reasons, *features.of_facts(asked, held)])
    return Comparison(
        score=score,
        probability=round(weights.probability(score), DIGITS),
        outcome="possible" if best and score >= weights.threshold(scripts_of(best.asked, best.held)) else "different",
        parts=parts,
        asked=best.asked.text if best else "",
        held=best.held.text if best else "",
    )


def _pairs(asked: Person, held: Person) -> list[tuple[Name, Name]]:
    pairs = product(asked.names[:MOST_NAMES], held.names[:MOST_NAMES])
    return [(a, b) for a, b in pairs if a.tokens and b.tokens]


def _best(pairs: list[tuple[Name, Name]]) -> Weighed | None:
    """The two names that agree best, the first of equals."""
    weighed = [Weighed(a, b, of_names(a, b)) for a, b in pairs]
    if len(weighed) < 2:
        return weighed[0] if weighed else None
    return max(weighed, key=lambda one: total(one.reasons))


def of_names(a: Name, b: Name) -> list[Reason]:
    """The reasons of two names; those that agree count together no more than a name may count."""
    found = features.of_names(a, b, aligning.align(a, b))
    more = sum([points for points in map(_points, found) if points > 0]) - weights.MOST_OF_NAME
    if more > 0:
        found.append(Reason("namesakes", more / -weights.WEIGHTS["namesakes"]))
    return [START, *found]


def _points(reason: Reason) -> float:
    return weights.WEIGHTS[reason.feature] * reason.amount


def total(reasons: Iterable[Reason]) -> float:
    """Log odds."""
    return sum(map(_points, reasons))


def scripts_of(a: Name, b: Name) -> str:
    """The pair of scripts, in the order of the alphabet, as the thresholds are kept."""
    return "-".join(sorted((a.tokens[-1].script, b.tokens[-1].script)))


def _parts(reasons: list[Reason]) -> tuple[float, tuple[Part, ...]]:
    """The score, and the reasons as points of it: rounded so that they add up; a part says where 0 or 1 ends it."""
    exact = [_points(reason) / weights.SCALE for reason in reasons]
    whole = round(weights.EVEN + sum(exact), DIGITS)
    points = [round(one, DIGITS) for one in exact]
    points[0] = round(whole - sum(points[1:]), DIGITS)
    parts = [
        Part(reason.feature, one, weights.SAYS[reason.feature], reason.left, reason.right)
        for reason, one in zip(reasons, points, strict=True)
    ]
    score = min(1.0, max(0.0, whole))
    if score != whole:
        parts.append(Part("cut_off", round(score - whole, DIGITS), weights.SAYS["cut_off"]))
    return score, tuple(parts)
