"""The law of the ledger: what an entry is, the exact bytes it stands for, and what may be written in it. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
from msgspec import Struct

from comity.core.languages import mark

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

# Ids, slugs, codes, digests, file names. No spaces: a sentence or a full name cannot be written by mistake.
PLAIN: Final = re.compile(r"[A-Za-z0-9_.:/+@=-]{0,200}")

LONGEST_SUBJECT: Final = 80


class Outcome(StrEnum):
    """How a verb ended: done; refused by a rule; failed by a fault of ours."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


OUTCOME_LABELS: Final = {
    Outcome.DONE: mark("Done"),
    Outcome.REFUSED: mark("Refused"),
    Outcome.FAILED: mark("Failed"),
}


class Acting(Protocol):
    """What the ledger asks of an actor (network.rules.Actor has it): three plain words."""

    @property
    def id(self) -> str: ...
    @property
    def bureau(self) -> str: ...
    @property
    def entity(self) -> str | None: ...


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened, before it has a number. `details` may hold ids, slugs, counts and digests only."""

    verb: str
    at: datetime
    actor: str
    bureau: str = ""
    entity: str = ""
    subject: str = ""
    outcome: str = Outcome.DONE.value
    details: Mapping[str, Any] = {}


def of_actor(actor: Acting | None) -> tuple[str, str, str]:
    """(actor, bureau, entity) as an event names them; someone not yet known is "stranger"."""
    if actor is None:
        return "stranger", "", ""
    return actor.id, actor.bureau, actor.entity or ""


def require_plain(value: Any) -> None:
    """Raises ValueError where a value could carry personal data: it must be erasable, and the ledger never is.

    Accepted: numbers, booleans, None, UUIDs, datetimes, strings without spaces (PLAIN), and lists and maps of these.
    """
    if isinstance(value, str):
        if not PLAIN.fullmatch(value):
            raise ValueError(f"The ledger holds ids, slugs, counts and digests, not text of {len(value)} characters")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            require_plain(key)
            require_plain(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            require_plain(inner)
    elif not isinstance(value, int | float | UUID | datetime | None):
        raise ValueError(f"The ledger cannot hold a {type(value).__name__}")


def subject_of(key: str) -> str:
    """The key as an entry's subject; "not_an_id" for one that could be text, or is longer than any id."""
    return key if len(key) <= LONGEST_SUBJECT and PLAIN.fullmatch(key) else "not_an_id"


def body_of(details: Mapping[str, Any]) -> str:
    """The details as canonical JSON: keys sorted, no spaces. Raises ValueError as `require_plain` does."""
    require_plain(details)
    return msgspec.json.encode(details, order="deterministic").decode() if details else "{}"


def microseconds(at: datetime) -> int:
    """Microseconds since 1970 in UTC: the resolution of the database, without a time zone to argue about."""
    return (at - EPOCH) // MICROSECOND


def entry_bytes(seq: int, event: Event, body: str) -> bytes:
    """The exact bytes an entry stands for: a JSON array without spaces, UTF-8 (RFC 8785).

    [seq, microseconds, verb, outcome, actor, bureau, entity, subject, body], body being canonical JSON in a string.
    """
    return msgspec.json.encode(
        (
            seq,
            microseconds(event.at),
            event.verb,
            event.outcome,
            event.actor,
            event.bureau,
            event.entity,
            event.subject,
            body,
        )
    )


def seal_bytes(size: int, root: bytes, at: datetime, key: str) -> bytes:
    """The exact bytes a seal signs: ["comity ledger seal 1", size, root in hex, microseconds, key id]."""
    return msgspec.json.encode(("comity ledger seal 1", size, root.hex(), microseconds(at), key))
