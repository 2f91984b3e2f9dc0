"""Looking at another source's data leaves an entry, so that the source can read every look at what is its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from comity.audit import actions as audit
from comity.core.levels import Level
from comity.network.rules import Actor
from comity.records import access
from comity.records.models import Record


def open_record(*, actor: Actor, record_id: UUID | str, how: str, now: datetime, purpose: str | None = None) -> Record:
    """One record for reading, or NotFound. `how` is the face ("page", "api"), for the source to read.

    A bureau's look at its own record leaves no entry, unless the level asks for one (Restricted: RPD art. 113).
    """
    record = access.get_for_reading(actor, record_id, purpose)
    if record.source_id == actor.bureau and record.level == Level.OFFICIAL_USE_ONLY:
        return record
    return _read(actor=actor, record=record, how=how, purpose=purpose, now=now)


def note_listing(*, actor: Actor, records: Sequence[Record], how: str, now: datetime) -> None:
    """One entry for a page of a list that shows records of other sources, naming each."""
    others = [record for record in records if record.source_id != actor.bureau]
    if others:
        _list(actor=actor, records=others, how=how, now=now)


@audit.verb("record.read", subject="record")
def _read(*, actor: Actor, record: Record, how: str, purpose: str | None, now: datetime) -> Record:
    audit.about(details={"how": how, "purpose": purpose or "", **_facts(record)})
    return record


@audit.verb("records.listed")
def _list(*, actor: Actor, records: Sequence[Record], how: str, now: datetime) -> None:
    audit.about(details={"how": how, "records": [{"id": str(record.pk), **_facts(record)} for record in records]})


def _facts(record: Record) -> dict[str, Any]:
    return {"source": record.source_id, "database": record.database}
