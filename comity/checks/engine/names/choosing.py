"""The most that any alignment of two names counts: every choice of pairs that may be the best is weighed in full."""

from typing import Final

import numpy as np

from comity.checks.engine.names import features, options, prepared, unfolding, weights
from comity.checks.engine.names.kernel import Weights, borrowing, njit
from comity.checks.engine.names.options import AGAINST, AT, FIRST, FOR, IS, LENGTH, SHORT, TAKES, Options
from comity.checks.engine.names.prepared import GENERATION, INITIAL, NAME, PATRONYMIC
from comity.checks.engine.names.unfolding import HEAD, Numbers, Parts, bits

MOST_STEPS: Final = 20_000  # choices that are looked at; names that have more of them are taken to be alike
NOT_KNOWN: Final = np.inf
# What a way through two names has met: by role what is left over on the left, and what its pairs are.
_PAIRED, _LEFT_NAME, _LEFT_PATRONYMIC, _LEFT_INITIAL = 1, 2, 4, 8
_DIFFERS, _FAR, _IN_ORDER, _MIXED = 16, 32, 64, 128
_ONE, _SEVERAL = 256, 512
_LEFT_OVER: Final = -2  # instead of a choice
# Of a step: where it is on the left, what is used on the right, and by parts that agree; what it has met; the next
# choice, and the one it was made by.
_AT, _USED, _AGREED, _MET, _NEXT, _CHOSEN = range(6)
_BOTH: Final = 1  # instead of what speaks against: what counts together
_MOST_OF_NAME, _LEAST_SHORT = weights.MOST_OF_NAME, features.LEAST_SHORT

# Both names with their words, their pairs, the weights; the order of the pairs, where each place's end, what is hoped.
Given = tuple[tuple[Parts, Parts], tuple[int, int], Options, Weights]
Ways = tuple[Numbers, Numbers, Weights]
Room = tuple[Ways, tuple[Numbers, Weights]]


def room() -> Room:
    """What `most` works in."""
    tokens, pairs = prepared.MOST_TOKENS, len(options.room()[0][0])
    ways = np.zeros(pairs, np.int64), np.zeros(tokens, np.int64), np.zeros((tokens + 1, 2))
    return ways, (np.zeros((tokens + 2, 6), np.int64), np.zeros((tokens + 2, 3)))


@borrowing
def most(given: Given, until: tuple[float, float], used: Numbers, room: Room) -> float:
    """The most that these pairs count together, in log odds, with all that two names count, and in `used` which these
    are, -1 behind the last; below the first of `until` no more than that it is below, and from the second on no more
    than that some count as much."""
    (sides, heads, found, counts), ((order, last, best_from), (steps, sums)) = given, room
    n = unfolding.whole(heads[0])
    for at in range(n):
        last[at] = found[2][at]
    best_from[n, FOR], best_from[n, _BOTH] = 0.0, 0.0
    _put_in_order(sides[0], found, counts, (order, last[:n], best_from))
    for column in range(steps.shape[1]):
        steps[0, column] = 0
    for column in range(sums.shape[1]):
        sums[0, column] = 0.0
    return _chosen(given, (order, last, best_from), (steps, sums), until, used)


@borrowing
def _chosen(
    given: Given, ways: Ways, stack: tuple[Numbers, Weights], until: tuple[float, float], used: Numbers
) -> float:
    """Weighs the choices, the most promising first."""
    (sides, heads, found, counts), (order, last, best_from), (steps, sums) = given, ways, stack
    told, worth, first, _sure = found
    n = unfolding.whole(heads[0])
    steps[0, _MET] = _IN_ORDER
    of_generation, of_whole = max(0.0, _generations(sides, heads, counts)), max(0.0, counts[options.WHOLE_NAME])
    best, level = until[0] - options.MARGIN, 0
    for _ in range(MOST_STEPS):
        if level < 0 or best >= until[1]:
            return float(best)
        at, met = steps[level, _AT], steps[level, _MET]
        if at >= n:
            total = _total(sides, heads, (steps, sums), level, counts)
            if total > best:
                best = total
                for number in range(level):
                    used[number] = steps[number + 1, _CHOSEN]
                used[level] = -1
            level -= 1
            continue
        place = first[at] + steps[level, _NEXT]
        steps[level, _NEXT] += 1
        spare = of_generation + (0.0 if met & (_FAR | _LEFT_NAME) else of_whole)
        if place > last[at] or _hope(sums[level], (0.0, 0.0), best_from[at], spare) <= best:
            level -= 1
            continue
        if place == last[at]:
            _leave(sides[0], (steps, sums), level, counts)
            level += 1
            continue
        k = order[place]
        if not steps[level, _USED] & told[k, TAKES]:
            spare = of_generation if told[k, IS] & options.FAR else spare
            if _hope(sums[level], (worth[k, FOR], worth[k, AGAINST]), best_from[at + told[k, LENGTH]], spare) > best:
                _take(told[k], worth[k], heads, (steps, sums), level)
                level += 1
                steps[level, _CHOSEN] = k
    return NOT_KNOWN


@borrowing
def _hope(sums: Weights, option: tuple[float, float], behind: Weights, spare: float) -> float:
    """What these sums with an option, and all that may come behind it, count at most."""
    speaks_for, against = sums[FOR] + option[FOR], sums[AGAINST] + option[AGAINST]
    together = float(speaks_for + against + behind[_BOTH] + spare)
    return min(_at_most(speaks_for + behind[FOR] + spare, against), together)


@borrowing
def _put_in_order(left: Parts, found: Options, counts: Weights, ways: Ways) -> None:
    """The options of each place, those that count most first, and where they end; what all from a place on speak for at
    most, and what they count."""
    told, worth, first, _sure = found
    order, last, best_from = ways
    for at in range(len(last) - 1, -1, -1):
        for column in range(best_from.shape[1]):
            best_from[at, column] = best_from[at + 1, column]
        best_from[at, _BOTH] += _missing(options.role(left[0][at, HEAD]), counts)
        for k in range(first[at], first[at + 1]):
            if told[k, IS] == options.NOTHING:
                continue
            net, place = worth[k, FOR] + worth[k, AGAINST], last[at]
            while place > first[at] and worth[order[place - 1], FOR] + worth[order[place - 1], AGAINST] < net:
                order[place] = order[place - 1]
                place -= 1
            order[place] = k
            last[at] += 1
            behind = at + told[k, LENGTH]
            best_from[at, FOR] = max(best_from[at, FOR], worth[k, FOR] + best_from[behind, FOR])
            best_from[at, _BOTH] = max(best_from[at, _BOTH], net + best_from[behind, _BOTH])


@njit(cache=True, nogil=True)
def _at_most(speaks_for: float, against: float) -> float:
    """What agrees counts together no more than a name may count."""
    return min(speaks_for, _MOST_OF_NAME) + against


@borrowing
def _leave(left: Parts, stack: tuple[Numbers, Weights], level: int, counts: Weights) -> None:
    """The next token on the left is left over."""
    steps, sums = stack
    _copy(steps, sums, level)
    steps[level + 1, _NEXT], steps[level + 1, _CHOSEN] = 0, _LEFT_OVER
    role = options.role(left[0][steps[level, _AT], HEAD])
    steps[level + 1, _AT] += 1
    if role == NAME:
        steps[level + 1, _MET] |= _LEFT_NAME
    elif role == PATRONYMIC:
        steps[level + 1, _MET] |= _LEFT_PATRONYMIC
    elif role == INITIAL:
        steps[level + 1, _MET] |= _LEFT_INITIAL
    _add(sums[level + 1], _missing(role, counts))


@borrowing
def _copy(steps: Numbers, sums: Weights, level: int) -> None:
    """The next step begins as this one is."""
    for column in range(steps.shape[1]):
        steps[level + 1, column] = steps[level, column]
    for column in range(sums.shape[1]):
        sums[level + 1, column] = sums[level, column]


@borrowing
def _missing(role: int, counts: Weights) -> float:
    if role == GENERATION:
        return 0.0
    return float(counts[options.NAME_MISSING if role == NAME else options.SMALL_MISSING])


@borrowing
def _add(sums: Weights, points: float) -> None:
    sums[FOR if points > 0 else AGAINST] += points


@borrowing
def _take(told: Numbers, worth: Weights, heads: tuple[int, int], stack: tuple[Numbers, Weights], level: int) -> None:
    """This pair is chosen."""
    steps, sums = stack
    step = steps[level + 1]
    _copy(steps, sums, level)
    step[_NEXT] = 0
    step[_AT] += told[LENGTH]
    step[_USED] |= told[TAKES]
    step[_MET] |= _PAIRED
    sums[level + 1, FOR] += worth[FOR]
    sums[level + 1, AGAINST] += worth[AGAINST]
    if told[IS] & options.OF_NAMES:
        sums[level + 1, SHORT] = max(sums[level + 1, SHORT], worth[SHORT])
    if told[IS] & options.FAR:
        step[_MET] |= _FAR
    if told[IS] & options.DIFFERS:
        return
    if step[_AGREED] >> (told[FIRST] + 1):
        step[_MET] &= ~_IN_ORDER
    step[_AGREED] |= 1 << told[FIRST]
    if told[IS] & options.OF_NAMES:
        if not told[IS] & options.AN_INITIAL:
            is_one = told[IS] & options.OF_ONE and not step[_MET] & (_ONE | _SEVERAL)
            step[_MET] = (step[_MET] & ~_ONE) | (_ONE if is_one else _SEVERAL)
        is_left = bits(heads[0], prepared.AT_FAMILY + told[AT], 1)
        if is_left != bits(heads[1], prepared.AT_FAMILY + told[FIRST], 1):
            step[_MET] |= _MIXED


@borrowing
def _total(
    sides: tuple[Parts, Parts], heads: tuple[int, int], stack: tuple[Numbers, Weights], level: int, counts: Weights
) -> float:
    """What a whole alignment counts; nothing like it where tokens of one role are left over on both sides."""
    step, sums = stack[0][level], stack[1][level]
    met, speaks_for, against = step[_MET], sums[FOR], sums[AGAINST]
    is_name_left = met & _LEFT_NAME != 0
    for at in range(unfolding.whole(heads[1])):
        if step[_USED] >> at & 1:
            continue
        role = options.role(sides[1][0][at, HEAD])
        if (
            (role == NAME and met & _LEFT_NAME)
            or (role == PATRONYMIC and met & _LEFT_PATRONYMIC)
            or (role == INITIAL and met & _LEFT_INITIAL)
        ):
            return options.NEVER
        is_name_left = is_name_left or role == NAME
        against += _missing(role, counts)
    if sums[SHORT] > _LEAST_SHORT:
        against += counts[options.LEAST_ALIKE] * sums[SHORT]
    if met & _PAIRED and not met & _FAR and not is_name_left:
        speaks_for += counts[options.WHOLE_NAME]
    has_families = (bits(heads[0], prepared.AT_HAS_FAMILY, 1), bits(heads[1], prepared.AT_HAS_FAMILY, 1))
    if not met & _IN_ORDER and not has_families[0] and not has_families[1]:
        against += counts[options.OTHER_ORDER]
    if met & _MIXED and has_families[0] and has_families[1]:
        against += counts[options.FAMILY_AS_GIVEN]
    if met & _ONE and max(bits(heads[0], prepared.AT_COUNT, 2), bits(heads[1], prepared.AT_COUNT, 2)) > 1:
        against += counts[options.ONE_ONLY]
    of_generation = _generations(sides, heads, counts)
    if of_generation > 0:
        speaks_for += of_generation
    else:
        against += of_generation
    return _at_most(speaks_for, against)


@borrowing
def _generations(sides: tuple[Parts, Parts], heads: tuple[int, int], counts: Weights) -> float:
    """Junior and senior, the second and the third."""
    found, (left, right) = 0.0, sides
    for i in range(unfolding.whole(heads[0])):
        if options.role(left[0][i, HEAD]) != GENERATION:
            continue
        for j in range(unfolding.whole(heads[1])):
            if options.role(right[0][j, HEAD]) == GENERATION:
                if left[3][i, 0] == right[3][j, 0]:
                    return float(counts[options.GENERATION_SAME])
                found = float(counts[options.GENERATION_DIFFERS])
    return found
