"""Reads of the records room: lists, one record's history, and what followers of the change log need."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from comity.core.levels import Level
from comity.network.models import Restriction
from comity.network.rules import Actor
from comity.records import manifests, rules
from comity.records.models import Hold, Record, RecordVersion
from comity.records.rules import Entry, Policy, Status


def longest_review(database: str, today: date) -> date:
    """The last day a record of this database may live without renewal: the manifest's years, or the installation's."""
    years = settings.RETENTION_YEARS.get(database, manifests.get(database).retention_years)
    return rules.last_review(today, years)


def digest_of(ids: Iterable[UUID]) -> str:
    """One digest for a set of records, for ledger entries: SHA-256 over the sorted ids."""
    return hashlib.sha256(b"".join(sorted(record_id.bytes for record_id in ids))).hexdigest()


def is_anything_due(today: date) -> bool:
    """Whether any record's review date has come."""
    return Record.objects.filter(status=Status.ACTIVE, review_on__lte=today).exists()


def narrowed(
    records: QuerySet[Record], *, kind: str = "", status: str = "", reference: str = "", source: str = ""
) -> QuerySet[Record]:
    """A set of records by what a list is filtered with; empty means all."""
    if kind:
        records = records.filter(kind=kind)
    if status:
        records = records.filter(status=status)
    if reference:
        records = records.filter(reference__startswith=reference)
    if source:
        records = records.filter(source=source)
    return records


def shown_fields(record: Record) -> dict[str, Any]:
    """The record's fields, and the two dates that answers give beside them (rules.dates)."""
    return {**record.fields, **rules.dates(record.occurred_on, record.created_at)}


def count_entered_since(source: str, database: str, moment: datetime) -> int:
    """How many records a source has entered in a database since then: ids carry the time, and are in the index."""
    first = UUID(int=int(moment.timestamp() * 1000) << 80)
    return Record.objects.filter(source=source, database=database, pk__gte=first).count()


def awaiting_release() -> QuerySet[Record]:
    """Travel documents that are held, for rooms above to decide on, the oldest first. What another room holds, that
    room releases."""
    held = Record.objects.filter(status=Status.HELD, holds__ended_at=None, holds__reasons__len__gt=0)
    return held.filter(database="travel_documents").select_related("source").order_by("pk")


def hold_of(record: Record) -> Hold | None:
    """Why a record is held: for reviewers alone."""
    return record.holds.filter(ended_at=None).first()


def history(record: Record) -> list[Record | RecordVersion]:
    """Everything the record has said, the latest first: itself, then the copies."""
    return [record, *record.versions.order_by("-version")]


def restrictions_on(actor: Actor, record: Record) -> QuerySet[Restriction]:
    """Open individual restrictions on a record, for its source only: nobody else learns that there are any."""
    mine = Restriction.objects.filter(record=record.pk, source=actor.bureau, ends_at=None)
    return mine.select_related("against").order_by("-starts_at")


# --- For followers of the change log: no ORM rows, so that a million records take seconds ---

_ENTRY_SQL: Final = """
    SELECT r.id, r.source_id, r.database, r.level, r.purposes, r.kind, r.status, r.conditions, r.fields::text,
           r.version, r.changed_at, r.occurred_on, r.created_at,
           ARRAY(SELECT x.against_id FROM network_restriction x
                 WHERE x.record = r.id AND x.source_id = r.source_id AND x.starts_at <= statement_timestamp()
                   AND (x.ends_at IS NULL OR x.ends_at > statement_timestamp())),
           ARRAY(SELECT m.reason_code FROM records_mark m
                 WHERE m.record_id = r.id AND m.kind = 'marker' AND m.ended_at IS NULL ORDER BY m.placed_at),
           r.audience
    FROM records_record r
"""
_PAGE: Final = 10_000
_fields = msgspec.json.Decoder(dict[str, Any]).decode


def entries_for(record_ids: Iterable[UUID]) -> list[Entry]:
    """What the index must hold of these records now. An id that is missing from the answer has no record."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY_SQL + " WHERE r.id = ANY(%s)", [list(record_ids)])
        return [_entry(row) for row in cursor.fetchall()]


def all_entries(after: UUID | None = None) -> Iterator[Entry]:
    """Every record that answers checks, in the order of ids, from `after` on. Memory is flat; no transaction is open.

    Records added meanwhile may be missing: read the change log from the number it had before this began.
    """
    last = after or UUID(int=0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                _ENTRY_SQL + " WHERE r.id > %s AND r.status = 'active' ORDER BY r.id LIMIT %s", [last, _PAGE]
            )
            rows = cursor.fetchall()
        for row in rows:
            yield _entry(row)
        if len(rows) < _PAGE:
            return
        last = rows[-1][0]


def count_active() -> int:
    """How many records answer checks: for the progress of a build."""
    return Record.objects.filter(status=Status.ACTIVE).count()


def _entry(row: tuple[Any, ...]) -> Entry:
    record_id, source, database, level, purposes, kind, status, conditions, text, *rest = row
    version, changed_at, occurred_on, created_at, denied, markers, audience = rest
    manifest = manifests.get(database)
    fields = _fields(text)
    return Entry(
        id=record_id,
        policy=Policy(
            source=source,
            database=database,
            level=Level(level),
            purposes=frozenset(purposes),
            denied=frozenset(denied),
            audience=frozenset(audience),
        ),
        kind=kind,
        visible=status == Status.ACTIVE,
        keys=tuple((key.kind, key.normal) for key in manifest.keys(fields)),
        blanks=manifest.blanks(fields),
        facts=manifest.facts(fields) | rules.dates(occurred_on, created_at) | rules.marked(markers),
        conditions=(*conditions, *manifest.standing_conditions(kind, fields, changed_at.date())),
        version=version,
        changed_at=changed_at,
    )
