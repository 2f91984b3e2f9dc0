"""Screening: of the people whose names are alike, those whom a comparison could find possible, before there is one.

Reads what `names.prepared` keeps of each person in the file of people. Compiled where numba is installed; the same
without, and slower.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import foreseeing, prepared, preparing, weights
from comity.checks.engine.names.kernel import njit
from comity.checks.engine.names.name import Person
from comity.checks.engine.names.unfolding import bits
from comity.checks.engine.persons import loops, people, spelt
from comity.checks.engine.persons.judging import Numbers
from comity.checks.engine.persons.mapped import Words

# Columns of a person: the place, how alike in hundredths, a bit for each of the names that are.
PLACE, ALIKE, NAMES = range(3)
# Of more people only those most alike are looked at any closer.
MOST: Final = 384
# And of these only those are bounded that are most alike letter by letter.
MOST_BOUNDED: Final = 96
_MOST_BITS: Final = 62
# How alike letter by letter, in hundredths: in other letters, and where both names are in Latin letters.
ALIKE_SAME_DAY: Final = (58, 50)
ALIKE_ANY_DAY: Final = (70, 72)
# Where the names may lose less than so much of the score, they must be so alike as sketched, in hundredths; names of
# other letters are less alike.
_LITTLE, _MORE = 0.087, 0.144
_MOST_ALIKE, _VERY_ALIKE = 94, 91
_OTHER_LETTERS: Final = 10
_START: Final = weights.WEIGHTS["two_people"]
_MOST_OF_NAME: Final = weights.MOST_OF_NAME
_BACK_SHIFT, _CODES_BITS, _NUMBERS = people.BACK_SHIFT, people.CODES_BITS, people.MOST_NAMES - 1
_PREPARED: Final = people.PREPARED


def people_of(names: Words, found: Numbers) -> Numbers:
    """Who bears the names found, the most alike first."""
    into = np.zeros((len(found), 3), np.int64)
    return into[: _gathered(names, found, into)]


def possible(names: Words, who: Numbers, asked: Person, sure: tuple[float, float]) -> list[tuple[int, float]]:
    """(place, the most that a comparison may find) of those whom it may find possible, the likeliest first.

    `sure`: the score that is needed where no date of birth is the same, and where one is.
    """
    if not len(who):
        return []
    bounds: NDArray[np.float64] = np.zeros(len(who))
    _bounded(names, who, foreseeing.lay_out(asked), np.array(sure), bounds)
    order = np.argsort(-bounds, kind="stable")
    likeliest = zip(who[order, PLACE].tolist(), bounds[order].tolist(), strict=True)
    return [(place, most) for place, most in likeliest if most >= 0]


def warm(person: Person) -> None:
    """Makes the loops ready: a person against itself."""
    words = np.concatenate([np.zeros(people.PREPARED, np.int64), [people.PREPARED + 1], preparing.prepare(person)])
    words.flags.writeable = False
    people_of(words, np.zeros((1, 3), np.int64))
    possible(words, np.array([[0, 100, 1]]), person, (0.0, 0.0))


@njit(cache=True, nogil=True)
def _gathered(names: Words, found: Numbers, into: Numbers) -> int:
    """The people of names in the order of their places; the most alike first, MOST of them."""
    count, last = 0, -1
    for number in np.argsort(found[:, loops.PLACE], kind="mergesort"):
        name, alike = found[number, loops.PLACE], found[number, loops.ALIKE]
        place, which = name - (names[name] >> _BACK_SHIFT), (names[name] >> _CODES_BITS) & _NUMBERS
        if place != last:
            into[count, PLACE], into[count, ALIKE], into[count, NAMES] = place, alike, 0
            count, last = count + 1, place
        into[count - 1, ALIKE] = max(into[count - 1, ALIKE], alike)
        into[count - 1, NAMES] |= 1 << min(which, _MOST_BITS)
    into[:count] = into[:count][np.argsort(-into[:count, ALIKE], kind="mergesort")]
    return min(count, MOST)


@njit(cache=True, nogil=True)
def _bounded(names: Words, who: Numbers, asked: Any, sure: Any, bounds: Any) -> None:
    """The most that a comparison with each may find; less than 0 where it is surely not possible, or so many others are
    more alike letter by letter. Cheapest first."""
    likeness = np.full(len(who), -1)
    for number in range(len(who)):
        bounds[number] = -1.0
        at = who[number, PLACE] + names[who[number, PLACE] + _PREPARED]
        points, has_same_day = foreseeing.facts(asked, names, at)
        needed = sure[1] if has_same_day else sure[0]
        spare = foreseeing.score(points + _START + _MOST_OF_NAME) - needed
        if spare >= 0:
            likeness[number] = _worth(names, at, asked[0], who[number], (spare, has_same_day or needed == 0))
    for number in np.argsort(-likeness, kind="mergesort")[:MOST_BOUNDED]:
        if likeness[number] < 0:
            break
        at = who[number, PLACE] + names[who[number, PLACE] + _PREPARED]
        points, has_same_day = foreseeing.facts(asked, names, at)
        needed = sure[1] if has_same_day else sure[0]
        bounds[number] = foreseeing.most(asked, names, at, who[number, NAMES], (points, needed))


@njit(cache=True, nogil=True)
def _worth(names: Words, at: int, own: Words, which: Numbers, known: Any) -> int:
    """How alike any two names are letter by letter, in hundredths; -1 where not as alike as the dates demand."""
    best = -1
    spare, is_close = known
    demand = _MOST_ALIKE if spare < _LITTLE else _VERY_ALIKE if spare < _MORE else 0
    place = foreseeing.names_from(own, 0)
    for _ in range(bits(own[0], prepared.AT_NAMES, 5)):
        other = foreseeing.names_from(names, at)
        for number in range(bits(names[at], prepared.AT_NAMES, 5)):
            if which[NAMES] >> number & 1:
                latin = spelt.is_latin(int(own[place])) and spelt.is_latin(int(names[other]))
                wanted = (ALIKE_SAME_DAY if is_close else ALIKE_ANY_DAY)[1 if latin else 0]
                demanded = demand if latin else demand - _OTHER_LETTERS
                if which[ALIKE] >= demanded:
                    alike = spelt.alike(own, place, names, other)
                    best = max(best, alike if alike >= wanted else -1)
            other += bits(names[other], 0, prepared.SIZE_BITS)
        place += bits(own[place], 0, prepared.SIZE_BITS)
    return best
