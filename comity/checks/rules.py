"""The law of hits: who may take which step, by when an answer is owed, and what the source may know of place. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from comity.core.errors import Conflict, Invalid, NotAllowed, Problem
from comity.core.languages import mark


class State(StrEnum):
    """What became of a hit (RPD arts 104-106)."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    NOT_SAME_PERSON = "not_same_person"
    DATA_OUTDATED = "data_outdated"
    ACTION_TAKEN = "action_taken"
    NO_LEGAL_BASIS = "no_legal_basis"


STATE_LABELS: Final = {
    State.OPEN: mark("Waiting for the source"),
    State.CONFIRMED: mark("Confirmed by the source"),
    State.NOT_SAME_PERSON: mark("Not the same"),
    State.DATA_OUTDATED: mark("Data outdated"),
    State.ACTION_TAKEN: mark("Action taken"),
    State.NO_LEGAL_BASIS: mark("No legal basis"),
}


class Side(StrEnum):
    """Whose step it is: the bureau that owns the record, or the one that asked."""

    SOURCE = "source"
    ASKING = "asking"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. `to` None leaves the state as it is."""

    verb: str
    side: Side
    starts: frozenset[State]
    to: State | None
    label: str
    means: str
    needs_reason: bool


_WAITING = frozenset({State.OPEN})
_RUNNING = frozenset({State.OPEN, State.CONFIRMED})

# The source vouches for its data; the side that has the person or the thing before it says whether it is the same and
# what was done. Nobody does the other's part.
STEPS: Final = (
    Step(
        "confirm",
        Side.SOURCE,
        _WAITING,
        State.CONFIRMED,
        mark("Confirm"),
        mark("You say that the data are valid and agree with what was checked. The side that checked sees it at once."),
        needs_reason=False,
    ),
    Step(
        "outdated",
        Side.SOURCE,
        _RUNNING,
        State.DATA_OUTDATED,
        mark("Data outdated"),
        mark(
            "You say that the data must not be acted on. The side that checked sees it at once. Correct the record too."
        ),
        needs_reason=True,
    ),
    Step(
        "no_basis",
        Side.SOURCE,
        _RUNNING,
        State.NO_LEGAL_BASIS,
        mark("No legal basis"),
        mark("You say that there is no legal ground to act on the record. The side that checked sees it at once."),
        needs_reason=True,
    ),
    Step(
        "not_same",
        Side.ASKING,
        _RUNNING,
        State.NOT_SAME_PERSON,
        mark("Not the same"),
        mark("You say that the person or thing before you is not the one recorded. The source sees it at once."),
        needs_reason=True,
    ),
    Step(
        "acted",
        Side.ASKING,
        frozenset({State.CONFIRMED}),
        State.ACTION_TAKEN,
        mark("Action taken"),
        mark("You tell the source what was done. Only after the source has confirmed (RPD art. 63)."),
        needs_reason=True,
    ),
    Step(
        "release_place",
        Side.ASKING,
        frozenset(State),
        None,
        mark("Release the place"),
        mark("The source will see where and by which service the check was made. This cannot be taken back."),
        needs_reason=False,
    ),
)

BY_VERB: Final = {step.verb: step for step in STEPS}


class StepTaken(Conflict):
    """This step is not open any more: somebody has answered already. Reload to see what was said."""


class NotYourSide(NotAllowed):
    """This step belongs to the other side of the hit."""


class NotToBeJudged(Conflict):
    """Only a person who is possible by name can be judged not to be the one recorded. A hit is answered on its page."""


class NoDocument(Conflict):
    """This cannot be remembered: the check gave no whole document (number and issuer, name, and whole date of birth).

    Without one, somebody else of the same name and birth would pass too.
    """


class CheckTooOld(Conflict):
    """This check is too old, or its question is erased. Check again, and decide on what is recorded now."""


def steps_for(state: State, sides: frozenset[Side], *, place_is_hidden: bool) -> tuple[Step, ...]:
    """The steps open to these sides now, in the order of the table: what the buttons show."""
    return tuple(
        step
        for step in STEPS
        if step.side in sides and state in step.starts and (step.verb != "release_place" or place_is_hidden)
    )


def require_step(verb: str, state: State, sides: frozenset[Side], *, place_is_hidden: bool, reason: str) -> Step:
    """The step, if it may be taken now. Raises NotYourSide, StepTaken, or Invalid when the reason is missing."""
    step = BY_VERB.get(verb)
    if step is None:
        raise Invalid(Problem("verb", mark("There is no such step."), ", ".join(BY_VERB)))
    if step.side not in sides:
        raise NotYourSide()
    if step not in steps_for(state, sides, place_is_hidden=place_is_hidden):
        raise StepTaken()
    if step.needs_reason and not reason.strip():
        raise Invalid(Problem("reason", mark("A reason is missing."), mark("a sentence the other side can act on")))
    if len(reason) > REASON_LENGTH:
        raise Invalid(Problem("reason", mark("The reason is too long."), f"1-{REASON_LENGTH}"))
    return step


REASON_LENGTH: Final = 1000


@dataclass(frozen=True, slots=True)
class Clocks:
    """How long the source has to answer. The Organization's figure is not public; these are the customary ones
    elsewhere (ten minutes urgent, an hour otherwise), and an installation may set its own."""

    normal: timedelta = timedelta(hours=1)
    urgent: timedelta = timedelta(minutes=10)


# Kinds for which somebody is probably being held at a counter while the source is asked.
URGENT_KINDS: Final = frozenset({"wanted", "charged", "convicted", "possible_threat", "missing", "un_sanctioned"})


def is_urgent(database: str, kind: str) -> bool:
    """Whether the shorter clock runs: a person who is sought, missing or dangerous."""
    return database == "persons" and kind in URGENT_KINDS


def answer_due(at: datetime, *, urgent: bool, clocks: Clocks) -> datetime:
    """When the source should have answered a hit made `at`."""
    return at + (clocks.urgent if urgent else clocks.normal)


def day_of(at: datetime) -> datetime:
    """The midnight (UTC) at which the day of `at` began: all that a source learns of when a silent check saw its data.

    A source sees every look at its data, but a look must not give away where someone is (RPD art. 105).
    """
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def may_show_place(*, sides: frozenset[Side], place_is_hidden: bool) -> bool:
    """Whether place and service of the check may be shown to someone on these sides. A hit alert must not give away
    where someone is (RPD art. 105): the source waits for the release, where the record's manifest says so."""
    return Side.ASKING in sides or not place_is_hidden
