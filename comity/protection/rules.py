"""The law of the protection room: what is remembered, how it is made blind, what a registration needs. Pure."""

import base64
import hmac
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from comity.core.errors import Conflict, Problem
from comity.core.languages import mark
from comity.protection.engine import keys, names
from comity.protection.engine.keys import Subject


class Kind(StrEnum):
    """Why somebody or something is remembered."""

    REFUSED = "refused"
    CANCELLED = "cancelled"
    DELETED = "deleted"
    PROTECTED = "protected"
    CLAIMED = "claimed"
    REDRESS_OPEN = "redress_open"
    PRE_EMPTIVE = "pre_emptive"
    EXTRADITION_REFUSED = "extradition_refused"
    FINALLY_JUDGED = "finally_judged"


KIND_LABELS: Final = {
    Kind.REFUSED: mark("Refused before"),
    Kind.CANCELLED: mark("Cancelled before"),
    Kind.DELETED: mark("Deleted before"),
    Kind.PROTECTED: mark("Protected"),
    Kind.CLAIMED: mark("Protection asked for"),
    Kind.REDRESS_OPEN: mark("A request of the person is being examined"),
    Kind.PRE_EMPTIVE: mark("The person asked that nothing be published"),
    Kind.EXTRADITION_REFUSED: mark("Extradition was refused"),
    Kind.FINALLY_JUDGED: mark("Judged already, and finally"),
}

# Registered by the bureau of the country that protects; everything else is remembered by rooms above.
REGISTERED: Final = frozenset({Kind.PROTECTED, Kind.CLAIMED})

# Kinds of bureau whose country, or mandate, grants protection.
MAY_PROTECT: Final = frozenset({"national", "sub_bureau", "partner"})
# Whom a registration may be against: whoever asks for notices in the name of a state.
MAY_BE_AGAINST: Final = frozenset({"national", "sub_bureau"})
MOST_AGAINST: Final = 20

_NAME: Final = mark("A name in any script, at most 200 characters.")
_BIRTH: Final = mark("A date that exists, as YYYY-MM-DD, or YYYY-MM or YYYY where the rest is not known.")
_DOCUMENT: Final = mark("The issuing country and the number, such as FRA 12AB34567.")


class AlreadyEnded(Conflict):
    """This registration has ended already."""


class Match(Struct, frozen=True, kw_only=True):
    """Something remembered that a subject resembles. For reviewers and rules; never for a requester.

    `strength` is "exact" or "near", `on` "person", "case" or "facts"; `requester` whose request it was (of a protected
    person: "", for a registration says nothing of who made it). `made_at` of a registration is its day only.
    """

    entry: UUID
    kind: Kind
    strength: str
    on: str
    code: str
    decision: UUID | None
    requester: str
    made_at: datetime


def blind(secret: bytes, form: str, version: int = keys.VERSION) -> UUID:
    """The key of a form: 128 bits of HMAC-SHA256 under the installation's secret. Nothing can be read in it."""
    return UUID(bytes=hmac.digest(secret, f"key {version} {form}".encode(), "sha256")[:16])


def owner_of(secret: bytes, bureau: str) -> UUID:
    """What stands for the bureau that registered: without the secret nobody can tell which it was."""
    return UUID(bytes=hmac.digest(secret, f"owner {bureau}".encode(), "sha256")[:16])


def receipt_of(secret: bytes, entry: UUID) -> str:
    """The number by which its own bureau speaks of a registration: ABCD-EFGH-IJKL-MNOP."""
    drawn = base64.b32encode(hmac.digest(secret, b"receipt " + entry.bytes, "sha256")[:10]).decode()
    return "-".join(drawn[at : at + 4] for at in range(0, 16, 4))


def digest_of_receipt(secret: bytes, number: str) -> UUID:
    """What is kept of a receipt's number, to find the registration by."""
    return UUID(bytes=hmac.digest(secret, f"number {number}".encode(), "sha256")[:16])


def tidy_receipt(text: str) -> str:
    """A receipt's number as it is written, from how it was typed."""
    plain = "".join(c for c in text.upper() if c.isalnum())[:40]
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def problems_with_subject(subject: Subject) -> list[Problem]:
    """A registration must recognise its person: by a name with a date of birth, or by a document."""
    problems = []
    if not subject.documents and not (subject.names and subject.births):
        problems.append(Problem("names", mark("Nobody could be recognised by this."),
                                mark("A name with a date or year of birth, or a document.")))  # fmt: skip
    if any(not 0 < len(name) <= names.LONGEST or not names.bones(name) for name in subject.names):
        problems.append(Problem("names", mark("This is not a name."), _NAME))
    if any(not keys.birth_is_readable(birth) for birth in subject.births):
        problems.append(Problem("births", mark("This is not a date."), _BIRTH))
    if any(len(keys.keys_of(Subject(documents=(paper,))).kept) != 1 for paper in subject.documents):
        problems.append(Problem("documents", mark("This is not a document."), _DOCUMENT))
    for field, most in (("names", keys.MOST_NAMES), ("births", keys.MOST_NAMES), ("documents", keys.MOST_NUMBERS)):
        if len(getattr(subject, field)) > most:
            problems.append(Problem(field, mark("These are too many."), f"0-{most}"))
    return problems


def problems_with_against(against: Iterable[str], known: Iterable[str], own: str) -> list[Problem]:
    """Against whom: bureaus that exist, and not oneself."""
    named = list(against)
    accepted = mark("Codes of members, such as KE; at most 20.")
    if not named:
        return [Problem("against", mark("Say against whose requests."), accepted)]
    if len(named) > MOST_AGAINST or set(named) - set(known) or own in named:
        return [Problem("against", mark("Some of these cannot be named here."), accepted)]
    return []


def problems_with_until(until: date | None, today: date) -> list[Problem]:
    if until is None or until > today:
        return []
    return [Problem("until", mark("This day has passed."), mark("A day after today, or none."))]
