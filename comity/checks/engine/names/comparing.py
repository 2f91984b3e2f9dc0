"""Whether two sides can be one person: the reasons weighed, and their sum.

The score is the sum of the points shown, and nothing else: log odds on a scale from 0 to 1. It never says
more than possible.
"""

import math
from collections.abc import Iterable
from itertools import product
from typing import Final

import msgspec

from comity.checks.engine.names import aligning, bounding, features, weights
from comity.checks.engine.names.aligning import Alignment, First, Pair
from comity.checks.engine.names.aligning_units import SPEAKS_FOR
from comity.checks.engine.names.bounding import Option, Rules
from comity.checks.engine.names.features import Reason
from comity.checks.engine.names.name import Comparison, Name, Part, Person

MOST_NAMES: Final = 24  # names of one side that are compared
DIGITS: Final = 4
START: Final = Reason("two_people", 1.0)
_MARGIN: Final = 1e-6
_OF_STEM: Final = max(weights.WEIGHTS["same"], weights.WEIGHTS["alike"]) * weights.MOST_OF_ONE


class Weighed(msgspec.Struct, frozen=True):
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


def may_be_possible(asked: Person, held: Person, least: float) -> bool:
    """False only where `compare` would not find these two possible with a score of at least `least`: much cheaper."""
    facts = total(features.of_facts(asked, held))
    if _score(total((START,)) + facts + weights.MOST_OF_NAME) < least:
        return False
    unsure = []
    for a, b in _pairs(asked, held):
        needed = max(least, weights.threshold(scripts_of(a, b)))
        found = _first(a, b)
        if _score(facts + most_of_whole(a, b, found)) >= needed:
            return True
        if not found.is_sure:
            unsure.append((a, b, found, needed))
    return any(_score(facts + most_of_others(a, b, found)) >= needed for a, b, found, needed in unsure)


def _score(points: float) -> float:
    """Log odds as a score, no less than as it is rounded."""
    return min(1.0, max(0.0, weights.EVEN + points / weights.SCALE) + 10**-DIGITS)


def bound(asked: Person, held: Person) -> float:
    """No comparison of these two scores more: only the dates of birth and the other facts are looked at."""
    return _score(total((START, *features.of_facts(asked, held))) + weights.MOST_OF_NAME)


def _pairs(asked: Person, held: Person) -> list[tuple[Name, Name]]:
    pairs = product(asked.names[:MOST_NAMES], held.names[:MOST_NAMES])
    return [(a, b) for a, b in pairs if a.tokens and b.tokens]


def _best(pairs: list[tuple[Name, Name]]) -> Weighed | None:
    """The two names that agree best, the first of equals; what surely agrees less is not looked at any closer."""
    if len(pairs) < 2:
        return next((Weighed(a, b, of_names(a, b)) for a, b in pairs), None)
    weighed: dict[int, Weighed] = {}
    unsure: list[tuple[float, int]] = []
    for number, (a, b) in enumerate(pairs):
        found = _first(a, b)
        if found.is_sure:
            weighed[number] = Weighed(a, b, of_names(a, b))
        else:
            unsure.append((max(most_of_whole(a, b, found), most_of_others(a, b, found)), number))
    best = max((total(one.reasons) for one in weighed.values()), default=-math.inf)
    for most, number in sorted(unsure, reverse=True):
        if most < best - _MARGIN:
            break
        weighed[number] = Weighed(*pairs[number], of_names(*pairs[number]))
        best = max(best, total(weighed[number].reasons))
    return max((weighed[number] for number in sorted(weighed)), key=lambda one: total(one.reasons))


def _first(a: Name, b: Name) -> First:
    return aligning.first(b, a) if b.text < a.text else aligning.first(a, b)


def most_of_whole(a: Name, b: Name, found: First) -> float:
    """What two names count, if no part in another form is used; infinite where that is not known."""
    if not found.is_best_of_whole:
        return math.inf
    return total(of_names(a, b, aligning.swapped(found.alignment) if b.text < a.text else found.alignment))


def most_of_others(a: Name, b: Name, found: First) -> float:
    """What they count at most, if one is."""
    if not found.is_best_of_whole or not bounding.is_bounded(found.left, found.right):
        return math.inf
    a, b = (b, a) if b.text < a.text else (a, b)
    options = bounding.in_other_forms(found.left, found.right, _of_joined, _OF_STEM)
    for at, choices in enumerate(found.edges):
        for _, span, mask, pair in choices if at < len(options) else ():
            counts = total(features.pairs(a, b, Alignment((pair,), (), ())))
            options[at].append(Option(counts, span, mask))
    for i, left in enumerate(a.tokens[: len(options)]):
        for j, right in enumerate(b.tokens[: len(found.right.whole)]):
            if left.role == right.role and left.role in features.CONTRADICTED:
                pair = Pair((i,), (j,), min(found.weights[i][j], SPEAKS_FOR), 0.0, "differ")
                counts = total(features.pairs(a, b, Alignment((pair,), (), ())))
                options[i].append(Option(counts, 1, 1 << j, bounding.DIFFERS))
    rules = Rules(_left_over(a), _left_over(b), weights.WEIGHTS["whole_name"], allowed=False)
    most = bounding.most(options, rules) + total(features.generations(a, b, found.alignment))
    return weights.WEIGHTS[START.feature] + min(most, weights.MOST_OF_NAME)


def _of_joined(most: float, lost: float, length: int) -> float:
    """What two parts count whose letters are as alike as can be."""
    del length
    full = min(most, weights.MOST_OF_ONE)
    short = max(0.0, full - (most - lost) - features.LEAST_SHORT)
    agrees = weights.WEIGHTS["joined"]
    return agrees * full + max(weights.WEIGHTS["spelt_otherwise"], -agrees) * short


def _left_over(name: Name) -> list[tuple[float, bool]]:
    """What each part of a name counts if it stands on one side only, and whether it is a name."""
    counts = {"name": (weights.WEIGHTS["name_missing"], True), "generation": (0.0, False)}
    return [counts.get(token.role, (weights.WEIGHTS["small_missing"], False)) for token in name.tokens]


def of_names(a: Name, b: Name, alignment: Alignment | None = None) -> list[Reason]:
    """The reasons of two names; those that agree count together no more than a name may count."""
    found = features.of_names(a, b, alignment or aligning.align(a, b))
    more = sum(points for one in found if (points := total((one,))) > 0) - weights.MOST_OF_NAME
    if more > 0:
        found.append(Reason("namesakes", more / -weights.WEIGHTS["namesakes"]))
    return [START, *found]


def total(reasons: Iterable[Reason]) -> float:
    """Log odds."""
    return sum(weights.WEIGHTS[reason.feature] * reason.amount for reason in reasons)


def scripts_of(a: Name, b: Name) -> str:
    """The pair of scripts, in the order of the alphabet, as the thresholds are kept."""
    return "-".join(sorted((a.tokens[-1].script, b.tokens[-1].script)))


def _parts(reasons: list[Reason]) -> tuple[float, tuple[Part, ...]]:
    """The score, and the reasons as points of it: rounded so that they add up; a part says where 0 or 1 ends it."""
    exact = [weights.WEIGHTS[reason.feature] * reason.amount / weights.SCALE for reason in reasons]
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
