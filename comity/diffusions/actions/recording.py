"""What checks find of a diffusion: a record of the person, of the sender's, for its recipients and for nobody else.

It is held from the moment the diffusion is sent, answers checks while it is delivered, and says how far it was read.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from comity.core.errors import Invalid, Problem
from comity.core.levels import Level
from comity.diffusions import reading
from comity.diffusions.models import Diffusion
from comity.network.rules import Actor
from comity.records import actions as records
from comity.records import queries as records_queries
from comity.records.models import Mark, Record
from comity.records.rules import Status

ROOM: Final = "diffusions"
_LONGEST_REASON: Final = 500


def keep_held(diffusion: Diffusion, actor: Actor, now: datetime) -> None:
    """The record as its sender states it now, held. Raises Invalid with what the database does not take."""
    manifest = reading.manifest_of(diffusion)
    stated = manifest.record(diffusion.content)
    if stated is None or not manifest.database:
        return
    values = stated | _envelope(diffusion, now)
    # Never empty: that would be everybody.
    audience = [one.pk for one in reading.recipients_of(diffusion, now)] or [diffusion.sender_id]
    try:
        if diffusion.record:
            records.restate(actor=actor, record_id=diffusion.record, values=values, now=now)
            return
        made = records.add(
            actor=actor, database=manifest.database, values=values, held=True, audience=audience, now=now
        )
    except Invalid as refusal:
        raise _as_said(manifest.groups[0].name, refusal) from None
    Diffusion.objects.filter(pk=diffusion.pk).update(record=made.pk)
    diffusion.record = made.pk


def _envelope(diffusion: Diffusion, now: datetime) -> dict[str, Any]:
    # A record ends on its review date, a diffusion after its last day.
    latest = records_queries.longest_review(reading.manifest_of(diffusion).database, now.date())
    return {
        "reference": f"D-{diffusion.pk.hex}",
        "level": Level(diffusion.level).slug,
        "conditions": diffusion.conditions,
        "review_on": min(diffusion.ends_on + timedelta(days=1), latest).isoformat(),
    }


def _as_said(group: str, refusal: Invalid) -> Invalid:
    return Invalid([Problem(f"{group}.{one.field}", one.problem, one.accepted) for one in refusal.problems])


def let_be_found(diffusion: Diffusion, actor: Actor, recipients: Sequence[str], now: datetime) -> None:
    """Its recipients' checks find it from now on, with its colour, its number, and whether a person has read it."""
    if not diffusion.record or not _is(diffusion, Status.HELD):
        return
    # As it was read: its source may have stated the record anew meanwhile, but not the diffusion.
    values = (reading.manifest_of(diffusion).record(diffusion.content) or {}) | _envelope(diffusion, now)
    records.restate(actor=actor, record_id=diffusion.record, values=values, now=now)
    records.release(actor=actor, record_id=diffusion.record, audience=recipients, now=now)
    _mark(diffusion, actor, now, is_reviewed=diffusion.is_reviewed)


def say_reviewed(diffusion: Diffusion, actor: Actor, now: datetime) -> None:
    """A person has read it: checks say so."""
    if diffusion.record and _is(diffusion, Status.ACTIVE):
        _unmark(diffusion, actor, now)
        _mark(diffusion, actor, now, is_reviewed=True)


def let_be_found_no_more(diffusion: Diffusion, actor: Actor, reason: str, now: datetime) -> None:
    """Nobody's checks find it any more."""
    if not diffusion.record:
        return
    _unmark(diffusion, actor, now)
    if not _is(diffusion, Status.WITHDRAWN):
        records.end(actor=actor, record_id=diffusion.record, reason=" ".join(reason.split())[:_LONGEST_REASON], now=now)


def _is(diffusion: Diffusion, status: Status) -> bool:
    return diffusion.record is not None and Record.objects.filter(pk=diffusion.record, status=status).exists()


def _mark(diffusion: Diffusion, actor: Actor, now: datetime, *, is_reviewed: bool) -> None:
    kind = "diffusion" if is_reviewed else "unreviewed"
    records.mark(
        actor=actor,
        record_id=diffusion.record,  # type: ignore[arg-type]
        kind=Mark.Kind.MARKER,
        from_room=ROOM,
        reason_code=f"{diffusion.colour}:{diffusion.number}:{kind}",
        now=now,
    )


def _unmark(diffusion: Diffusion, actor: Actor, now: datetime) -> None:
    mine = {"record": diffusion.record, "from_room": ROOM, "ended_at": None}
    for one in Mark.objects.filter(**mine):
        records.unmark(
            actor=actor,
            record_id=one.record_id,
            kind=Mark.Kind(one.kind),
            from_room=ROOM,
            reason_code=one.reason_code,
            now=now,
        )
