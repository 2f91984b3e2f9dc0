"""What a comparison could find at most, before there is one: over the flat words of two people, in compiled loops.

Whom it leaves out, `comparing.compare` does not find possible, as a test proves; nearly all it lets through are.
"""

from functools import lru_cache
from typing import Final

import numpy as np

from comity.checks.engine.names import births, choosing, learned, options, prepared, spelling, unfolding, weights
from comity.checks.engine.names.kernel import FLOOR, Letters, Weights, njit, of_forms
from comity.checks.engine.names.name import Person
from comity.checks.engine.names.options import START
from comity.checks.engine.names.prepared import COUNT_BITS, Words
from comity.checks.engine.names.preparing import prepare
from comity.checks.engine.names.unfolding import HEAD, TEXT, Parts, bits, unfold, whole

# What a reason counts, what the kinds of dates count, and from which score two scripts are possible.
Table = tuple[Weights, Weights, Weights]
# The words of who is asked for, and the tables.
Laid = tuple[Words, unfolding.Known, Letters, Table]

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


@njit(cache=True, nogil=True)
def facts(asked: Laid, words: Words, at: int) -> tuple[float, bool]:
    """What all that is known beside the names counts, in log odds; and whether a date of birth is the same."""
    own, (counts, dates, _least) = asked[0], asked[3]
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


@njit(cache=True, nogil=True)
def _meet(left: Words, right: Words) -> bool:
    for one in left:
        for other in right:
            if one == other:
                return True
    return False


@njit(cache=True, nogil=True)
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
    """The most that two names count; first with other forms of their parts as alike as can be, then as they are."""
    heads = (int(words[0][places[0]]), int(words[1][places[1]]))
    if (heads[0] | heads[1]) >> prepared.AT_LONG & 1:
        return choosing.NOT_KNOWN
    counts, wholes = asked[3][0], (whole(heads[0]), whole(heads[1]))
    left = unfold(words[0], places[0], bits(heads[0], prepared.AT_PARTS, 7))
    right = unfold(words[1], places[1], bits(heads[1], prepared.AT_PARTS, 7))
    evidence = np.full((len(left[0]), len(right[0])), -FLOOR)
    _fill(asked, words, (_first(left, wholes[0]), _first(right, wholes[1])), heads, (evidence, False))
    has_others = False
    for i in range(len(left[0])):
        for j in range(len(right[0])):
            if i >= wholes[0] or j >= wholes[1]:
                evidence[i, j] = min(_told_rarity(left, i), _told_rarity(right, j))
                has_others = True
    found = options.options(left, right, evidence, wholes, counts)
    best = choosing.most(left, right, heads, found, counts, least)
    if best < least or not has_others:
        return float(best)
    evidence[wholes[0] :] = -FLOOR
    evidence[:, wholes[1] :] = -FLOOR
    _fill(asked, words, (left, right), heads, (evidence, True))
    found = options.options(left, right, evidence, wholes, counts)
    return float(choosing.most(left, right, heads, found, counts, least))


@njit(cache=True, nogil=True)
def _first(parts: Parts, count: int) -> Parts:
    return parts[0][:count], parts[1][:count], parts[2][:count], parts[3][:count]


@njit(cache=True, nogil=True)
def _told_rarity(parts: Parts, at: int) -> float:
    return bits(parts[0][at, HEAD], prepared.AT_RARITY, prepared.RARITY_BITS) / prepared.RARITY_STEP


@njit(cache=True, nogil=True)
def _fill(
    asked: Laid,
    words: tuple[Words, Words],
    sides: tuple[Parts, Parts],
    heads: tuple[int, int],
    into: tuple[Weights, bool],
) -> None:
    """The evidence as `spelling.evidences` finds it: of whole tokens, or of all other parts that may meet."""
    are_latin = (bits(heads[0], prepared.AT_LATIN, 1) == 1, bits(heads[1], prepared.AT_LATIN, 1) == 1)
    behind = _order(sides[0], sides[1])
    evidence, is_others = into
    is_native = are_latin[0] or are_latin[1]
    for is_turned in (False, True):
        if are_latin[0] != are_latin[1]:
            if is_turned != are_latin[0]:
                continue
        elif behind == (_AHEAD if is_turned else _BEHIND):
            continue
        one, other = (1, 0) if is_turned else (0, 1)
        spoken = unfolding.spoken(words[one], sides[one], is_native, asked[1])
        written = unfolding.written(words[other], sides[other], asked[1])
        for x in range(len(spoken[2])):
            for y in range(len(written[2])):
                i, j = (written[2][y], spoken[2][x]) if is_turned else (spoken[2][x], written[2][y])
                if not is_others or _is_other((sides[0][0][i, HEAD], sides[1][0][j, HEAD])):
                    found = of_forms((x, y), spoken, written, asked[2], asked[1][2], 0.0 if is_native else _STAND_IN)
                    evidence[i, j] = max(evidence[i, j], found)


@njit(cache=True, nogil=True)
def _is_other(heads: tuple[int, int]) -> bool:
    """Whether two parts may meet of which one is no whole token."""
    one, other = bits(heads[0], prepared.AT_FORM, 3), bits(heads[1], prepared.AT_FORM, 3)
    return (one == prepared.WHOLE) != (other == prepared.WHOLE) or one == other == prepared.STEM


@njit(cache=True, nogil=True)
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
