"""The verbs of the checks room: ask, open a hit, answer it, release its place, judge a possible person."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.checks import access, queries, rules, shielding
from comity.checks.asgi import app
from comity.checks.engine.answer import Answer
from comity.checks.engine.http import NotJournalled
from comity.checks.engine.journal import NotWritten
from comity.checks.engine.passengers import checking
from comity.checks.engine.passengers.checking import Asking, Checked, Terms
from comity.checks.engine.passengers.passenger import Passenger
from comity.checks.engine.question import Question
from comity.checks.models import Hit, HitStep, Look, next_change
from comity.checks.queries import HitView, RecordView
from comity.checks.rules import Step, StepTaken
from comity.judgements import actions as judgements
from comity.judgements.models import Judgement
from comity.judgements.rules import Grounds
from comity.network.rules import Actor


@audit.verb("hit.answered", subject="hit_id")
def answer_hit(*, actor: Actor, hit_id: UUID, verb: str, reason: str = "", now: datetime) -> Hit:
    """Takes a step that changes the hit's state. Raises NotFound, NotYourSide, StepTaken, Invalid."""
    hit, step = _step(actor, hit_id, verb, reason)
    before = hit.state
    if step.to is None:
        raise StepTaken()
    hit.move_to(step.to, now)
    _write_step(actor, hit, step, before, reason, now)
    audit.about(subject=hit, details={"step": verb, "state_before": before, "state_after": hit.state})
    return hit


@audit.verb("hit.place_released", subject="hit_id")
def release_place(*, actor: Actor, hit_id: UUID, now: datetime) -> Hit:
    """Lets the source see where, and by which service, the check was made. It cannot be taken back."""
    hit, step = _step(actor, hit_id, "release_place", "")
    released = {"place_released_at": now, "changed_at": now, "change": next_change()}
    if not Hit.objects.filter(pk=hit.pk, place_released_at=None).update(**released):
        raise StepTaken()
    hit.place_released_at = hit.changed_at = now
    _write_step(actor, hit, step, hit.state, "", now)
    audit.about(subject=hit, details={"step": step.verb})
    return hit


@audit.verb("hit.judged", subject="check_id")
def judge(*, actor: Actor, check_id: UUID, record_id: UUID, grounds: Grounds, now: datetime) -> Judgement:
    """Remembers that the traveller of a check is not a person whom it found possible. The hit stays as it is, and its
    source is told nothing. Raises what access.get_for_judging and judgements.remember raise."""
    hit, case = access.get_for_judging(actor, check_id, record_id, now)
    judgement = judgements.remember(actor=actor, case=case, grounds=grounds, now=now)
    audit.about(subject=hit)
    return judgement


def ask(*, actor: Actor, question: Question, face: str, now: datetime) -> Answer:
    """One check, in this process, on disk before it is returned. Raises Invalid, NotAllowed, NotJournalled.

    It is no ledger verb: the journal is what promises that no check is lost, and its entry is made of the journal.
    """
    try:
        return app.checker.ask(question, actor, face, now)
    except NotWritten:
        raise NotJournalled() from None


def ask_list(
    *, actor: Actor, passengers: Iterable[Passenger], terms: Terms, face: str, clock: Callable[[], datetime]
) -> Iterator[list[Checked]]:
    """The outcomes of a passenger list, part by part, each on disk before it is returned. Raises Invalid, NotAllowed.

    No ledger verb, as `ask` is none: each line's check comes into the ledger through the journal.
    """
    checking.require_may_check(actor, terms)
    return checking.check(Asking(app.checker, actor, terms, face), passengers, clock)


@audit.verb("hit.read", subject="hit_id")
def open_hit(*, actor: Actor, hit_id: UUID, now: datetime) -> tuple[HitView, RecordView | None]:
    """The hit and its record as this actor may see them; a look at another's data is noted for its owner."""
    hit = queries.hit_view(actor, hit_id)
    record = queries.record_of(actor, hit, now)
    if record is not None and not hit.is_source:
        note_look(actor, hit, now)
    audit.about(details={"record": str(hit.record), "shown": record is not None})
    return hit, record


def note_look(actor: Actor, hit: HitView, now: datetime) -> None:
    """Writes down, for the source, that the data of the hit's record were shown once more."""
    if shielding.shielded([hit.record]):
        return
    look = Look(record=hit.record, source=hit.source, database=hit.database)
    if hit.silent:
        look.actor, look.bureau, look.at, look.how = "", access.SILENT, rules.day_of(now), Look.How.CHECK
    else:
        look.actor, look.bureau, look.at, look.how = actor.id, actor.bureau, now, Look.How.PAGE
        look.entity, look.check_made = UUID(actor.entity) if actor.entity else None, hit.check
    look.save()


def _step(actor: Actor, hit_id: UUID, verb: str, reason: str) -> tuple[Hit, Step]:
    hit = access.get_hit(actor, hit_id)
    step = rules.require_step(
        verb,
        rules.State(hit.state),
        access.sides_to_speak_for(actor, hit),
        place_is_hidden=queries.place_is_hidden(hit),
        reason=reason,
    )
    return hit, step


def _write_step(actor: Actor, hit: Hit, step: Step, before: str, reason: str, now: datetime) -> None:
    HitStep.objects.create(
        hit=hit,
        verb=step.verb,
        side=step.side,
        state_before=before,
        state_after=hit.state,
        actor=actor.id,
        actor_name=actor.name,
        bureau=actor.bureau,
        reason=reason.strip(),
        at=now,
    )
