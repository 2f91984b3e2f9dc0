"""Which parts of two names may be taken for each other, and what each such pair counts at most: over flat words."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import aligning, aligning_units, features, prepared, unfolding, weights
from comity.checks.engine.names.kernel import Weights, borrowing, njit
from comity.checks.engine.names.prepared import GENERATION, INITIAL, JOINED, NAME, PARTICLE, PATRONYMIC, STEM, WHOLE
from comity.checks.engine.names.unfolding import ENDINGS, HEAD, NICKNAMES, TEXT, Numbers, Parts, bits

NEVER: Final = -math.inf
MARGIN: Final = 2e-3  # for what is rounded
FEATURES: Final = tuple(row.feature for row in weights.TABLE)
(
    START, ALIKE, SAME, SPELT_OTHERWISE, WHOLE_NAME, AS_ONE, GENDERED, NICKNAME, FITS_INITIAL, FITS_PARTICLE, DIFFER,
    LEAST_ALIKE, OTHER_ORDER, PATRONYMIC_DIFFERS, INITIAL_DIFFERS, GENERATION_DIFFERS, GENERATION_SAME, NAME_MISSING,
    SMALL_MISSING, ONE_ONLY, FAMILY_AS_GIVEN,
) = map(FEATURES.index, (
    "two_people", "alike", "same", "spelt_otherwise", "whole_name", "joined", "gendered", "nickname", "initial",
    "particle", "differ", "least_alike", "other_order", "patronymic_differs", "initial_differs", "generation_differs",
    "generation_same", "name_missing", "small_missing", "one_only", "family_as_given",
))  # fmt: skip
# Of an option: where it begins and how many tokens it takes on the left, its mask and its first token on the right,
# what it is, what it is by its tokens alone, and which two parts.
AT, LENGTH, TAKES, FIRST, IS, OF, LEFT, RIGHT, _COLUMNS = range(9)
FOR, AGAINST, SHORT = range(3)
# What it is: parts that contradict each other, not close, names or fathers' names, those as one token each, an initial.
DIFFERS, FAR, OF_NAMES, OF_ONE, AN_INITIAL = 1, 2, 4, 8, 16
NOTHING: Final = -1

Option = tuple[Numbers, Weights]
# All of them by their place on the left, where those of each place begin, and which parts agree beyond doubt.
Options = tuple[Numbers, Weights, Numbers, NDArray[np.bool_]]
# By form what a part loses; the weights by feature.
Costs = NDArray[np.float64]
COSTS: Final = tuple(aligning_units.COSTS[form] for form in prepared.FORMS)

_SPEAKS_FOR: Final = aligning_units.SPEAKS_FOR - MARGIN
_GENDERED_COST, _KNOWN_OTHER, _NICKNAME = aligning.GENDERED_COST, aligning.KNOWN_OTHER, aligning.NICKNAME
_NICKNAME_BELOW, _MOST_CHOICES = aligning.NICKNAME_BELOW, aligning.MOST_CHOICES
_MOST_OF_ONE, _LEAST, _LEAST_SHORT = weights.MOST_OF_ONE, features.LEAST, features.LEAST_SHORT
_DIFFERS_SHORT, _CLOSE = features.DIFFERS_SHORT, features.CLOSE
_COSTS: Final = COSTS
_HYPHENED: Final = aligning_units.COSTS["hyphened"]


@njit(cache=True, nogil=True)
def role(head: int) -> int:
    """The role of a part, by its word."""
    return bits(head, prepared.AT_ROLE, 3)


def room() -> tuple[Options, tuple[Numbers, Numbers]]:
    """Room for all pairs of two names, and for what `leave_out` counts."""
    most, tokens = unfolding.MOST_PARTS, prepared.MOST_TOKENS
    pairs = most * most + tokens * tokens
    found = np.zeros((pairs, _COLUMNS), np.int64), np.zeros((pairs, 3)), np.zeros(tokens + 1, np.int64)
    return (*found, np.zeros((most, most), np.bool_)), (np.zeros(most, np.int64), np.zeros(most, np.int64))


@borrowing
def pair_up(left: Parts, right: Parts, wholes: tuple[int, int], into: Options) -> int:
    """Writes down all pairs that an alignment may hold, not yet weighed; how many."""
    told, worth, first, sure = into
    for i in range(len(left[0])):
        for j in range(len(right[0])):
            sure[i, j] = False
    (n, m), count = wholes, 0
    first[0] = 0
    for at in range(n):
        for i in range(len(left[0])):
            one = int(left[0][i, HEAD])
            if bits(one, 0, 4) != at:
                continue
            for j in range(len(right[0])):
                other = int(right[0][j, HEAD])
                forms = (bits(one, prepared.AT_FORM, 3), bits(other, prepared.AT_FORM, 3))
                if _may_meet((role(one), role(other)), forms):
                    _place((i, j), left, right, (told[count], worth[count]))
                    count += 1
                if i < n and j < m and role(one) == role(other) and role(one) in (NAME, PATRONYMIC, INITIAL):
                    _place((i, j), left, right, (told[count], worth[count]))
                    told[count, OF] |= DIFFERS
                    count += 1
        first[at + 1] = count
    return count


@borrowing
def weigh(
    found: Options, pair: tuple[int, int], left: Parts, right: Parts, evidence: tuple[float, bool], counts: Weights
) -> None:
    """Says what two parts count by their evidence, exact or at most, for each other and against."""
    told, worth, first, sure = found
    at = bits(left[0][pair[0], HEAD], 0, 4)
    for k in range(first[at], first[at + 1]):
        if told[k, LEFT] != pair[0] or told[k, RIGHT] != pair[1]:
            continue
        if told[k, OF] & DIFFERS:
            _contradict(role(left[0][pair[0], HEAD]), evidence[0], counts, (told[k], worth[k]))
            told[k, IS] |= told[k, OF] & OF_NAMES
            continue
        weight = _agree(pair, left, right, evidence[0], counts, (told[k], worth[k]))
        sure[pair] = evidence[1] and weight > _SPEAKS_FOR + 2 * MARGIN
        if weight < _SPEAKS_FOR:
            told[k, IS] = NOTHING
        else:
            told[k, IS] |= told[k, OF] & (OF_NAMES if told[k, IS] & AN_INITIAL else OF_NAMES | OF_ONE)


@borrowing
def leave_out(found: Options, counted: tuple[Numbers, Numbers]) -> None:
    """Two tokens that agree are left over beside each other only where others came before them."""
    (told, _worth, _first, sure), (rows, columns) = found, counted
    for i in range(len(rows)):
        rows[i], columns[i] = 0, 0
    for k in range(len(told)):
        if not told[k, OF] & DIFFERS and told[k, IS] != NOTHING:
            rows[told[k, LEFT]] += 1
            columns[told[k, RIGHT]] += 1
    for k in range(len(told)):
        i, j = told[k, LEFT], told[k, RIGHT]
        if told[k, OF] & DIFFERS and sure[i, j] and rows[i] <= _MOST_CHOICES and columns[j] <= _MOST_CHOICES:
            told[k, IS] = NOTHING


@borrowing
def _place(pair: tuple[int, int], left: Parts, right: Parts, option: Option) -> None:
    """Where a pair stands; it counts nothing yet."""
    told, worth = option
    for column in range(_COLUMNS):
        told[column] = 0
    for column in range(len(worth)):
        worth[column] = 0.0
    one, other = int(left[0][pair[0], HEAD]), int(right[0][pair[1], HEAD])
    told[LEFT], told[RIGHT] = pair
    told[AT], told[LENGTH] = bits(one, 0, 4), _length(one)
    told[FIRST] = bits(other, 0, 4)
    told[TAKES] = ((1 << _length(other)) - 1) << told[FIRST]
    if told[LENGTH] == 1 and _length(other) == 1:
        told[OF] |= OF_ONE
    for parts, first, length in ((left, told[AT], told[LENGTH]), (right, told[FIRST], _length(other))):
        for token in range(first, first + length):
            if role(parts[0][token, HEAD]) in (NAME, PATRONYMIC):
                told[OF] |= OF_NAMES


@njit(cache=True, nogil=True)
def _length(head: int) -> int:
    return 1 if bits(head, prepared.AT_FORM, 3) == WHOLE else bits(head, prepared.AT_LENGTH, 2)


@borrowing
def _contradict(role: int, evidence: float, counts: Weights, option: Option) -> None:
    """Two whole tokens of one role that are left over on both sides."""
    points = counts[INITIAL_DIFFERS]
    if role == PATRONYMIC:
        points = counts[PATRONYMIC_DIFFERS]
    elif role == NAME:
        points = counts[DIFFER] * max(_LEAST, min(evidence + MARGIN, _SPEAKS_FOR + MARGIN))
    told, worth = option
    told[IS] = DIFFERS | FAR
    worth[FOR], worth[AGAINST], worth[SHORT] = max(0.0, points), min(0.0, points), _DIFFERS_SHORT


@borrowing
def _agree(pair: tuple[int, int], left: Parts, right: Parts, evidence: float, counts: Weights, option: Option) -> float:
    """The evidence by which two parts may be one, as `aligning` takes them, and in `option` what that counts."""
    i, j = pair
    one, other = int(left[0][i, HEAD]), int(right[0][j, HEAD])
    roles, forms = (role(one), role(other)), (bits(one, prepared.AT_FORM, 3), bits(other, prepared.AT_FORM, 3))
    rarity = min(_rarity(one), _rarity(other))
    is_same = left[0][i, TEXT] == right[0][j, TEXT]
    weight, kind = float(evidence), SAME if is_same else ALIKE
    if bits(one, prepared.AT_WRITING, 4) != bits(other, prepared.AT_WRITING, 4):
        weight = max(weight, rarity * _spelt_alike(pair, left, right))
    if forms[0] != WHOLE or forms[1] != WHOLE:
        weight -= max(_cost(one, other), _cost(other, one))
        kind = kind if forms[0] == STEM else AS_ONE
    elif roles[0] == PATRONYMIC and roles[1] == PATRONYMIC and not is_same:
        return NEVER
    elif roles[0] == INITIAL or roles[1] == INITIAL:
        _count(option, AN_INITIAL, counts[FITS_INITIAL])
        return _SPEAKS_FOR if _begin_alike(pair, left, right) else NEVER
    elif is_same:
        weight = max(weight, 1.0)
    elif _is_his_and_hers(left[0][i, ENDINGS], right[0][j, ENDINGS]):
        weight, kind = max(weight, rarity - _GENDERED_COST), GENDERED
    elif left[0][i, NICKNAMES] and right[0][j, NICKNAMES]:
        is_known = left[0][i, NICKNAMES] & right[0][j, NICKNAMES] != 0
        _weigh(option, kind, weight + MARGIN, rarity, counts)
        if is_known and weight < _NICKNAME_BELOW + MARGIN:
            if weight < _NICKNAME_BELOW - MARGIN or option[1][FOR] + option[1][AGAINST] < counts[NICKNAME]:
                _count(option, 0, counts[NICKNAME])
            return _SPEAKS_FOR
        weight -= 0.0 if is_known else _KNOWN_OTHER
    _weigh(option, kind, weight + MARGIN, rarity, counts)
    if roles[0] == PARTICLE and roles[1] == PARTICLE and kind != AS_ONE:
        _count(option, option[0][IS], counts[FITS_PARTICLE])
    return weight


@njit(cache=True, nogil=True)
def _may_meet(roles: tuple[int, int], forms: tuple[int, int]) -> bool:
    """A word made of two meets a whole one; a father's name only a father's name; a number none."""
    if roles[0] == GENERATION or roles[1] == GENERATION:
        return False
    if forms[0] == STEM or forms[1] == STEM:
        return forms[0] == forms[1]
    return forms[0] == WHOLE or forms[1] == WHOLE


@borrowing
def _weigh(option: Option, kind: int, weight: float, rarity: float, counts: Weights) -> None:
    """What two parts count by their spelling."""
    told, worth = option
    full = min(max(weight, rarity), _MOST_OF_ONE)
    short = max(0.0, full - weight) if kind != SAME else 0.0
    agrees = counts[kind] * full
    other = counts[SPELT_OTHERWISE] * short if short > _LEAST_SHORT + MARGIN else 0.0
    worth[FOR], worth[AGAINST] = max(0.0, agrees) + max(0.0, other), min(0.0, agrees) + min(0.0, other)
    worth[SHORT] = short
    told[IS] = FAR if weight < _CLOSE * full else 0


@borrowing
def _count(option: Option, kind: int, points: float) -> None:
    """What two parts count whatever their spelling."""
    option[0][IS] = kind
    option[1][FOR], option[1][AGAINST], option[1][SHORT] = max(0.0, points), min(0.0, points), 0.0


@njit(cache=True, nogil=True)
def _rarity(head: int) -> float:
    return bits(head, prepared.AT_OWN_RARITY, prepared.RARITY_BITS) / prepared.RARITY_STEP


@njit(cache=True, nogil=True)
def _cost(part: int, other: int) -> float:
    """What a part loses for its form."""
    form = bits(part, prepared.AT_FORM, 3)
    if (
        form == JOINED
        and bits(other, prepared.AT_WRITING, 4) in (prepared.HAN, prepared.HANGUL)
        and bits(other, prepared.AT_LENGTH, 2) == bits(part, prepared.AT_LENGTH, 2)
    ):
        return _HYPHENED
    return _COSTS[form]


@borrowing
def _spelt_alike(pair: tuple[int, int], left: Parts, right: Parts) -> float:
    """The share of full evidence for parts in two scripts of which one is spelt as the other is romanised."""
    found = 0.0
    for x in range(min(prepared.MOST_WRITTEN, bits(left[0][pair[0], HEAD], prepared.AT_WRITTEN, 3))):
        for y in range(min(prepared.MOST_WRITTEN, bits(right[0][pair[1], HEAD], prepared.AT_WRITTEN, 3))):
            if left[3][pair[0], x] == right[3][pair[1], y] and left[2][pair[0], x] > 1:
                found = max(found, 0.8 if left[3][pair[0], 0] == right[3][pair[1], 0] else 0.6)
    return found


@njit(cache=True, nogil=True)
def _is_his_and_hers(one: int, other: int) -> bool:
    """Whether the endings, hers in the upper half, are those of one family name."""
    his, hers, low = one & 0xFFFFFFFF, one >> 32 & 0xFFFFFFFF, 0xFFFFFFFF
    return (his != 0 and his == other >> 32 & low) or (hers != 0 and hers == other & low)


@borrowing
def _begin_alike(pair: tuple[int, int], left: Parts, right: Parts) -> bool:
    """Whether any Latin spellings begin with one letter."""
    one = bits(left[0][pair[0], HEAD], prepared.AT_WRITTEN, 3)
    other = bits(right[0][pair[1], HEAD], prepared.AT_WRITTEN, 3)
    if max(one, other) > prepared.MOST_WRITTEN:
        return True  # there are more than are kept
    for x in range(one):
        for y in range(other):
            if left[1][pair[0], x, 1] == right[1][pair[1], y, 1]:
                return True
    return False
