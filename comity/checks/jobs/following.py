"""Following the change log into the index of this host: re-read what is named, put what is found.

Level-triggered: a change says which thing to look at, never what happened to it. So a change may be seen twice, late,
or after the thing has changed again, and the index ends the same.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog
from django.db.models import Q

from comity.checks.engine import judged, keys
from comity.checks.engine.payloads import Entry
from comity.checks.engine.writing import Busy, Writer
from comity.core import changes, clock
from comity.core.models import Change
from comity.judgements import queries as judgements
from comity.judgements.rules import InForce
from comity.network import queries as network
from comity.network.models import Restriction
from comity.network.rules import AccessSnapshot
from comity.records import queries as records
from comity.records.rules import Entry as RecordEntry
from comity.records.rules import Policy

BATCH = 2000
# Tokens run out and restrictions begin by the clock alone, without a change in the log.
LOOK_AT_CLOCK_EVERY = 2.0

log = structlog.get_logger("index")


class Follower:
    """Keeps one host's index true. Holds the writer's lock from the first step until `close`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: Writer | None = None
        self._access: AccessSnapshot | None = None
        self._judged: dict[UUID, bytes] | None = None
        self._looked_at_clock = 0.0
        self._clock_read_at: datetime | None = None
        self._seen_ahead = 0

    def may_follow(self) -> bool:
        """Whether this process is, or could become, the one that follows on this host."""
        return self._open() is not None

    def step(self) -> bool:
        """One step; True when there was something to do. Another process that follows already is no error."""
        writer = self._open()
        if writer is None:
            return False
        if not writer.is_built:
            log.warning("the index cannot be trusted or is missing: building it anew")
            build(writer, clock.now())
            return True
        self._look_at_clock(writer)
        batch = changes.after(writer.seq, BATCH)
        if not batch:
            writer.beat()
            return False
        self._apply(writer, batch, clock.now())
        writer.advance(batch[-1].seq)
        if len(batch) == BATCH:
            self._look_ahead(writer)
        return True

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _open(self) -> Writer | None:
        if self._writer is None:
            try:
                self._writer = Writer(self._folder)
            except Busy:
                return None
        return self._writer

    def _apply(self, writer: Writer, batch: list[Change], now: datetime) -> None:
        # Access first: a record must not be seen for a moment by somebody who has just been kept out of it.
        if any(change.topic == Change.Topic.ACCESS for change in batch):
            self._set_access(writer, now)
        decided = {change.subject for change in batch if change.topic == Change.Topic.JUDGEMENT and change.subject}
        if decided:
            self._set_judged(writer, decided, now)
        named = {change.subject for change in batch if change.topic == Change.Topic.RECORD and change.subject}
        put_records(writer, named)

    def _look_ahead(self, writer: Writer) -> None:
        """A restriction or a withdrawal must not wait behind a load of a million records: what single verbs changed
        is taken now, and once more when its turn in the log comes."""
        ahead = changes.of_single_verbs_after(max(self._seen_ahead, writer.seq), BATCH)
        if ahead:
            self._apply(writer, ahead, clock.now())
            self._seen_ahead = ahead[-1].seq

    def _look_at_clock(self, writer: Writer) -> None:
        """What begins or ends by its date: tokens, entities, restrictions."""
        if time.monotonic() - self._looked_at_clock < LOOK_AT_CLOCK_EVERY:
            return
        self._looked_at_clock = time.monotonic()
        now = clock.now()
        self._set_access(writer, now)
        since = self._clock_read_at
        if since is not None:
            due = Restriction.objects.filter(
                Q(starts_at__gt=since, starts_at__lte=now) | Q(ends_at__gt=since, ends_at__lte=now),
                record__isnull=False,
            )
            put_records(writer, {row for row in due.values_list("record", flat=True) if row})
        self._clock_read_at = now

    def _set_access(self, writer: Writer, now: datetime) -> None:
        snapshot = network.access_snapshot(now)
        if snapshot != self._access:
            writer.set_access(snapshot)
            self._access = snapshot

    def _set_judged(self, writer: Writer, named: set[UUID], now: datetime) -> None:
        """Judgements are read whole once; then those that are named, so that one more costs no reading of them all."""
        if self._judged is None:
            self._judged = _judged(judgements.in_force(now))
        else:
            for gone in named:
                self._judged.pop(gone, None)
            self._judged |= _judged(judgements.in_force(now, named))
        writer.set_judged(judgements.key(), self._judged.values())


def _judged(standing: Iterable[InForce]) -> dict[UUID, bytes]:
    return {UUID(bytes=one.id): judged.row(one) for one in standing}


def put_records(writer: Writer, record_ids: set[UUID]) -> None:
    """Brings the index to the present state of these records; one that stands no more is taken out."""
    if not record_ids:
        return
    gone = set(record_ids)
    for entry in records.entries_for(record_ids):
        if entry.visible:
            writer.put(index_entry(entry), entry.policy)
            gone.discard(entry.id)
    for record in gone:
        writer.remove(record)


def build(writer: Writer, now: datetime, progress: Callable[[int], None] = lambda _done: None) -> None:
    """Builds the index from the database. The head of the log is read first: later changes are followed after."""
    head = changes.head()
    writer.set_access(network.access_snapshot(now))
    writer.set_judged(judgements.key(), _judged(judgements.in_force(now)).values())
    writer.build(_every_entry(), head, progress)


def _every_entry() -> Iterator[tuple[Entry, Policy]]:
    for entry in records.all_entries():
        if entry.visible:
            yield index_entry(entry), entry.policy


def index_entry(entry: RecordEntry) -> Entry:
    """A record as the index holds it."""
    blanks = entry.blanks.range if entry.blanks else None
    return Entry(
        record=entry.id.bytes,
        keys=tuple((keys.kind(kind), normal) for kind, normal in entry.keys),
        kind=entry.kind,
        facts=entry.facts,
        conditions=entry.conditions,
        blanks=(blanks.prefix, blanks.digits, blanks.first, blanks.last) if blanks else None,
    )
