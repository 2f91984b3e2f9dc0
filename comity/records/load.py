"""Loading many records: rows are read and checked here, batch by batch in flat memory, and written by one verb a batch.

A batch goes into a temporary table by COPY and from there into the tables in three statements, so that a million rows
take minutes, and a row that says what the record already says writes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection
from msgspec import Struct

from comity.core import clock, ids
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.network.rules import Actor
from comity.records import manifests
from comity.records.loaders.lines import Row
from comity.records.manifests.shape import Draft
from comity.records.rules import STATUS_LABELS, Changed, Status

BATCH: Final = 5_000
# So many added records are told with their lines: who loads a file from a page is told what they resemble.
FIRST_ADDED: Final = 200


class Finding(Struct, frozen=True):
    """One thing wrong with one line of a file."""

    line: int
    reference: str
    problem: Problem


class Written(Struct, frozen=True, kw_only=True):
    """What one batch did. `refused` are lines whose record may not be changed by a load; `first_added` the first lines
    that were added, with their records; `held` those that answer no check yet, with their references."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    changed_ids: tuple[UUID, ...] = ()
    first_added: tuple[tuple[int, UUID], ...] = ()
    refused: tuple[Finding, ...] = ()
    held: tuple[tuple[UUID, str], ...] = ()


class Summary(Struct, kw_only=True):
    """What a load has done so far."""

    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    held: int = 0
    bad: int = 0
    # Entries of the file that no database here holds, by what they are.
    not_loaded: dict[str, int] = msgspec.field(default_factory=dict)
    # The first lines that were added, with their records.
    first_added: list[tuple[int, UUID]] = msgspec.field(default_factory=list)


class Terms(Struct, frozen=True, kw_only=True):
    """What a batch is written under. `reinstate`: withdrawn and expired records that a file states are active again."""

    database: str
    latest: date
    reinstate: bool = False


def load(
    *,
    actor: Actor,
    rows: Iterable[Row],
    terms: Terms,
    write: Callable[[list[tuple[int, Draft]]], Written],
    report: Callable[[Finding], None],
    progress: Callable[[Summary], None] = lambda _summary: None,
) -> Summary:
    """Reads rows to their end; `write` gets batches of good ones, `report` each problem. Memory is that of a batch."""
    summary = Summary()
    for batch, findings in _batches(actor, rows, terms):
        written = write(batch) if batch else Written()
        findings += written.refused
        for finding in findings:
            report(finding)
        bad_lines = len({finding.line for finding in findings})
        summary.rows += len(batch) - len(written.refused) + bad_lines
        summary.bad += bad_lines
        summary.added += written.added
        summary.updated += written.updated
        summary.unchanged += written.unchanged
        summary.held += len(written.held)
        summary.first_added += written.first_added[: FIRST_ADDED - len(summary.first_added)]
        progress(summary)
    return summary


def _batches(
    actor: Actor, rows: Iterable[Row], terms: Terms
) -> Iterator[tuple[list[tuple[int, Draft]], list[Finding]]]:
    form = manifests.form(terms.database)
    today = clock.now().date()
    batch: dict[str, tuple[int, Draft]] = {}
    findings: list[Finding] = []
    for row in rows:
        try:
            if row.problems:
                raise Invalid(list(row.problems))
            draft = form.read(row.values, source=actor.bureau, today=today, latest=terms.latest)
            if draft.level > actor.clearance:
                raise Invalid(
                    Problem("level", mark("This is above your own clearance."), f"{actor.clearance.slug} or lower.")
                )
        except Invalid as refusal:
            reference = str(row.values.get("reference") or row.reference)[:60]
            findings += [Finding(row.line, reference, problem) for problem in refusal.problems]
        else:
            earlier = batch.get(draft.reference)
            if earlier:
                accepted = mark("Each reference once: the later line was taken.")
                findings.append(Finding(earlier[0], draft.reference, Problem("reference", _again(row.line), accepted)))
            batch[draft.reference] = (row.line, draft)
        if len(batch) >= BATCH or len(findings) >= BATCH:
            yield list(batch.values()), findings
            batch, findings = {}, []
    if batch or findings:
        yield list(batch.values()), findings


def _again(line: int) -> str:
    return f"The same reference comes again on line {line}."


# --- Writing one batch: called by the verb actions.load, in its transaction ---

_INCOMING: Final = """
    CREATE TEMPORARY TABLE IF NOT EXISTS incoming_record (
        line integer, id uuid, reference varchar(60), kind varchar(30), fields jsonb, purposes varchar(30)[],
        level smallint, conditions varchar(200)[], occurred_on date, review_on date, held boolean
    ) ON COMMIT DELETE ROWS
"""
_COLUMNS: Final = "line, id, reference, kind, fields, purposes, level, conditions, occurred_on, review_on, held"

# The rows that are there already, locked, and whether the file says anything else of them.
_KNOWN: Final = """
    SELECT i.line, i.reference, r.id, r.status,
           (r.kind, r.fields, r.purposes, r.level, r.conditions) IS DISTINCT FROM
           (i.kind, i.fields, i.purposes, i.level, i.conditions)
           OR r.occurred_on IS DISTINCT FROM i.occurred_on
           OR (i.review_on IS NOT NULL AND i.review_on <> r.review_on),
           EXISTS (SELECT 1 FROM records_mark m WHERE m.record_id = r.id AND m.kind = 'marker' AND m.ended_at IS NULL)
    FROM incoming_record i
    JOIN records_record r ON r.source_id = %(source)s AND r.database = %(database)s AND r.reference = i.reference
    FOR UPDATE OF r
"""
_KEEP: Final = """
    INSERT INTO records_recordversion (record_id, reference, kind, fields, purposes, level, conditions, status,
        occurred_on, review_on, version, verb, changed_at, changed_by, reason)
    SELECT id, reference, kind, fields, purposes, level, conditions, status, occurred_on, review_on, version, verb,
        changed_at, changed_by, reason
    FROM records_record WHERE id = ANY(%(ids)s)
"""
_UPDATE: Final = """
    UPDATE records_record r SET kind = i.kind, fields = i.fields, purposes = i.purposes, level = i.level,
        conditions = i.conditions, occurred_on = i.occurred_on,
        status = CASE WHEN i.held OR r.status = 'held' THEN 'held' ELSE 'active' END,
        review_on = coalesce(
            i.review_on, CASE WHEN r.status IN ('active', 'held') THEN r.review_on ELSE %(latest)s END
        ),
        version = r.version + 1, verb = 'loaded', changed_at = %(now)s, changed_by = %(actor)s, reason = '',
        renewals = 0
    FROM incoming_record i
    WHERE r.id = ANY(%(ids)s) AND r.source_id = %(source)s AND r.database = %(database)s AND r.reference = i.reference
"""
_INSERT: Final = """
    INSERT INTO records_record (id, database, source_id, reference, kind, fields, purposes, level, conditions, status,
        occurred_on, review_on, version, verb, changed_at, changed_by, reason, created_at, entered_by, renewals,
        renewal_reason)
    SELECT id, %(database)s, %(source)s, reference, kind, fields, purposes, level, conditions,
        CASE WHEN held THEN 'held' ELSE 'active' END, occurred_on,
        coalesce(review_on, %(latest)s), 1, 'loaded', %(now)s, %(actor)s, '', %(now)s, %(actor)s, 0, ''
    FROM incoming_record i WHERE i.reference <> ALL(%(known)s)
    ON CONFLICT DO NOTHING
"""


def write_batch(
    actor: Actor, batch: list[tuple[int, Draft]], terms: Terms, holding: frozenset[str], now: datetime
) -> Written:
    """Writes a batch in the caller's transaction. Raises Changed when somebody added one of its references since.

    `holding`: the references of those that answer no check until they are released.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INCOMING)
        # Empty after a commit, but not after another batch of the same transaction.
        cursor.execute("DELETE FROM incoming_record")
        new_ids = _copy(cursor, batch, holding)
        facts: dict[str, Any] = {
            "source": actor.bureau,
            "database": terms.database,
            "latest": terms.latest,
            "now": now,
            "actor": actor.id,
        }
        cursor.execute(_KNOWN, facts)
        known = cursor.fetchall()
        refused = [finding for row in known if (finding := _refusal(row, terms))]
        closed = {finding.reference for finding in refused}
        changing = {
            row[2]: row[1] for row in known if row[1] not in closed and (row[4] or Status(row[3]) not in _STANDING)
        }
        if changing:
            cursor.execute(_KEEP, {"ids": list(changing)})
            cursor.execute(_UPDATE, facts | {"ids": list(changing)})
        cursor.execute(_INSERT, facts | {"known": [row[1] for row in known]})
        if cursor.rowcount != len(batch) - len(known):
            raise Changed
    there = {row[1] for row in known}
    added = [
        (line, new_id) for (line, draft), new_id in zip(batch, new_ids, strict=True) if draft.reference not in there
    ]
    written = {pk: batch_row[1].reference for batch_row, pk in zip(batch, new_ids, strict=True)}
    written = {pk: reference for pk, reference in written.items() if reference not in there} | changing
    return Written(
        added=len(added),
        updated=len(changing),
        unchanged=len(known) - len(changing) - len(refused),
        changed_ids=(*(new_id for _line, new_id in added), *changing),
        first_added=tuple(added[:FIRST_ADDED]),
        refused=tuple(refused),
        held=tuple((pk, reference) for pk, reference in written.items() if reference in holding),
    )


def _copy(cursor: Any, batch: list[tuple[int, Draft]], holding: frozenset[str]) -> list[UUID]:
    new_ids = [ids.new() for _row in batch]
    with cursor.copy(f"COPY incoming_record ({_COLUMNS}) FROM STDIN") as copy:
        for (line, draft), new_id in zip(batch, new_ids, strict=True):
            copy.write_row(
                (
                    line,
                    new_id,
                    draft.reference,
                    draft.kind,
                    msgspec.json.encode(draft.fields).decode(),
                    list(draft.purposes) or "{}",
                    int(draft.level),
                    list(draft.conditions) or "{}",
                    draft.occurred_on,
                    draft.review_on,
                    draft.reference in holding,
                )
            )
    return new_ids


# What a file states again unchanged is left as it is.
_STANDING: Final = (Status.ACTIVE, Status.HELD)
_RESTS: Final = mark("A notice or a diffusion rests on this record.")


def _refusal(row: tuple[Any, ...], terms: Terms) -> Finding | None:
    """What forbids a load to change a record that is there: that it has ended, or that something rests on it."""
    line, reference, _pk, slug, differs, is_marked = row
    status = Status(slug)
    if status not in _STANDING and not (terms.reinstate and status in (Status.WITHDRAWN, Status.EXPIRED)):
        said = f"The record with this reference is {STATUS_LABELS[status].lower()}."
        accepted = mark("A new reference, or a load that reinstates.")
        return Finding(line, reference, Problem("reference", said, accepted))
    if is_marked and differs and not terms.reinstate:
        return Finding(line, reference, Problem("reference", _RESTS, mark("A change of what rests on it.")))
    return None
