"""Finding: which databases each part of a question concerns, and what is found there."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import msgspec

from comity.checks.engine import faults, matching, mrz, question
from comity.checks.engine.index import Edition
from comity.checks.engine.matching import Candidate
from comity.checks.engine.mrz import Reading
from comity.checks.engine.persons import searching as persons
from comity.checks.engine.question import Question
from comity.core.errors import Invalid
from comity.core.languages import mark
from comity.network.rules import Actor

UNSURE_NUMBER: Final = mark(
    "The check digit of the document number does not fit: read the zone again, or type the number."
)
NO_NUMBER: Final = mark("The zone gives no document number.")
NO_NAME: Final = mark("The zone gives no name.")


class Work(msgspec.Struct):
    """An answer in the making: candidates by database and record, and the reasons for what is not checked."""

    found: dict[str, dict[bytes, Candidate]] = {}
    whys: dict[str, str] = {}
    reading: Reading | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show but for what was looked up: nobody found, and no zone read."""
        return self.reading is None and not any(self.found.values())

    def take(self, databases: tuple[str, ...], candidates: list[Candidate], why: str = "") -> None:
        """The databases apply; the candidates of one database may be among several asked at once."""
        for database in databases:
            self.found.setdefault(database, {})
            if why:
                self.whys.setdefault(database, why)
        for candidate in candidates:
            own = self.found.get(candidate.found.policy.database)
            if own is not None:
                known = own.setdefault(candidate.found.entry.record, candidate)
                if known is not candidate:
                    known.meet(candidate)


class Search(msgspec.Struct, frozen=True):
    """What finders look with. Without a purpose only what is open to every purpose is found."""

    edition: Edition | None
    actor: Actor
    purpose: str | None
    today: date

    def find(self, look: Callable[[Edition, Any, Any], list[Candidate]], wanted: object) -> list[Candidate]:
        """What the look finds; nothing while there is no index."""
        if self.edition is None:
            return []
        return look(self.edition, self.edition.sight(self.actor, self.purpose), wanted)


def find(asked: Question, search: Search) -> Work:
    """Everything the question asks for, looked up. Raises Invalid for a zone that cannot be read."""
    work = Work()
    for name, look in _FINDERS.items():
        subject = getattr(asked, name)
        if subject is not None:
            look(work, search, subject)
    return work


DOCUMENT: Final = ("travel_documents", "persons")
_PERSONS: Final = ("persons",)
# The databases that each part of a question concerns.
CONCERNED: Final = {
    "mrz": DOCUMENT,
    "document": DOCUMENT,
    "person": _PERSONS,
    "vehicle": ("vehicles",),
    "firearm": ("firearms",),
    "vessel": ("vessels",),
    "work_of_art": ("works_of_art",),
}


def _find_zone(work: Work, search: Search, zone: list[str] | str) -> None:
    reading = mrz.read([zone] if isinstance(zone, str) else zone, search.today)
    if not reading.readable:
        raise Invalid(faults.of_zone(reading))
    work.reading = reading
    if reading.document_number:
        is_doubtful = not reading.check_digits.get("document_number", True)
        issuer = reading.issuer if reading.issuer_known else None
        wanted = matching.document(reading.document_number, issuer, reading.document_code, is_doubtful=is_doubtful)
        candidates = search.find(matching.documents, wanted)
        work.take(DOCUMENT, candidates, UNSURE_NUMBER if is_doubtful else "")
    else:
        work.take(DOCUMENT, [], NO_NUMBER)
    name = f"{reading.primary_identifier} {reading.secondary_identifier}".strip()
    if why_not := question.why_no_name(name):
        work.take(_PERSONS, [], why_not if name else NO_NAME)
        return
    _look_for_person(work, search, holder(reading))


def holder(reading: Reading) -> persons.Asked:
    """The person whom a zone names."""
    return persons.Asked(
        f"{reading.primary_identifier} {reading.secondary_identifier}".strip(),
        reading.birth_date,
        reading.sex,
        reading.nationality if reading.nationality_known else None,
        reading.name_may_be_truncated,
        reading.primary_identifier,
    )


def stated(person: question.Person) -> persons.Asked:
    """The person whom a question states."""
    return persons.Asked(
        person.full_name,
        person.birth_date,
        person.sex,
        person.nationality,
        family=person.family_name or "",
        names=tuple(person.names or ()),
        place_of_birth=person.place_of_birth or "",
    )


def _find_document(work: Work, search: Search, document: question.Document) -> None:
    wanted = matching.document(document.number, document.issuer, document.type)
    work.take(DOCUMENT, search.find(matching.documents, wanted))


def _find_person(work: Work, search: Search, person: question.Person) -> None:
    _look_for_person(work, search, stated(person))


def _look_for_person(work: Work, search: Search, asked: persons.Asked) -> None:
    if search.edition is None:
        work.take(_PERSONS, [])
        return
    found = persons.find(search.edition, search.edition.sight(search.actor, search.purpose), asked)
    work.take(_PERSONS, found.candidates, found.why_not)


def _simple(subject: str, look: Callable[[Edition, Any, Any], list[Candidate]]) -> Callable[[Work, Search, Any], None]:
    def find(work: Work, search: Search, wanted: object) -> None:
        work.take(CONCERNED[subject], search.find(look, wanted))

    return find


_FINDERS: Final[dict[str, Callable[[Work, Search, Any], None]]] = {
    "mrz": _find_zone,
    "document": _find_document,
    "person": _find_person,
    "vehicle": _simple("vehicle", matching.judge_vehicles),
    "firearm": _simple("firearm", matching.judge_firearms),
    "vessel": _simple("vessel", matching.judge_vessels),
    "work_of_art": _simple("work_of_art", matching.judge_works),
}
