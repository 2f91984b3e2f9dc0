"""The verbs of supervision. Callers write `from comity.supervision import actions as supervision`.

There is none that suspends or excludes a member, and none by which a measure ends without a trace.
"""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from comity.audit import actions as audit
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.network.models import Bureau, Member
from comity.network.rules import Actor, Right, require_right
from comity.supervision import access, rules
from comity.supervision.models import Measure, MeasureStep
from comity.supervision.rules import State, Step, Terms

# The Organization's own bodies run no channel that could be supervised from within.
_NEVER = frozenset({Bureau.Kind.GENERAL_SECRETARIAT, Bureau.Kind.COMMISSION})


@audit.verb("measure.ordered")
def order(*, actor: Actor, terms: Terms, now: datetime) -> Measure:
    """Orders a measure: in force at once, until it lapses, unless the Committee endorses it. Raises Invalid."""
    require_right(actor, Right.ORDER_MEASURES)
    members = frozenset(Member.objects.values_list("pk", flat=True))
    problems = rules.problems_with_terms(terms, members, now.date())
    if not Bureau.objects.filter(pk=terms.bureau).exclude(kind__in=_NEVER).exists():
        problems.append(Problem("bureau", mark("There is no such bureau."), mark("A bureau of the directory.")))
    if problems:
        raise Invalid(problems)
    measure = Measure.objects.create(
        bureau_id=terms.bureau,
        scopes=sorted(terms.scopes),
        effects=sorted(terms.effects),
        quota=terms.quota,
        countries=sorted(terms.countries),
        basis=terms.basis,
        reasons=terms.reasons.strip(),
        is_published=terms.is_published,
        state=State.ORDERED,
        ordered_at=now,
        ordered_by=actor.id,
        lapses_at=rules.lapses_at(terms.basis, now, settings.MEASURE_LAPSE_DAYS),
        review_on=terms.review_on,
        changed_at=now,
    )
    _note(measure, actor, "order", now, text=measure.reasons)
    return measure


@audit.verb("measure.endorsed", subject="measure_id")
def endorse(*, actor: Actor, measure_id: UUID, reference: str, now: datetime) -> Measure:
    """The Executive Committee endorses it: it holds until it is ended. `reference`: of the Committee's decision."""
    measure, step = _get(actor, measure_id, "endorse")
    reference = rules.require_reference(step, reference)
    measure.move_to(step.to, now, endorsed_at=now, lapses_at=None)
    _note(measure, actor, "endorse", now, reference=reference)
    return measure


@audit.verb("measure.ended", subject="measure_id")
def end(*, actor: Actor, measure_id: UUID, reasons: str, now: datetime) -> Measure:
    """Ends a measure that was not endorsed: whoever ordered it alone may end it alone."""
    measure, step = _get(actor, measure_id, "end")
    _require_reasons(reasons)
    measure.move_to(step.to, now, ended_at=now)
    _note(measure, actor, "end", now, text=reasons.strip())
    return measure


@audit.verb("measure.end_was_proposed", subject="measure_id")
def propose_end(*, actor: Actor, measure_id: UUID, reasons: str, now: datetime) -> Measure:
    """Asks the Committee to end a measure that it endorsed. Until it has, the measure holds."""
    measure, step = _get(actor, measure_id, "propose_end")
    _require_reasons(reasons)
    measure.move_to(step.to, now)
    _note(measure, actor, "propose_end", now, text=reasons.strip())
    return measure


@audit.verb("measure.end_was_endorsed", subject="measure_id")
def endorse_end(*, actor: Actor, measure_id: UUID, reference: str, now: datetime) -> Measure:
    """The Committee endorses the end."""
    measure, step = _get(actor, measure_id, "endorse_end")
    reference = rules.require_reference(step, reference)
    measure.move_to(step.to, now, ended_at=now)
    _note(measure, actor, "endorse_end", now, reference=reference)
    return measure


@audit.verb("measure.end_was_refused", subject="measure_id")
def refuse_end(*, actor: Actor, measure_id: UUID, reference: str, now: datetime) -> Measure:
    """The Committee lets the measure stand."""
    measure, step = _get(actor, measure_id, "refuse_end")
    reference = rules.require_reference(step, reference)
    measure.move_to(step.to, now)
    _note(measure, actor, "refuse_end", now, reference=reference)
    return measure


@audit.verb("measure.reviewed", subject="measure_id")
def review(*, actor: Actor, measure_id: UUID, reasons: str, review_on: date, now: datetime) -> Measure:
    """Says why it is still needed, and when that will be asked again. Raises StepTaken for one that has ended."""
    measure = access.get_for_step(actor, measure_id, Right.ORDER_MEASURES)
    if not measure.is_in_force:
        raise rules.StepTaken
    problems = rules.problems_with_reasons(reasons) + rules.problems_with_review(review_on, now.date())
    if problems:
        raise Invalid(problems)
    measure.move_to(State(measure.state), now, review_on=review_on)
    _note(measure, actor, "review", now, text=reasons.strip())
    return measure


@audit.verb("measure.lapsed", subject="measure_id")
def lapse(*, actor: Actor, measure_id: UUID, now: datetime) -> Measure:
    """Ends a measure that nobody endorsed in time. For the clock."""
    measure = Measure.objects.select_for_update().get(pk=measure_id)
    step = rules.require_step("lapse", State(measure.state))
    if measure.lapses_at is None or measure.lapses_at > now:
        raise rules.StepTaken
    measure.move_to(step.to, now, ended_at=now)
    _note(measure, actor, "lapse", now)
    return measure


def _get(actor: Actor, measure_id: UUID, verb: str) -> tuple[Measure, Step]:
    measure = access.get_for_step(actor, measure_id, Right(rules.STEPS[verb].right))
    return measure, rules.require_step(verb, State(measure.state))


def _require_reasons(text: str) -> None:
    if problems := rules.problems_with_reasons(text):
        raise Invalid(problems)


def _note(measure: Measure, actor: Actor, verb: str, now: datetime, *, reference: str = "", text: str = "") -> None:
    MeasureStep.objects.create(
        measure=measure, verb=verb, at=now, by=actor.id, by_name=actor.name, reference=reference, text=text
    )
    audit.about(
        subject=measure,
        details={"bureau": measure.bureau_id, "scopes": measure.scopes, "effects": measure.effects,
                 "state": measure.state, "is_published": measure.is_published},
    )  # fmt: skip
