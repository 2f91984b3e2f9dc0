"""What two names could gain at most from parts in other forms, before these are spelt, which takes long."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import scripts
from comity.checks.engine.names.aligning_units import COSTS, Outline
from comity.checks.engine.names.kernel import Keys, Weights, njit

# Of one side: by whole token how rare it is and how many syllables it is, if each is a letter; by other part where it
# stands, how long it is, its form.
Side = tuple[Weights, Keys]

MOST_TOKENS: Final = 6  # of a side; longer names are not bounded, for that would take longer than to compare them
COVERED: Final = 0.8  # what each token that finds its counterpart gains, so that few are left over
_MARGIN: Final = 1e-3  # for the rounding of evidence
_FORMS: Final = tuple(COSTS)
_COSTS: Final = tuple(COSTS.values())
_JOINED, _HYPHENED, _STEM = (_FORMS.index(form) for form in ("joined", "hyphened", "stem"))


def side(found: Outline) -> Side:
    """A name for `most`."""
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
def most(left: Side, right: Side, edges: NDArray[np.float64], stems: float) -> float:
    """The most that pairs gain together, one of them in another form; below 0 where there is none.

    `edges` are those of whole tokens: their places on both sides and what they gain; `stems` what two stems may."""
    count, masks = len(left[0]), 1 << len(right[0])
    # From a place on the left, with so much used on the right: of any pairs; and of those with another form.
    best = np.zeros((count + 4, masks, 2))
    best[:, :, 1] = -math.inf
    for at in range(count - 1, -1, -1):
        for used in range(masks):
            best[at, used, 0], best[at, used, 1] = best[at + 1, used, 0], best[at + 1, used, 1]
            for k in range(len(edges)):
                mask = 1 << int(edges[k, 1])
                if edges[k, 0] == at and not used & mask:
                    after = best[at + 1, used | mask]
                    best[at, used, 0] = max(best[at, used, 0], edges[k, 2] + after[0])
                    best[at, used, 1] = max(best[at, used, 1], edges[k, 2] + after[1])
            found = _other(left, right, (at, used), best, stems)
            best[at, used, 0], best[at, used, 1] = max(best[at, used, 0], found), max(best[at, used, 1], found)
    return float(best[0, 0, 1])


@njit(cache=True, nogil=True)
def _other(left: Side, right: Side, here: tuple[int, int], best: Weights, stems: float) -> float:
    """The most from here on where the next pair is in another form."""
    (at, used), found = here, -math.inf
    for k in range(len(left[1])):
        place, length, form = left[1][k]
        if place == at and form != _STEM:
            for j in range(len(right[0])):
                if not used >> j & 1:
                    found = max(found, _gain(left[1][k], right[0][j]) + best[at + length, used | 1 << j, 0])
        elif place == at:
            for other, _, other_form in right[1]:
                if other_form == _STEM and not used >> other & 1:
                    found = max(found, stems + best[at + 1, used | 1 << other, 0])
    for k in range(len(right[1])):
        place, length, form = right[1][k]
        mask = ((1 << length) - 1) << place
        if form != _STEM and not used & mask:
            found = max(found, _gain(right[1][k], left[0][at]) + best[at + 1, used | mask, 0])
    return found


@njit(cache=True, nogil=True)
def _gain(shape: Keys, whole: Weights) -> float:
    """What a part in another form and a whole token gain, if they are as alike as can be."""
    is_syllables = shape[2] == _JOINED and whole[1] == shape[1]
    return float(whole[0] - _COSTS[_HYPHENED if is_syllables else shape[2]] + COVERED * (shape[1] + 1))
