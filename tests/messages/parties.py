"""Bureaus of the cast that keep their own keys, and messages between them: for the tests of what goes with messages."""

from typing import Any

from comity.keys import founding
from comity.keys import queries as keys
from comity.keys.engine.ring import Keyring
from comity.messages.actions import sending
from comity.messages.engine import content as contents
from comity.messages.engine import verifying, writing
from comity.messages.engine.content import Content, Forwarded
from comity.messages.engine.envelope import Envelope
from comity.messages.engine.writing import Letter
from comity.messages.models import Message
from comity.testing.stage import Stage

WRITERS = {"FR": "fr.bureau", "KE": "ke.bureau", "BR": "br.bureau"}


def found(stage: Stage, *codes: str) -> dict[str, Keyring]:
    return {code: founding.found_own(code, stage.now) for code in codes}


def sealed(stage: Stage, ring: Keyring, **more: Any) -> writing.Sealed:
    officer = stage.actor(WRITERS[ring.bureau]).name
    letter = Letter(**({"subject": "A subject", "body": "A body.", "officer": officer} | more))
    known = keys.current_of([*letter.to, *letter.cc])
    return writing.compose(letter, keyring=ring, keys=known, now=stage.now)


def send(stage: Stage, ring: Keyring, **more: Any) -> Message:
    """Sends a letter from the ring's bureau. Raises what sending refuses with."""
    made = sealed(stage, ring, **more)
    return sending.send(
        actor=stage.actor(WRITERS[ring.bureau]),
        envelope=made.envelope,
        signature=made.signature,
        content=made.content,
        now=stage.now,
    )


def opened(message: Message, ring: Keyring) -> tuple[Envelope, Content]:
    """A message as one of its parties reads it."""
    row = Message.objects.get(pk=message.pk)
    key = keys.by_id(row.sender_key)
    envelope = verifying.verify(bytes(row.envelope), bytes(row.signature), bytes(row.sealed), key)
    return envelope, verifying.read(bytes(row.sealed), ring, envelope)


def passed_on(message: Message, ring: Keyring) -> dict[str, Any]:
    """What a letter that passes this message on holds of it."""
    _envelope, content = opened(message, ring)
    row = Message.objects.get(pk=message.pk)
    inner = Forwarded(
        envelope=bytes(row.envelope).decode(),
        signature=bytes(row.signature).hex(),
        content=contents.encode(content).decode(),
    )
    return {"forwards": str(message.pk), "forwarded": inner}
