"""Offences (RPD art. 83(1)(a)(i)): what a request may never be for, what is serious, and why the world should care."""

from collections.abc import Iterator
from typing import Any, Final

from comity.compliance.engine import lexicons
from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.known import Known
from comity.compliance.engine.request import Charge, Request
from comity.compliance.engine.rules import Found, Law, rule
from comity.core.languages import mark
from comity.notices.engine.offences import ADMINISTRATIVE, BEHAVIOURAL, PRIVATE

# Serious whatever the damage; of offences against property the damage says more.
GRAVE: Final = frozenset(
    {"murder", "attempted_murder", "bodily_harm", "rape", "child_sexual_abuse", "kidnapping", "trafficking_in_persons"}
    | {"migrant_smuggling", "torture", "genocide", "crimes_against_humanity", "war_crimes", "terrorism"}
    | {"terrorist_financing", "organised_crime", "drug_trafficking", "firearms", "arson", "robbery", "extortion"}
    | {"money_laundering", "corruption", "counterfeiting", "environment", "cultural_property", "piracy"}
)
BY_DAMAGE: Final = frozenset(
    {"theft", "vehicle_theft", "burglary", "fraud", "embezzlement", "tax", "forgery", "cybercrime"}
)
# No figure is published; below this a person asks whether world-wide circulation is proportionate.
SMALL_DAMAGE: Final = 10_000
PRIVATE_CREDITOR: Final = "private"


def _has_charges(request: Request) -> bool:
    return bool(request.charges)


def _is_charged_coercion(request: Request) -> bool:
    return request.is_coercive and bool(request.charges)


def _of_interest(request: Request) -> bool:
    return request.is_coercive or bool(request.charges and request.seeks & {"locate", "inform", "property"})


def words_of(charge: Charge) -> str:
    return "\n".join((charge.offence, charge.facts))


def _evidence(at: int, charge: Charge, words: tuple[str, ...]) -> dict[str, Any]:
    evidence: dict[str, Any] = {"charge": at + 1, "offence": charge.code or charge.offence, "words": list(words)}
    return evidence | ({"serious_link": charge.serious_link} if charge.serious_link else {})


@rule(
    Law(
        id="C-11",
        version=1,
        basis="RPD art. 83(1)(a)(i)(a)",
        asks=mark("Is no charge about conduct on which countries differ because of behavioural or cultural norms?"),
        says=mark("A charge is about conduct on which countries differ because of behavioural or cultural norms."),
        question=mark("Does this charge facilitate a serious crime or organised crime? If not, it cannot stand."),
        outcome=Outcome.HOLD,
        suggests="EXCLUDED_OFFENCE",
    ),
    _has_charges,
)
def behavioural(request: Request, _known: Known) -> Iterator[Found]:
    """Each charge by itself: one that qualifies never carries another silently."""
    for at, charge in enumerate(request.charges):
        words = lexicons.NORMS.found(charge.offence)
        if charge.code in BEHAVIOURAL or words:
            yield Found(field=f"charges[{at}].code", evidence=_evidence(at, charge, words))


@rule(
    Law(
        id="C-12",
        version=1,
        basis="RPD art. 83(1)(a)(i)(b)",
        asks=mark("Is no charge a family or private matter?"),
        says=mark("A charge may be a family or private matter."),
        question=mark("Is this more than a family or private matter? Are the court orders of both sides known?"),
        outcome=Outcome.HOLD,
        suggests="EXCLUDED_OFFENCE",
    ),
    _has_charges,
)
def family(request: Request, _known: Known) -> Iterator[Found]:
    for at, charge in enumerate(request.charges):
        words = lexicons.FAMILY.found(words_of(charge))
        if charge.code in PRIVATE or words:
            yield Found(field=f"charges[{at}].code", evidence=_evidence(at, charge, words))


@rule(
    Law(
        id="C-13",
        version=1,
        basis="RPD art. 83(1)(a)(i)(c)",
        asks=mark("Is no charge a breach of administrative rules or a private dispute?"),
        says=mark("A charge may be a private dispute or a breach of administrative rules. Say what makes it a crime."),
        question=mark(
            "Who lost what, and who gained? Is there a civil case? Is a link to serious or organised crime shown?"
        ),
        outcome=Outcome.HOLD,
        suggests="PRIVATE_DISPUTE",
    ),
    _has_charges,
)
def private_dispute(request: Request, _known: Known) -> Iterator[Found]:
    """A debt or a cheque is a flag and no verdict: the Commission has found such cases compliant and not compliant."""
    is_private = request.complainant == PRIVATE_CREDITOR
    for at, charge in enumerate(request.charges):
        words = lexicons.PRIVATE_DISPUTE.found(words_of(charge))
        if charge.code in ADMINISTRATIVE or words or is_private:
            evidence = _evidence(at, charge, words) | ({"complainant": PRIVATE_CREDITOR} if is_private else {})
            yield Found(field=f"charges[{at}].code", evidence=evidence)


@rule(
    Law(
        id="C-14",
        version=1,
        basis="RPD art. 83(1)(a)(i)",
        asks=mark("Is each charge a serious crime under ordinary law?"),
        says=mark("It does not show from the charge that the crime is serious."),
        question=mark("Is this a serious crime under ordinary law, in its harm and in its means?"),
        outcome=Outcome.HOLD,
        suggests="NOT_SERIOUS",
    ),
    _is_charged_coercion,
)
def serious(request: Request, _known: Known) -> Iterator[Found]:
    for at, charge in enumerate(request.charges):
        if charge.code in GRAVE:
            continue
        if charge.code in BY_DAMAGE and (charge.damage is None or charge.damage >= SMALL_DAMAGE):
            continue
        evidence = {"charge": at + 1, "offence": charge.code or charge.offence, "damage": charge.damage}
        yield Found(field=f"charges[{at}].code", evidence=evidence)


@rule(
    Law(
        id="C-15",
        version=1,
        basis="RPD arts 35, 83(1)(a)(iii)",
        asks=mark("Is the request of interest for international police cooperation?"),
        says=mark("Nothing is said of why other countries should act. Say what links the case to them."),
        question=mark("Is there an international element, and a real chance that members can act?"),
        outcome=Outcome.HOLD,
        suggests="NO_INTEREST",
    ),
    _of_interest,
)
def interest(request: Request, _known: Known) -> Iterator[Found]:
    if not request.international_element.strip():
        yield Found(field="case.international")
