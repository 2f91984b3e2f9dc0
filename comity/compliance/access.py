"""Gates of the compliance room: who sees a review, who has it in hand, and what a requester sees of its own cases.

Nobody sees what their own country or bureau asks for from this side; and what is not in one's hands is read by nobody
but the director until it is decided (abuse pattern A-24: no look-ups outside one's cases).
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.compliance.models import Opinion, Question, Review, Seat
from comity.compliance.rules import RELEASES, Case, Matter, NotYourReview, Reader, State
from comity.core.errors import NotAllowed, NotFound
from comity.messages.models import Delivery, Disclosure
from comity.network.models import Bureau
from comity.network.rules import Actor, Right, require_right


def reader_of(actor: Actor) -> Reader:
    return Reader(
        id=actor.id,
        nationality=actor.nationality,
        lineage=actor.lineage,
        may_review=actor.may(Right.REVIEW),
        may_release=actor.may(Right.RELEASE_DIFFUSIONS),
        is_director=actor.may(Right.DIRECT),
    )


def case_of(review: Review) -> Case:
    """What decides who may sit on it."""
    opinions = list(review.opinions.all())
    return Case(
        matter=Matter(review.matter),
        state=State(review.state),
        # What the General Secretariat asks for itself, others of the Secretariat review; notices refuse who wrote it.
        requester="" if review.requester.kind == Bureau.Kind.GENERAL_SECRETARIAT else review.requester_id,
        member=review.country,
        needs=review.needs,
        sat=frozenset(one.officer for one in opinions),
        gave_back=frozenset(one.officer for one in review.seats.all() if one.end == Seat.End.GIVEN_BACK),
        has_director=any(one.is_director for one in opinions),
    )


def may_queue(actor: Actor) -> bool:
    """Whether they see the queue at all: reviewers, and who releases day and night."""
    return actor.may(Right.REVIEW) or actor.may(Right.RELEASE_DIFFUSIONS)


def may_explain(actor: Actor) -> bool:
    """Whether they may read why something was decided: reviewers, and the Commission."""
    return actor.may(Right.REVIEW) or actor.may(Right.READ_EVERY_RECORD)


def may_read_cases(actor: Actor) -> bool:
    """Whether they may read the cases of their own bureau: its desk, its head, its data protection officer."""
    rights = (Right.WRITE_NOTICES, Right.SEND_DIFFUSIONS, Right.READ_LOOKS)
    return actor.entity is None and any(actor.may(right) for right in rights)


def may_answer(actor: Actor) -> bool:
    return actor.entity is None and (actor.may(Right.WRITE_NOTICES) or actor.may(Right.SEND_DIFFUSIONS))


# --- The reviewers' side ---


def visible_to(actor: Actor) -> QuerySet[Review]:
    """The reviews whose lines this actor may see. Raises NotAllowed for who sees none."""
    if not may_queue(actor) and not may_explain(actor):
        raise NotAllowed
    reviews = Review.objects.select_related("requester", "screening")
    if not actor.may(Right.READ_EVERY_RECORD):
        # Of one's own country not even that there is one.
        own = Q(requester__in=actor.lineage) & ~Q(requester__kind=Bureau.Kind.GENERAL_SECRETARIAT)
        reviews = reviews.exclude(own | Q(country=actor.nationality, country__gt=""))
    if not may_explain(actor):
        reviews = reviews.filter(Q(matter__in=sorted(RELEASES)) | Q(holder=actor.id) | Q(seats__officer=actor.id))
    return reviews.distinct()


def get_for_reading(actor: Actor, review_id: UUID | str) -> Review:
    """One whose content this actor may read: in their hands, given an opinion on, or decided. The director: any.

    Raises NotFound for hidden and absent alike, NotYourReview for one that is in the queue for somebody else.
    """
    review = _one(visible_to(actor), review_id)
    has_sat = review.opinions.filter(officer=actor.id).exists()
    if review.holder == actor.id or has_sat or actor.may(Right.DIRECT):
        return review
    if review.state == State.DECIDED and may_explain(actor):
        return review
    raise NotYourReview


def get_in_hand(actor: Actor, review_id: UUID | str) -> Review:
    """One that this actor holds now, locked for the step. Raises NotFound, NotYourReview."""
    if not may_queue(actor):
        raise NotAllowed
    review = _one(visible_to(actor), review_id)
    if review.holder != actor.id or review.state not in (State.ASSIGNED, State.ASKED):
        raise NotYourReview
    return review


# --- What parties disclosed ---


def disclosures_visible_to(actor: Actor) -> QuerySet[Disclosure]:
    """Disclosed messages, for reviewers: none that their own country or bureau wrote, was sent or disclosed."""
    require_right(actor, Right.REVIEW)
    found = Disclosure.objects.select_related("message__sender", "by")
    if not actor.nationality:
        return found
    of_theirs = Q(message__sender__member=actor.nationality) | Q(by__member=actor.nationality)
    sent_to = Delivery.objects.filter(message=OuterRef("message"), bureau__member=actor.nationality)
    return found.exclude(of_theirs).exclude(Exists(sent_to))


def get_disclosure(actor: Actor, disclosure_id: UUID | str) -> Disclosure:
    """One of them. Raises NotAllowed, NotFound."""
    try:
        return disclosures_visible_to(actor).get(pk=UUID(str(disclosure_id)))
    except (ValueError, Disclosure.DoesNotExist):
        raise NotFound from None


# --- The requester's side ---


def cases_visible_to(actor: Actor) -> QuerySet[Review]:
    """The cases of this actor's own bureau. Raises NotAllowed for who may read none."""
    if not may_read_cases(actor):
        raise NotAllowed
    return Review.objects.filter(requester=actor.bureau)


def get_case(actor: Actor, review_id: UUID | str) -> Review:
    """One case of one's own bureau, or NotFound."""
    return _one(cases_visible_to(actor), review_id)


def get_question(actor: Actor, question_id: UUID | str) -> Question:
    """A question put to this actor's bureau, that they may answer. Raises NotAllowed, NotFound."""
    if not may_answer(actor):
        raise NotAllowed
    try:
        questions = Question.objects.select_related("review")
        return questions.get(pk=UUID(str(question_id)), review__requester=actor.bureau)
    except (ValueError, Question.DoesNotExist):
        raise NotFound from None


def opinions_readable(actor: Actor, review: Review) -> list[Opinion]:
    """The opinions this actor may read now: a second reviewer judges without the first's, the director with all."""
    opinions = list(review.opinions.all())
    if not review.is_open or (actor.may(Right.DIRECT) and review.state in (State.DIRECTOR_NEEDED, State.ASSIGNED)):
        return opinions
    return opinions if any(one.officer == actor.id for one in opinions) else []


def _one(reviews: QuerySet[Review], review_id: UUID | str) -> Review:
    try:
        review = reviews.filter(pk=UUID(str(review_id))).first()
    except ValueError:
        raise NotFound from None
    if review is None:
        raise NotFound
    return review
