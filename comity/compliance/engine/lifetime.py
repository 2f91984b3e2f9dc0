"""Keeping and answering (RPD arts 49-50, 128): a renewal is examined anew, and silence counts against the source."""

from collections.abc import Iterator
from typing import Final

from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.known import Known
from comity.compliance.engine.request import Request, Subject
from comity.compliance.engine.rules import Found, Law, rule
from comity.compliance.engine.words import plain
from comity.core.languages import mark

SHORTEST_REASON: Final = 5  # words
WITHOUT_NEWS: Final = 2  # renewals: then the need itself is reviewed


def _is_renewal(request: Request) -> bool:
    return request.subject is Subject.RENEWAL


_SAME_REASON: Final = mark("This is the reason of the last time. Say what is new.")
_NO_NEWS: Final = mark("Nothing has been heard since it was last renewed, more than once.")
_WARRANT_OVER: Final = mark("The warrant is not valid any more.")


@rule(
    Law(
        id="C-47",
        version=1,
        basis="RPD arts 49-50",
        asks=mark("Is there a new reason to keep it, and is the warrant still valid?"),
        says=mark("Say in a sentence why it is still needed."),
        question=mark("Is it still needed, and would it be published today?"),
        outcome=Outcome.RETURN,
        suggests="QUALITY",
    ),
    _is_renewal,
)
def renewal(request: Request, known: Known) -> Iterator[Found]:
    asked = request.renewal
    if asked is None or len(plain(asked.reason).split()) < SHORTEST_REASON:
        yield Found(field="reason")
        return
    if plain(asked.reason) == plain(asked.last_reason):
        yield Found(field="reason", says=_SAME_REASON)
    if asked.without_news >= WITHOUT_NEWS:
        yield Found(outcome=Outcome.HOLD, says=_NO_NEWS, evidence={"renewals": asked.without_news})
    expires = request.warrant.expires_on if request.warrant else None
    if expires is not None and expires < known.today:
        yield Found(field="warrant.expires_on", says=_WARRANT_OVER, evidence={"expires_on": expires})


@rule(
    Law(
        id="C-48",
        version=1,
        basis="RPD art. 128",
        asks=mark("Are all questions of the review answered in time?"),
        says=mark("A question of the review was not answered in time."),
        question=mark("Does silence leave a doubt that counts against the request?"),
        outcome=Outcome.HOLD,
        suggests="NO_ANSWER",
    )
)
def unanswered(_request: Request, known: Known) -> Iterator[Found]:
    for one in known.unanswered:
        if one.due_at.date() < known.today:
            yield Found(evidence={"question": one.question, "asked_at": one.asked_at, "due_at": one.due_at})
