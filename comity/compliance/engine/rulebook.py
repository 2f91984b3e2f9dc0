"""The rulebook: every rule in its order, the screening of one request by all of them, and what is left to people."""

from typing import Final

from msgspec import Struct

from comity.compliance.engine import (
    channels,
    colours,
    earlier,
    facts,
    human_rights,
    identity,
    judicial,
    lifetime,
    neutrality,
    offence,
)
from comity.compliance.engine.findings import Outcome, Screened, outcome_of
from comity.compliance.engine.known import Known
from comity.compliance.engine.request import Request
from comity.compliance.engine.rules import WRITTEN, Rule

# The files of the rulebook, by article family.
FAMILIES: Final = (
    channels,
    identity,
    judicial,
    offence,
    facts,
    neutrality,
    human_rights,
    earlier,
    colours,
    lifetime,
)
RULES: Final[tuple[Rule, ...]] = tuple(WRITTEN[id_] for id_ in sorted(WRITTEN))
BY_ID: Final[dict[str, Rule]] = {rule.id: rule for rule in RULES}


class Question(Struct, frozen=True):
    """A question only a person can answer. `fired`: the rule found something, so it must be answered."""

    rule: str
    asks: str
    fired: bool


def screen(request: Request, known: Known) -> Screened:
    """Asks every rule that applies. Pure: the same request and the same knowledge give the same findings."""
    findings = tuple(finding for rule in RULES for finding in rule.look(request, known))
    return Screened(findings=findings, outcome=outcome_of(findings))


def questions(screened: Screened) -> tuple[Question, ...]:
    """What people are asked about this request, once a rule: first where something was found, then the rest."""
    fired = {finding.rule for finding in screened.findings if finding.outcome is not Outcome.PASS}
    asked = dict.fromkeys(finding.rule for finding in screened.findings)
    found = [
        Question(rule=id_, asks=BY_ID[id_].law.question, fired=id_ in fired)
        for id_ in asked
        if id_ in BY_ID and BY_ID[id_].law.question
    ]
    return tuple(sorted(found, key=lambda question: not question.fired))
