"""Drift: does the index hold what the database says? Read-only, beside a follower that may be at work.

A difference may only mean that the follower has not come to it yet. So what differs is looked at again, once the index
has reached the head that the change log had after the first look.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import msgspec

from comity.checks.engine import keys, payloads
from comity.checks.engine.constructing import exact_hashes
from comity.checks.engine.control import At, Control
from comity.checks.engine.index import Build
from comity.checks.engine.payloads import Entry
from comity.checks.engine.persons import holding
from comity.checks.engine.persons.reading import person_of
from comity.checks.engine.table import Table
from comity.checks.jobs.following import index_entry
from comity.core import changes
from comity.records import queries as records
from comity.records.rules import Entry as RecordEntry
from comity.records.rules import Policy

PATIENCE_SECONDS = 10.0
_STRIDE = 1 << 14
_encode = msgspec.msgpack.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Drift:
    """What differs: records that the index lacks, holds otherwise, or holds too much."""

    compared: int
    missing: tuple[UUID, ...]
    different: tuple[UUID, ...]
    surplus: tuple[UUID, ...]

    @property
    def is_drift(self) -> bool:
        return bool(self.missing or self.different or self.surplus)


class Held:
    """What the index holds, read without disturbing its writer. Raises FileNotFoundError when there is none."""

    def __init__(self, folder: Path) -> None:
        control = Control(folder / "control")
        if not control.is_trusted:
            raise FileNotFoundError(folder)
        self._ring = keys.keyring(folder / "key")
        build = folder / f"build-{control.words[At.BUILD]}"
        self._build = Build(build, self._ring.id)
        self._records = Table(build / "records", self._ring.id)
        self._bearers = Table(build / "bearers", self._ring.id)

    def of(self, record: UUID) -> tuple[Entry, Policy] | None:
        """The record as it is held, if every key of it leads to it, and its names where it is a person's; None
        otherwise.
        """
        for word in self._records.find(self._ring.hash_record(record.bytes)):
            entry = self._build.payloads.read(payloads.offset_of(word))
            if entry is None or entry.record != record.bytes or not self._leads_to(entry, word):
                continue
            policy = self._build.policies[payloads.policy_of(word)]
            return (entry, policy) if self._is_named(entry, policy, word) else None
        return None

    def every_record(self) -> Iterator[UUID]:
        for _hashes, words in self._records.all(_STRIDE):
            for word in words.tolist():
                entry = self._build.payloads.read(payloads.offset_of(word))
                if entry is not None:
                    yield UUID(bytes=entry.record)

    def _leads_to(self, entry: Entry, word: int) -> bool:
        return all(word in self._build.table.find(hash) for hash in exact_hashes(self._ring, entry))

    def _is_named(self, entry: Entry, policy: Policy, word: int) -> bool:
        """Whether the person is among the people, seen under the record's own word; true of everything else."""
        if policy.database != holding.DATABASE or not person_of(entry.facts).names:
            return True
        if self._build.persons is None:
            return False
        people = self._build.persons.people
        places = self._bearers.find(self._ring.hash_record(entry.record))
        return any(people.word(place) == word for place in places if people.record(place) == entry.record)


def compare(folder: Path, progress: Callable[[int], None] = lambda _done: None) -> Drift:
    """Every record of the database against the index, and every record of the index against the database."""
    held = Held(folder)
    expected: set[UUID] = set()
    suspects: set[UUID] = set()
    for entry in records.all_entries():
        expected.add(entry.id)
        if not _is_same(held, entry):
            suspects.add(entry.id)
        if len(expected) % 1000 == 0:
            progress(len(expected))
    suspects |= {record for record in held.every_record() if record not in expected}
    if suspects:
        _wait_for(folder, changes.head())
    missing, different, surplus = _judge(Held(folder), suspects)
    return Drift(len(expected), missing, different, surplus)


def _judge(held: Held, suspects: Iterable[UUID]) -> tuple[tuple[UUID, ...], ...]:
    """A second look at what differed: (missing, different, surplus)."""
    missing, different, surplus = [], [], []
    standing = {entry.id: entry for entry in records.entries_for(suspects) if entry.visible}
    for record in sorted(suspects):
        entry = standing.get(record)
        if entry is None:
            if held.of(record) is not None:
                surplus.append(record)
        elif held.of(record) is None:
            missing.append(record)
        elif not _is_same(held, entry):
            different.append(record)
    return tuple(missing), tuple(different), tuple(surplus)


def _is_same(held: Held, entry: RecordEntry) -> bool:
    """Compared as bytes, for a list read back is no tuple; the order within sets does not count."""
    found = held.of(entry.id)
    return found is not None and _plain(*found) == _plain(index_entry(entry), entry.policy)


def _plain(entry: Entry, policy: Policy) -> bytes:
    reach = (sorted(policy.purposes), sorted(policy.denied), sorted(policy.audience))
    return _encode((entry, policy.source, policy.database, policy.level, *reach))


def _wait_for(folder: Path, head: int) -> None:
    control = Control(folder / "control")
    end = time.monotonic() + PATIENCE_SECONDS
    while control.words[At.SEQ] < head and time.monotonic() < end:
        time.sleep(0.05)
