"""An index of made-up persons, straight into the index files: `build(folder, 1_000_000)`."""

import itertools
import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from bench import documents
from bench.people import MadePerson, people
from comity.checks.engine.index import Index
from comity.checks.engine.payloads import Entry
from comity.checks.engine.writing import Writer
from comity.records.rules import Policy

SEED: Final = 1
RESTRICTED_EACH: Final = 20
_FIRST: Final = 0x01910000_0000_7000_8000_000000000000
_BLOCK: Final = 2_000
_SEX: Final = {"F": "female", "M": "male"}


def record_of(number: int) -> UUID:
    """The record id of one person."""
    return UUID(int=_FIRST + number)


def number_of(record: bytes) -> int:
    """The number of the person of that record."""
    return int.from_bytes(record) - _FIRST


def entry_of(person: MadePerson) -> Entry:
    """A person as the index holds it: one of the names in the field of the name, native letters in theirs."""
    latin = [name for name in person.names if name.script == "latin"]
    native = [name for name in person.names if name.script == "native"]
    facts: dict[str, Any] = {"sex": _SEX[person.sex], "nationalities": [person.nationality]}
    if latin:
        facts |= {"name": latin[0].text, "family_name": latin[0].family}
    if native:
        facts["original_name"] = native[0].text
    if aliases := [{"name": name.text, "quality": "good"} for name in [*latin[1:], *native[1:]]]:
        facts["aliases"] = aliases
    if person.born:
        facts["birth_dates"] = [person.born]
    return Entry(record=record_of(person.number).bytes, keys=(), kind="wanted", facts=facts)


def policy_of(number: int) -> Policy:
    """Every twentieth person is not shared with the bureau that asks."""
    source, _issuer = documents.SOURCES[number % len(documents.SOURCES)]
    denied = frozenset({documents.ASKER}) if is_hidden(number) else frozenset()
    return Policy(source=source, database="persons", denied=denied)


def is_hidden(number: int) -> bool:
    """Whether the bureau that asks may not see that person."""
    return number % RESTRICTED_EACH == 0


def build(folder: Path, count: int, said: Callable[[str], object] = print) -> None:
    """Builds the index of that many persons, and puts it into use."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Writer(folder) as writer:
        writer.set_access(documents.access())
        writer.build(_records(count), 1, lambda done: done % 100_000 or said(f"{done:,} persons"))
        writer.beat()


def _records(count: int) -> Iterator[tuple[Entry, Policy]]:
    """The records, made up by a process beside this one."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    maker = context.Process(target=_make_up, args=(count, there), daemon=True)
    maker.start()
    there.close()
    while made := here.recv():
        yield from made
    maker.join()


def _make_up(count: int, there: Connection) -> None:
    made = people(count, SEED)
    while block := [(entry_of(one), policy_of(one.number)) for one in itertools.islice(made, _BLOCK)]:
        there.send(block)
    there.send([])


def is_built(folder: Path, count: int) -> bool:
    """Whether the folder holds these persons, but for the few whose made-up names hold no letter that can be read;
    and read by the same code and tables as today's."""
    if not (folder / "control").exists():
        return False
    edition = Index(folder).current()
    held = edition.build.persons if edition else None
    return held is not None and 0 <= count - held.people.living <= count // 1000
