"""Steps on things of the queue: claim, hand over, take over, escalate, resolve, reopen."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext

from comity.audit import actions as audit
from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.desk import access, rules
from comity.desk.models import Item, ItemStep
from comity.desk.rules import NotNow, State, Step
from comity.network.models import Officer
from comity.network.rules import Actor


class _Said(NamedTuple):
    """What the history tells of a step: why, and to whom it was given."""

    reason: str = ""
    to_name: str = ""


class TakenByAnother(NotNow):
    """Another officer takes care of it already."""


class NobodyAbove(Conflict):
    """There is no director who may read this. Hand it to another officer of the desk, or resolve it."""


@audit.verb("item.claimed", subject="item_id")
def claim(*, actor: Actor, item_id: UUID | str, now: datetime) -> Item:
    """Takes care of it. Of two officers at once one does; the other is told who (TakenByAnother)."""
    item, step = _get(actor, item_id, "claim")
    _move(item, step, actor, now, _in_hands(actor.id, actor.name, now), _Said())
    return item


@audit.verb("item.handed_over", subject="item_id")
def hand_over(*, actor: Actor, item_id: UUID | str, to: str, reason: str = "", now: datetime) -> Item:
    """Gives it to another officer ("officer:<id>"), or back to the queue ("")."""
    item, step = _get(actor, item_id, "hand_over", reason)
    if to:
        taker = _taker(item, to, actor)
        _move(item, step, actor, now, _in_hands(to, taker.name, now), _Said(reason, taker.name))
    else:
        _move(item, step, actor, now, {"state": State.OPEN} | _NOBODY, _Said(reason))
    audit.about(details={"to": to})
    return item


@audit.verb("item.taken_over", subject="item_id")
def take_over(*, actor: Actor, item_id: UUID | str, reason: str, now: datetime) -> Item:
    """Takes care of it in another's place."""
    item, step = _get(actor, item_id, "take_over", reason)
    audit.about(details={"from": item.claimed_by})
    _move(item, step, actor, now, _in_hands(actor.id, actor.name, now), _Said(reason))
    return item


@audit.verb("item.escalated", subject="item_id")
def escalate(*, actor: Actor, item_id: UUID | str, reason: str, now: datetime) -> Item:
    """Gives it to the director, whose queue shows it with the reason."""
    item, step = _get(actor, item_id, "escalate", reason)
    if not access.directors_of(item).exists():
        raise NobodyAbove
    _move(item, step, actor, now, _NOBODY, _Said(reason))
    return item


@audit.verb("item.resolved", subject="item_id")
def resolve(*, actor: Actor, item_id: UUID | str, reason: str, now: datetime) -> Item:
    """It needs nobody any more, for this reason. What is below stays as it is: nothing is decided here."""
    item, step = _get(actor, item_id, "resolve", reason)
    _move(item, step, actor, now, {"resolved_at": now}, _Said(reason))
    return item


@audit.verb("item.reopened", subject="item_id")
def reopen(*, actor: Actor, item_id: UUID | str, reason: str, now: datetime) -> Item:
    """Puts it back into the queue. Raises NobodyNeeded for what is settled where it came from."""
    item, step = _get(actor, item_id, "reopen", reason)
    _move(item, step, actor, now, {"resolved_at": None} | _NOBODY, _Said(reason))
    return item


_NOBODY: Final[dict[str, Any]] = {"claimed_by": "", "claimed_by_name": "", "claimed_at": None}


def _in_hands(officer: str, name: str, now: datetime) -> dict[str, Any]:
    return {"claimed_by": officer, "claimed_by_name": name, "claimed_at": now}


def _get(actor: Actor, item_id: UUID | str, verb: str, reason: str = "") -> tuple[Item, Step]:
    item = access.get_item(actor, item_id)
    standing = access.standing_of(actor, item)
    if verb == "claim":
        _refuse_if_taken(item, actor)
    step = rules.require_step(verb, State(item.state), standing, is_needed=item.is_needed, reason=reason)
    return item, step


def _refuse_if_taken(item: Item, actor: Actor) -> None:
    if item.state == State.CLAIMED and item.claimed_by != actor.id:
        raise TakenByAnother(gettext("%(name)s takes care of it already.") % {"name": item.claimed_by_name})


def _move(item: Item, step: Step, actor: Actor, now: datetime, columns: dict[str, Any], said: _Said) -> None:
    """Moves it, and writes the step down."""
    columns = {"state": step.to} | columns
    state = State(columns.pop("state"))
    try:
        item.move_to(state, now, **columns)
    except NotNow:
        if step.verb == "claim":
            _refuse_if_taken(Item.objects.get(pk=item.pk), actor)
        raise
    ItemStep.objects.create(
        item=item,
        verb=step.verb,
        state_after=state,
        at=now,
        by=actor.id,
        by_name=actor.name,
        to_name=said.to_name,
        reason=said.reason.strip(),
    )
    audit.about(subject=item, details={"source": item.source, "of": item.of, "state": state})


def _taker(item: Item, to: str, actor: Actor) -> Officer:
    """The officer it is handed to: on the desk, cleared for it, and not of the country it is about."""
    problem = Problem("to", mark("This officer cannot take it."), mark("Another officer of the desk, cleared for it."))
    try:
        key = UUID(to.removeprefix("officer:"))
    except ValueError:
        raise Invalid(problem) from None
    officer = access.on_desk().filter(pk=key).first()
    if officer is None or to == actor.id or not may_take(item, officer):
        raise Invalid(problem)
    return officer


def may_take(item: Item, officer: Officer) -> bool:
    """Whether an officer of the desk would see this thing (access.visible_to)."""
    is_own_country = bool(item.country) and officer.nationality == item.country
    return officer.clearance >= item.level and not is_own_country
