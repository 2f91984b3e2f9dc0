"""The verbs of the two tables the rulebook is asked with: a row is entered and ended with reasons, never taken away."""

from datetime import date, datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.compliance import knowing
from comity.compliance.engine import tables
from comity.compliance.engine.tables import ContextTerms, FunctionTerms
from comity.compliance.models import Context, Holder, ProtectedFunction
from comity.core.errors import Conflict, Invalid, NotFound, Problem
from comity.network.models import Member
from comity.network.rules import Actor, Right, require_right
from comity.protection.engine.keys import Subject


class Ended(Conflict):
    """This has ended already."""


def _require(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems)


@audit.verb("context.entered")
def enter_context(*, actor: Actor, terms: ContextTerms, now: datetime) -> Context:
    """From now on people read what a country asks in that time (C-24), or a danger is pointed at (C-31)."""
    require_right(actor, Right.DIRECT)
    _require(tables.problems_with_context(terms, Member.objects.values_list("pk", flat=True)))
    row = Context.objects.create(
        country_id=terms.country,
        towards_id=terms.towards or None,
        kind=terms.kind,
        title=terms.title.strip(),
        reason=terms.reason.strip(),
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        made_by=actor.id,
        made_at=now,
    )
    audit.about(subject=row, details={"country": terms.country, "kind": terms.kind, "starts_on": str(terms.starts_on)})
    return row


@audit.verb("context.ended", subject="context_id")
def end_context(*, actor: Actor, context_id: UUID, reason: str, ends_on: date | None = None, now: datetime) -> Context:
    """It covers no day after `ends_on` (today by default, or the day it was to end on if that has passed).

    What it covered before stays covered. Raises Ended.
    """
    require_right(actor, Right.DIRECT)
    row = Context.objects.select_for_update().filter(pk=context_id).first()
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise Ended
    row.ends_on = ends_on or _last_day(row, now.date())
    _require(tables.problems_with_end(reason, row.starts_on, row.ends_on))
    row.ended_by, row.ended_at, row.end_reason = actor.id, now, reason.strip()
    row.save(update_fields=["ends_on", "ended_by", "ended_at", "end_reason"])
    audit.about(details={"ends_on": str(row.ends_on)})
    return row


@audit.verb("function.protected")
def protect_function(*, actor: Actor, terms: FunctionTerms, now: datetime) -> ProtectedFunction:
    """From now on nothing reaches who holds it unless the director is one of those who decide (A-11)."""
    require_right(actor, Right.DIRECT)
    _require(tables.problems_with_function(terms))
    row = ProtectedFunction.objects.create(
        title=terms.title.strip(),
        body=terms.body.strip(),
        words=sorted({word.strip() for word in terms.words}),
        reason=terms.reason.strip(),
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        made_by=actor.id,
        made_at=now,
    )
    audit.about(subject=row, details={"words": len(row.words), "starts_on": str(terms.starts_on)})
    return row


@audit.verb("function.ended", subject="function_id")
def end_function(*, actor: Actor, function_id: UUID, reason: str, now: datetime) -> ProtectedFunction:
    """It is protected no more after today; its holders neither. Raises Ended."""
    row = _open_function(actor, function_id)
    row.ends_on = _last_day(row, now.date())
    _require(tables.problems_with_end(reason, row.starts_on, row.ends_on))
    row.ended_by, row.ended_at, row.end_reason = actor.id, now, reason.strip()
    row.save(update_fields=["ends_on", "ended_by", "ended_at", "end_reason"])
    ended = row.holders.filter(ended_at=None).update(ended_at=now)
    audit.about(details={"holders": ended})
    return row


@audit.verb("function.holder_entered", subject="function_id")
def enter_holder(*, actor: Actor, function_id: UUID, name: str, birth_year: int | None, now: datetime) -> Holder:
    """Somebody who holds or held it, as published: found by name where the requester says nothing of it."""
    function = _open_function(actor, function_id)
    _require(tables.problems_with_holder(name, birth_year, now.date()))
    subject = Subject(names=(name.strip(),), births=(str(birth_year),) if birth_year else ())
    holder = Holder.objects.create(
        function=function,
        name=name.strip(),
        birth_year=birth_year,
        keys=knowing.holder_forms(subject),
        made_by=actor.id,
        made_at=now,
    )
    audit.about(subject=function, details={"holder": holder.pk})
    return holder


@audit.verb("function.holder_ended", subject="holder_id")
def end_holder(*, actor: Actor, holder_id: UUID, now: datetime) -> Holder:
    """Entered by mistake, or long out of the function. Raises Ended."""
    require_right(actor, Right.DIRECT)
    holder = Holder.objects.select_for_update().filter(pk=holder_id).first()
    if holder is None:
        raise NotFound
    if holder.ended_at is not None:
        raise Ended
    holder.ended_at = now
    holder.save(update_fields=["ended_at"])
    return holder


def _last_day(row: Context | ProtectedFunction, today: date) -> date:
    return max(row.starts_on, min(today, row.ends_on or today))


def _open_function(actor: Actor, function_id: UUID) -> ProtectedFunction:
    require_right(actor, Right.DIRECT)
    row = ProtectedFunction.objects.select_for_update().filter(pk=function_id).first()
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise Ended
    return row
