"""Who may ask, by which channel, and what holds for that channel (RPD arts 10, 21, 73-76, 82-99, 131)."""

from collections.abc import Iterator
from typing import Final

from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.known import Known
from comity.compliance.engine.request import Request, Subject
from comity.compliance.engine.rules import Found, Law, rule
from comity.core.languages import mark


def _is_document(request: Request) -> bool:
    return request.subject is Subject.TRAVEL_DOCUMENT


def _is_no_document(request: Request) -> bool:
    return request.subject is not Subject.TRAVEL_DOCUMENT


@rule(
    Law(
        id="C-01",
        version=1,
        basis="RPD arts 21, 73-76",
        asks=mark("May this bureau ask, and did its officer have the right?"),
        says=mark("The bureau, or the officer, has no right to make this request."),
        outcome=Outcome.BLOCK,
        suggests="OTHER",
    )
)
def authorised(_request: Request, known: Known) -> Iterator[Found]:
    if not known.is_authorised:
        yield Found()


_WHY_NOT: Final = {
    "pilot": mark("This kind of request is open to members of the pilot only."),
    "quota": mark("The pilot's share of your bureau is used up."),
}


@rule(
    Law(
        id="C-02",
        version=1,
        basis="RPD arts 82-96",
        asks=mark("Is this kind of request open to this requester?"),
        says=mark("This kind of request is not open to your bureau."),
        outcome=Outcome.BLOCK,
        suggests="OTHER",
    ),
    _is_no_document,
)
def open_to_requester(request: Request, known: Known) -> Iterator[Found]:
    if not known.may_ask:
        evidence = {"colour": request.colour, "requester_kind": request.requester_kind, "why": known.why_not}
        yield Found(says=_WHY_NOT.get(known.why_not, ""), evidence=evidence)


@rule(
    Law(
        id="C-03",
        version=1,
        basis="RPD art. 10",
        asks=mark("Is the purpose permitted, and the one of this kind of request?"),
        says=mark("The purpose is not one of this kind of request."),
        question=mark("Is what is asked for what this kind of request is for?"),
        outcome=Outcome.BLOCK,
        suggests="OTHER",
    ),
    _is_no_document,
)
def purpose(request: Request, known: Known) -> Iterator[Found]:
    if not known.fits_purpose:
        yield Found(evidence={"purpose": request.purpose, "colour": request.colour})


_OF_ANOTHER: Final = mark("Only the country that issued a document may enter it.")
_ABROAD: Final = mark("The document is reported lost, its holder is abroad, and no report to the police is named.")
_TOLD_AGAINST: Final = mark("The holder is one whom an earlier decision or a protection concerns.")


@rule(
    Law(
        id="C-45",
        version=1,
        basis="AG-2006-RES-19; RPD art. 10",
        asks=mark("Is the entry about the document, and not about stranding its holder?"),
        says=_TOLD_AGAINST,
        question=mark("Was the document lost or stolen as a document, or is the holder meant to be kept from travel?"),
        outcome=Outcome.HOLD,
        suggests="TRAVEL_ONLY",
        told=False,
    ),
    _is_document,
)
def travel_document(request: Request, known: Known) -> Iterator[Found]:
    travel = request.travel
    if travel is not None and not travel.of_requester:
        yield Found(field="issuer", outcome=Outcome.BLOCK, says=_OF_ANOTHER, told=True)
    if travel is not None and travel.is_holder_abroad and not travel.has_police_report:
        yield Found(says=_ABROAD, evidence={"reason": travel.reason})
    for match in known.matches:
        evidence = {"entry": match.entry, "kind": match.kind, "strength": match.strength, "decision": match.decision}
        yield Found(evidence=evidence, two=match.strength == "exact")


_QUOTA: Final = mark("The measure lets through so many a day, and that is reached.")
_DISCONNECTED: Final = mark("The request targets nationals of a member whose bureau closed its own link.")


@rule(
    Law(
        id="C-46",
        version=1,
        basis="RPD art. 131",
        asks=mark("Is the requester's channel under no measure?"),
        says=mark("The requester's channel is under a measure."),
        question=mark("Does the request stand by itself, read with the reasons of the measure?"),
        outcome=Outcome.HOLD,
        suggests="OTHER",
        told=False,
    )
)
def under_measure(request: Request, known: Known) -> Iterator[Found]:
    effects = known.effects
    evidence = {"measures": list(effects.measures)}
    if effects.hold or effects.second_reviewer:
        yield Found(evidence=evidence, two=effects.second_reviewer)
    if effects.quota is not None and known.rate.in_day > effects.quota:
        yield Found(says=_QUOTA, evidence=evidence | {"quota": effects.quota, "in_day": known.rate.in_day})
    targeted = known.disconnected.intersection(request.person.nationalities if request.person else ())
    if targeted - {request.country}:
        yield Found(says=_DISCONNECTED, evidence={"members": sorted(targeted - {request.country})})
