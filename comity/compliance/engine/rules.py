"""What a rule of the rulebook is, and how one is written down: a pure function with its law beside it."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from msgspec import Struct

from comity.compliance.engine.findings import Finding, Outcome
from comity.compliance.engine.known import Known
from comity.compliance.engine.request import Request


class Found(Struct, frozen=True, kw_only=True):
    """What a rule yields where it fires; what it leaves out (outcome, says, told) is said by the rule itself."""

    field: str = ""
    evidence: dict[str, Any] = {}
    outcome: Outcome | None = None
    says: str = ""
    told: bool | None = None
    two: bool = False
    director: bool = False


Body = Callable[[Request, Known], Iterator[Found]]


class Law(Struct, frozen=True, kw_only=True):
    """What stands beside a rule's function.

    `asks` is the question the rule answers; `says` the sentence where it fires, fit for the requester if `told`;
    `question` what only a person can answer; `suggests` the refusal code a person might come to.
    """

    id: str
    version: int
    basis: str
    asks: str
    says: str
    outcome: Outcome
    question: str = ""
    suggests: str = ""
    told: bool = True


class Rule(Struct, frozen=True, kw_only=True):
    """One rule: its law, when it is asked at all, and its function."""

    law: Law
    applies: Callable[[Request], bool]
    body: Body

    @property
    def id(self) -> str:
        return self.law.id

    @property
    def version(self) -> int:
        return self.law.version

    def look(self, request: Request, known: Known) -> tuple[Finding, ...]:
        """Its findings: one "pass" where it was asked and found nothing, none where it does not apply."""
        if not self.applies(request):
            return ()
        return tuple(self._finding(found) for found in self.body(request, known)) or (self._passed(),)

    def _finding(self, found: Found) -> Finding:
        law = self.law
        return Finding(
            rule=law.id,
            version=law.version,
            outcome=found.outcome or law.outcome,
            says=found.says or law.says,
            evidence=found.evidence,
            field=found.field,
            for_requester=law.told if found.told is None else found.told,
            question=law.question,
            suggests=law.suggests,
            two=found.two,
            director=found.director,
        )

    def _passed(self) -> Finding:
        law = self.law
        return Finding(rule=law.id, version=law.version, outcome=Outcome.PASS, says=law.asks, for_requester=law.told)


# Every rule written down so far; `rulebook` imports all the files and puts them in order.
WRITTEN: Final[dict[str, Rule]] = {}


def always(_request: Request) -> bool:
    return True


def rule(law: Law, applies: Callable[[Request], bool] = always) -> Callable[[Body], Body]:
    """Writes a function down as a rule. Raises ValueError for an id that is taken."""

    def write(body: Body) -> Body:
        if law.id in WRITTEN:
            raise ValueError(f"two rules are called {law.id}")
        WRITTEN[law.id] = Rule(law=law, applies=applies, body=body)
        return body

    return write
