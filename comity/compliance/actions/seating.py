"""Who sits: the next review is given, not chosen; it can be given back, and leaves whoever leaves it alone."""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.compliance import access, queries, rules
from comity.compliance.models import Opinion, Review, Seat
from comity.compliance.rules import Said, State, Verdict
from comity.core.errors import NotAllowed
from comity.network.rules import Actor


@audit.verb("review.taken")
def take_next(*, actor: Actor, now: datetime) -> Review:
    """Gives this actor the most pressing review that they may sit on: urgent first, then by its target time.

    Assignment by load: nobody chooses, and who has `MOST_OPEN` in hand gets no more. Raises NotAllowed, EnoughOpen,
    NothingToTake.
    """
    if not access.may_queue(actor):
        raise NotAllowed
    if Review.objects.filter(holder=actor.id, state=State.ASSIGNED).count() >= rules.MOST_OPEN:
        raise rules.EnoughOpen
    reader = access.reader_of(actor)
    waiting = access.visible_to(actor).filter(state__in=sorted(rules.TAKABLE)).prefetch_related("opinions", "seats")
    for review in waiting.order_by("-is_urgent", "target_at", "pk").iterator(chunk_size=50):
        if rules.may_take(reader, access.case_of(review)) and _sit(actor, review, now):
            audit.about(subject=review, details={"matter": review.matter})
            return review
    raise rules.NothingToTake


@audit.verb("review.given_back", subject="review_id")
def give_back(*, actor: Actor, review_id: UUID, reason: str, now: datetime) -> Review:
    """Lets go of a review, with the reason (a tie to the case, an absence). It does not come back to this person."""
    review = access.get_in_hand(actor, review_id)
    rules.require_words("reason", reason)
    end_seat(review, Seat.End.GIVEN_BACK, now, reason.strip())
    review.move_to(resting(review), now, holder="", holder_name="", held_since=None)
    return review


@audit.verb("reviews.left_alone")
def free_left_alone(*, actor: Actor, now: datetime) -> list[UUID]:
    """Puts back into the queue what nobody has worked on for too long: one entry for all."""
    freed = []
    for review in Review.objects.filter(queries.left_alone(now), state=State.ASSIGNED).order_by("pk"):
        end_seat(review, Seat.End.LEFT_ALONE, now)
        review.move_to(resting(review), now, holder="", holder_name="", held_since=None)
        freed.append(review.pk)
    audit.about(details={"count": len(freed), "reviews": freed})
    return freed


def resting(review: Review) -> State:
    """Where a review waits when nobody has it in hand: as its opinions so far say."""
    state = rules.tally(said_of(review.opinions.all()), review.needs)
    assert isinstance(state, State)
    return state


def said_of(opinions: object) -> list[Said]:
    return [
        Said(one.officer, Verdict(one.verdict), one.is_director)
        for one in opinions  # type: ignore[attr-defined]
        if isinstance(one, Opinion)
    ]


def end_seat(review: Review, end: Seat.End, now: datetime, reason: str = "") -> None:
    review.seats.filter(ended_at=None).update(ended_at=now, end=end, reason=reason)


def _sit(actor: Actor, review: Review, now: datetime) -> bool:
    """False where somebody else was given it in this very moment: then the next."""
    try:
        review.move_to(State.ASSIGNED, now, holder=actor.id, holder_name=actor.name, held_since=now)
    except rules.StepTaken:
        return False
    Seat.objects.create(
        review=review, officer=actor.id, officer_name=actor.name, nationality=actor.nationality, taken_at=now
    )
    return True
