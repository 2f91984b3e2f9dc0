"""Reads of the compliance room: queues, one review with everything before its reader, the requester's cases."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.compliance import access, codes, rules
from comity.compliance.doors import DOORS, Door, Waiting
from comity.compliance.engine.findings import Outcome
from comity.compliance.models import Anomaly, Decision, Opinion, Question, Review, Screening
from comity.compliance.rules import Heard, Matter, State
from comity.network.rules import Actor

# The heaviest first: what a reader must not miss.
_WEIGHT: Final = {Outcome.BLOCK: 0, Outcome.RETURN: 1, Outcome.HOLD: 2, Outcome.WARN: 3, Outcome.PASS: 4}
_OPEN: Final = sorted(rules.OPEN)
AT_ONCE: Final = 100
# What was decided before: asked for what is new since.
_AGAIN: Final = ("C-36", "C-38")
TABS: Final = ("mine", "waiting", "release", "decided")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier decision on the same person, case or facts, or on an earlier round of the same request."""

    decision: Decision
    review: Review
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One review as one reader sees it."""

    review: Review
    screening: Screening
    findings: tuple[Mapping[str, Any], ...]
    passed: tuple[Mapping[str, Any], ...]
    heard: Heard
    earlier: tuple[Earlier, ...]
    questions: tuple[Question, ...]
    opinions: tuple[Opinion, ...]
    is_in_hand: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as its requester sees it: where it stands, what was asked, the letter. Nothing of who or why."""

    review: Review
    state: str
    questions: tuple[Question, ...]
    letter: tuple[str, ...]
    codes: tuple[str, ...]
    decided_at: datetime | None


# --- For the machine ---


def unscreened(door: Door, but: Collection[UUID] = ()) -> Iterator[Waiting]:
    """What waits below and has no open review, `but` some; a batch at a time, for what is more comes again at once."""
    taken = Review.objects.filter(matter=door.matter, state__in=_OPEN).values("subject")
    return (door.waiting(row) for row in door.rows().exclude(pk__in=taken).exclude(pk__in=but)[:AT_ONCE])


def is_any_question_over(now: datetime) -> bool:
    return Question.objects.filter(answered_at=None, lapsed_at=None, due_at__lte=now).exists()


def is_any_left_alone(now: datetime) -> bool:
    return Review.objects.filter(left_alone(now), state=State.ASSIGNED).exists()


def is_any_gone() -> bool:
    return any(True for _one in gone())


def gone() -> Iterator[Review]:
    """Open reviews whose subject can no longer be decided on: its source withdrew it."""
    for door in DOORS:
        reviews = Review.objects.filter(matter=door.matter, state__in=_OPEN).select_related("screening")
        subjects = {one.subject for one in reviews}
        left = door.still_open(subjects) if subjects else set()
        yield from (one for one in reviews if one.subject not in left)


def left_alone(now: datetime) -> Q:
    """Which reviews nobody has worked on for too long."""
    urgent = Q(is_urgent=True, held_since__lte=now - rules.LEFT_ALONE_URGENT)
    return urgent | Q(held_since__lte=now - rules.LEFT_ALONE)


# --- For the desk above ---


def urgent_unread(now: datetime) -> QuerySet[Review]:
    """Urgent reviews that nobody has in hand, or whose time is over; not those that wait for the requester."""
    reviews = Review.objects.filter(is_urgent=True, state__in=_OPEN).exclude(state=State.ASKED)
    unread = Q(state__in=sorted(rules.TAKABLE)) | Q(target_at__lte=now)
    return reviews.filter(unread).select_related("requester").order_by("target_at", "pk")


def in_hand(matter: Matter, now: datetime) -> Iterable[UUID]:
    """Subjects that somebody is reading in time, or of which the requester was asked something."""
    reviews = Review.objects.filter(matter=matter)
    held = Q(state=State.ASSIGNED, target_at__gt=now) | Q(state=State.ASKED)
    return reviews.filter(held).values_list("subject", flat=True)


def anomalies(now: datetime) -> QuerySet[Anomaly]:
    """What is unusual in envelopes now: for the desk. One index, whatever was sent."""
    return Anomaly.objects.filter(until__gt=now)


# --- The reviewers' side ---


def queue(actor: Actor, tab: str) -> QuerySet[Review]:
    """A queue of this actor: `mine`, `waiting`, `release` (held until a person lets it out), or `decided`."""
    reviews = access.visible_to(actor)
    if tab == "decided":
        return reviews.filter(state=State.DECIDED).order_by("-decided_at", "-pk")
    reviews = reviews.filter(state__in=_OPEN)
    if tab == "mine":
        reviews = reviews.filter(holder=actor.id)
    elif tab == "release":
        reviews = reviews.filter(matter__in=sorted(rules.RELEASES))
    else:
        reviews = reviews.filter(state__in=sorted(rules.TAKABLE))
    return reviews.order_by("-is_urgent", "target_at", "pk")


def counts(actor: Actor) -> dict[str, int]:
    """How many are in each open queue."""
    return {tab: queue(actor, tab).count() for tab in ("mine", "waiting", "release")}


def how_many_mine(actor: Actor) -> int:
    """How many this actor has in hand and can go on with: for the navigation."""
    if not access.may_queue(actor):
        return 0
    return Review.objects.filter(holder=actor.id, state=State.ASSIGNED).count()


def view(actor: Actor, review: Review) -> ReviewView:
    """One review, with what is known and said so far, as far as this reader may know it."""
    screening = review.screening
    found, passed = _parted(screening)
    is_in_hand = review.holder == actor.id
    return ReviewView(
        review=review,
        screening=screening,
        findings=found,
        passed=passed,
        heard=heard(screening),
        earlier=tuple(earlier(review)),
        questions=tuple(review.questions.all()),
        opinions=tuple(access.opinions_readable(actor, review)),
        is_in_hand=is_in_hand,
        may_decide=is_in_hand and review.state in (State.ASSIGNED, State.ASKED),
    )


def heard(screening: Screening) -> Heard:
    """What a screening asks of whoever gives an opinion."""
    findings = [one for one in screening.findings if one["outcome"] != Outcome.PASS]
    weighty = [one for one in findings if one["outcome"] != Outcome.WARN and one.get("question")]
    return Heard(
        questions={one["rule"]: one["question"] for one in weighty},
        rules=frozenset(one["rule"] for one in findings),
        is_barred=screening.is_closed,
        is_again=any((one.get("evidence") or {}).get("decision") for one in findings if one["rule"] in _AGAIN),
    )


def earlier(review: Review) -> Iterator[Earlier]:
    """Decisions that the findings cite as evidence, and those on earlier rounds of this request; the latest first."""
    cited = {one for finding in review.screening.findings for one in _ids_in(finding.get("evidence"))}
    same = Q(review__subject=review.subject)
    decisions = Decision.objects.filter(Q(pk__in=cited) | Q(review__in=cited) | same).exclude(review=review)
    for decision in decisions.select_related("review__requester", "review__screening")[:20]:
        opinions = tuple(decision.review.opinions.all())
        yield Earlier(decision, decision.review, tuple(one for one in opinions if one.verdict == decision.outcome))


@dataclass(frozen=True, slots=True)
class Screened:
    """One screening, with what found something apart from what found nothing."""

    pk: UUID
    at: datetime
    found: tuple[Mapping[str, Any], ...]
    passed: tuple[Mapping[str, Any], ...]


def screenings(review: Review) -> list[Screened]:
    """Every screening of what a review was about up to its end, the latest first."""
    rows = Screening.objects.filter(matter=review.matter, subject=review.subject)
    if review.decided_at:
        rows = rows.filter(at__lte=review.decided_at)
    return [Screened(row.pk, row.at, *_parted(row)) for row in rows]


def _parted(screening: Screening) -> tuple[tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
    """What found something, the heaviest first; what found nothing."""
    found = sorted(screening.findings, key=lambda one: (_WEIGHT[one["outcome"]], one["rule"]))
    passed = tuple(one for one in found if one["outcome"] == Outcome.PASS)
    return tuple(one for one in found if one["outcome"] != Outcome.PASS), passed


# --- The requester's side ---


def cases(actor: Actor) -> QuerySet[Review]:
    """The cases of one's own bureau: those with a question to answer first, then the latest."""
    waiting = Question.objects.filter(review=OuterRef("pk"), answered_at=None, lapsed_at=None)
    found = access.cases_visible_to(actor).annotate(is_asked=Exists(waiting))
    return found.order_by("-is_asked", "-made_at", "-pk")


def case(review: Review) -> CaseView:
    """One case, in what its requester may know."""
    decision = Decision.objects.filter(review=review).first()
    return CaseView(
        review=review,
        state=state_told(review),
        questions=tuple(review.questions.all()),
        letter=tuple(decision.letter) if decision else (),
        codes=codes.told(decision.codes) if decision else (),
        decided_at=review.decided_at,
    )


def state_told(review: Review) -> str:
    """Where a case stands, for its requester: that it is in review, asked, decided or closed, and no more."""
    if review.state in (State.DECIDED, State.CLOSED):
        return str(review.state)
    return "asked" if any(one.is_waiting for one in review.questions.all()) else "in_review"


def how_many_to_answer(actor: Actor) -> int:
    """How many questions wait for this actor's bureau: for the navigation."""
    if not access.may_read_cases(actor):
        return 0
    return Question.objects.filter(review__requester=actor.bureau, answered_at=None, lapsed_at=None).count()


def _ids_in(value: Any) -> Iterator[UUID]:
    """Every id in a finding's evidence, however deep."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _ids_in(one)
    elif isinstance(value, str) and len(value) == len("00000000-0000-0000-0000-000000000000"):
        try:
            yield UUID(value)
        except ValueError:
            return
