"""The verbs of the records room: the only writers. Each is one transaction, one ledger entry, one note in the change log.

Only the source's own bureau changes a record. Rooms above may put a mark on one, block it and unblock it: what they
decide is written down here as a plain fact.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from comity.audit import actions as audit
from comity.core import changes, clock
from comity.core.errors import Invalid, NotAllowed, NotFound, Problem
from comity.core.languages import mark as _
from comity.network import actions as network
from comity.network.models import Restriction
from comity.network.rules import Actor, Right, require_right
from comity.records import access, load, manifests, queries, rules
from comity.records.load import Finding, Summary, Terms, Written
from comity.records.loaders.lines import Row
from comity.records.manifests.shape import Draft
from comity.records.models import Mark, Record, RecordVersion
from comity.records.rules import Status

VERSIONED = (
    "reference", "kind", "fields", "purposes", "level", "conditions", "status", "occurred_on", "review_on", "version",
    "verb", "changed_at", "changed_by", "reason",
)  # fmt: skip


@audit.verb("record.added")
def add(*, actor: Actor, database: str, values: Mapping[str, Any], now: datetime) -> Record:
    """Adds one record of the actor's bureau. `values`: field name -> text or JSON value (docs/records.md).

    Raises Invalid naming every wrong field, AlreadyRecorded when the reference is taken.
    """
    draft = read(actor=actor, database=database, values=values, now=now)
    record = Record(
        database=database,
        source_id=actor.bureau,
        reference=draft.reference,
        review_on=draft.review_on or queries.longest_review(database, now.date()),
        created_at=now,
        entered_by=actor.id,
        changed_at=now,
        changed_by=actor.id,
        **_columns_of(draft),
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        raise rules.AlreadyRecorded from None
    _note(record, now)
    return record


@audit.verb("record.updated", subject="record_id")
def update(
    *, actor: Actor, record_id: UUID, values: Mapping[str, Any], now: datetime, version: int | None = None
) -> Record:
    """States the record anew: what is not in `values` is no longer said. The same again changes nothing.

    `version` is the one the caller has read; raises Changed when it is no longer the latest.
    """
    record = access.get_for_changing(actor, record_id)
    rules.require_step("update", Status(record.status))
    if version is not None and version != record.version:
        raise rules.Changed
    draft = read(actor=actor, database=record.database, values={"reference": record.reference, **values}, now=now)
    if draft.reference != record.reference:
        raise Invalid(Problem("reference", _("The reference names the record and cannot change."), record.reference))
    columns = _columns_of(draft) | {"review_on": draft.review_on or record.review_on}
    if all(getattr(record, name) == value for name, value in columns.items()):
        return record
    _change(record, actor, "updated", now, renewals=0, **columns)
    return record


@audit.verb("record.withdrawn", subject="record_id")
def withdraw(*, actor: Actor, record_id: UUID, reason: str, now: datetime) -> Record:
    """Takes the record out of every answer, at once. Its history stays with the source."""
    return _step(access.get_for_changing(actor, record_id), actor, "withdraw", "withdrawn", reason, now)


@audit.verb("record.renewed", subject="record_id")
def renew(*, actor: Actor, record_id: UUID, reason: str, now: datetime, review_on: date | None = None) -> Record:
    """Keeps the record for another period, after examination (RPD art. 50): the reason must differ from the last."""
    record = access.get_for_changing(actor, record_id)
    step = rules.require_step("renew", Status(record.status))
    reason = rules.require_reason(step, reason)
    rules.require_new_reason(reason, record.renewal_reason)
    latest = queries.longest_review(record.database, now.date())
    if review_on is not None and not now.date() < review_on <= latest:
        raise Invalid(Problem("review_on", _("This is not a date in the period allowed."), f"A date up to {latest}."))
    audit.about(details={"renewals": record.renewals + 1})
    _change(
        record,
        actor,
        "renewed",
        now,
        status=Status.ACTIVE,
        reason=reason,
        review_on=review_on or latest,
        renewals=record.renewals + 1,
        renewal_reason=reason,
    )
    return record


@audit.verb("record.restricted", subject="record_id")
def restrict(*, actor: Actor, record_id: UUID, against: str, reason: str, now: datetime) -> Restriction:
    """Denies this record to a bureau and everything under it (RPD art. 58). From then on it does not exist for them."""
    record = access.get_for_restricting(actor, record_id)
    audit.about(details={"against": against[:20] if against.isalnum() else "", "database": record.database})
    return network.restrict_record(actor=actor, record=record.pk, against=against, reason=reason, now=now)


@audit.verb("record.restriction_lifted", subject="record_id")
def lift(*, actor: Actor, record_id: UUID, restriction_id: UUID, now: datetime) -> Restriction:
    """Ends a restriction on this record."""
    record = access.get_for_restricting(actor, record_id)
    if not Restriction.objects.filter(pk=restriction_id, record=record.pk, source=actor.bureau).exists():
        raise NotFound
    return network.lift(actor=actor, restriction_id=restriction_id, now=now)


@audit.verb("record.marked", subject="record_id")
def mark(*, actor: Actor, record_id: UUID, kind: Mark.Kind, from_room: str, reason_code: str, now: datetime) -> Mark:
    """Puts a marker or a caution on a record. For rooms above, which have decided that the actor may. Idempotent."""
    record = _any(record_id)
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
        _note(record, now)
    return placed


@audit.verb("record.unmarked", subject="record_id")
def unmark(*, actor: Actor, record_id: UUID, kind: Mark.Kind, from_room: str, reason_code: str, now: datetime) -> Mark:
    """Ends a marker or a caution. Raises NotFound when there is none."""
    record = _any(record_id)
    placed = record.marks.filter(kind=kind, from_room=from_room, reason_code=reason_code, ended_at=None).first()
    if placed is None:
        raise NotFound
    placed.end(now)
    audit.about(details={"kind": kind, "from_room": from_room, "reason_code": reason_code})
    _note(record, now)
    return placed


@audit.verb("record.blocked", subject="record_id")
def block(*, actor: Actor, record_id: UUID, reason: str, now: datetime) -> Record:
    """Takes the record out of every answer while a request of the person concerned is examined. For rooms above."""
    return _step(_any(record_id), actor, "block", "blocked", reason, now)


@audit.verb("record.unblocked", subject="record_id")
def unblock(*, actor: Actor, record_id: UUID, reason: str, now: datetime) -> Record:
    """Lets a blocked record answer again. For rooms above."""
    return _step(_any(record_id), actor, "unblock", "unblocked", reason, now)


@audit.verb("records.expired")
def expire_due(*, actor: Actor, now: datetime, limit: int = 2000) -> list[UUID]:
    """Ends up to `limit` records whose review date has come without a renewal (RPD art. 50). One entry for all of them."""
    due = Record.objects.filter(status=Status.ACTIVE, review_on__lte=now.date()).order_by("review_on", "pk")
    records = list(due.select_for_update(skip_locked=True)[:limit])
    _keep(records)
    ids = [record.pk for record in records]
    Record.objects.filter(pk__in=ids).update(
        status=Status.EXPIRED, version=F("version") + 1, verb="expired", changed_at=now, changed_by=actor.id, reason=""
    )
    audit.about(details={"count": len(ids), "digest": queries.digest_of(ids)})
    changes.note("record", ids, now=now)
    return ids


@audit.verb("records.loaded")
def load_batch(*, actor: Actor, batch: list[tuple[int, Draft]], terms: Terms, now: datetime) -> Written:
    """Writes one batch of a bulk load: all of it or nothing, and one ledger entry with a digest of what changed."""
    require_may_add(actor, terms.database)
    written = load.write_batch(actor, batch, terms, now)
    audit.about(
        details={
            "database": terms.database,
            "added": written.added,
            "updated": written.updated,
            "unchanged": written.unchanged,
            "refused": len(written.refused),
            "digest": queries.digest_of(written.changed_ids),
        }
    )
    changes.note("record", written.changed_ids, now=now)
    return written


def load_rows(
    *,
    actor: Actor,
    database: str,
    rows: Iterable[Row],
    report: Callable[[Finding], None],
    progress: Callable[[Summary], None] = lambda _summary: None,
    reinstate: bool = False,
) -> Summary:
    """Loads rows to their end in batches, each its own verb: what is written stays written, and a repeat changes nothing.

    `report` gets every problem of every bad line; `progress` the summary after each batch.
    """
    require_may_add(actor, database)
    latest = queries.longest_review(database, clock.now().date())
    terms = Terms(database=database, latest=latest, reinstate=reinstate)

    def write(batch: list[tuple[int, Draft]]) -> Written:
        try:
            return load_batch(actor=actor, batch=batch, terms=terms, now=clock.now())
        except rules.Changed:
            # Somebody else added one of these references since: now it is known, and the second try updates it.
            return load_batch(actor=actor, batch=batch, terms=terms, now=clock.now())

    return load.load(actor=actor, rows=rows, terms=terms, write=write, report=report, progress=progress)


@audit.verb("records.withdrawn_from_list")
def withdraw_unlisted(*, actor: Actor, database: str, listed: set[str], reason: str, now: datetime) -> int:
    """Withdraws the actor's active records that a complete list no longer holds. `listed`: references it does hold."""
    require_may_add(actor, database)
    active = Record.objects.filter(source=actor.bureau, database=database, status=Status.ACTIVE)
    gone = [record for record in active.select_for_update() if record.reference not in listed]
    for record in gone:
        _keep([record])
        record.move_to(Status.WITHDRAWN, verb="withdrawn", changed_at=now, changed_by=actor.id, reason=reason)
    gone_ids = [record.pk for record in gone]
    audit.about(details={"database": database, "count": len(gone), "digest": queries.digest_of(gone_ids)})
    changes.note("record", gone_ids, now=now)
    return len(gone)


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


def _any(record_id: UUID) -> Record:
    record = Record.objects.filter(pk=record_id).first()
    if record is None:
        raise NotFound
    return record


def _columns_of(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "fields": draft.fields,
        "purposes": list(draft.purposes),
        "level": int(draft.level),
        "conditions": list(draft.conditions),
        "occurred_on": draft.occurred_on,
    }


def _step(record: Record, actor: Actor, verb: str, done: str, reason: str, now: datetime) -> Record:
    """A step that changes nothing but the status."""
    step = rules.require_step(verb, Status(record.status))
    _change(record, actor, done, now, status=step.to, reason=rules.require_reason(step, reason))
    return record


def _change(record: Record, actor: Actor, verb: str, now: datetime, **columns: Any) -> None:
    """Keeps a copy of what the record said, then changes it, if nobody else has meanwhile; then notes it."""
    _keep([record])
    status = Status(columns.pop("status", record.status))
    stamp = {"verb": verb, "changed_at": now, "changed_by": actor.id, "reason": columns.pop("reason", "")}
    record.move_to(status, **columns, **stamp)
    record.refresh_from_db()
    _note(record, now)


def _keep(records: list[Record]) -> None:
    copies = [RecordVersion(record=record, **{name: getattr(record, name) for name in VERSIONED}) for record in records]
    try:
        with transaction.atomic():
            RecordVersion.objects.bulk_create(copies, batch_size=500)
    except IntegrityError:
        raise rules.Changed from None


def _note(record: Record, now: datetime) -> None:
    audit.about(subject=record, details={"database": record.database, "version": record.version})
    changes.note("record", [record.pk], now=now)
