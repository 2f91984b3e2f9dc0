"""The law of saved checks: how long one may wait, which steps it takes, what is news to its officer. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.network.rules import Actor, Right


class State(StrEnum):
    """A running saved check is asked again and again; the others are kept for a time and asked no more."""

    RUNNING = "running"
    ENDED = "ended"
    EXPIRED = "expired"


class Pause(StrEnum):
    """Why a running saved check is not asked at the moment: its officer might not ask it today."""

    LEFT = "left"
    RIGHTS = "rights"
    UNREADABLE = "unreadable"


PAUSE_LABELS: Final = {
    Pause.LEFT: mark("Who saved it no longer acts for this bureau. A colleague can take it over."),
    Pause.RIGHTS: mark("Who saved it may not make this check any more. A colleague who may can take it over."),
    Pause.UNREADABLE: mark("It cannot be asked in this form any more. End it, and save it anew."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. `needs_reason`: in words, for whoever examines it later."""

    verb: str
    starts: frozenset[State]
    to: State
    label: str
    means: str
    needs_reason: bool = False


_RUNNING: Final = frozenset({State.RUNNING})

# What runs out by the clock (`expire`) is nobody's step, and no button.
STEPS: Final = (
    Step(
        "renew",
        frozenset({State.RUNNING, State.EXPIRED}),
        State.RUNNING,
        mark("Renew"),
        mark("It goes on until the day you give, a year from today at most."),
        needs_reason=True,
    ),
    Step(
        "take_over",
        _RUNNING,
        State.RUNNING,
        mark("Take over"),
        mark("It is asked in your name from now on, with your rights, and you answer for its purpose."),
    ),
    Step(
        "end",
        _RUNNING,
        State.ENDED,
        mark("End"),
        mark("It is asked no more. It is kept for a time, so that it can be examined, and then erased."),
    ),
)
BY_VERB: Final = {step.verb: step for step in STEPS}

LONGEST: Final = timedelta(days=365)
KEPT_AFTER_END: Final = timedelta(days=90)
MOST_PER_BUREAU: Final = 10_000
CASE_LENGTH: Final = 60
REASON_LENGTHS: Final = (10, 1000)

# How often the whole of them is asked: not before the index has moved and so long has passed, nor so often that it
# took more than a tenth of a processor; and now and then in any case, for what begins or ends by the clock alone.
EVERY: Final = timedelta(seconds=20)
REST: Final = 9
AT_LATEST: Final = timedelta(minutes=10)


class StepTaken(Conflict):
    """This step is not open any more. Reload to see how it stands."""


class TooMany(Conflict):
    """Your bureau has as many saved checks running as are allowed. End some that are not needed any more."""


class Terms(Struct, frozen=True, kw_only=True):
    """For which case, why, and until which day (the last on which it is asked, UTC)."""

    case_reference: str
    reason: str
    ends_on: date


def may_keep(actor: Actor) -> bool:
    """Whether they may save checks: a bureau's desk, which asks and answers for it. A service's officers may not."""
    return actor.may(Right.ASK_CHECKS) and may_read(actor)


def may_read(actor: Actor) -> bool:
    """Whether they may read those of their bureau: its desk, and its data protection officer."""
    return actor.may(Right.READ_HITS) and actor.entity is None


def problems_with_terms(terms: Terms, today: date) -> list[Problem]:
    """What is wrong with them; empty when nothing is."""
    problems = []
    case = terms.case_reference.strip()
    if not 0 < len(case) <= CASE_LENGTH or not case.isprintable():
        accepted = mark("1 to 60 characters on one line.")
        problems.append(Problem("case_reference", mark("A saved check belongs to a case."), accepted))
    problems += problems_with_reason(terms.reason)
    problems += problems_with_end(terms.ends_on, today)
    return problems


def problems_with_reason(reason: str) -> list[Problem]:
    shortest, longest = REASON_LENGTHS
    if shortest <= len(reason.strip()) and len(reason) <= longest and "\0" not in reason:
        return []
    accepted = mark("10 to 1000 characters: why this must be known when it appears.")
    return [Problem("reason", mark("A reason is missing, or too short, or too long."), accepted)]


def problems_with_end(ends_on: date, today: date) -> list[Problem]:
    if today <= ends_on <= today + LONGEST:
        return []
    accepted = f"{today} - {today + LONGEST}"
    return [Problem("ends_on", mark("A saved check ends, and within a year."), accepted)]


def require_step(verb: str, state: State) -> Step:
    """The step, if the state allows it. Raises Invalid for no step at all, StepTaken for one that is not open."""
    step = BY_VERB.get(verb)
    if step is None:
        raise Invalid(Problem("verb", mark("There is no such step."), ", ".join((*BY_VERB, "note"))))
    if state not in step.starts:
        raise StepTaken
    return step


def require_new_reason(reason: str, last: str) -> None:
    """Raises Invalid when nothing was examined anew: the words of the last time (RPD art. 50, of records)."""
    problems = problems_with_reason(reason)
    if not problems and reason.split() == last.split():
        accepted = mark("What is new since, in your own words.")
        problems = [Problem("reason", mark("This is the reason of the last time."), accepted)]
    if problems:
        raise Invalid(problems)


def steps_for(state: State, *, is_own: bool) -> tuple[Step, ...]:
    """The steps open now, in the order of the table: what the buttons show."""
    return tuple(step for step in STEPS if state in step.starts and not (is_own and step.verb == "take_over"))


def is_due(*, moved: bool, begun_at: datetime | None, took: timedelta, now: datetime) -> bool:
    """Whether all of them are to be asked again."""
    if begun_at is None:
        return True
    waited = now - begun_at
    return waited >= AT_LATEST or (moved and waited >= max(EVERY, took * (REST + 1)))


class Told(Struct, frozen=True):
    """What was told of a record: a digest of what it said then; `is_gone`, that it was not to be seen any more."""

    digest: bytes
    is_gone: bool = False


class News(Struct, frozen=True):
    """What an answer says beyond what was told before."""

    told: tuple[bytes, ...] = ()
    gone: tuple[bytes, ...] = ()


def news(seen: Mapping[bytes, bytes], told: Mapping[bytes, Told], kept: frozenset[bytes] = frozenset()) -> News:
    """Compares record -> digest as seen now with what was told. `kept`: records that are there, and not in the answer.

    To be told: a record that is new, says something else, or has come back. Gone: one that is not seen any more.
    """
    return News(
        told=tuple(one for one, digest in seen.items() if one not in told or told[one] != Told(digest)),
        gone=tuple(one for one, said in told.items() if not said.is_gone and one not in seen and one not in kept),
    )
