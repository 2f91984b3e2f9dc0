"""Why a person was found by name, as an answer says it: what differs, what agrees, and the points that make the score.

The points are whole thousandths, and the score is their sum: whoever adds up what is shown gets what is shown. People
are shown the likeness: the same in whole points of a hundred, and never the whole hundred.
"""

import re
from collections.abc import Iterable, Sequence
from math import floor
from typing import Final

import msgspec

from comity.checks.engine.names import births, scripts
from comity.checks.engine.names.name import Comparison, Part
from comity.core.languages import mark

BEFORE_ANY_MEASURE: Final = mark(
    "Before any measure: compare fingerprints or the face, or ask the source's bureau whether this is the person."
)
NOT_YET_THE_PERSON: Final = mark("Do not treat this person as the one recorded before identity is established.")

IN_WHOLE_POINTS: Final = mark("Counted down to whole points, and never to 100: names that agree are no certainty.")
MOST_SHOWN: Final = 99
ROUNDED: Final = "rounded"

_WHOLE: Final = 1000
_WORD: Final = re.compile(r"[^\s,;·・-]+")


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
    asked, held = _written(comparison.asked), _written(comparison.held)
    reasons = [
        _reason(part, points, (_as_written(part.left, asked), _as_written(part.right, held)))
        for part, points in zip(comparison.parts, exact, strict=True)
    ]
    together = told(reasons)
    return Likeness(
        score=sum(exact) / _WHOLE,
        probability=round(comparison.probability, 3),
        found_as=comparison.held,
        parts=reasons,
        differs=[one.sentence for one in _against(together)],
        agrees=[one.sentence for one in _speaking_for(together)],
    )


def shown(score: float, parts: list[Reason]) -> tuple[int, list[Reason]]:
    """The likeness as people are shown it, of a hundred; and the reasons of which it is the sum."""
    thousandths = round(score * _WHOLE)
    of_hundred = min(MOST_SHOWN, thousandths // 10)
    rest = of_hundred * 10 - thousandths
    if not rest:
        return of_hundred, parts
    rounded = Reason(feature=ROUNDED, points=rest / _WHOLE, sentence=IN_WHOLE_POINTS, says=IN_WHOLE_POINTS)
    return of_hundred, [*parts, rounded]


def differs(reason: Reason) -> bool:
    """Whether the two sides are not the same in this; its points may be for them all the same."""
    return reason.points < 0 or reason.feature in births.SLIPS


def against(reasons: Iterable[Reason]) -> list[Reason]:
    """What differs: first what speaks against most, last what is a common slip."""
    return _against(told(reasons))


def _against(together: list[Reason]) -> list[Reason]:
    return sorted([one for one in together if differs(one)], key=lambda one: one.points)


def speaking_for(reasons: Iterable[Reason]) -> list[Reason]:
    """What agrees, the weightiest first."""
    return _speaking_for(told(reasons))


def _speaking_for(together: list[Reason]) -> list[Reason]:
    return sorted([one for one in together if one.points > 0 and not differs(one)], key=lambda one: -one.points)


def told(reasons: Iterable[Reason]) -> list[Reason]:
    """One reason for each two values, in the order given: all that is said of them taken together, in the sentence that
    weighs most on the side to which they come down. What is of no value is for the sum only."""
    by_values: dict[tuple[str, str], list[Reason]] = {}
    for one in reasons:
        if one.left or one.right:
            by_values.setdefault((one.left, one.right), []).append(one)
    return [_together(group) for group in by_values.values()]


def _together(group: list[Reason]) -> Reason:
    points = sum([round(one.points * _WHOLE) for one in group]) / _WHOLE
    if len(group) == 1 and group[0].points == points:
        return group[0]
    sign = -1 if points < 0 else 1
    return msgspec.structs.replace(max(group, key=lambda one: sign * one.points), points=points)


def _reason(part: Part, thousandths: int, sides: tuple[str, str]) -> Reason:
    left, right = sides
    return Reason(
        feature=part.feature,
        points=thousandths / _WHOLE,
        sentence=part.says.format(left=left, right=right),
        says=part.says,
        left=left,
        right=right,
    )


def _written(name: str) -> dict[str, str]:
    """The words of a name as they were written, by their normal forms."""
    return {scripts.fold(word): word for word in _WORD.findall(name)}


def _as_written(value: str, words: dict[str, str]) -> str:
    """A value of a part of a name with the letters, great and small, that its source wrote."""
    if " " not in value:
        return words.get(value, value)
    return " ".join([words.get(word, word) for word in value.split(" ")])


def _thousandths(points: Sequence[float]) -> list[int]:
    """Whole thousandths with the sum that the exact points have: those cut off most are rounded up."""
    exact = [point * _WHOLE for point in points]
    cut = [floor(point) for point in exact]
    missing = round(sum(exact)) - sum(cut)
    by_rest = sorted(range(len(exact)), key=lambda at: cut[at] - exact[at])
    for at in by_rest[:missing]:
        cut[at] += 1
    return cut
