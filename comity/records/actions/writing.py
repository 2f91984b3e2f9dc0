"""What the verbs of records share: reading a statement, keeping what was said before, changing, noting."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from comity.audit import actions as audit
from comity.core import changes
from comity.core.errors import Invalid, NotAllowed, NotFound, Problem
from comity.core.languages import mark as _
from comity.network.rules import Actor, Right, require_right
from comity.records import manifests, queries, rules
from comity.records.manifests.shape import Draft
from comity.records.models import Mark, Record, RecordVersion
from comity.records.rules import Status

VERSIONED = (
    "reference", "kind", "fields", "purposes", "level", "conditions", "status", "occurred_on", "review_on", "version",
    "verb", "changed_at", "changed_by", "reason",
)  # fmt: skip


def read(*, actor: Actor, database: str, values: Mapping[str, Any], now: datetime) -> Draft:
    """The draft that `values` make for this actor's bureau. Raises NotAllowed, NotFound or Invalid; writes nothing."""
    require_may_add(actor, database)
    today = now.date()
    latest = queries.longest_review(database, today)
    draft = manifests.form(database).read(values, source=actor.bureau, today=today, latest=latest)
    if draft.level > actor.clearance:
        accepted = f"{actor.clearance.slug} or lower."
        raise Invalid(Problem("level", _("This is above your own clearance."), accepted))
    return draft


def require_may_add(actor: Actor, database: str) -> None:
    """Raises NotFound for a database that does not exist, NotAllowed for who may not write in it."""
    manifests.get(database)
    require_right(actor, Right.WRITE_RECORDS)
    if database not in actor.databases:
        raise NotAllowed


def get_any(record_id: UUID) -> Record:
    record = Record.objects.filter(pk=record_id).first()
    if record is None:
        raise NotFound
    return record


def require_unmarked(record: Record) -> None:
    """Raises Marked where something rests on the record: else what it says could change and nobody would read it."""
    if record.marks.filter(kind=Mark.Kind.MARKER, ended_at=None).exists():
        raise rules.Marked


def columns_of(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "fields": draft.fields,
        "purposes": list(draft.purposes),
        "level": int(draft.level),
        "conditions": list(draft.conditions),
        "occurred_on": draft.occurred_on,
    }


def step(record: Record, actor: Actor, verb: str, done: str, reason: str, now: datetime) -> Record:
    """A step that changes nothing but the status."""
    step = rules.require_step(verb, Status(record.status))
    change(record, actor, done, now, status=step.to, reason=rules.require_reason(step, reason))
    return record


def change(record: Record, actor: Actor, verb: str, now: datetime, **columns: Any) -> None:
    """Keeps a copy of what the record said, then changes it, if nobody else has meanwhile; then notes it."""
    keep([record])
    status = Status(columns.pop("status", record.status))
    stamp = {"verb": verb, "changed_at": now, "changed_by": actor.id, "reason": columns.pop("reason", "")}
    record.move_to(status, **columns, **stamp)
    record.refresh_from_db()
    note(record, now)


def keep(records: list[Record]) -> None:
    copies = [RecordVersion(record=record, **{name: getattr(record, name) for name in VERSIONED}) for record in records]
    try:
        with transaction.atomic():
            RecordVersion.objects.bulk_create(copies, batch_size=500)
    except IntegrityError:
        raise rules.Changed from None


def note(record: Record, now: datetime) -> None:
    audit.about(subject=record, details={"database": record.database, "version": record.version})
    changes.note("record", [record.pk], now=now)
