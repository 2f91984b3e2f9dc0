"""Bureaus of the cast that keep their own keys, and messages between them: for the tests of what goes with messages."""

from datetime import UTC, datetime
from typing import Any, Protocol

import pytest

from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
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
from comity.network.access import actor_for
from comity.network.models import Bureau, Member, Officer
from comity.network.rules import Actor, Post

ALPHA3 = {"FR": "FRA", "KE": "KEN", "BR": "BRA", "AR": "ARG"}
NAMES = {"FR": "France", "KE": "Kenya", "BR": "Brazil", "AR": "Argentina"}
POSTS = {
    "bureau": Post.BUREAU_OFFICER,
    "head": Post.BUREAU_HEAD,
    "reviewer": Post.REVIEWER,
    "director": Post.DIRECTOR,
    "duty": Post.DUTY_OFFICER,
    "administrator": Post.ADMINISTRATOR,
}


class World(Protocol):
    """What these helpers ask of a stage: the moment, and who acts."""

    now: datetime

    def actor(self, username: str) -> Actor: ...


class Quick:
    """Four bureaus and the Secretariat, and an officer of theirs the first time one is named: "fr.bureau", "ke.head".

    A stage without records, index and journal, for tests that need none.
    """

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
        for code, name in NAMES.items():
            Member.objects.create(code=code, alpha3=ALPHA3[code], name=name, region="r", region_on_pages="r")
        for code in (*NAMES, "GS"):
            Bureau.objects.create(
                code=code,
                kind=Bureau.Kind.NATIONAL if code in NAMES else Bureau.Kind.GENERAL_SECRETARIAT,
                name=NAMES.get(code, "General Secretariat"),
                member_id=code if code in NAMES else None,
                databases=list(DATABASES),
                purposes=list(PURPOSES),
            )

    def officer(self, username: str) -> Officer:
        code, post = username.split(".")
        made = {"name": f"Officer {username}", "bureau_id": code.upper(), "posts": [POSTS[post]]}
        made |= {"clearance": Level.CONFIDENTIAL, "created_at": self.now}
        return Officer.objects.get_or_create(username=username, defaults=made)[0]

    def actor(self, username: str) -> Actor:
        self.officer(username)
        rows = Officer.objects.select_related("bureau__parent__parent", "entity")
        return actor_for(rows.get(username=username), self.now)


@pytest.fixture
def quick(db: None) -> Quick:
    return Quick()


WRITERS = {"FR": "fr.bureau", "KE": "ke.bureau", "BR": "br.bureau"}


def found(stage: World, *codes: str) -> dict[str, Keyring]:
    return {code: founding.found_own(code, stage.now) for code in codes}


def sealed(stage: World, ring: Keyring, **more: Any) -> writing.Sealed:
    officer = stage.actor(WRITERS[ring.bureau]).name
    letter = Letter(**({"subject": "A subject", "body": "A body.", "officer": officer} | more))
    known = keys.current_of([*letter.to, *letter.cc])
    return writing.compose(letter, keyring=ring, keys=known, now=stage.now)


def send(stage: World, ring: Keyring, **more: Any) -> Message:
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
