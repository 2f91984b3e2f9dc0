"""What rooms above have decided about a record, written down on it: marks, and a block.

They have asked their own rules whether the actor may: here only the record must exist and be in a state for it.
"""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import NotFound
from comity.network.rules import Actor
from comity.records.actions import writing
from comity.records.models import Mark, Record


@audit.verb("record.marked", subject="record_id")
def mark(*, actor: Actor, record_id: UUID, kind: Mark.Kind, from_room: str, reason_code: str, now: datetime) -> Mark:
    """Puts a marker or a caution on a record. For rooms above, which have decided that the actor may. Idempotent."""
    record = writing.get_any(record_id)
    placed, is_new = Mark.objects.get_or_create(
        record=record,
        kind=kind,
        from_room=from_room,
        reason_code=reason_code,
        ended_at=None,
        defaults={"placed_at": now, "placed_by": actor.id},
    )
    audit.about(details={"kind": kind, "from_room": from_room, "reason_code": reason_code})
    if is_new:
        writing.note(record, now)
    return placed


@audit.verb("record.unmarked", subject="record_id")
def unmark(*, actor: Actor, record_id: UUID, kind: Mark.Kind, from_room: str, reason_code: str, now: datetime) -> Mark:
    """Ends a marker or a caution. Raises NotFound when there is none."""
    record = writing.get_any(record_id)
    placed = record.marks.filter(kind=kind, from_room=from_room, reason_code=reason_code, ended_at=None).first()
    if placed is None:
        raise NotFound
    placed.end(now)
    audit.about(details={"kind": kind, "from_room": from_room, "reason_code": reason_code})
    writing.note(record, now)
    return placed


@audit.verb("record.blocked", subject="record_id")
def block(*, actor: Actor, record_id: UUID, reason: str, now: datetime) -> Record:
    """Takes the record out of every answer while a request of the person concerned is examined. For rooms above."""
    return writing.step(writing.get_any(record_id), actor, "block", "blocked", reason, now)


@audit.verb("record.unblocked", subject="record_id")
def unblock(*, actor: Actor, record_id: UUID, reason: str, now: datetime) -> Record:
    """Lets a blocked record answer again. For rooms above."""
    return writing.step(writing.get_any(record_id), actor, "unblock", "unblocked", reason, now)
