"""Screening: of the people whose names are alike, those whom a comparison could find possible, before there is one.

Reads what `names.prepared` keeps of each person in the file of people. Compiled where numba is installed; the same
without, and slower.
"""

import operator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import foreseeing, prepared, preparing, weights
from comity.checks.engine.names.foreseeing import Outlined
from comity.checks.engine.names.kernel import borrowing, njit
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
_NOT_CLOSE, _CLOSE = 1, 2
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
    needed, likeness, known = np.array(sure), np.full(len(who), -1), preparing.beside(asked)
    if not _likened(names, who, foreseeing.outline(asked, known), needed, (likeness, _rooms.room)):
        return []
    bounds: NDArray[np.float64] = np.full(len(who), -1.0)
    into = (bounds, _foreseen.room)
    _bounded(names, (who, likeness), foreseeing.lay_out(asked, known), needed, into)
    every = zip(who[:, PLACE].tolist(), bounds.tolist(), strict=True)
    return sorted([(place, most) for place, most in every if most >= 0], key=_BY_MOST, reverse=True)


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
def _likened(names: Words, who: Numbers, asked: Outlined, sure: Any, into: tuple[Numbers, spelt.Room]) -> int:
    """Writes how alike any two names of each are letter by letter, in hundredths, where they are as alike as the dates
    demand and what names may count is enough. For how many it is."""
    own, (likeness, room), demands = asked[0], into, np.zeros((len(who), 2), np.int64)
    for number in range(len(who)):
        points, needed, has_same_day = _facts(names, who[number, PLACE], asked, sure)
        spare = foreseeing.score(points + _START + _MOST_OF_NAME) - needed
        demands[number, 0] = _MOST_ALIKE if spare < _LITTLE else _VERY_ALIKE if spare < _MORE else 0
        demands[number, 1] = 0 if spare < 0 else _CLOSE if has_same_day or needed == 0 else _NOT_CLOSE
    place = foreseeing.names_from(own, 0)
    for _ in range(bits(own[0], prepared.AT_NAMES, 5)):
        spelt.lay_out(own, place, room)
        for number in range(len(who)):
            if demands[number, 1]:
                found = _worth(names, who[number], spelt.is_latin(int(own[place])), demands[number], room)
                likeness[number] = max(likeness[number], found)
        place += bits(own[place], 0, prepared.SIZE_BITS)
    return int((likeness >= 0).sum())


@borrowing
def _facts(names: Words, place: int, asked: Outlined, sure: Any) -> tuple[float, float, bool]:
    """What all beside the names of a person counts, the score that is needed, whether a date of birth is the same."""
    points, has_same_day = foreseeing.facts(asked, names, place + names[place + _PREPARED])
    return points, sure[1] if has_same_day else sure[0], has_same_day


@borrowing
def _worth(names: Words, which: Numbers, may_be_latin: bool, demands: Numbers, room: spelt.Room) -> int:
    """How alike any name is to the one laid out, letter by letter, in hundredths; -1 where not as alike as demanded."""
    best, at = -1, which[PLACE] + names[which[PLACE] + _PREPARED]
    demand, is_close = demands[0], demands[1] == _CLOSE
    other = foreseeing.names_from(names, at)
    for number in range(bits(names[at], prepared.AT_NAMES, 5)):
        if which[NAMES] >> number & 1:
            latin = may_be_latin and spelt.is_latin(int(names[other]))
            wanted = (ALIKE_SAME_DAY if is_close else ALIKE_ANY_DAY)[1 if latin else 0]
            if which[ALIKE] >= (demand if latin else demand - _OTHER_LETTERS):
                alike = spelt.alike(names, other, room)
                best = max(best, alike if alike >= wanted else -1)
        other += bits(names[other], 0, prepared.SIZE_BITS)
    return best


@njit(cache=True, nogil=True)
def _bounded(names: Words, who: tuple[Numbers, Numbers], asked: foreseeing.Laid, sure: Any, into: Any) -> None:
    """The most that a comparison with each may find, of those that are most alike letter by letter; less than 0 where
    it is surely not possible."""
    (bounds, room), outlined = into, (asked[0], asked[3][0], asked[3][1])
    for number in np.argsort(-who[1], kind="mergesort")[:MOST_BOUNDED]:
        if who[1][number] < 0:
            break
        place, which = who[0][number, PLACE], who[0][number, NAMES]
        points, needed, _has_same_day = _facts(names, place, outlined, sure)
        at = place + names[place + _PREPARED]
        bounds[number] = foreseeing.most(asked, names, at, which, (points, needed), room)


_BY_MOST: Final = operator.itemgetter(1)
_rooms: Final = spelt.Rooms()
_foreseen: Final = foreseeing.Rooms()
