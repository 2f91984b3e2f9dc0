"""Opinions and decisions: each reviewer says what they find; when enough agree it is done below, with a letter."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from comity.audit import actions as audit
from comity.compliance import access, codes, doors, queries, rules
from comity.compliance.actions import asking, screening, seating
from comity.compliance.doors import Carried
from comity.compliance.engine.findings import Outcome
from comity.compliance.models import Decision, Opinion, Review, Seat
from comity.compliance.rules import Given, Matter, State, Verdict
from comity.core.errors import Invalid
from comity.network.rules import Actor, Right
from comity.protection import actions as protection
from comity.protection.engine.keys import Subject
from comity.protection.rules import Kind

# What the blind register is told: a case that a person turned down is known again by any door (C-36).
_REMEMBERED: Final = {
    Matter.NOTICE: Kind.REFUSED,
    Matter.DIFFUSION: Kind.REFUSED,
    Matter.TRAVEL_DOCUMENT: Kind.REFUSED,
    Matter.DELIVERED: Kind.CANCELLED,
    Matter.CANCELLATION: Kind.CANCELLED,
    Matter.RENEWAL: Kind.CANCELLED,
}
# Nothing is held against a person whose case was merely over, or there twice.
_NOT_REMEMBERED: Final = frozenset({"DUPLICATE", "ENDED"})


@audit.verb("opinion.given")
def give_opinion(*, actor: Actor, review_id: UUID, seen: UUID, given: Given, now: datetime) -> Opinion:
    """One reviewer's opinion; with the last that is needed, the decision, and what follows from it below.

    `seen` is the screening the reviewer had before them. Raises NotYourReview, NewlyFound when the rulebook finds more
    than that, Invalid with every missing answer, StepTaken when the request went away meanwhile.
    """
    review = access.get_in_hand(actor, review_id)
    _, case, found = screening.as_it_stands(review, now)
    if seen != review.screening_id or screening.has_news(review.screening, found):
        raise rules.NewlyFound
    if problems := rules.problems_with_opinion(
        given, Matter(review.matter), queries.heard(review.screening), codes.CODES
    ):
        raise Invalid(problems)
    # Who was given the seat may have lost what entitles them since: another nationality, another post.
    if why := rules.why_not(access.reader_of(actor), access.case_of(review)):
        raise rules.NotYourReview(why)
    opinion = _write(actor, review, given, now)
    seating.end_seat(review, Seat.End.OPINION, now)
    asking.end_all(review, now)
    said = seating.said_of(review.opinions.all())
    result = rules.tally(said, review.needs)
    details: dict[str, Any] = {"review": review.pk, "verdict": given.verdict, "codes": list(given.codes)}
    if isinstance(result, Verdict):
        decision = _decide(actor, review, result, now)
        _remember(actor, review, case.subject, decision, now)
        details |= {"decision": decision.pk, "outcome": result}
    else:
        review.move_to(result, now, holder="", holder_name="", held_since=None)
    audit.about(subject=opinion, details=details)
    return opinion


@audit.verb("reviews.closed")
def close_gone(*, actor: Actor, now: datetime) -> list[UUID]:
    """Closes reviews of what its source withdrew meanwhile: there is nothing left to decide."""
    closed = []
    for review in queries.gone():
        seating.end_seat(review, Seat.End.CLOSED, now)
        asking.end_all(review, now)
        review.move_to(State.CLOSED, now, holder="", holder_name="", held_since=None, decided_at=now)
        closed.append(review.pk)
    audit.about(details={"count": len(closed), "reviews": closed})
    return closed


def _write(actor: Actor, review: Review, given: Given, now: datetime) -> Opinion:
    columns = msgspec.to_builtins(given) | {"codes": list(given.codes), "reasons": given.reasons.strip()}
    return Opinion.objects.create(
        review=review,
        screening=review.screening,
        officer=actor.id,
        officer_name=actor.name,
        nationality=actor.nationality,
        is_director=actor.may(Right.DIRECT),
        given_at=now,
        **columns,
    )


def _decide(actor: Actor, review: Review, verdict: Verdict, now: datetime) -> Decision:
    agreeing = [one for one in review.opinions.all() if one.verdict == verdict]
    grounds = tuple(dict.fromkeys(code for one in agreeing for code in one.codes))
    standing = [one for one in review.screening.findings if _stands(one, agreeing)]
    told = list(dict.fromkeys(one.told.strip() for one in agreeing if one.told.strip()))
    letter = codes.letter(Matter(review.matter), verdict, grounds, standing, told)
    decision = Decision.objects.create(
        review=review,
        outcome=verdict,
        codes=list(grounds),
        by_exception=verdict == Verdict.ACCEPT and any(one.exception for one in agreeing),
        letter=letter,
        by=[one.officer for one in agreeing],
        decided_at=now,
    )
    review.move_to(State.DECIDED, now, holder="", holder_name="", held_since=None, decided_at=now, outcome=verdict)
    carried = Carried(
        subject=review.subject,
        verdict=verdict,
        codes=grounds,
        letter=tuple(letter),
        told="\n".join(told),
        officers=tuple(one.officer for one in agreeing),
        findings=tuple(one for one in standing if one.get("for_requester")),
    )
    doors.door_of(Matter(review.matter)).carry_out(actor, carried, now)
    return decision


def _remember(actor: Actor, review: Review, subject: Subject | None, decision: Decision, now: datetime) -> None:
    """What people turned down is known again by whichever door it comes: by keys alone, of person, case and facts."""
    kind = _REMEMBERED.get(Matter(review.matter))
    if decision.outcome != Verdict.REFUSE or subject is None or kind is None:
        return
    if _NOT_REMEMBERED.issuperset(decision.codes):
        return
    protection.remember(
        actor=actor,
        kind=kind,
        subject=subject,
        requester=review.requester_id,
        code=codes.CODES[decision.codes[0]].base,
        decision=decision.pk,
        now=now,
    )


def _stands(finding: dict[str, Any], agreeing: list[Opinion]) -> bool:
    """Whether somebody who agrees with the decision said that the concern remains; a return stands by itself."""
    if finding["outcome"] == Outcome.RETURN:
        return True
    said = [one.answers[finding["rule"]] for one in agreeing if finding["rule"] in one.answers]
    return finding["outcome"] != Outcome.PASS and any(one["remains"] for one in said)
