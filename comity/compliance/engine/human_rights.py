"""Human rights and refuge (Constitution, art. 2; GA-2017-86-RES-09): what must never be circulated, what is feared."""

from collections.abc import Iterator
from typing import Final

from comity.compliance.engine import lexicons
from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.known import RISKS, Known
from comity.compliance.engine.request import Request
from comity.compliance.engine.rules import Found, Law, rule
from comity.core.languages import mark


def _is_nominal(request: Request) -> bool:
    return request.is_nominal


_NEAR: Final = mark("The person is like one who is protected. Ask whether they are the same, by the blind register.")


@rule(
    Law(
        id="C-25",
        version=1,
        basis="GA-2017-86-RES-09",
        asks=mark("Does no confirmed protection stand against this requester?"),
        says=mark("The person is protected against this requester. It cannot be circulated."),
        question=mark("Are they the same person, and does the protection still stand? The requester is never told."),
        outcome=Outcome.BLOCK,
        suggests="REFUGEE",
        told=False,
    ),
    _is_nominal,
)
def protected(request: Request, known: Known) -> Iterator[Found]:
    """The register answers for this requester alone. Exact is closed; near is for a person, and as silent."""
    for match in known.matches:
        if match.kind != "protected" or match.on != "person":
            continue
        evidence = {"entry": match.entry, "strength": match.strength}
        if match.strength == "exact":
            yield Found(evidence=evidence)
        else:
            yield Found(evidence=evidence, outcome=Outcome.HOLD, says=_NEAR, two=True)


@rule(
    Law(
        id="C-26",
        version=1,
        basis="GA-2017-86-RES-09",
        asks=mark("Is no claim for asylum pending or known?"),
        says=mark("A claim for asylum is pending, known or spoken of."),
        question=mark("Is there a claim, is it decided, and does the case have to do with what is feared?"),
        outcome=Outcome.HOLD,
        suggests="REFUGEE",
        told=False,
    ),
    _is_nominal,
)
def claimed(request: Request, known: Known) -> Iterator[Found]:
    for match in known.matches:
        if match.kind == "claimed":
            yield Found(evidence={"entry": match.entry, "strength": match.strength})
    words = lexicons.ASYLUM.found_in((request.all_text, request.known_history))
    if request.asylum in ("applied", "granted") or words:
        yield Found(field="background.asylum", evidence={"declared": request.asylum, "words": list(words)})


@rule(
    Law(
        id="C-27",
        version=1,
        basis="Constitution art. 2; RPD art. 34(3)",
        asks=mark("Was extradition of the person not refused before?"),
        says=mark("A country refused to extradite the person."),
        question=mark("On which ground was it refused, and does that ground bind the Organization too?"),
        outcome=Outcome.HOLD,
        suggests="EXTRADITION",
        told=False,
    ),
    _is_nominal,
)
def extradition_refused(_request: Request, known: Known) -> Iterator[Found]:
    for match in known.matches:
        if match.kind == "extradition_refused":
            yield Found(evidence={"entry": match.entry, "ground": match.code, "strength": match.strength})
    for one in known.statements:
        if one.kind == "extradition_refused":
            yield Found(evidence={"member": one.member, "ground": one.ground, "at": one.at})


_DEATH: Final = mark("The death penalty is possible. Say which assurance is given that it will not be carried out.")


def _threatens_freedom(request: Request) -> bool:
    return request.is_nominal and request.is_coercive


@rule(
    Law(
        id="C-31",
        version=1,
        basis="Constitution art. 2",
        asks=mark("Is no torture, death penalty or flagrantly unfair trial to be feared?"),
        says=mark("Findings of courts or of the United Nations on the requester's country are on record."),
        question=mark("Is there a real and personal risk, and which assurances answer it?"),
        outcome=Outcome.HOLD,
        suggests="ART2_TORTURE",
        told=False,
    ),
    _threatens_freedom,
)
def risk(request: Request, known: Known) -> Iterator[Found]:
    for at, charge in enumerate(request.charges):
        if charge.is_death:
            yield Found(field="background.death_penalty", says=_DEATH, evidence={"charge": at + 1}, told=True)
    for one in known.settings:
        if one.kind in RISKS and one.starts_on <= known.today and (one.ends_on is None or known.today <= one.ends_on):
            yield Found(evidence={"entry": one.id, "kind": one.kind.value, "title": one.title})
