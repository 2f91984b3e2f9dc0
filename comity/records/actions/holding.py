"""Holding records before they answer any check, and what is decided of those that are held.

What holds is read from the rooms below: measures over the bureau's channel, and the blind registers. Who enters a
record sees that it is held and nothing of why; who decides are rooms above, which have asked their own rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from comity.audit import actions as audit
from comity.core import levels
from comity.core.errors import NotFound
from comity.network.rules import Actor
from comity.protection import queries as protection
from comity.protection.engine.keys import Subject
from comity.records import manifests, queries
from comity.records.actions import writing
from comity.records.engine import holds, issuers
from comity.records.engine.holds import NO_REASON, Reasons
from comity.records.manifests.shape import Draft
from comity.records.models import Hold, Record
from comity.records.rules import Status
from comity.supervision import queries as supervision
from comity.supervision.rules import Effects, Scope

_DOCUMENTS: Final = "travel_documents"


def reasons_for(source: str, drafts: Sequence[Draft], now: datetime, *, in_bulk: bool = False) -> list[Reasons]:
    """Why each of these, stated by this bureau now, must be held; in order. A batch under a measure is held whole."""
    if not drafts:
        return []
    found = [NO_REASON] * len(drafts)
    if in_bulk:
        whole = _of_effects(supervision.effects(source, Scope.BULK), source, drafts, now)
        found = [whole] * len(drafts)
    if drafts[0].database != _DOCUMENTS:
        return found
    under: dict[frozenset[str], Reasons] = {}
    for countries in {_countries(draft) for draft in drafts}:
        effects = supervision.effects(source, Scope.TRAVEL_DOCUMENTS, countries=countries)
        under[countries] = _of_effects(effects, source, drafts, now)
    registers = _of_registers(source, drafts)
    return [
        holds.together((before, under[_countries(draft)], matched))
        for before, draft, matched in zip(found, drafts, registers, strict=True)
    ]


def _of_effects(effects: Effects, source: str, drafts: Sequence[Draft], now: datetime) -> Reasons:
    reasons = [holds.MEASURE] if effects.hold or effects.second_reviewer else []
    if effects.quota is not None:
        entered = queries.count_entered_since(source, drafts[0].database, _midnight(now))
        if entered + len(drafts) > effects.quota:
            reasons.append(holds.QUOTA)
    return Reasons(reasons=tuple(reasons), measures=effects.measures if reasons else ())


def _of_registers(source: str, drafts: Sequence[Draft]) -> list[Reasons]:
    if protection.is_empty():
        return [NO_REASON] * len(drafts)
    found = protection.matches_of([_holder(draft) for draft in drafts], requester=source)
    return [
        Reasons(reasons=(holds.REGISTER,), matches=tuple(one.entry for one in some)) if some else NO_REASON
        for some in found
    ]


def _holder(draft: Draft) -> Subject:
    """The document, and who holds it as far as was said. A range of blanks has no holder."""
    fields, said = draft.fields, draft.passing
    return Subject(
        names=tuple(said.get("holder_names", ())),
        births=(said["holder_birth_date"],) if "holder_birth_date" in said else (),
        documents=() if "number_last" in fields else (f"{fields['issuer']} {fields['number']}",),
    )


def _countries(draft: Draft) -> frozenset[str]:
    """Whose national the holder is taken to be, and where the document was reported."""
    issuer = issuers.alpha2(draft.fields["issuer"])
    return frozenset(code for code in (issuer, draft.fields.get("reported_in")) if code)


def _midnight(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def keep(held: Mapping[UUID, Reasons], now: datetime) -> None:
    """Writes down why records are held; of one that was held already, also what is new."""
    known = {one.record_id: one for one in Hold.objects.filter(record__in=held, ended_at=None)}
    Hold.objects.bulk_create(
        [
            Hold(record_id=pk, held_at=now, reasons=list(why.reasons), measures=list(why.measures),
                 matches=list(why.matches))
            for pk, why in held.items()
            if pk not in known
        ],
        batch_size=500,
    )  # fmt: skip
    for pk, one in known.items():
        before = Reasons(reasons=tuple(one.reasons), measures=tuple(one.measures), matches=tuple(one.matches))
        why = holds.together((before, held[pk]))
        Hold.objects.filter(pk=one.pk).update(
            reasons=list(why.reasons), measures=list(why.measures), matches=list(why.matches)
        )


def close(records: Iterable[UUID], now: datetime) -> None:
    """These are held no more. That a document led to an entry of a blind register is not kept beyond the decision."""
    Hold.objects.filter(record__in=list(records), ended_at=None).update(ended_at=now, matches=[])


@audit.verb("record.held", subject="record_id")
def hold(*, actor: Actor, record_id: UUID, now: datetime) -> Record:
    """Takes an active record out of every answer until the room above that holds it releases it."""
    record = writing.step(writing.get_any(record_id), actor, "hold", "held", "", now)
    keep({record.pk: NO_REASON}, now)
    return record


@audit.verb("record.released", subject="record_id")
def release(*, actor: Actor, record_id: UUID, now: datetime, audience: Sequence[str] | None = None) -> Record:
    """Lets a held record answer checks: those of the bureaus in `audience`, where the room above names any anew.

    For rooms above, which have decided it. Raises ValueError for an audience of nobody: empty stands for everybody.
    """
    record = writing.get_any(record_id)
    if audience is not None:
        if not audience:
            raise ValueError("An audience of nobody would be everybody.")
        Record.objects.filter(pk=record.pk).update(audience=sorted(audience))
    writing.step(record, actor, "release", "released", "", now)
    close([record.pk], now)
    return record


@audit.verb("record.refused", subject="record_id")
def refuse_held(*, actor: Actor, record_id: UUID, reason: str, now: datetime) -> Record:
    """Withdraws a held record. For rooms above. Its source reads the reason: it must be fit for them."""
    record = writing.step(writing.get_any(record_id), actor, "refuse", "refused", reason, now)
    close([record.pk], now)
    return record


@audit.verb("record.ended", subject="record_id")
def end(*, actor: Actor, record_id: UUID, reason: str, now: datetime) -> Record:
    """Withdraws a record whose notice or diffusion has ended. For rooms above, which have taken their marks off."""
    record = writing.step(writing.get_any(record_id), actor, "close", "ended", reason, now)
    close([record.pk], now)
    return record


@audit.verb("record.restated", subject="record_id")
def restate(*, actor: Actor, record_id: UUID, values: Mapping[str, Any], now: datetime) -> Record:
    """States a record anew on which a notice or a diffusion rests. For rooms above: marks do not hinder it.

    `values` as for `add`. Raises Invalid naming every wrong field. The status stays as it is.
    """
    record = writing.get_any(record_id)
    if Status(record.status) not in (Status.ACTIVE, Status.HELD, Status.BLOCKED):
        raise NotFound
    today = now.date()
    latest = queries.longest_review(record.database, today)
    given = {**values, "reference": record.reference}
    draft = manifests.form(record.database).read(given, source=record.source_id, today=today, latest=latest)
    columns = writing.columns_of(draft) | {"review_on": draft.review_on or record.review_on}
    audit.about(details={"level": levels.Level(draft.level).slug})
    writing.change(record, actor, "updated", now, renewals=0, **columns)
    return record
