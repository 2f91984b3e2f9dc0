"""What may already be recorded: a record that is being entered, asked of the index like a check, without a purpose.

A half-typed record is read as far as it can be read; what cannot be asked yet is passed over. Pure.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from comity.checks.engine import finding, question
from comity.checks.engine.answer import Match, of_database
from comity.checks.engine.finding import Search, Work
from comity.checks.engine.index import Edition
from comity.checks.engine.question import Document, Firearm, Person, Question, Vehicle, Vessel, WorkOfArt
from comity.core.purposes import PURPOSES
from comity.network.rules import Actor
from comity.records import manifests
from comity.records.engine.persons import ImpossibleDate, PartialDate

Fields = Mapping[str, Any]

MOST: Final = 5
_MOST_PAPERS: Final = 5
_MOST_BIRTHS: Final = 3
_SEXES: Final = {"male": "M", "female": "F", "other": "X"}
# Stands where a question names its purpose: nothing is asked for one, so only what is open to every purpose is found.
_NONE: Final = next(iter(PURPOSES))


def read(database: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of what was typed that can be read already; the others are passed over."""
    readers, fields = manifests.form(database).readers, {}
    for name, value in values.items():
        if name in readers and value not in (None, "", []):
            try:
                fields[name] = readers[name](value)
            except ValueError:
                continue
    return fields


def questions(database: str, fields: Fields) -> list[Question]:
    """What to ask so as to find a record of this database that says the same."""
    asked = [Question(purpose=_NONE, **subject) for subject in _SUBJECTS[database](fields)]
    return [one for one in asked if not question.problems(one)]


def find(edition: Edition, actor: Actor, database: str, fields: Fields, today: date) -> list[Match]:
    """The records of this database that are most like it, among those that the actor may see without a purpose."""
    search, work = Search(edition, actor, None, today), Work()
    for one in questions(database, fields):
        found = finding.find(one, search)
        work.take((database,), list(found.found.get(database, {}).values()))
    candidates = list(work.found.get(database, {}).values())
    return of_database(database, candidates, "", edition.access).matches


def without(matches: list[Match], record: UUID | None) -> list[Match]:
    """The best few; never the record itself that is being changed."""
    return [one for one in matches if one.record != str(record)][:MOST]


def _documents(fields: Fields) -> Iterator[dict[str, Any]]:
    if number := fields.get("number"):
        yield {"document": Document(number, fields.get("issuer"), fields.get("type"))}


def _vehicles(fields: Fields) -> Iterator[dict[str, Any]]:
    if fields.get("vin") or fields.get("plate"):
        yield {"vehicle": Vehicle(fields.get("vin"), fields.get("plate"), fields.get("plate_country"))}


def _firearms(fields: Fields) -> Iterator[dict[str, Any]]:
    if serial := fields.get("serial"):
        yield {"firearm": Firearm(serial, fields.get("make"), fields.get("model"), fields.get("calibre"))}


def _vessels(fields: Fields) -> Iterator[dict[str, Any]]:
    known = {name: fields[name] for name in ("imo", "mmsi", "hin", "registration", "name") if fields.get(name)}
    if known:
        yield {"vessel": Vessel(**known)}


def _works(fields: Fields) -> Iterator[dict[str, Any]]:
    if fields.get("inventory_number") or fields.get("title"):
        yield {"work_of_art": WorkOfArt(fields.get("inventory_number"), fields.get("title"), fields.get("maker"))}


def _persons(fields: Fields) -> Iterator[dict[str, Any]]:
    for paper in fields.get("documents", ())[:_MOST_PAPERS]:
        yield {"document": Document(paper["number"], paper.get("issuer"), paper.get("type"))}
    parts = " ".join(fields[name] for name in ("family_name", "given_names") if fields.get(name))
    names = [fields.get("name"), fields.get("original_name"), *(one["name"] for one in fields.get("aliases", ()))]
    known = list(dict.fromkeys(name for name in names if name and not question.why_no_name(name))) or [parts]
    nationalities, places = fields.get("nationalities", ()), fields.get("birth_places", ())
    births: list[str | None] = [*_births(fields.get("birth_dates", ()))]
    for born in births[:_MOST_BIRTHS] or [None]:
        yield {
            "person": Person(
                name=known[0],
                names=known[1 : question.MOST_NAMES + 1] or None,
                birth_date=born,
                sex=_SEXES.get(fields.get("sex", "")),
                nationality=nationalities[0] if nationalities else None,
                place_of_birth=places[0] if places else None,
            )
        }


def _births(births: list[str]) -> Iterator[str]:
    """Those that a question can give: about a year is that year, and between two years is no one date."""
    for born in births:
        try:
            yield str(PartialDate.parse(born.removesuffix("~")))
        except ImpossibleDate:
            continue


_SUBJECTS: Final = {
    "travel_documents": _documents,
    "vehicles": _vehicles,
    "firearms": _firearms,
    "vessels": _vessels,
    "works_of_art": _works,
    "persons": _persons,
}
