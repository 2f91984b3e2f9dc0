"""What was decided or asked before (RPD arts 51-53; Statute of the Commission, arts 29, 37): no refused case comes back
by another door, and no requester floods the house. Nothing of it is told to the requester."""

from collections.abc import Iterator
from typing import Final

from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.known import Earlier, Known
from comity.compliance.engine.request import Request, Subject
from comity.compliance.engine.rules import Found, Law, rule
from comity.core.languages import mark

DECIDED: Final = frozenset({"refused", "cancelled", "deleted"})
REDRESS: Final = frozenset({"redress_open", "pre_emptive"})
# Bulk (C-39): no published figure; a requester's usual day and a floor, so that a small bureau's busy day is no alarm.
FEWEST_IN_HOUR: Final = 10
FEWEST_IN_DAY: Final = 25
TIMES_USUAL: Final = 4
ALIKE_IN_DAY: Final = 5
MOST_IN_BATCH: Final = 25
MANY_DOCUMENTS: Final = 1000  # travel documents in a day
ALMOST_THE_SAME: Final = 0.5


def decided_before(known: Known) -> list[Earlier]:
    return [match for match in known.matches if match.kind in DECIDED]


def _evidence(match: Earlier) -> dict[str, object]:
    return {
        "entry": match.entry,
        "kind": match.kind,
        "on": match.on,
        "strength": match.strength,
        "code": match.code,
        "decision": match.decision,
        "requester": match.requester,
        "made_at": match.made_at,
    }


_OVERLAPS: Final = mark("Another request on the same person is running.")


@rule(
    Law(
        id="C-36",
        version=1,
        basis="RPD arts 51-53",
        asks=mark("Was this person or case not refused, cancelled or deleted before?"),
        says=mark("The same person, case or facts were refused, cancelled or deleted before."),
        question=mark("What is new since the decision? Compare both, side by side."),
        outcome=Outcome.HOLD,
        suggests="SAME_AGAIN",
        told=False,
    )
)
def decided(request: Request, known: Known) -> Iterator[Found]:
    """In any colour, by any channel, of any requester: a second country may ask for the first (A-05, A-21, A-22)."""
    for match in decided_before(known):
        evidence = _evidence(match) | {"proxy": bool(match.requester and match.requester != request.requester)}
        yield Found(evidence=evidence | {"what_is_new": request.what_is_new.strip() != ""}, two=True)
    if known.other_notices:
        yield Found(says=_OVERLAPS, evidence={"others": list(known.other_notices)})


@rule(
    Law(
        id="C-37",
        version=1,
        basis="Statute of the Commission, arts 29, 37",
        asks=mark("Is no request before the Commission about this person?"),
        says=mark("A request about this person is before the Commission, or was put to it beforehand."),
        question=mark("What does the Commission say? Ask it before anything goes out."),
        outcome=Outcome.HOLD,
        suggests="OTHER",
        told=False,
    )
)
def before_the_commission(_request: Request, known: Known) -> Iterator[Found]:
    for match in known.matches:
        if match.kind in REDRESS:
            yield Found(evidence=_evidence(match), two=True)


def _is_other_door(request: Request) -> bool:
    return request.subject is not Subject.NOTICE or not request.is_coercive


@rule(
    Law(
        id="C-38",
        version=1,
        basis="RPD arts 10, 97-99",
        asks=mark("Is this not a refused case by another door?"),
        says=mark("A case that was decided against comes back by another channel or in another colour."),
        question=mark("Why this channel now? Is it meant to reach what was refused?"),
        outcome=Outcome.HOLD,
        suggests="SAME_AGAIN",
        told=False,
    ),
    _is_other_door,
)
def other_door(request: Request, known: Known) -> Iterator[Found]:
    for match in decided_before(known):
        channel = {"subject": request.subject.value, "colour": request.colour}
        yield Found(evidence=_evidence(match) | channel, two=True)


def _may_flood(request: Request) -> bool:
    return request.is_nominal or request.subject is Subject.TRAVEL_DOCUMENT


@rule(
    Law(
        id="C-39",
        version=1,
        basis="RPD arts 12, 35",
        asks=mark("Is this not one of a flood of requests?"),
        says=mark("The requester sends far more than it usually does, or the same facts many times. All are held."),
        question=mark("Is each request an individual case? Read a sample before any of them goes out."),
        outcome=Outcome.HOLD,
        suggests="QUALITY",
        told=False,
    ),
    _may_flood,
)
def flood(request: Request, known: Known) -> Iterator[Found]:
    rate = known.rate
    day = max(FEWEST_IN_DAY, rate.usual_day * TIMES_USUAL)
    hour = max(FEWEST_IN_HOUR, rate.usual_day)
    # Documents are lost every day: their figures are far higher, and their usual day says what is many.
    if request.subject is Subject.TRAVEL_DOCUMENT:
        is_many = rate.usual_day > 0 and rate.in_day > max(MANY_DOCUMENTS, rate.usual_day * TIMES_USUAL)
    else:
        is_many = rate.in_hour > hour or rate.in_day > day or rate.in_batch > MOST_IN_BATCH
    if is_many or rate.alike_in_day >= ALIKE_IN_DAY:
        yield Found(
            evidence={
                "in_hour": rate.in_hour,
                "in_day": rate.in_day,
                "usual_day": round(rate.usual_day, 1),
                "alike_in_day": rate.alike_in_day,
                "in_batch": rate.in_batch,
            },
            two=True,
        )
