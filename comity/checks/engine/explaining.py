"""Why a person was found by name, as an answer says it: what differs, what agrees, and the points that make the score.

The points are whole thousandths, and the score is their sum: whoever adds up what is shown gets what is shown.
"""

from collections.abc import Sequence
from math import floor
from typing import Final

import msgspec

from comity.checks.engine.names.name import Comparison, Part
from comity.core.languages import mark

BEFORE_ANY_MEASURE: Final = mark(
    "Before any measure: compare fingerprints or the face, or ask the source's bureau whether this is the person."
)
NOT_YET_THE_PERSON: Final = mark("Do not treat this person as the one recorded before that is settled.")

_WHOLE: Final = 1000


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a score: `points` of the 0 to 1 that the score is the sum of; less than 0 where it speaks against.

    `left` is what was asked and `right` what is recorded, empty where a side does not say. `sentence` is `says` with
    both put in: `says` is for whoever translates it.
    """

    feature: str
    points: float
    sentence: str
    says: str
    left: str = ""
    right: str = ""


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison as it is told: sentences that differ, the weightiest first; sentences that agree, likewise."""

    score: float
    probability: float
    found_as: str
    parts: list[Reason]
    differs: list[str]
    agrees: list[str]


def explain(comparison: Comparison) -> Likeness:
    """The comparison in words and points. What is about no value on either side is in neither list, only in the sum."""
    exact = _thousandths([part.points for part in comparison.parts])
    reasons = [_reason(part, points) for part, points in zip(comparison.parts, exact, strict=True)]
    told = sorted((one for one in reasons if one.left or one.right), key=lambda one: -abs(one.points))
    return Likeness(
        score=sum(exact) / _WHOLE,
        probability=round(comparison.probability, 3),
        found_as=comparison.held,
        parts=reasons,
        differs=[one.sentence for one in told if one.points < 0],
        agrees=[one.sentence for one in told if one.points > 0],
    )


def _reason(part: Part, thousandths: int) -> Reason:
    return Reason(
        feature=part.feature,
        points=thousandths / _WHOLE,
        sentence=part.sentence,
        says=part.says,
        left=part.left,
        right=part.right,
    )


def _thousandths(points: Sequence[float]) -> list[int]:
    """Whole thousandths with the sum that the exact points have: those cut off most are rounded up."""
    exact = [point * _WHOLE for point in points]
    cut = [floor(point) for point in exact]
    missing = round(sum(exact)) - sum(cut)
    by_rest = sorted(range(len(exact)), key=lambda at: cut[at] - exact[at])
    for at in by_rest[:missing]:
        cut[at] += 1
    return cut
