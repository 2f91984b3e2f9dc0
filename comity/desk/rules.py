"""The law of the desk's queue: what comes before a human, in which order and why, and who may take which step. Pure.

The order is made so that nothing has to be written anew as time passes. Everything in a band gains one point a minute,
so two things of one band never change places: each is kept with the moment from which it counts (`counts_from`), and
the queue is read in the order of band and moment. Only a thing whose time runs out changes its band, at a moment known
beforehand (`rises_at`).
"""

from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, Final

from msgspec import Struct

from comity.core.errors import Conflict, Invalid, NotAllowed, Problem
from comity.core.languages import mark

REASON_LENGTH: Final = 1000


class Source(StrEnum):
    """What can need a human at the desk: each is a query of a room below, or of this one."""

    FLASH = "flash"
    OVERDUE_HIT = "overdue_hit"
    HELD_DIFFUSION = "held_diffusion"
    URGENT_REVIEW = "urgent_review"
    OVERDUE_ANSWER = "overdue_answer"
    FAILED_DELIVERY = "failed_delivery"
    SILENT_BUREAU = "silent_bureau"
    ANOMALY = "anomaly"
    INCIDENT_TASK = "incident_task"


class Urgency(StrEnum):
    """How pressing a thing calls itself, in the words of messages."""

    FLASH = "flash"
    URGENT = "urgent"
    ROUTINE = "routine"


class Band(IntEnum):
    """Three bands, each unmistakable. What is in a higher one comes before everything in a lower one."""

    TODAY = 1
    SOON = 2
    AT_ONCE = 3


BAND_LABELS: Final = {Band.AT_ONCE: mark("At once"), Band.SOON: mark("Soon"), Band.TODAY: mark("Today")}


class Kind(Struct, frozen=True, kw_only=True):
    """One source on the screen: what it is called, its band by urgency, whether it rises one band when it is due,
    what it means that it is here, and what to do first."""

    label: str
    flash: Band
    urgent: Band
    routine: Band
    rises: bool = False
    means: str
    first: str

    def band(self, urgency: Urgency) -> Band:
        return {Urgency.FLASH: self.flash, Urgency.URGENT: self.urgent, Urgency.ROUTINE: self.routine}[urgency]


SOURCES: Final = {
    Source.FLASH: Kind(
        label=mark("Flash message"), flash=Band.AT_ONCE, urgent=Band.AT_ONCE, routine=Band.AT_ONCE,
        means=mark("A bureau sent the General Secretariat a flash message that is not answered."),
        first=mark("Unlock your messages, read it, and answer.")),
    Source.OVERDUE_HIT: Kind(
        label=mark("Hit not confirmed"), flash=Band.AT_ONCE, urgent=Band.AT_ONCE, routine=Band.SOON,
        means=mark("The source has not said in time whether its data are valid. Somebody may be waiting at a counter."),
        first=mark("Call the desk of the source.")),
    Source.HELD_DIFFUSION: Kind(
        label=mark("Held diffusion"), flash=Band.SOON, urgent=Band.SOON, routine=Band.TODAY, rises=True,
        means=mark("A diffusion waits until a person has released or refused it."),
        first=mark("Take it in the reviews, or call who may.")),
    Source.URGENT_REVIEW: Kind(
        label=mark("Urgent review"), flash=Band.SOON, urgent=Band.SOON, routine=Band.TODAY, rises=True,
        means=mark("An urgent request waits for a reviewer, and nobody has decided."),
        first=mark("Call the reviewer on duty.")),
    Source.OVERDUE_ANSWER: Kind(
        label=mark("Answer overdue"), flash=Band.AT_ONCE, urgent=Band.SOON, routine=Band.TODAY,
        means=mark("A bureau owes another an answer, and its time is over. What they write is theirs."),
        first=mark("Remind the bureau that owes the answer.")),
    Source.FAILED_DELIVERY: Kind(
        label=mark("Message not delivered"), flash=Band.AT_ONCE, urgent=Band.SOON, routine=Band.TODAY,
        means=mark("A message could not be delivered. Its sender sees the reason too."),
        first=mark("Find out why with the bureau that could not be reached.")),
    Source.SILENT_BUREAU: Kind(
        label=mark("Silent bureau"), flash=Band.SOON, urgent=Band.SOON, routine=Band.SOON,
        means=mark("A bureau that usually shows itself at these hours has not."),
        first=mark("Call its desk by another way than this channel.")),
    Source.ANOMALY: Kind(
        label=mark("Anomaly"), flash=Band.SOON, urgent=Band.SOON, routine=Band.TODAY,
        means=mark("Something that the rulebook watches for happened. It is a question, not a finding of guilt."),
        first=mark("Look at what happened, and ask the director where in doubt.")),
    Source.INCIDENT_TASK: Kind(
        label=mark("Task of an incident"), flash=Band.AT_ONCE, urgent=Band.SOON, routine=Band.TODAY, rises=True,
        means=mark("A task of an incident is to be done."),
        first=mark("Open the incident, do the task, and mark it as done.")),
}  # fmt: skip


# --- Priority: every point of it, on one screen ---

BAND_POINTS: Final = 10_000  # a band's; within one, up to 9,999: a week of minutes
NAMES_A_PERSON: Final = 30  # it concerns a named person, who may be held
MORE_WAITS: Final = 60  # more things wait for the same bureau
CAME_BACK: Final = 15  # it was settled once, and is here again
MINUTE: Final = timedelta(minutes=1)


class Facts(Struct, frozen=True, kw_only=True):
    """What the priority of a thing follows from."""

    source: Source
    urgency: Urgency
    due_at: datetime
    names_person: bool = False
    more_waits: bool = False
    came_back: bool = False


class Priority(Struct, frozen=True):
    """The points of a thing, and what each is for: they are the sum of the reasons'."""

    points: int
    band: Band
    reasons: tuple[tuple[str, int], ...]


_BAND_REASONS: Final = {
    Band.AT_ONCE: mark("It needs somebody at once."),
    Band.SOON: mark("It needs somebody soon."),
    Band.TODAY: mark("It needs somebody today."),
}


def band_of(facts: Facts, now: datetime) -> Band:
    """The band it is in now: one higher once it is due, where its source says so."""
    kind = SOURCES[facts.source]
    band = kind.band(facts.urgency)
    is_risen = kind.rises and band < Band.AT_ONCE and facts.due_at <= now
    return Band(band + 1) if is_risen else band


def rises_at(facts: Facts, now: datetime) -> datetime | None:
    """When it will change its band; None for what has, or never will."""
    kind = SOURCES[facts.source]
    can = kind.rises and kind.band(facts.urgency) < Band.AT_ONCE
    return facts.due_at if can and facts.due_at > now else None


def counts_from(facts: Facts) -> datetime:
    """The moment from which its minutes count: when it is due, the earlier the more speaks for it. Never changes."""
    return facts.due_at - MINUTE * sum(points for _said, points in _advance(facts))


def priority(facts: Facts, now: datetime) -> Priority:
    """The points with their reasons, the weightiest first. Within a band, never below 0 and never above 9,999."""
    band = band_of(facts, now)
    ahead = _advance(facts)
    before = sum(points for _said, points in ahead)
    # Floor, also below zero: equal steps for everything, so that no two change places.
    minutes = (now - facts.due_at) // MINUTE
    counted = max(-before, min(BAND_POINTS - 1 - before, minutes))
    reasons = ((_BAND_REASONS[band], band * BAND_POINTS), *ahead, (_clock_said(minutes), counted))
    return Priority(sum(points for _said, points in reasons), band, reasons)


def _advance(facts: Facts) -> tuple[tuple[str, int], ...]:
    rows = (
        (facts.more_waits, mark("More waits for the same bureau."), MORE_WAITS),
        (facts.names_person, mark("It names a person."), NAMES_A_PERSON),
        (facts.came_back, mark("It was settled, and came back."), CAME_BACK),
    )
    return tuple((said, points) for holds, said, points in rows if holds)


def _clock_said(minutes: int) -> str:
    return mark("Minutes since it was due.") if minutes >= 0 else mark("It is not due yet.")


# --- What a room below needs a human for ---


class Found(Struct, frozen=True, kw_only=True):
    """One thing that needs a human, as a source tells it. `of` names it for good ("hit:<id>"); `details` are ids,
    slugs, codes and numbers: nothing of what a message or a record says. `country` is whose people must not see it
    (nobody watches over a review of their own country); `level` is how far a reader must be cleared."""

    of: str
    urgency: Urgency
    opened_at: datetime
    due_at: datetime
    bureau: str = ""
    country: str = ""
    level: int = 1
    names_person: bool = False
    more_waits: bool = False
    details: dict[str, Any] = {}


# --- Steps ---


class State(StrEnum):
    """Where a thing of the queue stands. Resolved by a person, or because nobody is needed any more."""

    OPEN = "open"
    CLAIMED = "claimed"
    ESCALATED = "escalated"
    RESOLVED = "resolved"


STATE_LABELS: Final = {
    State.OPEN: mark("Open"),
    State.CLAIMED: mark("Claimed"),
    State.ESCALATED: mark("With the director"),
    State.RESOLVED: mark("Resolved"),
}
UNRESOLVED: Final = frozenset({State.OPEN, State.CLAIMED, State.ESCALATED})


class Stance(StrEnum):
    """How one stands to a thing of the queue."""

    DESK = "desk"
    HOLDER = "holder"
    DIRECTOR = "director"


class Step(Struct, frozen=True, kw_only=True):
    """One row of the table. `by`: who may take it from which state."""

    verb: str
    label: str
    means: str
    key: str
    by: dict[State, frozenset[Stance]]
    to: State
    needs_reason: bool = False


_DESK, _HOLDER, _DIRECTOR = frozenset({Stance.DESK}), frozenset({Stance.HOLDER}), frozenset({Stance.DIRECTOR})

STEPS: Final = {
    step.verb: step
    for step in (
        Step(verb="claim", label=mark("Claim"), key="c", to=State.CLAIMED,
             means=mark("You take care of it; others see that you do."),
             by={State.OPEN: _DESK, State.ESCALATED: _DIRECTOR}),
        Step(verb="hand_over", label=mark("Hand over"), key="h", to=State.CLAIMED,
             means=mark("Another officer takes care of it. Without a name it goes back to the queue."),
             by={State.CLAIMED: _HOLDER}),
        Step(verb="take_over", label=mark("Take over"), key="t", to=State.CLAIMED, needs_reason=True,
             means=mark("You take care of it in another's place, who sees why."),
             by={State.CLAIMED: _DESK | _DIRECTOR}),
        Step(verb="escalate", label=mark("Escalate"), key="e", to=State.ESCALATED, needs_reason=True,
             means=mark("The director of compliance takes it, and sees your reason."),
             by={State.OPEN: _DESK, State.CLAIMED: _HOLDER}),
        Step(verb="resolve", label=mark("Resolve"), key="r", to=State.RESOLVED, needs_reason=True,
             means=mark("It leaves the queue, and what you did is kept. It comes back if it happens again."),
             by={State.OPEN: _DESK, State.CLAIMED: _HOLDER, State.ESCALATED: _DIRECTOR}),
        Step(verb="reopen", label=mark("Reopen"), key="o", to=State.OPEN, needs_reason=True,
             means=mark("It returns to the queue."),
             by={State.RESOLVED: _DESK | _DIRECTOR}),
    )
}  # fmt: skip

# What was done, as the history tells it: by people, and by the machine.
DONE: Final = {
    "claim": mark("Claimed"),
    "take_over": mark("Taken over"),
    "escalate": mark("Escalated to the director"),
    "resolve": mark("Resolved"),
    "reopen": mark("Reopened"),
}
HAPPENED: Final = {
    "open": mark("Came to the desk"),
    "gone": mark("Nobody is needed any more"),
    "back": mark("Came back"),
    "accept": mark("Taken over with the shift"),
}


class NotNow(Conflict):
    """Somebody has taken a step here already, or it needs nobody any more. Reload to see how it stands."""


class NobodyNeeded(Conflict):
    """What this was about is settled where it came from. It comes back by itself if it happens again."""


def stances(*, holds: bool, watches: bool, directs: bool) -> frozenset[Stance]:
    """How somebody stands to one thing, from the three facts about them."""
    rows = ((holds, Stance.HOLDER), (watches and not holds, Stance.DESK), (directs and not holds, Stance.DIRECTOR))
    return frozenset(stance for holds_so, stance in rows if holds_so)


def steps_for(state: State, standing: frozenset[Stance], *, is_needed: bool = True) -> tuple[Step, ...]:
    """The steps open to them now, in the order of the table: what the buttons show."""
    return tuple(
        step
        for step in STEPS.values()
        if step.by.get(state, frozenset()) & standing and (is_needed or step.verb != "reopen")
    )


def require_step(verb: str, state: State, standing: frozenset[Stance], *, is_needed: bool, reason: str) -> Step:
    """The step, if it may be taken. Raises Invalid, NotAllowed, NobodyNeeded or NotNow."""
    step = STEPS.get(verb)
    if step is None:
        raise Invalid(Problem("verb", mark("There is no such step."), ", ".join(STEPS)))
    if verb == "reopen" and state is State.RESOLVED and not is_needed:
        raise NobodyNeeded
    if step not in steps_for(state, standing, is_needed=is_needed):
        raise NotNow if standing else NotAllowed
    if step.needs_reason and not reason.strip():
        raise Invalid(Problem("reason", mark("A reason is missing."), mark("A sentence that others can act on.")))
    if len(reason) > REASON_LENGTH:
        raise Invalid(Problem("reason", mark("The reason is too long."), f"1-{REASON_LENGTH}"))
    return step
