"""What two names could gain at most from parts in other forms, before these are spelt, which takes long."""

import math
from functools import lru_cache
from typing import Final

import numpy as np

from comity.checks.engine.names import scripts, sightings
from comity.checks.engine.names.aligning_units import COSTS, Outline
from comity.checks.engine.names.kernel import Keys, Weights, borrowing, njit

# Of one side: by whole token how rare it is and how many syllables it is, if each is a letter; by other part where it
# stands, how long it is, its form.
Side = tuple[Weights, Keys]

MOST_TOKENS: Final = 6  # of a side; longer names are not bounded, for that would take longer than to compare them
COVERED: Final = 0.8  # what each token that finds its counterpart gains, so that few are left over
_MARGIN: Final = 1e-3  # for the rounding of evidence
_ROUNDING: Final = 1e-6
_STEMS: Final = -math.log(sightings.RAREST) + 2 * COVERED  # what two stems gain at most
ALL: Final = (-1, -1)
_FORMS: Final = tuple(COSTS)
_COSTS: Final = tuple(COSTS.values())
_JOINED, _HYPHENED, _STEM = (_FORMS.index(form) for form in ("joined", "hyphened", "stem"))


def kept(
    sides: tuple[Outline, Outline], choices: list[list[tuple[int, float]]], gained: float, most_choices: int
) -> tuple[int, int]:
    """By side a bit for each part in another form that would be chosen, were it as alike as can be.

    `choices` are pairs of whole tokens, by their place on the left: that on the right, and what they gain; together
    they gain `gained`. No more than `most_choices` are tried for one part."""
    left, right = sides
    if max(len(left.whole), len(right.whole)) > MOST_TOKENS:
        return ALL
    others = len(right.others)
    if any(len(of_one) + others > most_choices for of_one in choices if of_one):
        return ALL
    edges = [(at, place, gain) for at, of_one in enumerate(choices) for place, gain in of_one]
    of_whole = np.array(edges, np.float64).reshape(len(edges), 3)
    found: tuple[int, int] = _worth(_side(left), _side(right), of_whole, gained - _ROUNDING)
    # Where not all choices may be tried, what is left out would make room for others.
    stems = sum([shape.form == "stem" for shape in right.others])
    is_cut = max(max(map(len, choices)) + others, len(right.whole) + stems) > most_choices
    return ALL if any(found) and is_cut else found


@lru_cache(maxsize=65_536)
def _side(found: Outline) -> Side:
    whole = [
        (
            -math.inf if unit.token.role == "generation" else -math.log(unit.commonness) + _MARGIN,
            len(unit.token.text) if unit.token.script in (scripts.HAN, scripts.HANGUL) else 0.0,
        )
        for unit in found.whole
    ]
    others = [(shape.at, shape.length, _FORMS.index(shape.form)) for shape in found.others]
    return np.array(whole), np.array(others, np.int64).reshape(len(others), 3)


@njit(cache=True, nogil=True)
def _worth(left: Side, right: Side, edges: Weights, least: float) -> tuple[int, int]:
    """A bit for each part of both sides in another form with which pairs may gain more than `least` together.

    `edges` are those of whole tokens: their places on both sides and what they gain."""
    options = np.zeros((len(edges) + len(left[1]) * (len(right[0]) + len(right[1])) + len(right[1]) * len(left[0]), 6))
    count = _options(left, right, edges, options)
    best = np.zeros((len(left[0]) + 4, 1 << len(right[0]), 2))
    found = 0
    for number in range(len(left[1]) + len(right[1])):
        if _most(options[:count], (len(left[0]), number), best) > least:
            found |= 1 << number
    return found & ((1 << len(left[1])) - 1), found >> len(left[1])


@borrowing
def _options(left: Side, right: Side, edges: Weights, found: Weights) -> int:
    """Writes all pairs that may be chosen: the place on the left, the length there, the mask on the right, what it
    gains, the numbers of the parts in another form, -1 for none; how many these are."""
    count = 0
    for k in range(len(edges)):
        count = _write(found, count, (edges[k, 0], 1.0, 1 << int(edges[k, 1]), edges[k, 2]), (-1, -1))
    for k in range(len(left[1])):
        at, length, form = left[1][k]
        for j in range(len(right[0]) if form != _STEM else 0):
            gain = _gain(left[1][k], right[0][j])
            count = _write(found, count, (float(at), float(length), 1 << j, gain), (k, -1))
        for other in range(len(right[1]) if form == _STEM else 0):
            if right[1][other, 2] == _STEM:
                place = (float(at), 1.0, 1 << right[1][other, 0], _STEMS)
                count = _write(found, count, place, (k, len(left[1]) + other))
    for k in range(len(right[1])):
        at, length, form = right[1][k]
        for i in range(len(left[0]) if form != _STEM else 0):
            place = (float(i), 1.0, ((1 << length) - 1) << at, _gain(right[1][k], left[0][i]))
            count = _write(found, count, place, (len(left[1]) + k, -1))
    return count


@borrowing
def _write(found: Weights, at: int, pair: tuple[float, float, int, float], numbers: tuple[int, int]) -> int:
    found[at, 0], found[at, 1], found[at, 2], found[at, 3] = pair[0], pair[1], pair[2], pair[3]
    found[at, 4], found[at, 5] = numbers[0], numbers[1]
    return at + 1


@borrowing
def _most(options: Weights, wanted: tuple[int, int], best: Weights) -> float:
    """The most that pairs gain together, one of them with the part of that number; below 0 where there is none."""
    count, number = wanted
    # From a place on the left, with so much used on the right: of any pairs; and of those with that part.
    for at in range(len(best) - 1, -1, -1):
        for used in range(best.shape[1]):
            free, met = (best[at + 1, used, 0], best[at + 1, used, 1]) if at < count else (0.0, -math.inf)
            for k in range(len(options)):
                mask = int(options[k, 2])
                if options[k, 0] == at and not used & mask:
                    then = at + int(options[k, 1])
                    after = options[k, 3] + best[then, used | mask, 0]
                    free = max(free, after)
                    is_met = options[k, 4] == number or options[k, 5] == number
                    met = max(met, after if is_met else options[k, 3] + best[then, used | mask, 1])
            best[at, used, 0], best[at, used, 1] = free, met
    return float(best[0, 0, 1])


@borrowing
def _gain(shape: Keys, whole: Weights) -> float:
    """What a part in another form and a whole token gain, if they are as alike as can be."""
    is_syllables = shape[2] == _JOINED and whole[1] == shape[1]
    return float(whole[0] - _COSTS[_HYPHENED if is_syllables else shape[2]] + COVERED * (shape[1] + 1))
