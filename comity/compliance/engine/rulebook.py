"""The rulebook: every rule in its order, and the screening of one request against all of them."""

from typing import Final

from comity.compliance.engine.findings import Screened, outcome_of
from comity.compliance.engine.known import Known
from comity.compliance.engine.request import Request
from comity.compliance.engine.rules import WRITTEN, Rule

RULES: Final[tuple[Rule, ...]] = tuple(WRITTEN[id_] for id_ in sorted(WRITTEN))


def screen(request: Request, known: Known) -> Screened:
    """Asks every rule that applies. Pure: the same request and the same knowledge give the same findings."""
    findings = tuple(finding for rule in RULES for finding in rule.look(request, known))
    return Screened(findings=findings, outcome=outcome_of(findings))
