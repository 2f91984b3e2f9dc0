"""What a comparison could find at most, before there is one: over the flat words of two people, in compiled loops.

Whom it leaves out, `comparing.compare` does not find possible, as a test proves; nearly all it lets through are.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import births, choosing, learned, options, prepared, spelling, unfolding, weights
from comity.checks.engine.names.kernel import FLOOR, Letters, Spoken, Weights, Written, borrowing, njit, of_forms, room
from comity.checks.engine.names.name import Person
from comity.checks.engine.names.options import START
from comity.checks.engine.names.prepared import COUNT_BITS, Words
from comity.checks.engine.names.preparing import lightly, prepare
from comity.checks.engine.names.unfolding import HEAD, TEXT, Parts, bits, unfold, whole

# What a reason counts, what the kinds of dates count, and from which score two scripts are possible.
Table = tuple[Weights, Weights, Weights]
# The words of who is asked for, what a reason and what the kinds of dates count.
Outlined = tuple[Words, Weights, Weights]
# The words of who is asked for, and the tables.
Laid = tuple[Words, unfolding.Known, Letters, Table]
# One side as it is spelt by the other, the other way round, and what each is worked out in.
Ways = tuple[Spoken, Written, Spoken, Written, Weights, Weights]
Marks = NDArray[np.bool_]

IMPOSSIBLE: Final = -1.0
_NATIONALITIES, _PLACES, _DOCUMENTS = 1, 2, 3
_SEX, _NATIONALITY, _OTHER_NATIONALITY, _PLACE, _DOCUMENT = map(
    options.FEATURES.index, ("sex_differs", "nationality_same", "nationality_differs", "place_same", "document_same")
)
_MOST_OF_NAME, _SCALE, _EVEN = weights.MOST_OF_NAME, weights.SCALE, weights.EVEN
_ROUNDING: Final = 2e-4  # of a score
_STAND_IN: Final = spelling.STAND_IN
_LATIN: Final = prepared.LATIN
_AHEAD, _NOT_TOLD, _BEHIND = -1, 0, 1


def lay_out(person: Person) -> Laid:
    """Who is asked for, for the loops."""
    return (prepare(person), *_tables())


def outline(person: Person) -> Outlined:
    """Who is asked for in less time: enough for `facts`, and for the letters of the names."""
    counts, dates, _least = _tables()[2]
    return lightly(person), counts, dates


@lru_cache(maxsize=1)
def _tables() -> tuple[unfolding.Known, Letters, Table]:
    known = learned.tables()
    models = [known.models[one].at if one in known.models else -1 for one in prepared.SCRIPTS]
    counts = np.array([row.weight for row in weights.TABLE])
    dates = np.array([weights.WEIGHTS[kind] for kind in births.KINDS])
    least = [[weights.threshold("-".join(sorted((a, b)))) for b in prepared.SCRIPTS] for a in prepared.SCRIPTS]
    sight = (known.seen_keys, known.seen, known.totals)
    return (
        (known.segments, known.latin_segments, sight, np.array(models, np.int64)),
        (known.pairs, known.plain, known.bias, known.knots, known.values),
        (counts, dates, np.array(least)),
    )


@njit(cache=True, nogil=True)
def score(points: float) -> float:
    """Log odds as a score, no less than as it is rounded."""
    return float(min(1.0, max(0.0, _EVEN + points / _SCALE) + _ROUNDING))


@borrowing
def facts(asked: Outlined, words: Words, at: int) -> tuple[float, bool]:
    """What all that is known beside the names counts, in log odds; and whether a date of birth is the same."""
    own, counts, dates = asked
    points, best, has_same_day = 0.0, len(dates), False
    place, other = 1, at + 1
    for i in range(place, place + bits(own[0], 0, COUNT_BITS)):
        for j in range(other, other + bits(words[at], 0, COUNT_BITS)):
            has_same_day = has_same_day or own[i] == words[j]
            if not (own[i] | words[j]) >> prepared.AT_NO_DATE & 1:
                best = min(best, births.rank(_date(own[i]), _date(words[j])))
    if best < len(dates):
        points += dates[best]
    sexes = bits(own[0], prepared.AT_SEX, 2) | bits(words[at], prepared.AT_SEX, 2)
    if sexes == 3:
        points += counts[_SEX]
    for kind in (_NATIONALITIES, _PLACES, _DOCUMENTS):
        place += bits(own[0], (kind - 1) * COUNT_BITS, COUNT_BITS)
        other += bits(words[at], (kind - 1) * COUNT_BITS, COUNT_BITS)
        left = own[place : place + bits(own[0], kind * COUNT_BITS, COUNT_BITS)]
        right = words[other : other + bits(words[at], kind * COUNT_BITS, COUNT_BITS)]
        is_shared = _meet(left, right)
        if kind == _NATIONALITIES and len(left) and len(right):
            points += counts[_NATIONALITY] if is_shared else counts[_OTHER_NATIONALITY]
        elif is_shared:
            points += counts[_PLACE] if kind == _PLACES else counts[_DOCUMENT]
    return points, has_same_day


@njit(cache=True, nogil=True)
def _date(word: int) -> births.Date:
    return (
        bits(word, 0, prepared.YEAR_BITS),
        bits(word, prepared.AT_LAST, prepared.YEAR_BITS),
        bits(word, prepared.AT_MONTH, prepared.MONTH_BITS),
        bits(word, prepared.AT_DAY, prepared.DAY_BITS),
    )


@borrowing
def _meet(left: Words, right: Words) -> bool:
    for one in left:
        for other in right:
            if one == other:
                return True
    return False


@borrowing
def names_from(words: Words, at: int) -> int:
    """Where the names of a person begin."""
    counted = 0
    for kind in range(4):
        counted += bits(words[at], kind * COUNT_BITS, COUNT_BITS)
    return at + 1 + counted


@njit(cache=True, nogil=True)
def most(asked: Laid, words: Words, at: int, names: int, known: tuple[float, float]) -> float:
    """The highest score that a comparison with the person who begins at a place could find, by the names of which the
    bit is set; IMPOSSIBLE where nothing above what is needed. `known`: what `facts` count, the score that is needed."""
    own, (counts, _dates, thresholds) = asked[0], asked[3]
    points, needed = counts[START] + known[0], known[1]
    best = IMPOSSIBLE
    if score(points + _MOST_OF_NAME) < needed:
        return best
    places = (names_from(own, 0), names_from(words, at))
    place = places[0]
    for _ in range(bits(own[0], prepared.AT_NAMES, 5)):
        other = places[1]
        for number in range(bits(words[at], prepared.AT_NAMES, 5)):
            heads = (int(own[place]), int(words[other]))
            if names >> number & 1 and whole(heads[0]) and whole(heads[1]):
                scripts = (bits(heads[0], prepared.AT_SCRIPT, 4), bits(heads[1], prepared.AT_SCRIPT, 4))
                least = max(needed, best, thresholds[scripts[0], scripts[1]])
                wanted = (least - _ROUNDING - _EVEN) * _SCALE - points
                found = score(points + _of_names(asked, (own, words), (place, other), wanted))
                best = max(best, found) if found >= least else best
            other += bits(heads[1], 0, prepared.SIZE_BITS)
        place += bits(own[place], 0, prepared.SIZE_BITS)
    return best


@njit(cache=True, nogil=True)
def _of_names(asked: Laid, words: tuple[Words, Words], places: tuple[int, int], least: float) -> float:
    """The most that two names count. At first all parts are taken to be as alike as can be; then those that make the
    most of it are looked at, until that is too little, or true."""
    heads = (int(words[0][places[0]]), int(words[1][places[1]]))
    if (heads[0] | heads[1]) >> prepared.AT_LONG & 1:
        return choosing.NOT_KNOWN
    counts = asked[3][0]
    left = unfold(words[0], places[0], bits(heads[0], prepared.AT_PARTS, 7))
    right = unfold(words[1], places[1], bits(heads[1], prepared.AT_PARTS, 7))
    found = options.options(left, right, (whole(heads[0]), whole(heads[1])))
    is_known = np.zeros((len(left[0]), len(right[0])), np.bool_)
    _hope(found, (left, right), is_known, counts)
    used = np.zeros(prepared.MOST_TOKENS + 1, np.int64)
    options.leave_out(found)
    best = choosing.most((left, right), heads, found, counts, least, used)
    if best < least or best == choosing.NOT_KNOWN:
        return float(best)
    turns = _turns(left, right, heads)
    ways = _ways(asked, words, (left, right), turns)
    for _ in range(is_known.size):
        if _look_closer((found, used, is_known), (left, right), asked, ways, 0.0 if turns[2] else _STAND_IN):
            break
        options.leave_out(found)
        best = choosing.most((left, right), heads, found, counts, least, used)
        if best < least or best == choosing.NOT_KNOWN:
            break
    return float(best)


@borrowing
def _hope(found: options.Options, sides: tuple[Parts, Parts], is_known: Marks, counts: Weights) -> None:
    """All parts as alike as can be; those of one text are."""
    left, right = sides
    for i in range(len(left[0])):
        for j in range(len(right[0])):
            is_known[i, j] = left[0][i, TEXT] == right[0][j, TEXT]
            at_most = min(_told_rarity(left, i), _told_rarity(right, j))
            options.weigh(found, (i, j), left, right, (at_most, is_known[i, j]), counts)


@borrowing
def _look_closer(
    chosen: tuple[options.Options, unfolding.Numbers, Marks],
    sides: tuple[Parts, Parts],
    asked: Laid,
    ways: Ways,
    loss: float,
) -> bool:
    """Weighs the pairs used by what they are, where that is not known yet; whether there was none."""
    (found, used, is_known), (left, right), is_true = chosen, sides, True
    for k in used:
        if k == -1:
            break
        if k < 0:
            continue
        pair = (found[0][k, options.LEFT], found[0][k, options.RIGHT])
        if not is_known[pair]:
            is_known[pair], is_true = True, False
            evidence = _evidence(asked, pair, ways, loss)
            options.weigh(found, pair, left, right, (evidence, True), asked[3][0])
    return is_true


@borrowing
def _told_rarity(parts: Parts, at: int) -> float:
    return bits(parts[0][at, HEAD], prepared.AT_RARITY, prepared.RARITY_BITS) / prepared.RARITY_STEP


@borrowing
def _turns(left: Parts, right: Parts, heads: tuple[int, int]) -> tuple[bool, bool, bool]:
    """Whether the left is spelt by the right, and the other way round; whether native letters are looked at."""
    are_latin = (bits(heads[0], prepared.AT_LATIN, 1) == 1, bits(heads[1], prepared.AT_LATIN, 1) == 1)
    if are_latin[0] != are_latin[1]:
        return are_latin[1], are_latin[0], True
    order = _order(left, right)
    return order != _BEHIND, order != _AHEAD, are_latin[0]


@njit(cache=True, nogil=True)
def _ways(asked: Laid, words: tuple[Words, Words], sides: tuple[Parts, Parts], turns: tuple[bool, bool, bool]) -> Ways:
    """The left as it is spelt by the right, and the other way round; nothing where that is not looked at."""
    wanted, models = 0, asked[1][3]
    for parts in sides:
        for i in range(len(parts[0])):
            model = models[bits(parts[0][i, HEAD], prepared.AT_WRITING, 4)]
            wanted |= 1 << model if model >= 0 else 0
    left, right = _first(sides[0], turns[0]), _first(sides[1], turns[0])
    back, ahead = _first(sides[1], turns[1]), _first(sides[0], turns[1])
    spoken = unfolding.spoken(words[0], left, turns[2], asked[1], wanted)
    written = unfolding.written(words[1], right, asked[1], wanted)
    spoken_back = unfolding.spoken(words[1], back, turns[2], asked[1], wanted)
    written_back = unfolding.written(words[0], ahead, asked[1], wanted)
    return spoken, written, spoken_back, written_back, room(spoken, written), room(spoken_back, written_back)


@njit(cache=True, nogil=True)
def _first(parts: Parts, is_all: bool) -> Parts:
    """All parts, or none."""
    count = len(parts[0]) if is_all else 0
    return parts[0][:count], parts[1][:count], parts[2][:count], parts[3][:count]


@borrowing
def _evidence(asked: Laid, pair: tuple[int, int], ways: Ways, loss: float) -> float:
    """The evidence of two parts as `spelling.evidences` finds it."""
    best, (i, j) = -FLOOR, pair
    spoken, written, spoken_back, written_back, sums, sums_back = ways
    for x in range(len(spoken[2])):
        for y in range(len(written[2])):
            if spoken[2][x] == i and written[2][y] == j:
                best = max(best, of_forms((x, y, sums), spoken, written, asked[2], asked[1][2], loss))
    for x in range(len(spoken_back[2])):
        for y in range(len(written_back[2])):
            if spoken_back[2][x] == j and written_back[2][y] == i:
                best = max(best, of_forms((x, y, sums_back), spoken_back, written_back, asked[2], asked[1][2], loss))
    return best


@borrowing
def _order(left: Parts, right: Parts) -> int:
    """Which of two names comes first by the texts of their parts, where that can be told from their letters."""
    for at in range(min(len(left[0]), len(right[0]))):
        if left[0][at, TEXT] == right[0][at, TEXT]:
            continue
        if (left[0][at, HEAD] | right[0][at, HEAD]) >> prepared.AT_TOLD_TEXT & 1:
            return _NOT_TOLD
        for k in range(1, 1 + max(left[2][at, 0], right[2][at, 0])):
            one = left[1][at, 0, k] if k <= left[2][at, 0] else 0
            other = right[1][at, 0, k] if k <= right[2][at, 0] else 0
            if one != other:
                return _AHEAD if one < other else _BEHIND
    return _NOT_TOLD
