"""Sending: a letter that is right gets its place in every recipient's list, in one transaction with its ledger entry.

Sending the same letter again, byte for byte, is answered as the first time: who is not sure sends again. A hundred
letters at once cost one commit, and each has its own outcome and its own entry.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from comity.audit import actions as audit
from comity.audit import rules as ledger
from comity.audit.rules import Event, Outcome
from comity.core.errors import Conflict, Invalid, Problem, Refused
from comity.core.languages import mark
from comity.messages import access, rules
from comity.messages.actions import admitting, placing
from comity.messages.actions.admitting import Letter
from comity.messages.models import Message
from comity.network.rules import Actor

# The same letters may come from two sides at once, in lots and one by one: each attempt finds more of them there.
_ATTEMPTS = 10
log = logging.getLogger(__name__)


class SentMeanwhile(Conflict):
    """The same message is being sent a second time: send it again."""


def send(*, actor: Actor, envelope: bytes, signature: bytes, content: bytes, now: datetime) -> Message:
    """Sends one letter. Raises Invalid with every field that is wrong, NotGenuine, KeysChanged, OtherBytes, LinkClosed.

    What was sent already with the same bytes is returned, and nothing is written.
    """
    for attempt in range(_ATTEMPTS):
        there, is_same = _sent_before(actor, envelope, signature, content)
        if there is not None and is_same:
            return there
        try:
            return _send(
                actor=actor,
                envelope=envelope,
                signature=signature,
                content=content,
                is_id_taken=there is not None,
                now=now,
            )
        except (IntegrityError, OperationalError):  # it came twice at once, or two waited for each other
            if attempt == _ATTEMPTS - 1 or connection.in_atomic_block or not connection.is_usable():
                raise
    raise AssertionError("unreachable")


@audit.verb("message.sent")
def _send(
    *, actor: Actor, envelope: bytes, signature: bytes, content: bytes, is_id_taken: bool, now: datetime
) -> Message:
    access.require_may_send(actor)
    letter = admitting.read(envelope, signature, content)
    audit.about(subject=_subject(letter), details=_details(letter))
    if is_id_taken:
        raise rules.OtherBytes
    world = admitting.world_for(actor, [letter])
    admitting.require_admissible(actor, letter, world, now)
    admitting.admit(letter, world, now)
    return placing.place([letter], world, actor=actor, now=now)[0]


def send_many(*, actor: Actor, letters: Sequence[tuple[bytes, bytes, bytes]], now: datetime) -> list[Message | Refused]:
    """Sends each of (envelope, signature, content), in order, or says why not: none is held up by another's faults.

    One transaction: when this returns all that was accepted is on disk; when it raises nothing is.
    """
    for attempt in range(_ATTEMPTS):
        try:
            _require_some(actor, letters)
            return _send_all(actor, letters, now)
        except Refused as refusal:
            _note(actor, now, Outcome.REFUSED, {"refusal": refusal.code})
            raise
        except Exception as fault:
            # The same letter from two sides at once, or two that wait for each other: the second attempt finds out.
            if isinstance(fault, DatabaseError) and attempt < _ATTEMPTS - 1:
                continue
            _note(actor, now, Outcome.FAILED, {"fault": type(fault).__name__})
            raise
    raise AssertionError("unreachable")


def _require_some(actor: Actor, letters: Sequence[tuple[bytes, bytes, bytes]]) -> None:
    access.require_may_send(actor)
    if not 0 < len(letters) <= rules.MOST_AT_ONCE:
        raise Invalid(Problem("", mark("There is nothing to send, or too much at once."), f"1 - {rules.MOST_AT_ONCE}"))


def _send_all(actor: Actor, letters: Sequence[tuple[bytes, bytes, bytes]], now: datetime) -> list[Message | Refused]:
    outcomes: dict[int, Message | Refused] = {}
    read = dict(_readable(letters, outcomes))
    with transaction.atomic(durable=True):
        _answer_known(actor, read, outcomes)
        new = {place: letter for place, letter in read.items() if place not in outcomes}
        if new:
            world = admitting.world_for(actor, list(new.values()))
            for place, letter in new.items():
                try:
                    admitting.require_admissible(actor, letter, world, now)
                except Refused as refusal:
                    outcomes[place] = refusal.with_traceback(None)
                else:
                    admitting.admit(letter, world, now)
            sent = {place: letter for place, letter in new.items() if place not in outcomes}
            placed = placing.place(list(sent.values()), world, actor=actor, now=now) if sent else []
            outcomes |= dict(zip(sent, placed, strict=True))
        audit.write_many(_events(actor, read, outcomes, now, written=set(new)))
    return [outcomes[place] for place in range(len(letters))]


def _readable(
    letters: Sequence[tuple[bytes, bytes, bytes]], outcomes: dict[int, Message | Refused]
) -> list[tuple[int, Letter]]:
    read = []
    for place, letter in enumerate(letters):
        try:
            read.append((place, admitting.read(*letter)))
        except Refused as refusal:
            outcomes[place] = refusal.with_traceback(None)
    return read


def _answer_known(actor: Actor, read: Mapping[int, Letter], outcomes: dict[int, Message | Refused]) -> None:
    """The outcomes of letters that were sent before, and of those that come twice in these."""
    there = _there(read.values())
    first: dict[str, int] = {}
    for place, letter in read.items():
        row = there.get(letter.envelope.id)
        if row is not None:
            is_same = row.sender_id == actor.bureau and admitting.is_same(row, letter)
            outcomes[place] = row if is_same else rules.OtherBytes()
        elif first.setdefault(letter.envelope.id, place) != place:
            outcomes[place] = SentMeanwhile()


def _sent_before(actor: Actor, envelope: bytes, signature: bytes, content: bytes) -> tuple[Message | None, bool]:
    """What there is under this id, and whether it is the same. What is wrong with the letter, the verb says."""
    try:
        letter = admitting.read(envelope, signature, content)
        access.require_may_send(actor)
    except Refused:
        return None, False
    row = _there([letter]).get(letter.envelope.id)
    return row, row is not None and row.sender_id == actor.bureau and admitting.is_same(row, letter)


def _there(letters: Iterable[Letter]) -> dict[str, Message]:
    """The messages that there are under the ids of these letters."""
    ids = {UUID(letter.envelope.id) for letter in letters if rules.is_id(letter.envelope.id)}
    return {str(row.pk): row for row in Message.objects.filter(pk__in=ids).defer("sealed")}


# --- For the ledger ---


def _events(
    actor: Actor,
    read: Mapping[int, Letter],
    outcomes: Mapping[int, Message | Refused],
    now: datetime,
    written: set[int],
) -> list[Event]:
    """An entry for each message sent and each refused; none for what had been sent before."""
    events = []
    for place, outcome in sorted(outcomes.items()):
        letter = read.get(place)
        details: dict[str, Any] = _details(letter) if letter else {}
        subject = _subject(letter) if letter else ""
        if isinstance(outcome, Refused):
            details["refusal"] = outcome.code
            events.append(_event(actor, now, Outcome.REFUSED, details, subject))
        elif place in written:
            events.append(_event(actor, now, Outcome.DONE, details, subject))
    return events


def _note(actor: Actor, now: datetime, outcome: Outcome, details: Mapping[str, Any]) -> None:
    """One entry for a lot of which nothing was done."""
    try:
        with transaction.atomic(durable=True):
            audit.write_many([_event(actor, now, outcome, details)])
    except DatabaseError:
        log.exception("The ledger could not record that messages were not sent")


def _event(actor: Actor, now: datetime, outcome: Outcome, details: Mapping[str, Any], subject: str = "") -> Event:
    who, bureau, entity = ledger.of_actor(actor)
    return Event(
        verb="message.sent",
        at=now,
        actor=who,
        bureau=bureau,
        entity=entity,
        subject=subject,
        outcome=outcome.value,
        details=details,
    )


def _subject(letter: Letter) -> str:
    return ledger.subject_of(letter.envelope.id)


def _details(letter: Letter) -> dict[str, Any]:
    """What of an envelope the ledger keeps: codes and counts, and only where they are of the tables."""
    envelope = letter.envelope
    known = {"kind": (envelope.kind, rules.Kind), "priority": (envelope.priority, rules.Priority)}
    details: dict[str, Any] = {name: said for name, (said, table) in known.items() if said in tuple(table)}
    return details | {"recipients": len(envelope.recipients), "files": len(envelope.attachments)}
