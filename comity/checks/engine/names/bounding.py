"""What two names could gain at most from parts in other forms, before these are spelt, which takes long."""

import math
from collections.abc import Callable
from typing import Final, NamedTuple

from comity.checks.engine.names.aligning_units import Outline, Shape, Unit, cost

MOST_TOKENS: Final = 6  # of a side; longer names are not bounded, for that would take longer than to compare them
NEVER: Final = -math.inf
_MARGIN: Final = 1e-3  # for the rounding of evidence
# What a way through two names has met so far.
_OTHER, _MISSED, DIFFERS = 1, 2, 4


class Option(NamedTuple):
    """A pair that may be chosen: what it counts, its length on the left, its mask on the right, what it is."""

    counts: float
    length: int
    mask: int
    is_a: int = 0


class Rules(NamedTuple):
    """By position of each side what a token that is left over counts and whether it is a name; what whole names count;
    `allowed`: whether names may be left over on both sides."""

    left: list[tuple[float, bool]]
    right: list[tuple[float, bool]]
    whole: float
    allowed: bool


Options = list[list[Option]]
# (the evidence at most, what the form loses, tokens of it) to what the pair counts.
Counts = Callable[[float, float, int], float]


def is_bounded(left: Outline, right: Outline) -> bool:
    """Whether both are short enough."""
    return max(len(left.whole), len(right.whole)) <= MOST_TOKENS


def in_other_forms(left: Outline, right: Outline, counts: Counts, of_stem: float) -> Options:
    """For each position of the left, the pairs of which one part is in another form, and what they count at most."""
    found: Options = [[] for _ in left.whole]
    for shape in left.others:
        for unit in right.whole:
            found[shape.at] += _option(shape, unit, (shape.length, unit.mask), counts)
        if shape.form == "stem":
            stems = [other for other in right.others if other.form == "stem"]
            found[shape.at] += [Option(of_stem, 1, 1 << other.at, _OTHER) for other in stems]
    for shape in right.others:
        mask = ((1 << shape.length) - 1) << shape.at
        for unit in left.whole:
            found[unit.at] += _option(shape, unit, (1, mask), counts)
    return found


def _option(shape: Shape, unit: Unit, place: tuple[int, int], counts: Counts) -> list[Option]:
    if shape.form == "stem" or unit.token.role == "generation":
        return []
    most = -math.log(unit.commonness) + _MARGIN
    return [Option(counts(most, cost(shape, unit.token), shape.length), *place, _OTHER)]


def most(options: Options, rules: Rules) -> float:
    """The most that pairs count together, one of them in another form; NEVER where there is none."""
    known: dict[tuple[int, int, int], float] = {}

    def end(used: int, met: int) -> float:
        total, is_left = 0.0, False
        for at, (counts, is_name) in enumerate(rules.right):
            if not used >> at & 1:
                total += counts
                is_left |= is_name
        if not met & _OTHER or (is_left and met & _MISSED and not rules.allowed):
            return NEVER
        return total if is_left or met & (_MISSED | DIFFERS) else total + rules.whole

    def from_here(at: int, used: int, met: int) -> float:
        if at >= len(options):
            return end(used, met)
        best = known.get((at, used, met))
        if best is None:
            counts, is_name = rules.left[at]
            best = counts + from_here(at + 1, used, met | _MISSED if is_name else met)
            for option in options[at]:
                if not used & option.mask:
                    after = from_here(at + option.length, used | option.mask, met | option.is_a)
                    best = max(best, option.counts + after)
            known[at, used, met] = best
        return best

    return from_here(0, 0, 0)
