"""Likeness hints: while a record is entered, what may already be recorded, among what the actor may see anyway.

A hint never holds anything back. Every comparison is in the ledger; and whoever sees another source's record in one has
looked at it, which its source can read, as of a list (`records.listed`).
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings

from comity.audit import actions as audit
from comity.checks.asgi import app
from comity.checks.engine import alike
from comity.checks.engine.answer import Match
from comity.network.rules import Actor
from comity.records import access, manifests
from comity.records import actions as records
from comity.records.actions import writing
from comity.records.models import Record

_encode = msgspec.msgpack.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Hint:
    """A record that may be the one being entered: whose it is, and what agrees and what differs."""

    record: UUID
    title: str
    source: str
    source_name: str
    kind: str
    outcome: str
    score: float
    reasons: tuple[str, ...]
    is_own: bool
    reference: str


def hints(
    *, actor: Actor, database: str, values: Mapping[str, Any], how: str, now: datetime, but: UUID | None = None
) -> list[Hint]:
    """The records most like it, best first. `values`: as typed so far; `but`: the record that is being changed.

    Raises NotFound for a database that does not exist, NotAllowed for who may not write in it.
    """
    fields = alike.read(database, values)
    if not alike.questions(database, fields):
        writing.require_may_add(actor, database)
        return []
    shown = _compare(actor=actor, database=database, fields=fields, but=but, how=how, now=now)
    records.note_listing(actor=actor, records=[row for _match, row in shown], how=how, now=now)
    return [_hint(actor, one, row) for one, row in shown]


@audit.verb("records.compared")
def _compare(
    *, actor: Actor, database: str, fields: Mapping[str, Any], but: UUID | None, how: str, now: datetime
) -> list[tuple[Match, Record]]:
    """Every comparison leaves an entry, also one that finds nothing: nobody looks for people unseen (RPD art. 126)."""
    writing.require_may_add(actor, database)
    edition = app.checker.index.current()
    matches = alike.find(edition, actor, database, fields, now.date()) if edition else []
    matches = alike.without(matches, but)
    # The index may be a moment behind: the gate of the records' pages has the last word.
    seen = access.visible_to(actor).filter(pk__in=[one.record for one in matches]).select_related("source")
    rows = {str(row.pk): row for row in seen}
    shown = [(one, rows[one.record]) for one in matches if one.record in rows]
    asked = hmac.digest(settings.CHECK_DIGEST_KEY.encode(), _encode(fields), "sha256").hex()
    details = {"database": database, "how": how, "asked": asked, "records": [row.pk for _match, row in shown]}
    audit.about(details=details)
    return shown


def _hint(actor: Actor, match: Match, row: Record) -> Hint:
    is_own = row.source_id == actor.bureau
    return Hint(
        record=row.pk,
        title=manifests.get(row.database).title(row.fields),
        source=row.source_id,
        source_name=row.source.name,
        kind=row.kind,
        outcome=match.outcome,
        score=match.score,
        reasons=tuple(match.reasons),
        is_own=is_own,
        reference=row.reference if is_own else "",
    )
