"""Likeness hints: while a record is entered, what may already be recorded, among what the actor may see anyway.

A hint never holds anything back. Every comparison is in the ledger; and whoever sees another source's record in one has
looked at it, which its source can read, as of a list (`records.listed`).
"""

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
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

# Lines of an import are compared while somebody waits for the page: so long, and then the others are left.
SECONDS: Final = 5.0
LINES_NAMED: Final = 10
HINTS_OF_A_LINE: Final = 3

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


@dataclass(frozen=True, slots=True)
class LinesAlike:
    """Of the lines that were compared, how many look like a record that was there before; and the first of these, each
    with its hints."""

    compared: int
    count: int
    first: tuple[tuple[int, tuple[Hint, ...]], ...]


def of_lines(
    *, actor: Actor, database: str, lines: Mapping[UUID, int], now: datetime, seconds: float = SECONDS
) -> LinesAlike:
    """Which lines of a file look like what was recorded before it. `lines`: records that were added, and their lines.

    After so many seconds the rest is left. Raises as `hints` does.
    """
    compared, found = _compare_lines(actor=actor, database=database, lines=lines, seconds=seconds, now=now)
    named = found[:LINES_NAMED]
    records.note_listing(
        actor=actor, records=[row for _line, held in named for _match, row in held], how="page", now=now
    )
    first = tuple((line, tuple(_hint(actor, one, row) for one, row in held)) for line, held in named)
    return LinesAlike(compared, len(found), first)


@audit.verb("records.lines_compared")
def _compare_lines(
    *, actor: Actor, database: str, lines: Mapping[UUID, int], seconds: float, now: datetime
) -> tuple[int, list[tuple[int, list[tuple[Match, Record]]]]]:
    """How many were compared, and what was there before that the lines look like, as far as the actor may see it."""
    writing.require_may_add(actor, database)
    added = sorted(access.own(actor).filter(pk__in=lines, database=database), key=lambda row: lines[row.pk])
    edition, end = app.checker.index.current(), time.monotonic() + seconds
    found: list[tuple[Record, list[Match]]] = []
    for row in added:
        if edition is None or time.monotonic() > end:
            break
        found.append((row, alike.find(edition, actor, database, row.fields, now.date())))
    began = min((row.created_at for row, _matches in found), default=now)
    ids = {one.record for _row, matches in found for one in matches}
    before = access.visible_to(actor).filter(pk__in=ids, created_at__lt=began).select_related("source")
    rows = {str(row.pk): row for row in before}
    held = [
        (lines[row.pk], [(one, rows[one.record]) for one in matches if one.record in rows]) for row, matches in found
    ]
    asked = hmac.digest(settings.CHECK_DIGEST_KEY.encode(), _encode([row.fields for row, _matches in found]), "sha256")
    details = {"database": database, "asked": asked.hex(), "lines": len(found), "records": [*rows]}
    audit.about(details=details)
    return len(found), [(line, pairs[:HINTS_OF_A_LINE]) for line, pairs in held if pairs]


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
