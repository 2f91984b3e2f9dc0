"""A few made-up people in an index of their own, put in one by one or built at once."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from comity.checks.engine.index import Edition, Index
from comity.checks.engine.payloads import Entry
from comity.checks.engine.persons import searching
from comity.checks.engine.persons.asked import Asked
from comity.checks.engine.policies import Sight
from comity.checks.engine.writing import Writer
from comity.network.rules import Actor
from comity.records.rules import Policy

ASKER = Actor(
    id="system:1",
    name="",
    bureau="KE",
    lineage=("KE",),
    databases=frozenset({"persons"}),
    purposes=frozenset({"border_control"}),
)
OPEN = Policy(source="FR", database="persons")
SHUT = Policy(source="FR", database="persons", denied=frozenset({"KE"}))


def entry(number: int, name: str, *births: str, **facts: Any) -> Entry:
    """A person as the index holds it."""
    return Entry(
        record=UUID(int=number).bytes,
        keys=(),
        kind="charged",
        facts={"name": name, "birth_dates": list(births)} | facts,
    )


def built(folder: Path, people: Iterable[tuple[Entry, Policy]]) -> None:
    """An index of these people, built at once."""
    with Writer(folder) as writer:
        writer.build(people, 1)


def edition_of(folder: Path) -> tuple[Edition, Sight]:
    """What the asker reads."""
    edition = Index(folder).current()
    assert edition is not None
    return edition, edition.sight(ASKER, "border_control")


def found(folder: Path, name: str, birth: str | None = None, **others: Any) -> list[int]:
    """The numbers of those found, the most alike first."""
    edition, sight = edition_of(folder)
    answer = searching.find(edition, sight, Asked(name, birth, **others))
    return [UUID(bytes=one.found.entry.record).int for one in answer.candidates]
