"""The law of messages: kinds, priorities and their clocks, what owes an answer, what an envelope must say, sizes. Pure.

Rules on the Processing of Data: levels (arts 112-114), conditions of use (art. 65), checking before a coercive measure
(art. 63). What a message says is sealed, and no rule here can know it: the rules are about envelopes.
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from comity.core.errors import Conflict, Invalid
from comity.core.languages import mark
from comity.core.levels import Level
from comity.messages.engine.envelope import Envelope
from comity.network.rules import Actor, Right

# --- What there is ---


class Kind(StrEnum):
    """What a message is."""

    REQUEST = "request"
    ANSWER = "answer"
    HIT = "hit"
    LOCATION_REPORT = "location_report"
    EXTRADITION_PAPER = "extradition_paper"
    ALERT = "alert"
    ADMINISTRATIVE = "administrative"


KIND_LABELS: Final = {
    Kind.REQUEST: mark("Request"),
    Kind.ANSWER: mark("Answer"),
    Kind.HIT: mark("Hit"),
    Kind.LOCATION_REPORT: mark("Location report"),
    Kind.EXTRADITION_PAPER: mark("Extradition papers"),
    Kind.ALERT: mark("Alert"),
    Kind.ADMINISTRATIVE: mark("Administrative"),
}


class Priority(StrEnum):
    """How soon it must be seen."""

    FLASH = "flash"
    URGENT = "urgent"
    ROUTINE = "routine"


PRIORITY_LABELS: Final = {
    Priority.FLASH: mark("Flash"),
    Priority.URGENT: mark("Urgent"),
    Priority.ROUTINE: mark("Routine"),
}
# Within what time an answer is owed where the sender names no date: ten minutes and an hour are the Organization's
# published targets for hits (data-control); a day is ours.
ANSWER_WITHIN: Final = {
    Priority.FLASH: timedelta(minutes=10),
    Priority.URGENT: timedelta(hours=1),
    Priority.ROUTINE: timedelta(hours=24),
}


class Asks(StrEnum):
    """What is asked for, in the sender's own statement."""

    NOTHING = ""
    INFORMATION = "information"
    LOCATION = "location"
    ARREST = "arrest"
    OTHER = "other"


ASKS_LABELS: Final = {
    Asks.NOTHING: mark("Nothing"),
    Asks.INFORMATION: mark("Information"),
    Asks.LOCATION: mark("To locate a person"),
    Asks.ARREST: mark("To arrest a person"),
    Asks.OTHER: mark("Something else"),
}
# What must rest on a notice or a diffusion that stands: a message is no way around them (RPD arts 82-84, 97, 99).
COERCIVE: Final = frozenset({Asks.ARREST, Asks.LOCATION})
CITABLE: Final = ("notice", "diffusion", "record", "hit", "check")
GROUNDS: Final = frozenset({"notice", "diffusion"})

# Conditions of use as codes (RPD art. 65): they are in clear, so that no reader misses them.
CONDITIONS: Final = {
    "contact_first": mark("Contact the originator before any measure."),
    "no_coercive_measure": mark("No arrest or other coercive measure on this alone."),
    "no_onward_transfer": mark("Do not pass it on."),
    "intelligence_only": mark("For intelligence only; not for use in court."),
    "not_before_court": mark("Not before a court without the originator's consent."),
    "do_not_inform_person": mark("The person must not learn of it."),
    "delete_after_use": mark("Delete it once it has been used."),
}

# ISO 639-1.
_CODES: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz"
    " ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik"
    " io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml"
    " mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd"
    " se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi"
    " vo wa wo xh yi yo za zh zu"
)
LANGUAGES: Final = frozenset(_CODES.split())

# --- How much ---

LONGEST_SUBJECT: Final = 200
LONGEST_BODY: Final = 200_000
LARGEST_FILE: Final = 100 * 1024 * 1024
# What sealing adds: a header of some hundred bytes a key, and 16 bytes for every piece of 64 KiB.
LARGEST_SEALED_FILE: Final = LARGEST_FILE + 128 * 1024
LARGEST_CONTENT: Final = 4 * 1024 * 1024
MOST_FILES: Final = 20
MOST_RECIPIENTS: Final = 200
MOST_CITED: Final = 20
MOST_AT_ONCE: Final = 200
LONGEST_OFFICER: Final = 120
LONGEST_DUE: Final = timedelta(days=366)
# A sender's clock may be so far ahead, and what waited in a system that was cut off may be so old.
CLOCK_AHEAD: Final = timedelta(minutes=5)
OLDEST: Final = timedelta(days=7)
SIGNATURE_BYTES: Final = 64

# --- Where it stands ---


class State(StrEnum):
    """How far a message got with one recipient."""

    WAITS = "waits"
    LISTED = "listed"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERABLE = "undeliverable"


STATE_LABELS: Final = {
    State.WAITS: mark("Waits: the bureau's link is closed"),
    State.LISTED: mark("In its list"),
    State.DELIVERED: mark("Delivered"),
    State.READ: mark("Read"),
    State.UNDELIVERABLE: mark("Cannot be delivered"),
}


class Reason(StrEnum):
    """Why a message cannot be delivered."""

    KEY_REVOKED = "key_revoked"
    BUREAU_ENDED = "bureau_ended"


REASON_LABELS: Final = {
    Reason.KEY_REVOKED: mark("The key it was sealed for was revoked before it arrived. Send it again."),
    Reason.BUREAU_ENDED: mark("The bureau has no channel any more."),
}


class Folder(StrEnum):
    """Where one side finds a message: by its state, never by hand. `WAITING`, `SENT`: of what it sent itself."""

    NEEDS_ANSWER = "needs_answer"
    TO_READ = "to_read"
    WAITING = "waiting"
    DONE = "done"
    ALL = "all"
    SENT = "sent"


FOLDER_LABELS: Final = {
    Folder.NEEDS_ANSWER: mark("Needs an answer"),
    Folder.TO_READ: mark("To read"),
    Folder.WAITING: mark("Waiting for an answer"),
    Folder.DONE: mark("Done"),
    Folder.ALL: mark("All received"),
    Folder.SENT: mark("Sent"),
}
# Where a delivery itself can be.
OF_DELIVERIES: Final = (Folder.NEEDS_ANSWER, Folder.TO_READ, Folder.DONE)


class Said(StrEnum):
    """What a receipt says."""

    DELIVERED = "delivered"
    READ = "read"
    ANSWERED = "answered"


SAID_LABELS: Final = {
    Said.DELIVERED: mark("Delivered"),
    Said.READ: mark("Read"),
    Said.ANSWERED: mark("Answered"),
}
# Nobody reads before it was delivered, nor answers before it was read.
ORDER_OF_RECEIPTS: Final = (Said.DELIVERED, Said.READ, Said.ANSWERED)


# --- Refusals ---


class LinkClosed(Conflict):
    """Your bureau's link is closed: open it again before you send."""


class OtherBytes(Conflict):
    """A message of this id was sent with other bytes."""


class KeysChanged(Invalid):
    """Keys have changed since this was sealed: seal it again for the keys of now."""

    status = 409


# --- Questions ---


def may_read(actor: Actor) -> bool:
    """Messages are between bureaus: who serves in a national service of one, or is its system, reads none."""
    return actor.may(Right.READ_MESSAGES) and actor.entity is None


def may_send(actor: Actor) -> bool:
    return actor.may(Right.SEND_MESSAGES) and actor.entity is None


def is_system_itself(actor: Actor) -> bool:
    """Whether the installation acts, and no officer and no bureau's system: it sends automatic messages only."""
    return actor.id.startswith("command:")


def is_person(actor: Actor) -> bool:
    return actor.id.startswith("officer:")


def owes_answer(envelope: Envelope) -> bool:
    """Whether its recipients (`to`, not `cc`) owe an answer: a request does, and whatever asks for something."""
    return envelope.kind == Kind.REQUEST or bool(envelope.asks)


def settles(envelope: Envelope, answered_is_automatic: bool) -> bool:
    """Whether it answers what it names as answered: anything does but a question back.

    What the system itself asked (a hit's clock) ends with the step that is taken there, not with words.
    """
    return envelope.answers is not None and envelope.kind != Kind.REQUEST and not answered_is_automatic


def due_at(envelope: Envelope, received_at: datetime) -> datetime | None:
    """When the answer is due: as the sender says, else by the priority's clock; None where none is owed."""
    if not owes_answer(envelope):
        return None
    if envelope.due_at:
        return datetime.fromisoformat(envelope.due_at)
    return received_at + ANSWER_WITHIN[Priority(envelope.priority)]


def first_folder(envelope: Envelope, role: str) -> Folder:
    """Where a delivery begins: `role` is to or cc."""
    return Folder.NEEDS_ANSWER if role == "to" and owes_answer(envelope) else Folder.TO_READ


def needs_citation(envelope: Envelope) -> bool:
    """Whether it must cite a notice or a diffusion: it names a person and asks for arrest or location."""
    return envelope.names_person and envelope.asks in COERCIVE


# --- Small parts ---

LEVELS: Final = {level.slug: level for level in Level}
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


def is_id(text: str, version: int | None = None) -> bool:
    """Whether it is a UUID as we write it, of this version."""
    try:
        read = UUID(text)
    except ValueError:
        return False
    return str(read) == text and (version is None or read.version == version)


def moment(text: str) -> datetime | None:
    """The time in an envelope or a receipt; None for what is none."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
