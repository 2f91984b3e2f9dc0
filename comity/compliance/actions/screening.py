"""Screening by the machine: it lets pass, returns or holds; it never refuses, and never publishes."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from comity.audit import actions as audit
from comity.compliance import access, doors, rules, traces
from comity.compliance.doors import Door, Waiting
from comity.compliance.engine import rulebook
from comity.compliance.engine.findings import Outcome, Screened
from comity.compliance.models import Review, Screening
from comity.compliance.reading import Case
from comity.compliance.rules import Matter, State
from comity.core.errors import NotFound
from comity.network.models import Bureau
from comity.network.rules import Actor, Right, require_right

# The rulebook acts by itself and holds no post: what it may do is what these verbs do.
RULEBOOK: Final = Actor(id="command:rulebook", name="Rulebook", bureau="GS", lineage=("GS",))
_SENT_BACK: Final = (Outcome.RETURN, Outcome.BLOCK)
_CLEAN: Final = (Outcome.PASS, Outcome.WARN)


@audit.verb("request.screened")
def screen(*, actor: Actor, waiting: Waiting, now: datetime) -> Screening:
    """Asks every rule of one request, and does what a machine may: lets it pass, returns it, or holds it for people."""
    door = doors.door_of(waiting.matter)
    case = door.read(waiting, now)
    screened = rulebook.screen(case.request, case.known)
    screening = _keep(waiting, case, screened, now)
    done = _without_people(door, actor, waiting, screened, now)
    if not done:
        door.hold(actor, waiting, screened, now)
        _open(waiting, screening, screened, now)
    found = sorted({one.rule for one in screened.findings if one.outcome is not Outcome.PASS})
    audit.about(
        subject=waiting.subject,
        details={"matter": waiting.matter, "outcome": screening.outcome, "done": done or "held", "rules": found},
    )
    return screening


@audit.verb("review.opened", subject="subject")
def open_review(*, actor: Actor, subject: UUID, why: str, now: datetime) -> Review:
    """Opens a review of a published notice on new information, at any time (RPD arts 77, 81(3)). By reviewers.

    Raises NotAllowed, Invalid (why), NotFound (nothing published of this id), StepTaken where one is open already.
    """
    require_right(actor, Right.REVIEW)
    rules.require_words("why", why)
    door = doors.door_of(Matter.CANCELLATION)
    waiting = door.find(subject)
    if waiting is None:
        raise NotFound
    if Review.objects.filter(matter=Matter.CANCELLATION, subject=subject, state__in=rules.OPEN).exists():
        raise rules.StepTaken
    case = door.read(waiting, now)
    screened = rulebook.screen(case.request, case.known)
    screening = _keep(waiting, case, screened, now)
    return _open(msgspec.structs.replace(waiting, why=why.strip()), screening, screened, now)


@audit.verb("review.screened_again", subject="review_id")
def screen_again(*, actor: Actor, review_id: UUID, now: datetime) -> Screening:
    """Asks the rulebook anew before people decide. What it finds beyond the last time is kept, and must be answered."""
    review = access.get_in_hand(actor, review_id)
    waiting, case, screened = as_it_stands(review, now)
    if not has_news(review.screening, screened):
        return review.screening
    screening = _keep(waiting, case, screened, now)
    needs = _needs(waiting, screened)
    review.move_to(
        State(review.state),
        now,
        screening=screening,
        version=waiting.version,
        opinions_needed=max(review.opinions_needed, needs.opinions),
        director_needed=review.director_needed or needs.director,
    )
    return screening


def as_it_stands(review: Review, now: datetime) -> tuple[Waiting, Case, Screened]:
    """The request of a review as it is now, and what the rulebook finds in it. Raises StepTaken when it went away."""
    door = doors.door_of(Matter(review.matter))
    waiting = door.find(review.subject)
    if waiting is None:
        raise rules.StepTaken
    case = door.read(waiting, now)
    return waiting, case, rulebook.screen(case.request, case.known)


def has_news(before: Screening, screened: Screened) -> bool:
    """Whether a rule finds now what it did not find then."""
    known = {(one["rule"], one["outcome"]) for one in before.findings}
    found = {(one.rule, str(one.outcome)) for one in screened.findings if one.outcome is not Outcome.PASS}
    return not found <= known


def _keep(waiting: Waiting, case: Case, screened: Screened, now: datetime) -> Screening:
    """Writes down what was found, with the version of each rule; and a trace, by which others are found to be alike."""
    traces.remember(case.request, case.subject, now)
    return Screening.objects.create(
        matter=waiting.matter,
        subject=waiting.subject,
        version=waiting.version,
        requester_id=waiting.requester,
        at=now,
        outcome=screened.outcome,
        findings=msgspec.to_builtins(screened.findings),
        is_closed=screened.is_closed,
    )


def _without_people(door: Door, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> str:
    """ "passed" or "returned" where a machine may do that; "" where people are needed.

    What is incomplete goes back also where a protection stands against it: kept here, it would tell its sender so.
    """
    if screened.outcome in _SENT_BACK:
        return "returned" if door.give_back(actor, waiting, screened, now) else ""
    if screened.outcome in _CLEAN:
        return "passed" if door.let_pass(actor, waiting, screened, now) else ""
    return ""


def _open(waiting: Waiting, screening: Screening, screened: Screened, now: datetime) -> Review:
    kind, needs = rules.KINDS[waiting.matter], _needs(waiting, screened)
    bureau = Bureau.objects.select_related("parent").get(pk=waiting.requester)
    country = bureau.member_id or (bureau.parent.member_id if bureau.parent else None)
    return Review.objects.create(
        matter=waiting.matter,
        subject=waiting.subject,
        version=waiting.version,
        requester=bureau,
        country=country or "",
        colour=waiting.colour,
        reference=waiting.reference[:80],
        state=State.WAITING,
        is_urgent=waiting.is_urgent,
        opinions_needed=needs.opinions,
        director_needed=needs.director,
        screening=screening,
        why=waiting.why,
        made_at=now,
        target_at=now + (kind.urgent if waiting.is_urgent else kind.target),
        changed_at=now,
    )


def _needs(waiting: Waiting, screened: Screened) -> rules.Needs:
    return rules.needs_of(asked=waiting.asked, two=screened.needs_two, director=screened.needs_director)
