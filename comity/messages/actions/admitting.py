"""Admitting a letter: what must be known of the world to say what is wrong with it, read once for many letters."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.keys import queries as keys
from comity.keys.engine.ring import PublicKey
from comity.messages import rules
from comity.messages.actions import citing, forwarding
from comity.messages.engine import content as contents
from comity.messages.engine import envelope as envelopes
from comity.messages.engine import form, verifying
from comity.messages.engine.envelope import Envelope
from comity.messages.engine.form import Bounds, Keys
from comity.messages.models import Attachment, Delivery, Message, Thread
from comity.network.models import Bureau
from comity.network.rules import Actor

# What every sealed text begins with: what does not was not sealed, and must not be kept.
AGE: Final = b"age-encryption.org/v1\n"


class Letter(Struct, frozen=True):
    """A letter as it came, and its envelope."""

    data: bytes
    signature: bytes
    sealed: bytes
    envelope: Envelope


class Known(Struct, frozen=True, kw_only=True):
    """What is known of a message that a letter names."""

    thread: UUID
    sender: str
    recipients: frozenset[str]
    is_automatic: bool
    is_visible: bool


class World(Struct, kw_only=True):
    """What letters are held against. It grows with every letter that is admitted: the next may answer it."""

    bureaus: dict[str, bool]  # code -> whether its link is open
    keys: dict[str, PublicKey]  # bureau -> current key
    automatic: PublicKey | None
    threads: dict[UUID, Thread]
    messages: dict[UUID, Known]
    files: dict[UUID, Attachment]
    new_threads: set[UUID] = msgspec.field(default_factory=set)
    joined_threads: set[UUID] = msgspec.field(default_factory=set)  # that get another party


def read(data: bytes, signature: bytes, sealed: bytes) -> Letter:
    """Raises Invalid."""
    envelope = envelopes.decode(data)
    if len(signature) != rules.SIGNATURE_BYTES:
        raise Invalid(Problem("signature", mark("This is not a signature."), mark("64 bytes.")))
    if not sealed.startswith(AGE):
        raise Invalid(Problem("content", mark("This is not sealed."), mark("A file in the age format, version 1.")))
    return Letter(data, signature, sealed, envelope)


def world_for(actor: Actor, letters: Sequence[Letter]) -> World:
    """What must be known of the world for these letters: one query each of bureaus, keys, threads, messages, files."""
    said = [letter.envelope for letter in letters]
    codes = {actor.bureau, *(code for one in said for code in one.recipients)}
    named = _ids(one for each in said for one in (each.answers, each.follows, each.forwards))
    files = _ids(file.id for each in said for file in each.attachments)
    # One that is named by its own first message is new, for that message is: no two messages have one id.
    opened = _ids(each.thread for each in said if each.thread != each.id)
    is_automatic = rules.is_system_itself(actor)
    return World(
        bureaus=dict(Bureau.objects.filter(pk__in=codes).values_list("pk", "connected")),
        keys=keys.current_of(codes),
        automatic=keys.current(actor.bureau, role="automatic") if is_automatic else None,
        threads={row.pk: row for row in Thread.objects.filter(pk__in=opened)} if opened else {},
        messages=_known(actor, named) if named else {},
        files={row.pk: row for row in Attachment.objects.filter(pk__in=files)} if files else {},
    )


def require_admissible(actor: Actor, letter: Letter, world: World, now: datetime) -> None:
    """Raises Invalid with everything that is wrong, KeysChanged when it is the keys alone, LinkClosed."""
    envelope = letter.envelope
    if not world.bureaus.get(actor.bureau):
        raise rules.LinkClosed
    problems = form.problems_of(envelope, Bounds(actor=actor, received_at=now))
    problems += _of_recipients(envelope, world)
    problems += _of_thread(envelope, world, actor)
    problems += _of_files(envelope, world, actor)
    if problems:
        raise Invalid(problems)
    if changed := _of_keys(envelope, world):
        raise rules.KeysChanged(changed)
    verifying.verify(letter.data, letter.signature, letter.sealed, _sender_key(envelope, world))
    if cited := [*citing.problems(actor, envelope, now), *forwarding.problems(actor, envelope, now)]:
        raise Invalid(cited)


def admit(letter: Letter, world: World, now: datetime) -> None:
    """The world with this letter in it, for those that come after it."""
    envelope = letter.envelope
    thread = world.threads.get(UUID(envelope.thread))
    if thread is None:
        cited = (one.removeprefix("hit:") for one in envelope.cites if one.startswith("hit:"))
        hit = next(cited, None) if envelope.automatic and envelope.kind == rules.Kind.HIT else None
        thread = Thread(id=UUID(envelope.thread), kind=envelope.kind, hit=hit and UUID(hit), opened_at=now)
        world.threads[thread.pk] = thread
        world.new_threads.add(thread.pk)
    parties = {envelope.sender, *envelope.recipients}
    if not parties <= {*thread.parties}:
        world.joined_threads |= {thread.pk} - world.new_threads
        thread.parties = sorted({*thread.parties, *parties})
    world.messages[UUID(envelope.id)] = Known(
        thread=thread.pk,
        sender=envelope.sender,
        recipients=frozenset(envelope.recipients),
        is_automatic=envelope.automatic,
        is_visible=True,
    )
    for file in envelope.attachments:
        world.files.pop(UUID(file.id))


# --- What may be wrong ---


def _of_recipients(envelope: Envelope, world: World) -> list[Problem]:
    problems = []
    for field, codes in (("to", envelope.to), ("cc", envelope.cc)):
        for place, code in enumerate(codes):
            if code not in world.bureaus:
                problems.append(
                    Problem(
                        f"{field}[{place}]", mark("There is no such bureau."), mark("The code of a bureau, such as KE.")
                    )
                )
            elif code not in world.keys:
                why = mark("This bureau has no key that a message could be sealed for.")
                problems.append(Problem(f"{field}[{place}]", why, mark("A bureau that has keys.")))
    return problems


def _of_thread(envelope: Envelope, world: World, actor: Actor) -> list[Problem]:
    if not rules.is_id(envelope.thread):
        return []
    thread = world.threads.get(UUID(envelope.thread))
    problems = []
    if thread is None and envelope.thread != envelope.id:
        why = mark("There is no such thread. A new one has the id of its first message.")
        return [Problem("thread", why, envelope.id)]
    if thread is not None and actor.bureau not in thread.parties:
        return [
            Problem(
                "thread",
                mark("There is no such thread, or your bureau has no part in it."),
                mark("A thread of your bureau, or the id of this message."),
            )
        ]
    for field, of_thread in (("answers", True), ("follows", True), ("forwards", False)):
        named = getattr(envelope, field)
        known = world.messages.get(UUID(named)) if named and rules.is_id(named) else None
        if named and (known is None or not known.is_visible):
            problems.append(
                Problem(
                    field,
                    mark("There is no such message, or it was not sent to your bureau."),
                    mark("The id of a message that your bureau sent or received."),
                )
            )
        elif known and of_thread and str(known.thread) != envelope.thread:
            problems.append(Problem(field, mark("That message is in another thread."), str(known.thread)))
        elif known and field == "answers" and actor.bureau not in known.recipients:
            problems.append(
                Problem(
                    field,
                    mark("Only a message that was sent to your bureau can be answered."),
                    mark("The id of a message that your bureau received."),
                )
            )
    return problems


def _of_files(envelope: Envelope, world: World, actor: Actor) -> list[Problem]:
    problems = []
    for place, file in enumerate(envelope.attachments):
        row = world.files.get(UUID(file.id)) if rules.is_id(file.id) else None
        if row is None or row.bureau_id != actor.bureau or row.message_id is not None:
            why = mark("This file was not deposited, or belongs to a message already.")
            problems.append(
                Problem(f"attachments[{place}].id", why, mark("The id of a file that was deposited, once."))
            )
        elif row.size != file.size:
            why = mark("The file that was deposited has another size.")
            problems.append(Problem(f"attachments[{place}].size", why, str(row.size)))
        elif row.digest != file.digest:
            why = mark("The file that was deposited has another digest.")
            problems.append(Problem(f"attachments[{place}].digest", why, row.digest))
    return problems


def _of_keys(envelope: Envelope, world: World) -> list[Problem]:
    """What is wrong with its keys; whose an unknown one was is looked up only then."""
    own = _own_key(envelope, world)
    if own is None:
        return [
            Problem("sender_key", mark("Your bureau has no key to sign with."), mark("Make your bureau's keys first."))
        ]
    if envelope.sender_key != own.id:
        why = mark("This is not your bureau's current key: it was replaced or revoked.")
        return [Problem("sender_key", why, own.id)]
    current = {code: key.id for code, key in world.keys.items()}
    problems = form.problems_of_keys(envelope, Keys(current))
    if not problems:
        return []
    owners = {key.id: key.bureau for key in keys.by_ids(envelope.sealed_for).values()}
    return form.problems_of_keys(envelope, Keys(current, owners))


def _own_key(envelope: Envelope, world: World) -> PublicKey | None:
    return world.automatic if envelope.automatic else world.keys.get(envelope.sender)


def _sender_key(envelope: Envelope, world: World) -> PublicKey:
    own = _own_key(envelope, world)
    assert own is not None  # _of_keys has said so
    return own


# --- What is known ---


def _known(actor: Actor, named: set[UUID]) -> dict[UUID, Known]:
    recipients: dict[UUID, set[str]] = {one: set() for one in named}
    listed: set[UUID] = set()
    for message, bureau, at in Delivery.objects.filter(message__in=named).values_list("message", "bureau", "listed_at"):
        recipients[message].add(bureau)
        if bureau == actor.bureau and at is not None:
            listed.add(message)
    rows = Message.objects.filter(pk__in=named).values_list("pk", "thread", "sender", "is_automatic", "level")
    return {
        pk: Known(
            thread=thread,
            sender=sender,
            recipients=frozenset(recipients[pk]),
            is_automatic=is_automatic,
            is_visible=_may_see(actor, level) and (sender == actor.bureau or pk in listed),
        )
        for pk, thread, sender, is_automatic, level in rows
    }


def _may_see(actor: Actor, level: int) -> bool:
    return level <= actor.clearance or rules.is_system_itself(actor)


def _ids(texts: Iterable[str | None]) -> set[UUID]:
    return {UUID(text) for text in texts if text and rules.is_id(text)}


def is_same(row: Message, letter: Letter) -> bool:
    """Whether the message that is there is this letter, byte for byte."""
    return (
        row.digest == contents.digest(letter.data)
        and bytes(row.signature) == letter.signature
        and contents.digest(letter.sealed) == letter.envelope.digest
    )
