"""Questions to the requester: asked with a deadline, answered by its bureau, and counted as silence when it is over."""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.compliance import access, rules
from comity.compliance.models import Question, Review
from comity.compliance.rules import State
from comity.network.rules import Actor


@audit.verb("question.asked")
def ask(*, actor: Actor, review_id: UUID, text: str, now: datetime) -> Question:
    """Asks the requester. It reads the question and nothing else of the review. Raises Invalid, StepTaken."""
    review = access.get_in_hand(actor, review_id)
    rules.require_words("text", text)
    if review.state != State.ASSIGNED:
        raise rules.StepTaken
    within = rules.ANSWER_WITHIN_URGENT if review.is_urgent else rules.ANSWER_WITHIN
    question = Question.objects.create(
        review=review,
        text=text.strip(),
        asked_by=actor.id,
        asked_by_name=actor.name,
        asked_at=now,
        due_at=now + within,
    )
    review.move_to(State.ASKED, now)
    audit.about(details={"review": review.pk, "due_at": question.due_at.isoformat()})
    return question


@audit.verb("question.answered", subject="question_id")
def answer(*, actor: Actor, question_id: UUID, text: str, now: datetime) -> Question:
    """The requester's answer; a late one is taken while nobody has decided. Raises NotAllowed, Invalid, StepTaken."""
    question = access.get_question(actor, question_id)
    rules.require_words("answer", text, rules.REASON_LENGTHS[1])
    if question.answered_at is not None or not question.review.is_open:
        raise rules.StepTaken
    _set(question, answer=text.strip(), answered_by=actor.id, answered_by_name=actor.name, answered_at=now)
    _wake(question.review, now)
    audit.about(details={"review": question.review_id})
    return question


@audit.verb("questions.lapsed")
def lapse_due(*, actor: Actor, now: datetime) -> list[UUID]:
    """Ends what was not answered in time: the review goes on, and the rulebook finds the silence (C-48)."""
    lapsed = []
    due = Question.objects.filter(answered_at=None, lapsed_at=None, due_at__lte=now).select_related("review")
    for question in due.order_by("pk"):
        _set(question, lapsed_at=now)
        _wake(question.review, now)
        lapsed.append(question.pk)
    audit.about(details={"count": len(lapsed), "questions": lapsed})
    return lapsed


def end_all(review: Review, now: datetime) -> None:
    """Ends the questions still open when a review is decided or goes away: nobody waits for them any more."""
    review.questions.filter(answered_at=None, lapsed_at=None).update(lapsed_at=now)


def _wake(review: Review, now: datetime) -> None:
    """Back into the hands that asked, with a fresh time."""
    if review.state == State.ASKED and not review.questions.filter(answered_at=None, lapsed_at=None).exists():
        review.move_to(State.ASSIGNED, now, held_since=now)


def _set(question: Question, **columns: object) -> None:
    unanswered = Question.objects.filter(pk=question.pk, answered_at=question.answered_at)
    if not unanswered.update(**columns):
        raise rules.StepTaken
    for name, value in columns.items():
        setattr(question, name, value)
