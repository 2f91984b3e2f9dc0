"""The law of judgements: of whom one may be remembered, on what evidence, for how long, and when it holds. Pure."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec import Struct

from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.records.engine import numbers
from comity.records.rules import last_review

# No document has a shorter number; a key so short could be anybody's.
SHORTEST_NUMBER: Final = 5
_encode = msgspec.json.Encoder(order="deterministic").encode


class Traveller(Struct, frozen=True, kw_only=True):
    """The holder of a document as a check gave them, in normal forms; `names` is every name given, `born` whole."""

    number: str
    issuer: str
    names: tuple[str, ...]
    born: str


def digest(key: bytes, bureau: str, traveller: Traveller) -> bytes:
    """What is kept of a traveller: without the installation's key, nobody can tell of whom a judgement is.

    The bureau is in it, so that one bureau's judgement is nothing at all to another.
    """
    said = _encode((bureau, traveller.number, traveller.issuer, traveller.names, traveller.born))
    return hmac.digest(key, said, "sha256")


# What a record says of who its person is. When any of it changes, a judgement was about somebody else's data.
IDENTITY: Final = (
    "name",
    "family_name",
    "given_names",
    "original_name",
    "aliases",
    "birth_dates",
    "birth_places",
    "sex",
    "nationalities",
    "documents",
    "marks",
)


def facts_digest(facts: Mapping[str, Any]) -> bytes:
    """A digest of the identity that a record states, of the facts that an answer shows."""
    return hashlib.sha256(_encode({name: facts[name] for name in IDENTITY if name in facts})).digest()


def lists_document(facts: Mapping[str, Any], number: str) -> bool:
    """Whether the record's person is known to use a document of that number, or of one that is easily read as it."""
    held = (numbers.normal(str(paper.get("number", ""))) for paper in facts.get("documents") or ())
    return numbers.skeleton(number) in map(numbers.skeleton, held)


class InForce(Struct, frozen=True, kw_only=True):
    """A judgement as checks need it: ids as 16 bytes, moments in UTC."""

    id: bytes
    record: bytes
    digest: bytes
    facts: bytes
    decided_at: datetime
    expires_at: datetime


def holds(judgement: InForce, facts: Mapping[str, Any], number: str, at: datetime) -> bool:
    """Whether the judgement still speaks of this record and this document: in time, of the same facts, and the record
    does not name the document."""
    return at < judgement.expires_at and judgement.facts == facts_digest(facts) and not lists_document(facts, number)


# --- On what evidence, for how long ---


class Compared(StrEnum):
    """What was compared."""

    FINGERPRINTS = "fingerprints"
    FACE = "face"
    DOCUMENT = "document"
    SOURCE = "source"
    OTHER = "other"


COMPARED_LABELS: Final = {
    Compared.FINGERPRINTS: mark("Fingerprints were compared"),
    Compared.FACE: mark("The face was compared with a photograph"),
    Compared.DOCUMENT: mark("The document was examined and is genuine"),
    Compared.SOURCE: mark("The source of the record said so"),
    Compared.OTHER: mark("Something else, said below"),
}

SHORTEST_TEXT: Final = 20
LONGEST_TEXT: Final = 1000
LONGEST_OFFICER: Final = 120
USUAL_YEARS: Final = 1
LONGEST_YEARS: Final = 3
# Of one bureau. An officer's findings stay far below it; a program that judges whatever it meets does not.
MOST_IN_FORCE: Final = 10_000
# A check proves what was shown that day; after so long, ask again.
CHECK_GOOD_FOR: Final = timedelta(days=90)
# After its end the evidence is kept so long, for whoever must account for it; then the row is erased.
KEPT_AFTER_END: Final = timedelta(days=365)

_TEXT: Final = mark("Your own words, 20 to 1000 characters: what was compared with what, and what differed.")
_UNTIL: Final = mark("A day after today, within three years, and not after the document ends.")
_REASON: Final = mark("A sentence of at most 1000 characters.")


class Grounds(Struct, frozen=True, kw_only=True):
    """What an officer states: what was compared, in their own words what was found, and the last day (None: usual).

    `officer` is who decided, where a national system writes it down for them.
    """

    compared: tuple[str, ...]
    text: str
    until: date | None = None
    officer: str = ""


def last_day(today: date, document_ends: date | None, years: int = USUAL_YEARS) -> date:
    """So many years from today, or the last day of the document, whichever is earlier."""
    latest = last_review(today, years)
    return min(latest, document_ends) if document_ends else latest


def require_grounds(grounds: Grounds, *, today: date, document_ends: date | None, is_system: bool) -> datetime:
    """When the judgement ends (exclusive). Raises Invalid with everything that is wrong."""
    problems = list(_problems(grounds, is_system=is_system))
    until = grounds.until or last_day(today, document_ends)
    if not today < until <= last_day(today, document_ends, LONGEST_YEARS):
        wrong = mark("The document ends too soon.") if grounds.until is None else mark("This day is not in the period.")
        problems.append(Problem("until", wrong, _UNTIL))
    if problems:
        raise Invalid(problems)
    return datetime.combine(until + timedelta(days=1), time.min, UTC)


def _problems(grounds: Grounds, *, is_system: bool) -> Iterable[Problem]:
    choices = ", ".join(Compared)
    if not grounds.compared:
        yield Problem("compared", mark("Say what was compared."), choices)
    elif not set(grounds.compared) <= set(Compared):
        yield Problem("compared", mark("There is no such choice."), choices)
    if not SHORTEST_TEXT <= len(tidy(grounds.text)) <= LONGEST_TEXT:
        yield Problem("text", mark("This is too short or too long to account for it later."), _TEXT)
    officer = tidy(grounds.officer)
    if is_system and not 2 <= len(officer) <= LONGEST_OFFICER:
        yield Problem(
            "officer", mark("Say which officer decided."), mark("Name or service number, 2 to 120 characters.")
        )
    if officer and not is_system:
        yield Problem("officer", mark("You decide in your own name."), mark("Nothing."))


def require_reason(reason: str) -> str:
    """Why a judgement is withdrawn, tidied. Raises Invalid."""
    tidied = tidy(reason)
    if not 3 <= len(tidied) <= LONGEST_TEXT:
        raise Invalid(Problem("reason", mark("This needs a reason."), _REASON))
    return tidied


def tidy(text: str) -> str:
    """One line, single spaces, no characters that cannot be seen or stored."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


# --- The life of a judgement ---


class State(StrEnum):
    """In force, or ended: by its date, or because somebody withdrew it."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


STATE_LABELS: Final = {
    State.IN_FORCE: mark("In force"),
    State.EXPIRED: mark("Ended by its date"),
    State.WITHDRAWN: mark("Withdrawn"),
}


def state_of(expires_at: datetime, withdrawn_at: datetime | None, now: datetime) -> State:
    """The state at a moment."""
    if withdrawn_at is not None:
        return State.WITHDRAWN
    return State.IN_FORCE if now < expires_at else State.EXPIRED


def until(expires_at: datetime) -> date:
    """The last day on which it holds (UTC)."""
    return (expires_at - timedelta(microseconds=1)).astimezone(UTC).date()


class AlreadyRemembered(Conflict):
    """Your bureau has remembered this already. It is shown where the answer sets the record aside."""


class AlreadyEnded(Conflict):
    """This judgement has ended already."""


class TooMany(Conflict):
    """Your bureau remembers as many judgements as there may be. Withdraw what is not needed, or let some run out."""


class RecordChanged(Conflict):
    """The record has changed since this check. Check again, and decide on what it says now."""


class ListsDocument(Conflict):
    """The record names this very document. That cannot be set aside: ask the source."""
