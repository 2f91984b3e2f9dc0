"""One record from its source: added, changed, renewed, withdrawn; and ended when its time has come."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from comity.audit import actions as audit
from comity.core import changes
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark as _
from comity.network.rules import Actor
from comity.records import access, queries, rules
from comity.records.actions import holding, writing
from comity.records.models import Record
from comity.records.rules import Status


@audit.verb("record.added")
def add(
    *,
    actor: Actor,
    database: str,
    values: Mapping[str, Any],
    now: datetime,
    held: bool = False,
    audience: Sequence[str] = (),
) -> Record:
    """Adds one record of the actor's bureau. `values`: field name -> text or JSON value (docs/records.md).

    It answers checks from now on, unless it is held: by a measure or a blind register, or, with `held`, by a room above
    until that releases it. `audience`: the bureaus it is for; none stands for everybody. Raises Invalid naming every
    wrong field, AlreadyRecorded when the reference is taken.
    """
    draft = writing.read(actor=actor, database=database, values=values, now=now)
    [why] = holding.reasons_for(actor.bureau, [draft], now)
    record = Record(
        database=database,
        source_id=actor.bureau,
        reference=draft.reference,
        review_on=draft.review_on or queries.longest_review(database, now.date()),
        created_at=now,
        entered_by=actor.id,
        changed_at=now,
        changed_by=actor.id,
        status=Status.HELD if held or why else Status.ACTIVE,
        audience=sorted(audience),
        **writing.columns_of(draft),
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        raise rules.AlreadyRecorded from None
    if held or why:
        holding.keep({record.pk: why}, now)
    writing.note(record, now)
    return record


@audit.verb("record.updated", subject="record_id")
def update(
    *, actor: Actor, record_id: UUID, values: Mapping[str, Any], now: datetime, version: int | None = None
) -> Record:
    """States the record anew: what is not in `values` is no longer said. The same again changes nothing.

    What is held stays held; what says something else now may have to be. `version` is the one the caller has read:
    raises Changed when it is no longer the latest. Raises Marked where a notice or a diffusion rests on the record.
    """
    record = access.get_for_changing(actor, record_id)
    writing.require_unmarked(record)
    rules.require_step("update", Status(record.status))
    if version is not None and version != record.version:
        raise rules.Changed
    draft = writing.read(
        actor=actor, database=record.database, values={"reference": record.reference, **values}, now=now
    )
    if draft.reference != record.reference:
        raise Invalid(Problem("reference", _("The reference names the record and cannot change."), record.reference))
    columns = writing.columns_of(draft) | {"review_on": draft.review_on or record.review_on}
    if all(getattr(record, name) == value for name, value in columns.items()):
        return record
    if (draft.kind, draft.fields) != (record.kind, record.fields):
        [why] = holding.reasons_for(actor.bureau, [draft], now)
        if why:
            columns["status"] = Status.HELD
            holding.keep({record.pk: why}, now)
    writing.change(record, actor, "updated", now, renewals=0, **columns)
    return record


@audit.verb("record.withdrawn", subject="record_id")
def withdraw(*, actor: Actor, record_id: UUID, reason: str, now: datetime) -> Record:
    """Takes the record out of every answer, at once. Its history stays with the source. Raises Marked as `update`."""
    record = access.get_for_changing(actor, record_id)
    writing.require_unmarked(record)
    holding.close([record.pk], now)
    return writing.step(record, actor, "withdraw", "withdrawn", reason, now)


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
    writing.change(
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


@audit.verb("records.expired")
def expire_due(*, actor: Actor, now: datetime, limit: int = 2000) -> list[UUID]:
    """Ends up to `limit` records whose review date has come without a renewal (RPD art. 50): one entry for all."""
    due = Record.objects.filter(status=Status.ACTIVE, review_on__lte=now.date()).order_by("review_on", "pk")
    records = list(due.select_for_update(skip_locked=True)[:limit])
    writing.keep(records)
    ids = [record.pk for record in records]
    Record.objects.filter(pk__in=ids).update(
        status=Status.EXPIRED, version=F("version") + 1, verb="expired", changed_at=now, changed_by=actor.id, reason=""
    )
    audit.about(details={"count": len(ids), "digest": queries.digest_of(ids)})
    changes.note("record", ids, now=now)
    return ids
