"""What a comparison could find at most, before there is one: over the flat words of two people, in compiled loops.

Whom it leaves out, `comparing.compare` does not find possible, as a test proves; nearly all it lets through are.
"""

import threading
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import (
    births,
    choosing,
    learned,
    looking,
    options,
    prepared,
    spelling,
    unfolding,
    weights,
)
from comity.checks.engine.names.kernel import Letters, Weights, borrowing, njit
from comity.checks.engine.names.name import Person
from comity.checks.engine.names.options import START
from comity.checks.engine.names.prepared import COUNT_BITS, Words
from comity.checks.engine.names.preparing import lightly, prepare
from comity.checks.engine.names.unfolding import HEAD, TEXT, Numbers, Parts, bits, unfold, whole

# What a reason counts, what the kinds of dates count, and from which score two scripts are possible.
Table = tuple[Weights, Weights, Weights]
# The words of who is asked for, what a reason and what the kinds of dates count.
Outlined = tuple[Words, Weights, Weights]
# The words of who is asked for, and the tables.
Laid = tuple[Words, unfolding.Known, Letters, Table]
Marks = NDArray[np.bool_]
# What the loops write to: the parts of both names; their pairs, and what `leave_out` counts; what `choosing` works in;
# the pairs used, and which are known; what `looking` works in.
Room = tuple[Parts, Parts, options.Options, tuple[Numbers, Numbers], choosing.Room, tuple[Numbers, Marks], looking.Room]

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


class Rooms(threading.local):
    """One for each thread, so that no question waits for memory to be had."""

    def __init__(self) -> None:
        used = np.zeros(prepared.MOST_TOKENS + 2, np.int64)
        known = np.zeros((unfolding.MOST_PARTS, unfolding.MOST_PARTS), np.bool_)
        parts = unfolding.parts_room(), unfolding.parts_room()
        self.room: Room = (*parts, *options.room(), choosing.room(), (used, known), looking.room())


def lay_out(person: Person, known: bytes = b"") -> Laid:
    """Who is asked for, for the loops; `known`: what is known beside the names, where that is laid out already."""
    return (prepare(person, known), *_tables())


def outline(person: Person, known: bytes = b"") -> Outlined:
    """Who is asked for in less time: enough for `facts`, and for the letters of the names."""
    counts, dates, _least = _tables()[2]
    return lightly(person, known), counts, dates


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


@borrowing
def most(asked: Laid, words: Words, at: int, names: int, known: tuple[float, float], room: Room) -> float:
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
                found = score(points + _of_names(asked, (own, words), (place, other), wanted, room))
                best = max(best, found) if found >= least else best
            other += bits(heads[1], 0, prepared.SIZE_BITS)
        place += bits(own[place], 0, prepared.SIZE_BITS)
    return best


@borrowing
def _of_names(asked: Laid, words: tuple[Words, Words], places: tuple[int, int], least: float, room: Room) -> float:
    """The most that two names count. At first all parts are taken to be as alike as can be; then those that make the
    most of it are looked at, until that is too little, or true."""
    heads = (int(words[0][places[0]]), int(words[1][places[1]]))
    n, m = bits(heads[0], prepared.AT_PARTS, 7), bits(heads[1], prepared.AT_PARTS, 7)
    if (heads[0] | heads[1]) >> prepared.AT_LONG & 1 or max(n, m) > unfolding.MOST_PARTS:
        return choosing.NOT_KNOWN
    one, other, pairs = room[0], room[1], room[2]
    left = (one[0][:n], one[1][:n], one[2][:n], one[3][:n])
    right = (other[0][:m], other[1][:m], other[2][:m], other[3][:m])
    unfold(words[0], places[0], left)
    unfold(words[1], places[1], right)
    count = options.pair_up(left, right, (whole(heads[0]), whole(heads[1])), pairs)
    found = (pairs[0][:count], pairs[1][:count], pairs[2], pairs[3])
    best = _looked_at(asked, (words, (left, right)), (heads, found), (least, False), room)
    if best != choosing.NOT_KNOWN and best >= least:
        return _looked_at(asked, (words, (left, right)), (heads, found), (least, True), room)
    return best


@borrowing
def _looked_at(
    asked: Laid,
    sides: looking.Sides,
    between: tuple[tuple[int, int], options.Options],
    until: tuple[float, bool],
    room: Room,
) -> float:
    """The same of the pairs found: with all that is remembered, and one pair looked at after the other, which is less
    to do; or (the second of `until`) as if nothing were, and all that are used at once, so that who is let through is
    always said to reach the same."""
    (heads, found), (least, is_all), parts, counts = between, until, sides[1], asked[3][0]
    how = _how(asked, parts, heads)
    _hope((found, room[5][1]), parts, (how, is_all), counts, room[6])
    best, enough = choosing.NOT_KNOWN, choosing.NOT_KNOWN if is_all else least
    for _ in range(room[5][1].size):
        options.leave_out(found, room[3])
        best = choosing.most((parts, heads, found, counts), (least, enough), room[5][0], room[4])
        if best < least or best == choosing.NOT_KNOWN:
            break
        if _look_closer(asked, (found, room[5][0], room[5][1]), sides, (how, is_all), room[6]):
            break
    return float(best)


@borrowing
def _hope(
    into: tuple[options.Options, Marks],
    sides: tuple[Parts, Parts],
    as_told: tuple[looking.How, bool],
    counts: Weights,
    room: looking.Room,
) -> None:
    """All parts as alike as can be; those of one text are, and of others it may be remembered."""
    (left, right), (found, is_known), (how, is_all) = sides, into, as_told
    for i in range(len(left[0])):
        for j in range(len(right[0])):
            is_known[i, j] = left[0][i, TEXT] == right[0][j, TEXT]
            at_most = min(_told_rarity(left, i), _told_rarity(right, j))
            if not is_known[i, j] and not is_all:
                evidence = looking.remembered(looking.key(sides, (i, j), how), room)
                if evidence != looking.NOT_REMEMBERED:
                    is_known[i, j], at_most = True, evidence
            options.weigh(found, (i, j), left, right, (at_most, is_known[i, j]), counts)


@borrowing
def _look_closer(
    asked: Laid,
    chosen: tuple[options.Options, Numbers, Marks],
    sides: looking.Sides,
    as_told: tuple[looking.How, bool],
    room: looking.Room,
) -> bool:
    """Weighs the first of the pairs used, or all, by what they are, where that is not known yet; whether there was
    none."""
    (found, used, is_known), (how, is_all), is_true = chosen, as_told, True
    for k in used:
        if k == -1 or not (is_true or is_all):
            break
        pair = (int(found[0][k, options.LEFT]), int(found[0][k, options.RIGHT]))
        if k < 0 or is_known[pair]:
            continue
        number = looking.key(sides[1], pair, how)
        evidence = looking.remembered(number, room)
        if evidence == looking.NOT_REMEMBERED:
            evidence = looking.evidence((asked[1], asked[2]), sides, pair, how, room)
            looking.remember(number, evidence, room)
        is_known[pair], is_true = True, False
        options.weigh(found, pair, sides[1][0], sides[1][1], (evidence, True), asked[3][0])
    return is_true


@borrowing
def _how(asked: Laid, sides: tuple[Parts, Parts], heads: tuple[int, int]) -> looking.How:
    """How parts of the two names are looked at."""
    wanted, models = 0, asked[1][3]
    for parts in sides:
        for i in range(len(parts[0])):
            model = models[bits(parts[0][i, HEAD], prepared.AT_WRITING, 4)]
            wanted |= 1 << model if model >= 0 else 0
    turns = _turns(sides[0], sides[1], heads)
    return turns, wanted, 0.0 if turns[2] else _STAND_IN


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
