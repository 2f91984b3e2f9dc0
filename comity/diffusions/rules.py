"""The law of diffusions (Rules on the Processing of Data, arts 97-101): states, steps, ways out, clocks. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.network.rules import Actor, Right


class Status(StrEnum):
    """Recipients read one that is delivered. Of one that was, they learn how it ended; of all others, nothing."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    HELD = "held"
    DELIVERED = "delivered"
    REFUSED = "refused"
    RECALLED = "recalled"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


STATUS_LABELS: Final = {
    Status.DRAFT: mark("Draft"),
    Status.SUBMITTED: mark("Being screened"),
    Status.RETURNED: mark("Returned as incomplete"),
    Status.HELD: mark("Held for review"),
    Status.DELIVERED: mark("Delivered"),
    Status.REFUSED: mark("Refused"),
    Status.RECALLED: mark("Recalled"),
    Status.WITHDRAWN: mark("Withdrawn"),
    Status.EXPIRED: mark("Expired"),
}
# What recipients may ever know of, and what of it they may still read.
KNOWN_TO_RECIPIENTS: Final = frozenset({Status.DELIVERED, Status.RECALLED, Status.WITHDRAWN, Status.EXPIRED})
# On its way, or there: what its last day ends.
UNDER_WAY: Final = frozenset({Status.SUBMITTED, Status.HELD, Status.DELIVERED})
TAKEN_BACK: Final = frozenset({Status.RECALLED, Status.WITHDRAWN})


class Route(StrEnum):
    """The way out: at once, after the machine, or after a person; none yet."""

    NONE = ""
    DIRECT = "direct"
    SCREENED = "screened"
    HELD = "held"


ROUTE_LABELS: Final = {
    Route.NONE: mark("Not on its way"),
    Route.DIRECT: mark("Direct: it names nobody"),
    Route.SCREENED: mark("Screened by the machine, read by a person afterwards"),
    Route.HELD: mark("Released by a person"),
}


class Side(StrEnum):
    """From where one looks at a diffusion."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    REVIEWER = "reviewer"


def is_readable(status: Status, side: Side) -> bool:
    """A recipient reads one that stands, and of one that ended only that it did."""
    return side != Side.RECIPIENT or status == Status.DELIVERED


class By(StrEnum):
    """Who takes a step: the sender's desk, a person who releases, a room above or the clock, a recipient's desk."""

    SENDER = "sender"
    PERSON = "person"
    HOUSE = "house"
    RECIPIENT = "recipient"


class Step(Struct, frozen=True, kw_only=True):
    """One row of the table; `means` is what the button says will happen."""

    verb: str
    starts: frozenset[Status]
    to: Status
    by: By
    label: str
    means: str = ""
    needs_reason: bool = False


_OPEN: Final = frozenset({Status.DRAFT, Status.RETURNED})
_WAITING: Final = frozenset({Status.SUBMITTED, Status.HELD})
_DELIVERED: Final = frozenset({Status.DELIVERED})

STEPS: Final = (
    Step(verb="change", starts=_OPEN, to=Status.DRAFT, by=By.SENDER, label=mark("Change"),
         means=mark("Nobody else sees a draft.")),
    Step(verb="send", starts=_OPEN, to=Status.SUBMITTED, by=By.SENDER, label=mark("Send"),
         means=mark("It goes to its recipients once the rules allow: at once, or after a person has read it.")),
    Step(verb="withdraw", starts=_OPEN | _WAITING | _DELIVERED, to=Status.WITHDRAWN, by=By.SENDER,
         label=mark("Withdraw"), needs_reason=True,
         means=mark("Every recipient is told not to use it any more, and must acknowledge. It cannot be undone.")),
    Step(verb="deliver", starts=frozenset({Status.SUBMITTED}), to=Status.DELIVERED, by=By.HOUSE, label=mark("Deliver")),
    Step(verb="hold", starts=_WAITING, to=Status.HELD, by=By.HOUSE, label=mark("Hold")),
    Step(verb="return", starts=_WAITING, to=Status.RETURNED, by=By.HOUSE, label=mark("Return")),
    Step(verb="release", starts=frozenset({Status.HELD}), to=Status.DELIVERED, by=By.PERSON, label=mark("Release")),
    Step(verb="refuse", starts=_WAITING, to=Status.REFUSED, by=By.PERSON, label=mark("Refuse"), needs_reason=True),
    Step(verb="recall", starts=_DELIVERED, to=Status.RECALLED, by=By.PERSON, label=mark("Recall"), needs_reason=True),
    Step(verb="review", starts=_DELIVERED, to=Status.DELIVERED, by=By.PERSON, label=mark("Mark as reviewed")),
    Step(verb="expire", starts=_WAITING | _DELIVERED, to=Status.EXPIRED, by=By.HOUSE, label=mark("End")),
    Step(verb="report", starts=_DELIVERED, to=Status.DELIVERED, by=By.RECIPIENT, label=mark("Answer"),
         means=mark("The sender is told, and nobody else.")),
)  # fmt: skip
BY_VERB: Final = {step.verb: step for step in STEPS}

# --- Ways out ---

# What is sought decides: arrest and restriction of movement wait for a person (art. 99); so does what is sought of a
# person's property, each of which is read before it goes (the pilot of silver notices and diffusions).
COERCIVE: Final = frozenset({"arrest", "restriction"})
READ_BEFORE: Final = COERCIVE | {"property"}


class Hold(StrEnum):
    """Why the room itself lets nothing out before a person has read it, whatever a machine above says."""

    COERCIVE = "coercive"
    PROPERTY = "property"
    MEASURE = "measure"
    BULK = "bulk"
    EARLIER = "earlier"
    DISCONNECTED = "disconnected"


HOLD_LABELS: Final = {
    Hold.COERCIVE: mark("It seeks arrest or a restriction of movement."),
    Hold.PROPERTY: mark("It seeks a person's property."),
    Hold.MEASURE: mark("The sender's channel is under a measure."),
    Hold.BULK: mark("It is one of many that were sent together."),
    Hold.EARLIER: mark("The register holds an entry for this person or case."),
    Hold.DISCONNECTED: mark("It concerns nationals of a bureau that has closed its link."),
}


class Facts(Struct, frozen=True, kw_only=True):
    """What the way out depends on: what is sought, whether anybody is named, and what the house knows."""

    seeks: frozenset[str]
    names_person: bool
    is_under_measure: bool = False
    is_in_held_batch: bool = False
    is_known_earlier: bool = False
    targets_disconnected: bool = False


def reasons_to_hold(facts: Facts) -> tuple[Hold, ...]:
    """Why a person must release it; empty when nothing in this room asks for one."""
    said = {
        Hold.COERCIVE: bool(facts.seeks & COERCIVE),
        Hold.PROPERTY: bool(facts.seeks & READ_BEFORE - COERCIVE),
        Hold.MEASURE: facts.is_under_measure,
        Hold.BULK: facts.is_in_held_batch,
        Hold.EARLIER: facts.is_known_earlier,
        Hold.DISCONNECTED: facts.targets_disconnected,
    }
    return tuple(why for why, holds in said.items() if holds)


def may_go_directly(facts: Facts) -> bool:
    """Whether it needs nobody's leave: it names no person, and nothing holds it."""
    return not facts.names_person and not reasons_to_hold(facts)


# --- Who may ---


def may_read(actor: Actor) -> bool:
    """A bureau's desk and its data protection officer, and who reviews. A service reads what its bureau hands on."""
    own = actor.may(Right.SEND_DIFFUSIONS) or actor.may(Right.READ_LOOKS)
    return actor.entity is None and (own or may_oversee(actor))


def may_send(actor: Actor) -> bool:
    return actor.may(Right.SEND_DIFFUSIONS) and actor.entity is None


def may_oversee(actor: Actor) -> bool:
    """Who sees what waits and what was decided: reviewers, the duty officer, and the Commission."""
    return actor.may(Right.RELEASE_DIFFUSIONS) or actor.may(Right.REVIEW) or actor.may(Right.READ_EVERY_RECORD)


def is_person(actor: Actor) -> bool:
    return actor.id.startswith("officer:")


class NotByMachine(Conflict):
    """Only a person may decide this."""


class NotByCompatriot(Conflict):
    """Nobody decides on a request of their own country."""


class NeedsAnother(Conflict):
    """This needs two different persons."""


class MustBeHeld(Conflict):
    """This waits for a person: it may not be delivered by itself."""


class NotNow(Conflict):
    """This step is not open any more. Reload to see how it stands."""


class LinkClosed(Conflict):
    """Your bureau has closed its link. Reconnect it first."""


class Decider(Struct, frozen=True, kw_only=True):
    """One of those who decide: their id, and what country and bureau they are of."""

    id: str
    nationality: str
    bureau: str


def require_deciders(deciders: Iterable[Decider], *, sender: str, countries: frozenset[str], needed: int) -> None:
    """Raises NotByMachine, NotByCompatriot or NeedsAnother. `countries`: the codes of the sender's member."""
    named = list(deciders)
    if not named or any(not one.id.startswith("officer:") for one in named):
        raise NotByMachine
    # Who has no known nationality cannot be told from who may not.
    if any(one.bureau == sender or not one.nationality or one.nationality in countries for one in named):
        raise NotByCompatriot
    if len({one.id for one in named}) < needed:
        raise NeedsAnother


def require_step(verb: str, status: Status) -> Step:
    """The step, if the status allows it. Raises Invalid for no step at all, NotNow for one that is not open."""
    step = BY_VERB.get(verb)
    if step is None:
        raise Invalid(Problem("verb", mark("There is no such step."), ", ".join(BY_VERB)))
    if status not in step.starts:
        raise NotNow
    return step


def steps_for(status: Status, side: Side, *, may_act: bool) -> tuple[Step, ...]:
    """The steps open now to the sender's or a recipient's desk; what reviewers may do is the room above's to say."""
    if not may_act or side == Side.REVIEWER:
        return ()
    return tuple(step for step in STEPS if status in step.starts and step.by == side.value)


# --- Reasons and lengths ---

REASON_LENGTHS: Final = (10, 2000)
MOST_RECIPIENTS: Final = 400
MOST_AT_ONCE: Final = 200


def require_reason(reason: str, field: str = "reason") -> str:
    """The reason, tidied at its ends. Raises Invalid."""
    shortest, longest = REASON_LENGTHS
    if shortest <= len(reason.strip()) and len(reason) <= longest and "\0" not in reason:
        return reason.strip()
    accepted = mark("10 to 2000 characters: why, in words that can be examined later.")
    raise Invalid(Problem(field, mark("A reason is missing, or too short, or too long."), accepted))


# --- Clocks ---

URGENT_TARGET: Final = timedelta(minutes=30)
REMIND_EVERY: Final = timedelta(hours=24)
SHORTEST_LIFE: Final = timedelta(days=1)
USUAL_YEARS: Final = 5


def release_target(*, is_urgent: bool, now: datetime, hours: int) -> datetime:
    """By when a person should have decided: half an hour where it is urgent, day and night."""
    return now + (URGENT_TARGET if is_urgent else timedelta(hours=hours))


def is_reminder_due(*, told_at: datetime, reminded_at: datetime | None, now: datetime) -> bool:
    """Whether a recipient that has not acknowledged is to be reminded: a day after it was told, and daily then."""
    return now - (reminded_at or told_at) >= REMIND_EVERY


def last_day(today: date, years: int) -> date:
    """The last day a diffusion may be in force: the notice's own validity (arts 49 and 101)."""
    try:
        return today.replace(year=today.year + years)
    except ValueError:
        return today.replace(year=today.year + years, day=28)


def problems_with_end(ends_on: date, today: date, years: int) -> list[Problem]:
    if today + SHORTEST_LIFE <= ends_on <= last_day(today, years):
        return []
    return [Problem("ends_on", mark("This is not a day in the period allowed."), f"- {last_day(today, years)}")]
