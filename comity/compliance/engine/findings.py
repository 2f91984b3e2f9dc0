"""What a rule finds: an outcome with its evidence, a sentence for the requester, a question for a person."""

from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from comity.core.languages import mark


class Outcome(StrEnum):
    """From the mildest. A machine may return, hold or warn; BLOCK is for form, right and confirmed protection alone."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    HOLD = "hold"
    RETURN = "return"
    BLOCK = "block"


# All that a requester learns of a hold whose reason it must not know: the same words for every one of them.
IN_REVIEW: Final = mark("A person reviews this request before it goes out.")
# All that a requester learns of a block whose reason it must not know, once a person has closed the case.
NOT_COMPLIANT: Final = mark("This request does not comply with the rules and cannot be circulated.")


class Finding(Struct, frozen=True, kw_only=True):
    """One result of one rule on one request, kept with the rule's version so that it can be explained later.

    `says` is for the requester where `for_requester`; where not, it is for reviewers, and the requester gets IN_REVIEW.
    `field` is the path of the manifest ("charges[0].maximum_months") or "". `question` is for a person, and no machine
    answers it. `suggests` is the refusal code a person might come to; a machine never does. `two` asks for a second
    reviewer, `director` for the director as one of them.
    """

    rule: str
    version: int
    outcome: Outcome
    says: str
    evidence: dict[str, Any] = {}
    field: str = ""
    for_requester: bool = True
    question: str = ""
    suggests: str = ""
    two: bool = False
    director: bool = False


class Screened(Struct, frozen=True, kw_only=True):
    """The whole result, in the order of the rules."""

    findings: tuple[Finding, ...]
    outcome: Outcome

    def of(self, outcome: Outcome) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.outcome is outcome)

    @property
    def for_requester(self) -> tuple[Finding, ...]:
        """What the requester is told to mend or to know: never what a blind register or a measure says."""
        told = (Outcome.WARN, Outcome.RETURN, Outcome.BLOCK, Outcome.HOLD)
        return tuple(finding for finding in self.findings if finding.for_requester and finding.outcome in told)

    @property
    def needs_two(self) -> bool:
        return any(finding.two or finding.director for finding in self.findings)

    @property
    def needs_director(self) -> bool:
        return any(finding.director for finding in self.findings)

    @property
    def is_closed(self) -> bool:
        """Whether confirmed protection stands against it: nobody can let it out, and its sender is not told why."""
        return any(finding.outcome is Outcome.BLOCK and not finding.for_requester for finding in self.findings)

    @property
    def holds_batch(self) -> bool:
        return any(finding.rule == "C-39" and finding.outcome is Outcome.HOLD for finding in self.findings)


def outcome_of(findings: tuple[Finding, ...]) -> Outcome:
    """What becomes of the request by machine.

    Blocks of form and right first, then returns: in both the requester learns what to mend, and nothing else can be
    read off them. A confirmed protection answers as a hold does to anybody outside: `Screened.is_closed` says it to
    reviewers. So neither the outcome nor the time until a person closes the case tells a requester why.
    """
    open_ones = {finding.outcome for finding in findings if finding.for_requester}
    if Outcome.BLOCK in open_ones:
        return Outcome.BLOCK
    if any(finding.outcome is Outcome.RETURN for finding in findings):
        return Outcome.RETURN
    if any(finding.outcome in (Outcome.HOLD, Outcome.BLOCK) for finding in findings):
        return Outcome.HOLD
    return Outcome.WARN if Outcome.WARN in open_ones else Outcome.PASS
