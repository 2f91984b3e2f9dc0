"""Requests for the tests of the rulebook: one on which nothing fires, and what to change so that a rule does."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from comity.compliance.engine.known import Known
from comity.compliance.engine.request import (
    Assurance,
    Charge,
    Person,
    Renewal,
    Request,
    Subject,
    Travel,
    Warrant,
)

NOW: Final = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY: Final = NOW.date()

FACTS: Final = (
    "On 14 March 2024 in Port-Lacour he struck the night guard of the warehouse with an iron bar, took the keys from"
    " him and, with two others who waited in a van, carried off eleven crates of cut diamonds."
)

CHARGE: Final = Charge(
    offence="Aggravated robbery by several persons",
    code="robbery",
    law="Penal code, article 311-8",
    facts=FACTS,
    places=("Port-Lacour",),
    facts_from="2024-03-14",
    role="co_perpetrator",
    maximum_months=240,
)

PERSON: Final = Person(
    family_name="Varnhold",
    forenames="Tiborek",
    sex="male",
    births=("1984-07-02",),
    nationalities=("KE",),
    documents=("KEN A1234567",),
    status="charged",
    occupation="Warehouse clerk",
    photographs=1,
    has_description=True,
)

WARRANT: Final = Warrant(
    authority="Regional court, Port-Lacour",
    place="Port-Lacour",
    number="2024/118",
    issued_on=date(2024, 4, 2),
    is_judicial=True,
)

RED: Final = Request(
    subject=Subject.NOTICE,
    id=str(UUID(int=7)),
    reference="PL-77",
    colour="red",
    seeks=frozenset({"arrest", "restriction", "locate"}),
    purpose="wanted_person",
    requester="FR",
    requester_kind="bureau",
    country="FR",
    received_at=NOW,
    person=PERSON,
    charges=(CHARGE,),
    warrant=WARRANT,
    assurances=tuple(Assurance(number=number, signed_by="officer:1", signed_at=NOW) for number in (1, 2)),
    international_element="He has relatives in Kenya and was seen at the airport of Nairobi.",
)

KNOWN: Final = Known(today=TODAY)

GREEN: Final = replace(
    RED,
    colour="green",
    seeks=frozenset({"warn"}),
    warrant=None,
    assurances=(),
    texts=("He breaks into goods trains and has wounded two guards with a knife.",),
    extra={"assessment.authority": "Criminal police, Port-Lacour"},
)
YELLOW: Final = replace(
    RED,
    colour="yellow",
    seeks=frozenset({"locate", "identify"}),
    charges=(),
    warrant=None,
    assurances=(),
    extra={"case.event": "disappearance", "care.may_be_sought": "True", "care.violence_claimed": "False"},
    texts=("Last seen at the harbour on the evening of 3 May with a red bicycle.",),
)
UN: Final = replace(
    RED,
    colour="un",
    seeks=frozenset({"inform", "warn"}),
    requester="UNSC",
    requester_kind="un_committee",
    country="",
    charges=(),
    warrant=None,
    assurances=(),
    extra={"listing.un_reference": "QDi.999", "listing.resolution": "1267"},
)
DIFFUSION: Final = replace(RED, subject=Subject.DIFFUSION)
BLUE: Final = replace(RED, colour="blue", seeks=frozenset({"locate", "inform"}), warrant=None, assurances=())
DOCUMENT: Final = Request(
    subject=Subject.TRAVEL_DOCUMENT,
    id=str(UUID(int=8)),
    requester="FR",
    country="FR",
    received_at=NOW,
    about="object",
    person=Person(documents=("FRA 12AB34567",), nationalities=("FR",)),
    travel=Travel(issuer="FRA", reason="stolen"),
)
RENEWAL: Final = replace(
    RED,
    subject=Subject.RENEWAL,
    renewal=Renewal(
        reason="He was seen in May and the charge still stands.", last_reason="The warrant stands.", without_news=1
    ),
)


def charged(request: Request = RED, **change: Any) -> Request:
    """The request with its first charge changed."""
    first, *rest = request.charges
    return replace(request, charges=(replace(first, **change), *rest))


def of(request: Request = RED, **change: Any) -> Request:
    """The request with its person changed."""
    assert request.person is not None
    return replace(request, person=replace(request.person, **change))
