"""Whether two sides can be one person: the reasons weighed, and their sum.

The score is the sum of the points shown, and nothing else: log odds on a scale from 0 to 1. It never says
more than possible.
"""

from collections.abc import Iterable
from itertools import product
from typing import Final

from comity.checks.engine.names import aligning, features, weights
from comity.checks.engine.names.features import Reason
from comity.checks.engine.names.name import Comparison, Name, Part, Person

MOST_NAMES: Final = 24  # names of one side that are compared
DIGITS: Final = 4


def compare(asked: Person, held: Person) -> Comparison:
    """Everything that both sides know, with the best two of their names."""
    facts = features.of_facts(asked, held)
    names = product(asked.names[:MOST_NAMES], held.names[:MOST_NAMES])
    best = max(((of_names(a, b), scripts_of(a, b)) for a, b in names), key=lambda found: total(found[0]), default=None)
    reasons, scripts = best or ([Reason("two_people", 1.0)], "other")
    parts = _parts([*reasons, *facts])
    score = round(sum(part.points for part in parts), DIGITS)
    return Comparison(
        score=score,
        probability=round(weights.probability(score), DIGITS),
        outcome="possible" if best and score >= weights.threshold(scripts) else "different",
        parts=tuple(parts),
    )


def bound(asked: Person, held: Person) -> float:
    """No comparison of these two scores more: only the dates of birth and the other facts are looked at."""
    facts = features.of_facts(asked, held)
    points = weights.WEIGHTS["two_people"] + weights.MOST_OF_NAME + total(facts)
    return min(1.0, max(0.0, weights.EVEN + points / weights.SCALE) + 10**-DIGITS * (len(facts) + 2))


def of_names(a: Name, b: Name) -> list[Reason]:
    """The reasons of two names, no more together than a name may count."""
    found = features.of_names(a, b, aligning.align(a, b))
    more = total(found) - weights.MOST_OF_NAME
    if more > 0:
        found.append(Reason("namesakes", more / -weights.WEIGHTS["namesakes"]))
    return [Reason("two_people", 1.0), *found]


def total(reasons: Iterable[Reason]) -> float:
    """Log odds."""
    return sum(weights.WEIGHTS[reason.feature] * reason.amount for reason in reasons)


def scripts_of(a: Name, b: Name) -> str:
    """The pair of scripts, in the order of the alphabet, as the thresholds are kept."""
    left = a.tokens[-1].script if a.tokens else "other"
    right = b.tokens[-1].script if b.tokens else "other"
    return "-".join(sorted((left, right)))


def _parts(reasons: list[Reason]) -> list[Part]:
    """The reasons as points of the score; where their sum leaves 0 to 1, a part says so."""
    parts = []
    for reason in reasons:
        points = weights.WEIGHTS[reason.feature] * reason.amount / weights.SCALE
        if reason.feature == "two_people":
            points += weights.EVEN
        parts.append(
            Part(reason.feature, round(points, DIGITS), weights.SAYS[reason.feature], reason.left, reason.right)
        )
    whole = round(sum(part.points for part in parts), DIGITS)
    if not 0.0 <= whole <= 1.0:
        ends = 0.0 if whole < 0.0 else 1.0
        parts.append(Part("cut_off", round(ends - whole, DIGITS), weights.SAYS["cut_off"]))
    return parts
