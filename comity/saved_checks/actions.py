"""The verbs of the saved checks room: save, renew, take over, end, note what was told; expire and erase by the clock.

Callers write `from comity.saved_checks import actions as saved_checks`. What the sweep writes is in `sweeping`.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from comity.audit import actions as audit
from comity.checks.engine import asking, faults
from comity.checks.engine import question as questions
from comity.checks.engine.question import Question
from comity.core.errors import Invalid, Problem
from comity.network.models import Bureau
from comity.network.rules import Actor
from comity.saved_checks import access, rules
from comity.saved_checks.models import SavedCheck
from comity.saved_checks.rules import State, Terms


@audit.verb("saved_check.added")
def add(*, actor: Actor, question: Question, terms: Terms, now: datetime) -> SavedCheck:
    """Saves a question, to be asked again whenever something changed, in this actor's name.

    Raises NotAllowed, Invalid with every wrong field (those of the question begin with "question."), TooMany.
    """
    access.require_may_keep(actor)
    today = now.date()
    problems = [
        Problem(".".join(filter(None, ("question", one.field))), one.problem, one.accepted)
        for one in faults.of_question(question, today)
    ]
    problems += rules.problems_with_terms(terms, today)
    if problems:
        raise Invalid(problems)
    asking.require_may_ask(actor, question.purpose)
    _require_room(actor)
    saved = SavedCheck.objects.create(
        bureau_id=actor.bureau,
        owner=actor.id,
        owner_name=actor.name,
        question=msgspec.json.decode(questions.encode(question).replace(b"\\u0000", b"\\ufffd")),
        purpose=question.purpose,
        case_reference=terms.case_reference.strip(),
        reason=terms.reason.strip(),
        made_at=now,
        ends_on=terms.ends_on,
        state=State.RUNNING,
        changed_at=now,
    )
    audit.about(subject=saved, details={"purpose": saved.purpose, "ends_on": str(saved.ends_on)})
    return saved


@audit.verb("saved_check.renewed", subject="saved_check_id")
def renew(*, actor: Actor, saved_check_id: UUID, reason: str, ends_on: date, now: datetime) -> SavedCheck:
    """Lets it go on, after examination: the reason must differ from the last. Raises StepTaken, Invalid, TooMany."""
    saved = access.get_for_changing(actor, saved_check_id)
    step = rules.require_step("renew", State(saved.state))
    if problems := rules.problems_with_end(ends_on, now.date()):
        raise Invalid(problems)
    rules.require_new_reason(reason, saved.renewal_reason or saved.reason)
    if not saved.is_running:
        _require_room(actor)
    saved.move_to(
        step.to, now, ends_on=ends_on, renewal_reason=reason.strip(), renewals=saved.renewals + 1, ended_at=None
    )
    audit.about(details={"ends_on": str(ends_on), "renewals": saved.renewals})
    return saved


@audit.verb("saved_check.taken_over", subject="saved_check_id")
def take_over(*, actor: Actor, saved_check_id: UUID, now: datetime) -> SavedCheck:
    """From now on it is asked in this actor's name. Raises NotAllowed when they may not ask it, StepTaken."""
    saved = access.get_for_changing(actor, saved_check_id)
    step = rules.require_step("take_over", State(saved.state))
    asking.require_may_ask(actor, saved.purpose)
    before = saved.owner
    saved.move_to(step.to, now, owner=actor.id, owner_name=actor.name, pause="", asked_at=None)
    audit.about(details={"owner_before": before})
    return saved


@audit.verb("saved_check.ended", subject="saved_check_id")
def end(*, actor: Actor, saved_check_id: UUID, now: datetime) -> SavedCheck:
    """It is asked no more. Raises StepTaken."""
    saved = access.get_for_changing(actor, saved_check_id)
    step = rules.require_step("end", State(saved.state))
    saved.move_to(step.to, now, ended_at=now, pause="")
    return saved


@audit.verb("saved_check.noted", subject="saved_check_id")
def note(*, actor: Actor, saved_check_id: UUID, until: datetime, now: datetime) -> SavedCheck:
    """Somebody has read what was told up to that moment (the latest they saw): it is new no more, for the bureau."""
    saved = access.get_for_changing(actor, saved_check_id)
    new = access.tellings_visible_to(actor).filter(saved_check=saved, noted_at=None, told_at__lte=until)
    audit.about(details={"count": new.update(noted_at=now, noted_by=actor.id)})
    return saved


@audit.verb("saved_checks.expired")
def expire_due(*, actor: Actor, now: datetime, limit: int = 2000) -> list[UUID]:
    """Ends up to `limit` whose last day is over: one entry for all."""
    due = SavedCheck.objects.filter(state=State.RUNNING, ends_on__lt=now.date()).order_by("ends_on", "pk")
    ids = list(due.select_for_update(skip_locked=True)[:limit].values_list("pk", flat=True))
    SavedCheck.objects.filter(pk__in=ids).update(state=State.EXPIRED, ended_at=now, changed_at=now, pause="")
    audit.about(details={"count": len(ids), "saved_checks": ids})
    return ids


@audit.verb("saved_checks.erased")
def erase_due(*, actor: Actor, now: datetime, limit: int = 2000) -> list[UUID]:
    """Erases up to `limit` that ended long enough ago, with all that was told: the ledger keeps their ids."""
    due = SavedCheck.objects.exclude(state=State.RUNNING).filter(ended_at__lte=now - rules.KEPT_AFTER_END)
    ids = list(due.order_by("ended_at", "pk").select_for_update(skip_locked=True)[:limit].values_list("pk", flat=True))
    SavedCheck.objects.filter(pk__in=ids).delete()
    audit.about(details={"count": len(ids), "saved_checks": ids})
    return ids


def _require_room(actor: Actor) -> None:
    # The bureau's row is held, so that of two at once the second counts the first.
    bureau = Bureau.objects.select_for_update().get(pk=actor.bureau)
    if SavedCheck.objects.filter(bureau=bureau, state=State.RUNNING).count() >= rules.MOST_PER_BUREAU:
        raise rules.TooMany
