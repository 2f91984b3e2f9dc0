"""The law of shifts and of incidents: how one is handed over, and what may be written in the other. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from comity.core.errors import Conflict, Invalid, NotAllowed, Problem
from comity.core.languages import mark

# --- Shifts ---


class ShiftState(StrEnum):
    """Where a shift stands. It ends by being accepted, and in no other way."""

    ON = "on"
    OFFERED = "offered"
    ENDED = "ended"


SHIFT_LABELS: Final = {
    ShiftState.ON: mark("On duty"),
    ShiftState.OFFERED: mark("Notes offered"),
    ShiftState.ENDED: mark("Handed over"),
}
SHIFT_STEPS: Final = {
    "begin": mark("Began"),
    "offer": mark("Offered the notes"),
    "keep": mark("Took the offer back"),
    "decline": mark("Was not accepted"),
    "accept": mark("Accepted"),
    "take_over": mark("Taken over without an offer"),
    "handed": mark("Handed over"),
}
NOTES_LENGTH: Final = 4000
LINE_LENGTH: Final = 500
REASON_LENGTH: Final = 1000
# A duty longer than this, or an offer that nobody took for so long: the shift was left alone, and others may take over.
LONGEST_SHIFT: Final = timedelta(hours=12)
LONGEST_OFFER: Final = timedelta(minutes=30)


class NotThisShift(Conflict):
    """The shift does not stand as you saw it: it is handed over already, or offered to somebody else. Reload."""


class StillOnDuty(Conflict):
    """You are on duty already."""


class NotYourShift(NotAllowed):
    """These notes are offered to somebody else, or the shift is not yours."""


class NotLeftAlone(Conflict):
    """Its officer is on duty. A shift is taken over only when it was left alone."""


def is_left_alone(state: ShiftState, began_at: datetime, offered_at: datetime | None, now: datetime) -> bool:
    """Whether nobody seems to be at it: on duty for too long, or offered and nobody came."""
    if state is ShiftState.ENDED:
        return False
    if state is ShiftState.OFFERED and offered_at is not None and now - offered_at > LONGEST_OFFER:
        return True
    return now - began_at > LONGEST_SHIFT


def require_offer(state: ShiftState, offered_to: str, officer: str, asks: str) -> None:
    """That `asks` may accept or decline: it is offered, to them or to whoever comes. Raises."""
    if state is not ShiftState.OFFERED:
        raise NotThisShift
    if asks == officer or (offered_to and offered_to != asks):
        raise NotYourShift


def problems_with_notes(notes: str, lines: Iterable[tuple[UUID, str]]) -> list[Problem]:
    """What is wrong with hand-over notes: they are what the next officer starts from, so they are never empty."""
    problems = []
    if not notes.strip():
        problems.append(
            Problem("notes", mark("Notes are missing."), mark("What the next officer must know; one word is enough."))
        )
    if len(notes) > NOTES_LENGTH:
        problems.append(Problem("notes", mark("The notes are too long."), f"1-{NOTES_LENGTH}"))
    if any(len(text) > LINE_LENGTH for _item, text in lines):
        problems.append(Problem("lines", mark("A line is too long."), f"0-{LINE_LENGTH}"))
    return problems


def require_reason(reason: str) -> str:
    """The reason, tidied. Raises Invalid."""
    tidied = reason.strip()
    if not tidied:
        raise Invalid(Problem("reason", mark("A reason is missing."), mark("A sentence that others can act on.")))
    if len(tidied) > REASON_LENGTH:
        raise Invalid(Problem("reason", mark("The reason is too long."), f"1-{REASON_LENGTH}"))
    return tidied


# --- Incidents ---


class IncidentState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


INCIDENT_LABELS: Final = {IncidentState.OPEN: mark("Open"), IncidentState.CLOSED: mark("Closed")}
INCIDENT_KINDS: Final = {
    "attack": mark("Attack"),
    "disaster": mark("Disaster with many victims"),
    "kidnapping": mark("Kidnapping"),
    "escape": mark("Escape"),
    "trafficking": mark("Trafficking or smuggling"),
    "cyber": mark("Cyber attack"),
    "event": mark("Major event"),
    "channel": mark("Trouble of the channel itself"),
    "other": mark("Other"),
}


class EntryKind(StrEnum):
    """What a line of an incident is: a link to something, a task, or a line of the log."""

    MESSAGE = "message"
    NOTICE = "notice"
    DIFFUSION = "diffusion"
    CHECK = "check"
    HIT = "hit"
    TASK = "task"
    LOG = "log"


ENTRY_LABELS: Final = {
    EntryKind.MESSAGE: mark("Message"),
    EntryKind.NOTICE: mark("Notice"),
    EntryKind.DIFFUSION: mark("Diffusion"),
    EntryKind.CHECK: mark("Check"),
    EntryKind.HIT: mark("Hit"),
    EntryKind.TASK: mark("Task"),
    EntryKind.LOG: mark("Log"),
}
LINKS: Final = frozenset({EntryKind.MESSAGE, EntryKind.NOTICE, EntryKind.DIFFUSION, EntryKind.CHECK, EntryKind.HIT})
TITLE_LENGTHS: Final = (3, 160)
PLACE_LENGTH: Final = 200
TEXT_LENGTH: Final = 4000
TASK_LENGTH: Final = 200
URGENCIES: Final = ("flash", "urgent", "routine")


class IncidentIsClosed(Conflict):
    """The incident is closed. Reopen it first."""


class AlreadyDone(Conflict):
    """This is done already."""


class Opening(Struct, frozen=True, kw_only=True):
    """An incident to be."""

    title: str
    kind: str
    place: str = ""
    countries: tuple[str, ...] = ()
    level: int = 1


class Tasking(Struct, frozen=True, kw_only=True):
    """A task to be. `assigned_to`: "officer:<id>"; "" for whoever is on duty."""

    title: str
    due_at: datetime
    assigned_to: str = ""
    urgency: str = "routine"


def problems_with_opening(opening: Opening, known_countries: Iterable[str], clearance: int) -> list[Problem]:
    problems = _problems_with_text("title", opening.title, TITLE_LENGTHS)
    if opening.kind not in INCIDENT_KINDS:
        problems.append(Problem("kind", mark("There is no such kind of incident."), ", ".join(INCIDENT_KINDS)))
    if len(opening.place) > PLACE_LENGTH:
        problems.append(Problem("place", mark("This is too long."), f"0-{PLACE_LENGTH}"))
    if unknown := sorted(set(opening.countries) - set(known_countries)):
        problems.append(Problem("countries", mark("These are no members."), ", ".join(unknown)[:200]))
    if not 1 <= opening.level <= clearance:
        problems.append(Problem("level", mark("You are not cleared for this level."), f"1-{clearance}"))
    return problems


def problems_with_task(task: Tasking, now: datetime) -> list[Problem]:
    problems = _problems_with_text("title", task.title, (TITLE_LENGTHS[0], TASK_LENGTH))
    if task.due_at <= now:
        problems.append(Problem("due_at", mark("This moment is over."), mark("A moment to come.")))
    if task.urgency not in URGENCIES:
        problems.append(Problem("urgency", mark("There is no such urgency."), ", ".join(URGENCIES)))
    return problems


def problems_with_line(text: str) -> list[Problem]:
    return _problems_with_text("text", text, (1, TEXT_LENGTH))


def _problems_with_text(field: str, text: str, lengths: tuple[int, int]) -> list[Problem]:
    shortest, longest = lengths
    if shortest <= len(text.strip()) and len(text) <= longest and "\0" not in text:
        return []
    return [Problem(field, mark("This needs a text."), f"{shortest}-{longest}")]
