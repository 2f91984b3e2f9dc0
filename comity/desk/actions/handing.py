"""Shifts: begin, write the notes, offer them, accept or decline. A shift ends when its notes are accepted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.desk import access, duty
from comity.desk.actions.taking import may_take
from comity.desk.duty import NotLeftAlone, NotThisShift, NotYourShift, ShiftState, StillOnDuty
from comity.desk.models import Item, ItemStep, Shift, ShiftLine, ShiftStep
from comity.desk.rules import UNRESOLVED, State
from comity.network.access import officer_of
from comity.network.rules import Actor


@audit.verb("shift.begun")
def begin(*, actor: Actor, now: datetime) -> Shift:
    """Goes on duty, beside whoever is already. Raises StillOnDuty."""
    access.require_on_desk(actor)
    officer_of(actor)
    if Shift.objects.filter(officer=actor.id, ended_at=None).exists():
        raise StillOnDuty
    shift = _new(actor, now)
    _note(shift, actor, "begin", now)
    return shift


@audit.verb("shift.noted", subject="shift_id")
def note(*, actor: Actor, shift_id: UUID | str, text: str, lines: Mapping[str, str] | None = None,
         now: datetime) -> Shift:  # fmt: skip
    """Keeps the notes as far as they are written: free text, and a line for each open thing (by its id)."""
    shift = _own(actor, shift_id)
    written = [(access.get_item(actor, item).pk, line.strip()) for item, line in (lines or {}).items()]
    if problems := [one for one in duty.problems_with_notes(text or "-", written) if one]:
        raise Invalid(problems)
    shift.move_to(ShiftState(shift.state), now, notes=text.strip())
    ShiftLine.objects.filter(shift=shift).exclude(item__in=[item for item, _line in written]).delete()
    ShiftLine.objects.bulk_create(
        [ShiftLine(shift=shift, item_id=item, text=line) for item, line in written],
        update_conflicts=True,
        unique_fields=["shift", "item"],
        update_fields=["text"],
    )
    audit.about(subject=shift, details={"lines": len(written), "length": len(shift.notes)})
    return shift


@audit.verb("shift.offered", subject="shift_id")
def offer(*, actor: Actor, shift_id: UUID | str, to: str = "", now: datetime) -> Shift:
    """Offers the notes to a named officer ("officer:<id>") or to whoever comes (""). One stays on duty until then."""
    shift = _own(actor, shift_id)
    if problems := duty.problems_with_notes(shift.notes, ()):
        raise Invalid(problems)
    name = _name_of_next(actor, to) if to else ""
    shift.move_to(ShiftState.OFFERED, now, offered_to=to, offered_to_name=name, offered_at=now)
    _note(shift, actor, "offer", now, to=to)
    return shift


@audit.verb("shift.kept", subject="shift_id")
def keep(*, actor: Actor, shift_id: UUID | str, now: datetime) -> Shift:
    """Takes the offer back."""
    shift = _own(actor, shift_id)
    if shift.state != ShiftState.OFFERED:
        raise NotThisShift
    shift.move_to(ShiftState.ON, now, **_NOT_OFFERED)
    _note(shift, actor, "keep", now)
    return shift


@audit.verb("shift.accepted", subject="shift_id")
def accept(*, actor: Actor, shift_id: UUID | str, now: datetime) -> Shift:
    """Takes the notes and what its officer took care of. Returns the shift of who accepted."""
    access.require_on_desk(actor)
    shift = access.get_shift(actor, shift_id)
    duty.require_offer(ShiftState(shift.state), shift.offered_to, shift.officer, actor.id)
    return _hand(shift, actor, "accept", now)


@audit.verb("shift.declined", subject="shift_id")
def decline(*, actor: Actor, shift_id: UUID | str, reason: str, now: datetime) -> Shift:
    """Does not accept the notes: its officer stays on duty and reads why."""
    access.require_on_desk(actor)
    shift = access.get_shift(actor, shift_id)
    duty.require_offer(ShiftState(shift.state), shift.offered_to, shift.officer, actor.id)
    reason = duty.require_reason(reason)
    shift.move_to(ShiftState.ON, now, **_NOT_OFFERED)
    _note(shift, actor, "decline", now, reason=reason)
    return shift


@audit.verb("shift.taken_over", subject="shift_id")
def take_over_shift(*, actor: Actor, shift_id: UUID | str, reason: str, now: datetime) -> Shift:
    """Takes over a shift that was left alone, with a reason. Raises NotLeftAlone."""
    access.require_on_desk(actor)
    shift = access.get_shift(actor, shift_id)
    reason = duty.require_reason(reason)
    if shift.state == ShiftState.ENDED or shift.officer == actor.id:
        raise NotThisShift
    if not access.is_left_alone(shift, now):
        raise NotLeftAlone
    return _hand(shift, actor, "take_over", now, reason)


_NOT_OFFERED: dict[str, Any] = {"offered_to": "", "offered_to_name": "", "offered_at": None}


def _hand(shift: Shift, actor: Actor, verb: str, now: datetime, reason: str = "") -> Shift:
    """Ends a shift and carries on in the actor's own: the one they have, or a new one."""
    shift.move_to(ShiftState.ENDED, now, handed_to=actor.id, handed_to_name=actor.name, accepted_at=now, ended_at=now)
    own = Shift.objects.filter(officer=actor.id, ended_at=None).first() or _new(actor, now, after=shift)
    moved = _hand_items(shift.officer, actor, now)
    _note(shift, actor, verb, now, reason=reason, next=str(own.pk), items=moved)
    return own


def _hand_items(giver: str, actor: Actor, now: datetime) -> int:
    """What its officer took care of is the next one's; what that one may not see goes back to the queue."""
    officer = officer_of(actor)
    held = list(Item.objects.select_for_update().filter(claimed_by=giver, state__in=sorted(UNRESOLVED)))
    for item in held:
        taken = may_take(item, officer)
        state = State.CLAIMED if taken else State.OPEN
        whose = (actor.id, actor.name, now) if taken else ("", "", None)
        item.move_to(state, now, **dict(zip(("claimed_by", "claimed_by_name", "claimed_at"), whose, strict=True)))
        ItemStep.objects.create(item=item, verb="accept", state_after=state, at=now, by=actor.id, by_name=actor.name)
    return len(held)


def _new(actor: Actor, now: datetime, after: Shift | None = None) -> Shift:
    return Shift.objects.create(
        officer=actor.id, officer_name=actor.name, state=ShiftState.ON, began_at=now, after=after, changed_at=now
    )


def _own(actor: Actor, shift_id: UUID | str) -> Shift:
    """The actor's own shift, not ended. Raises NotFound, NotYourShift, NotThisShift."""
    access.require_on_desk(actor)
    shift = access.get_shift(actor, shift_id)
    if shift.officer != actor.id:
        raise NotYourShift
    if shift.state == ShiftState.ENDED:
        raise NotThisShift
    return shift


def _name_of_next(actor: Actor, to: str) -> str:
    problem = Problem("to", mark("This officer cannot take the shift."), mark("Another officer of the desk."))
    try:
        key = UUID(to.removeprefix("officer:"))
    except ValueError:
        raise Invalid(problem) from None
    officer = access.on_desk().filter(pk=key).first()
    if officer is None or to == actor.id:
        raise Invalid(problem)
    return officer.name


def _note(shift: Shift, actor: Actor, verb: str, now: datetime, reason: str = "", **details: object) -> None:
    ShiftStep.objects.create(shift=shift, verb=verb, at=now, by=actor.id, by_name=actor.name, reason=reason)
    audit.about(subject=shift, details=details)
