"""Bureaus that hold their keys themselves and send each other sealed letters; the Secretariat, which is one of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comity.audit import actions as audit
from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.keys import making
from comity.keys import queries as keys
from comity.keys.engine import ring as engine
from comity.keys.engine import signing
from comity.keys.engine.ring import Keyring
from comity.keys.founding import found_own
from comity.keys.models import Key
from comity.messages.actions import sending
from comity.messages.engine.envelope import Envelope
from comity.messages.engine.envelope import decode as envelope_in
from comity.messages.engine.writing import Letter, Sealed, compose
from comity.messages.models import Message
from comity.network.access import actor_for
from comity.network.models import Bureau, Member, Officer
from comity.network.rules import COMMAND, Actor, Post

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
MEMBERS = {"FR": "FRA", "KE": "KEN", "BR": "BRA", "JP": "JPN"}


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


class Office:
    """One bureau at work: its desk's actor, its keys."""

    def __init__(self, code: str, *posts: Post) -> None:
        self.code = code
        self.officer = Officer.objects.create(
            username=f"{code.lower()}.desk",
            name=f"Officer of {code}",
            bureau_id=code,
            posts=list(posts or (Post.BUREAU_OFFICER,)),
            clearance=Level.CONFIDENTIAL,
            created_at=NOW,
        )
        self.ring: Keyring = found_own(code, NOW)

    @property
    def actor(self) -> Actor:
        row = Officer.objects.select_related("bureau__parent__parent", "entity").get(pk=self.officer.pk)
        return actor_for(row, NOW)


class Offices(dict[str, Office]):
    """The bureaus by code. `write` composes as a client does, `send` sends as an officer does."""

    def write(self, sender: str, letter: Letter | None = None, at: datetime = NOW, **said: Any) -> Sealed:
        given: dict[str, Any] = {"to": ("KE",), "subject": "Made up", "body": "Nobody real.", "kind": "request"}
        letter = letter or Letter(**(given | {"officer": self[sender].actor.name} | said))
        current = keys.current_of([*letter.to, *letter.cc])
        return compose(letter, keyring=self[sender].ring, keys=current, now=at)

    def post(self, sender: str, sealed: Sealed, at: datetime = NOW) -> Message:
        return sending.send(
            actor=self[sender].actor,
            envelope=sealed.envelope,
            signature=sealed.signature,
            content=sealed.content,
            now=at,
        )

    def send(self, sender: str, at: datetime = NOW, **said: Any) -> Message:
        return self.post(sender, self.write(sender, at=at, **said), at)

    def replace_key(self, code: str, reason: str = "") -> Keyring:
        """A new generation of a bureau's keys; the one before is retired, or revoked for a reason."""
        return _replace_key(actor=COMMAND, office=self[code], reason=reason, now=NOW)


@audit.verb("test_key.replaced")
def _replace_key(*, actor: Actor, office: Office, reason: str, now: datetime) -> Keyring:
    row = Key.objects.select_related("ring").get(pk=office.ring.current.id)
    new = making.new_key(row.ring, "bureau", office.ring.current)
    changes: dict[str, Any] = {"revoked_at": now, "reason": reason} if reason else {"retired_at": now}
    Key.objects.filter(pk=row.pk).update(**changes)
    said = new.statement.encode()
    signatures = signing.sign(new.signing.secret, engine.DOMAIN, said), office.ring.sign(engine.DOMAIN, said)
    written = making.write_key(row.ring, new.statement, signatures, actor.id, now)
    return making.keyring_of(written, engine.Bundle(new.signing.secret, (new.sealing.secret,)))


@pytest.fixture
def network(db: None) -> None:
    for code, alpha3 in MEMBERS.items():
        Member.objects.create(code=code, alpha3=alpha3, name=f"Country {code}", region="r", region_on_pages="r")
    kinds = dict.fromkeys(MEMBERS, Bureau.Kind.NATIONAL) | {"GS": Bureau.Kind.GENERAL_SECRETARIAT}
    for code, kind in kinds.items():
        Bureau.objects.create(
            code=code,
            kind=kind,
            name=f"Bureau {code}",
            member_id=code if code in MEMBERS else None,
            databases=list(DATABASES),
            purposes=list(PURPOSES),
        )


@pytest.fixture
def offices(network: None) -> Offices:
    made = Offices({code: Office(code) for code in MEMBERS})
    made["GS"] = Office("GS", Post.DUTY_OFFICER)
    return made


@pytest.fixture
def envelope(offices: Offices) -> Callable[..., Envelope]:
    """An envelope that France signed, as it was read."""

    def make(**said: Any) -> Envelope:
        return envelope_in(offices.write("FR", **said).envelope)

    return make
