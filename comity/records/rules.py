"""The law of the records room. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.core.levels import Level
from comity.records.manifests.shape import Blanks

# --- Sharing: the one predicate for every path (Rules on the Processing of Data, arts 5-7, 58, 108-114) ---


class Policy(Struct, frozen=True, kw_only=True):
    """What a record says about who may see it.

    `source` is the bureau that owns it; `purposes` is empty when every purpose is good; `denied` is the bureau codes
    restricted from it, by an individual restriction (this record) or a general one (the source's whole database).
    `audience` is the bureaus it is for, where it is not for everybody: what a diffusion told its recipients. Empty
    means everybody; no bureau above or under one of them counts.
    """

    source: str
    database: str
    level: Level = Level.OFFICIAL_USE_ONLY
    purposes: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    audience: frozenset[str] = frozenset()


class Viewer(Struct, frozen=True, kw_only=True):
    """What the predicate needs to know of who asks: see network.rules.Actor for the fields it shares with it.

    `purpose` is the purpose of this look; None for a look at a bureau's own desk that states none, which only a record
    open to every purpose answers to.
    """

    lineage: tuple[str, ...]
    databases: frozenset[str]
    purposes: frozenset[str]
    clearance: Level
    purpose: str | None = None


def may_see(viewer: Viewer, policy: Policy) -> bool:
    """Whether the record exists for this viewer. Hidden and absent are the same answer, on every path.

    A source's own people are not bound by its denials and purposes, but by their own reach: an entity without the
    database, an officer without the clearance and the administrator of the installation see nothing of it either.
    """
    if policy.database not in viewer.databases or policy.level > viewer.clearance:
        return False
    if policy.source in viewer.lineage:
        return True
    if viewer.purpose is not None and viewer.purpose not in viewer.purposes:
        return False
    if policy.purposes and viewer.purpose not in policy.purposes:
        return False
    if policy.audience and policy.audience.isdisjoint(viewer.lineage[:1]):
        return False
    return policy.denied.isdisjoint(viewer.lineage)


# --- The life of a record ---


class Status(StrEnum):
    """Active records answer checks. The others are seen by their source (and the Commission) only; those that are held
    also by reviewers."""

    ACTIVE = "active"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    BLOCKED = "blocked"
    EXPIRED = "expired"


STATUS_LABELS: Final = {
    Status.ACTIVE: mark("Active"),
    Status.HELD: mark("Held for review"),
    Status.WITHDRAWN: mark("Withdrawn"),
    Status.BLOCKED: mark("Blocked"),
    Status.EXPIRED: mark("Expired"),
}


class Step(Struct, frozen=True, kw_only=True):
    """A verb, the states it starts from, the state it leads to, and whether it asks for a reason.

    A change leads nowhere: what is held stays held.
    """

    verb: str
    label: str
    from_: frozenset[Status]
    to: Status
    needs_reason: bool = False


_ANY_OPEN: Final = frozenset({Status.ACTIVE, Status.EXPIRED})
_WITHDRAWABLE: Final = _ANY_OPEN | {Status.HELD}

# Blocking is for rooms above (a request of the person concerned is being examined); it ends where it began. So are
# releasing, refusing and ending: who decides there has read what the record says, and why it was held.
STEPS: Final = {
    step.verb: step
    for step in (
        Step(verb="update", label=mark("Change"), from_=frozenset({Status.ACTIVE, Status.HELD}), to=Status.ACTIVE),
        Step(verb="renew", label=mark("Renew"), from_=_ANY_OPEN, to=Status.ACTIVE, needs_reason=True),
        Step(verb="withdraw", label=mark("Withdraw"), from_=_WITHDRAWABLE, to=Status.WITHDRAWN, needs_reason=True),
        Step(verb="expire", label=mark("End"), from_=frozenset({Status.ACTIVE}), to=Status.EXPIRED),
        Step(verb="block", label=mark("Block"), from_=frozenset({Status.ACTIVE}), to=Status.BLOCKED, needs_reason=True),
        Step(
            verb="unblock",
            label=mark("Unblock"),
            from_=frozenset({Status.BLOCKED}),
            to=Status.ACTIVE,
            needs_reason=True,
        ),
        Step(verb="hold", label=mark("Hold"), from_=frozenset({Status.ACTIVE}), to=Status.HELD),
        Step(verb="release", label=mark("Release"), from_=frozenset({Status.HELD}), to=Status.ACTIVE),
        Step(
            verb="refuse", label=mark("Refuse"), from_=frozenset({Status.HELD}), to=Status.WITHDRAWN, needs_reason=True
        ),
        Step(
            verb="close",
            label=mark("End"),
            from_=_WITHDRAWABLE | {Status.BLOCKED},
            to=Status.WITHDRAWN,
            needs_reason=True,
        ),
        Step(
            verb="reinstate",
            label=mark("Reinstate"),
            from_=frozenset({Status.WITHDRAWN, Status.EXPIRED}),
            to=Status.ACTIVE,
        ),
    )
}


class Changed(Conflict):
    """The record has changed since you read it. Read it again, then decide."""


class NotNow(Conflict):
    """The record is not in a state in which this can be done."""


class Marked(Conflict):
    """Something rests on this record: a notice, or a diffusion. Change that, and the record follows."""


class AlreadyRecorded(Conflict):
    """You already have a record with this reference in this database."""


def require_step(verb: str, status: Status) -> Step:
    """The step, if the record's status allows it. Raises NotNow."""
    step = STEPS[verb]
    if status not in step.from_:
        raise NotNow(f"{NotNow.__doc__} It is {STATUS_LABELS[status].lower()}.")
    return step


def require_reason(step: Step, reason: str) -> str:
    """The reason, tidied. Raises Invalid when the step needs one and there is none, or it is too long."""
    tidied = " ".join(reason.split())
    if step.needs_reason and len(tidied) < 3:
        raise Invalid(Problem("reason", mark("This needs a reason."), mark("A sentence of at most 500 characters.")))
    if len(tidied) > 500 or not tidied.isprintable():
        raise Invalid(
            Problem("reason", mark("This cannot be kept as a reason."), mark("A sentence of at most 500 characters."))
        )
    return tidied


def require_new_reason(reason: str, last: str) -> None:
    """Article 50 asks the source to examine the record again: the words of the last renewal are no examination."""
    if reason.casefold() == last.casefold():
        raise Invalid(
            Problem(
                "reason", mark("This is the reason of the last renewal."), mark("What has been examined this time.")
            )
        )


def needs_examination(renewals: int) -> bool:
    """Two renewals without any news: somebody should ask whether the purpose is not reached."""
    return renewals >= 2


def last_review(today: date, years: int) -> date:
    """The latest review date the retention period allows (RPD arts 49-50): the same day, so many years on."""
    try:
        return today.replace(year=today.year + years)
    except ValueError:
        return today.replace(year=today.year + years, day=28)


# --- What a follower of the change log is told of a record ---


def dates(occurred_on: date | None, recorded_at: datetime) -> dict[str, str]:
    """The two dates among a record's facts: of the event, where it is known, and of the day it was recorded (UTC)."""
    known = {"occurred_on": occurred_on.isoformat()} if occurred_on else {}
    return known | {"recorded_on": recorded_at.astimezone(UTC).date().isoformat()}


def marked(markers: Sequence[str]) -> dict[str, list[str]]:
    """What rests on a record, among its facts: the colour and number of each notice, as its marker says them."""
    return {"notices": list(markers)} if markers else {}


def reported_on(facts: Mapping[str, Any]) -> str | None:
    """Since when a record speaks: the date of the event, else the day it was recorded; ISO 8601."""
    return facts.get("occurred_on") or facts.get("recorded_on")


class Entry(Struct, frozen=True, kw_only=True):
    """Everything the check index holds of one record. `policy.denied` has the individual restrictions only.

    `keys` are (kind, normal form) pairs (manifests.shape.Key); `blanks` is set for a range of stolen blanks, which has
    no keys; `visible` is False for a record that answers no check (withdrawn, blocked, expired): remove it.
    """

    id: UUID
    policy: Policy
    kind: str
    visible: bool
    keys: tuple[tuple[str, str], ...]
    blanks: Blanks | None
    facts: dict[str, Any]
    conditions: tuple[str, ...]
    version: int
    changed_at: datetime
