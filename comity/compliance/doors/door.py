"""What a door is: the same few things for every matter, so that screening and deciding know no room below by name."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext
from msgspec import Struct

from comity.compliance.codes import CODES, told
from comity.compliance.engine.findings import Outcome, Screened
from comity.compliance.reading import Case
from comity.compliance.rules import Matter, Verdict
from comity.network.rules import Actor

_PUT_RIGHT: Final = (Outcome.RETURN, Outcome.BLOCK)


class Waiting(Struct, frozen=True, kw_only=True):
    """A thing below that waits for the rulebook or for people. `row` is as it was read; `asked`: reviewers needed."""

    matter: Matter
    subject: UUID
    version: int
    requester: str
    row: Any
    colour: str = ""
    reference: str = ""
    is_urgent: bool = False
    asked: int = 1
    why: str = ""


class Carried(Struct, frozen=True, kw_only=True):
    """A verdict on its way down. `officers` are the ids of those who agree with it, as the rooms below count them."""

    subject: UUID
    verdict: Verdict
    codes: tuple[str, ...]
    letter: tuple[str, ...]
    told: str
    officers: tuple[str, ...]
    findings: tuple[dict[str, Any], ...] = ()

    @property
    def code(self) -> str:
        """The first ground, of the published list; the requester reads it below, so a veiled one is not said there."""
        told_ones = told(self.codes)
        return CODES[told_ones[0]].base if told_ones else "OTHER"

    @property
    def reasons(self) -> str:
        """The letter as one text, for rooms that keep a sentence with a step."""
        return "\n".join(gettext(sentence) for sentence in self.letter)

    @property
    def to_put_right(self) -> list[dict[str, str]]:
        """What is to be put right: what the rulebook found, and the reviewer's own words."""
        said = [problem(one["field"], one["says"], one["rule"]) for one in self.findings]
        return [*said, problem("", self.told)] if self.told else said


class Door(Protocol):
    """A way to one matter. The machine's ways are `let_pass`, `give_back` and `hold`; people's is `carry_out`."""

    @property
    def matter(self) -> Matter: ...

    def rows(self) -> QuerySet[Any]:
        """What waits below, the most pressing first; also what people have before them already."""

    def waiting(self, row: Any) -> Waiting:
        """One of these rows."""

    def find(self, subject: UUID) -> Waiting | None:
        """One subject while it can still be decided on; None when it went away."""

    def still_open(self, subjects: Collection[UUID]) -> set[UUID]:
        """Of these the ones that can still be decided on."""

    def read(self, waiting: Waiting, now: datetime) -> Case:
        """The request and what the house knows, as the rulebook takes them."""

    def let_pass(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> bool:
        """Lets it go on without a person, where the rules allow that. False where they do not."""

    def give_back(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> bool:
        """Returns it to its requester with what is to be put right. False where it cannot be returned."""

    def hold(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> None:
        """Takes it into review."""

    def carry_out(self, actor: Actor, carried: Carried, now: datetime) -> None:
        """Does below what people have decided."""


class OnlyPeople:
    """A door through which a machine does nothing: it finds, and people decide."""

    def let_pass(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> bool:
        return False

    def give_back(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> bool:
        return False

    def hold(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> None:
        return None


def to_put_right(screened: Screened) -> list[dict[str, str]]:
    """What the machine sends back with: form and right alone, and nothing that is for reviewers."""
    found = (one for one in screened.findings if one.for_requester and one.outcome in _PUT_RIGHT)
    return [problem(one.field, one.says, one.rule) for one in found]


def problem(field: str, says: str, rule: str = "") -> dict[str, str]:
    """One thing to put right, in the words of either room below."""
    return {"rule": rule, "field": field, "says": says, "problem": says, "accepted": ""}
