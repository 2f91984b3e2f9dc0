"""Searching: from a person as looked for to the candidates, each with its comparison.

The rows that a question reads are weeded, hidden records among them first of all; those left are compared in the order
of their likeness, a bounded number of them, and the best are the answer.
"""

import heapq
import itertools
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import numpy as np

from comity.checks.engine import payloads
from comity.checks.engine.index import Edition, Found
from comity.checks.engine.matching import Candidate
from comity.checks.engine.names import comparing
from comity.checks.engine.names.name import Comparison, Person
from comity.checks.engine.persons import births, letters, screening, wanted, weeding
from comity.checks.engine.persons.asked import BEING_BUILT, MAY_BE_CUT, ONE_NAME, Answer, Asked
from comity.checks.engine.persons.births import OPEN, Reads
from comity.checks.engine.persons.cut import as_if_cut
from comity.checks.engine.persons.holding import Holding
from comity.checks.engine.policies import Sight
from comity.records.engine.persons import PartialDate

__all__ = ["Answer", "Asked", "find", "is_long", "warm"]

# The best of so many compared are answered.
MOST_SHOWN: Final = 10
_MOST_COMPARED: Final = 24
# Who cannot score more than this above the least of the best is as good as they: of namesakes ten are enough.
_AS_GOOD: Final = 0.002
# A name of fewer parts is not a whole one.
_WHOLE: Final = 2
# The score below which nobody is answered where a date was asked for: where it is not the same, and where it is.
_SURE: Final = (0.67, 0.63)
# Rows read of a name without a date of birth; what has the rarest keys comes first, so common names do not decide.
_MOST_READ: Final = 400_000


def find(edition: Edition, sight: Sight, asked: Asked) -> Answer:
    """The persons that this may be, the most alike first."""
    held = edition.build.persons
    if held is None:
        return Answer([], BEING_BUILT)
    person = asked.person()
    candidates: dict[bytes, Candidate] = {}
    for word, comparison in _compared(held, sight, person, may_be_cut=asked.may_be_cut):
        entry = edition.build.payloads.read(payloads.offset_of(word))
        if entry is None:
            continue
        known = candidates.get(entry.record)
        if known is None or known.score < comparison.score:
            policy = edition.build.policies[payloads.policy_of(word)]
            candidates[entry.record] = Candidate(Found(entry, policy), comparison.score, [], False, comparison)
    best = sorted(candidates.values(), key=lambda one: (-one.score, one.found.entry.record))[:MOST_SHOWN]
    if not person.births and all(len(name.tokens) < _WHOLE for name in person.names):
        return Answer(best, ONE_NAME)
    return Answer(best, MAY_BE_CUT if asked.may_be_cut and not best else "")


@lru_cache(maxsize=1)
def warm() -> None:
    """Loads the tables and the compiled loops, once in a process, so that no question waits for them."""
    person = Asked("Anna Muster", "1985-04-12", names=("Анна Мустер", "安娜")).person()
    comparing.compare(person, person)
    weeding.warm(wanted.of(person.names[0]))
    screening.warm(person)


def is_long(asked: Asked) -> bool:
    """Whether the search takes much longer than others: without a date of birth."""
    return not asked.birth


def _compared(held: Holding, sight: Sight, person: Person, *, may_be_cut: bool) -> Iterator[tuple[int, Comparison]]:
    """The word and the comparison of everybody who is possible, until the best are known."""
    best: list[float] = []
    for place, most in list(_likeliest(held, sight, person, may_be_cut=may_be_cut))[:_MOST_COMPARED]:
        if len(best) == MOST_SHOWN and most < best[0] + _AS_GOOD:
            return
        word = held.people.word(place)
        if not word or not sight.sees(payloads.policy_of(word)):
            continue
        other = held.people.person(place)
        compared = comparing.compare(person, as_if_cut(person, other) if may_be_cut else other)
        if compared.outcome == "possible" and compared.score >= _least(person, other) and _is_alike(person, other):
            (heapq.heappush if len(best) < MOST_SHOWN else heapq.heappushpop)(best, compared.score)
            yield word, compared


def _likeliest(held: Holding, sight: Sight, person: Person, *, may_be_cut: bool) -> Iterable[tuple[int, float]]:
    """(place, the most that a comparison may find) of the people whose names are alike, the likeliest first."""
    verdicts, array = sight.verdicts(), held.people.array
    asked = [wanted.of(name) for name in person.names]
    found = [weeding.weed((held.rows, held.people), one, _reads(held, one.keys, person), verdicts) for one in asked]
    who = screening.people_of(array, found[0] if len(found) == 1 else np.concatenate(found))
    if may_be_cut:
        # What a zone cut off is not known to what is prepared.
        return [(place, 1.0) for place in who[:, screening.PLACE].tolist()]
    return screening.possible(array, who, person, _SURE if person.births else (0.0, 0.0))


def _has_same_day(person: Person, other: Person) -> bool:
    return not set(person.births).isdisjoint(other.births)


def _least(person: Person, other: Person) -> float:
    """The score below which nobody is answered. Where a date was asked for, a name must say more than in a comparison
    of two: among a million people there are namesakes with nearly any date.
    """
    return _SURE[_has_same_day(person, other)] if person.births else 0.0


def _is_alike(person: Person, other: Person) -> bool:
    """Whether any two names are as alike letter by letter, in any of their Latin spellings, as the dates demand."""
    is_close = not person.births or _has_same_day(person, other)
    pairs = [(one, two) for one in person.names for two in other.names]
    is_latin = all(letters.is_latin(one) and letters.is_latin(two) for one, two in pairs)
    wanted = (screening.ALIKE_SAME_DAY if is_close else screening.ALIKE_ANY_DAY)[is_latin]
    return any(letters.alike(one, two) >= wanted for one, two in pairs)


def _reads(held: Holding, keys: frozenset[int], person: Person) -> Reads:
    """Where people of that name and birth are filed."""
    if person.births:
        *others, last = map(PartialDate.parse, person.births)
        found = births.reads(last, keys)
        return np.concatenate([*map(births.reads, others), found]) if others else found
    filed = [(family, key) for key in keys for family in (births.UNBORN, births.BORN)]
    counted = sorted((held.rows.count(family + key), family + key) for family, key in filed)
    rows = itertools.accumulate(count for count, _bucket in counted)
    few = [bucket for (_count, bucket), sum in zip(counted, rows, strict=True) if sum <= _MOST_READ]
    return births.named(0, few or [bucket for _count, bucket in counted[:1]], OPEN)
