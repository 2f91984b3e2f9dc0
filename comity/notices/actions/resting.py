"""The record that answers checks while a notice is published: held, let out with its marker, put to rest, ended.

All in the transaction of the verb, so that a check and the notice never say different things.
"""

from datetime import datetime
from typing import Any

from comity.audit import actions as audit
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.core.levels import Level
from comity.network.rules import Actor
from comity.notices import queries
from comity.notices.models import Notice
from comity.records import access as record_gates
from comity.records import actions as records
from comity.records.models import Mark, Record
from comity.records.rules import Status

ROOM = "notices"


def marker_of(notice: Notice) -> str:
    """What stands on the record while the notice is published: "red:2026/1234"."""
    return f"{notice.colour}:{notice.number}"


def require_citable(actor: Actor, notice: Notice, record_id: object) -> Record:
    """An active record of the actor's own bureau, of the notice's database. Raises Invalid."""
    record = record_gates.own(actor).filter(pk=str(record_id), status=Status.ACTIVE, database=notice.database).first()
    if record is None or not notice.database:
        raise Invalid(Problem("record", mark("This is no active record of yours there."), notice.database or "-"))
    return record


def hold(notice: Notice, actor: Actor, now: datetime) -> Record | None:
    """Puts what checks will be answered from where no check sees it. Raises Invalid, naming fields of the notice."""
    values = _values(notice)
    if notice.is_record_cited or values is None:
        return notice.record
    try:
        if notice.record_id:
            return records.restate(actor=actor, record_id=notice.record_id, values=values, now=now)
        return records.add(actor=actor, database=notice.database, values=values, now=now, held=True)
    except Invalid as refusal:
        raise _as_said(notice, refusal) from None


def restate(notice: Notice, actor: Actor, now: datetime) -> None:
    """The notice says something else, or lasts longer: its record too. What it cites is its source's own."""
    values = _values(notice)
    if notice.record is None or notice.is_record_cited or values is None:
        return
    try:
        notice.record = records.restate(actor=actor, record_id=notice.record.pk, values=values, now=now)
    except Invalid as refusal:
        raise _as_said(notice, refusal) from None


def _values(notice: Notice) -> dict[str, Any] | None:
    stated = queries.manifest_of(notice).record(notice.content)
    if stated is None:
        return None
    envelope = {
        "reference": f"N-{notice.pk.hex}",
        "level": Level(notice.level).slug,
        "conditions": notice.conditions,
        "review_on": notice.lasts_until,
    }
    return stated | envelope


def _as_said(notice: Notice, refusal: Invalid) -> Invalid:
    group = queries.manifest_of(notice).groups[0].name
    return Invalid([Problem(f"{group}.{one.field}", one.problem, one.accepted) for one in refusal.problems])


def let_out(notice: Notice, actor: Actor, now: datetime) -> None:
    """The notice is published: its record answers checks, and says so."""
    if notice.record is None:
        return
    if not notice.is_record_cited:
        restate(notice, actor, now)
        notice.record = records.release(actor=actor, record_id=notice.record.pk, now=now)
    place_marker(notice, actor, now)


def rest(notice: Notice, actor: Actor, reason: str, now: datetime, *, blocks: bool = False) -> None:
    """The notice is suspended or blocked: its record answers no check. A cited one still does, unless it is blocked."""
    if notice.record is None:
        return
    _unmark(notice, actor, now)
    if (blocks or not notice.is_record_cited) and notice.record.status == Status.ACTIVE:
        records.block(actor=actor, record_id=notice.record.pk, reason=_short(reason), now=now)


def wake(notice: Notice, actor: Actor, reason: str, now: datetime) -> None:
    """The notice is published again."""
    if notice.record is None:
        return
    if notice.record.status == Status.BLOCKED:
        records.unblock(actor=actor, record_id=notice.record.pk, reason=_short(reason), now=now)
    place_marker(notice, actor, now)


def end(notice: Notice, actor: Actor, reason: str, now: datetime) -> None:
    """The notice has ended: its own record ends too; one that was cited goes on as it was before."""
    if notice.record is None:
        return
    _unmark(notice, actor, now)
    if notice.is_record_cited:
        return
    if notice.record.status != Status.WITHDRAWN:
        records.end(actor=actor, record_id=notice.record.pk, reason=_short(reason), now=now)


def place_marker(notice: Notice, actor: Actor, now: datetime) -> None:
    """The record says that this notice rests on it; nothing where the notice has none."""
    if notice.record is None:
        return
    records.mark(
        actor=actor,
        record_id=notice.record.pk,
        kind=Mark.Kind.MARKER,
        from_room=ROOM,
        reason_code=marker_of(notice),
        now=now,
    )


def _unmark(notice: Notice, actor: Actor, now: datetime) -> None:
    assert notice.record is not None
    placed = notice.record.marks.filter(from_room=ROOM, reason_code=marker_of(notice), ended_at=None)
    if notice.number and placed.exists():
        records.unmark(
            actor=actor,
            record_id=notice.record.pk,
            kind=Mark.Kind.MARKER,
            from_room=ROOM,
            reason_code=marker_of(notice),
            now=now,
        )
        audit.about(details={"unmarked": marker_of(notice)})


def _short(reason: str) -> str:
    return reason[:500] if len(reason) >= 3 else "The notice ended."
