"""Keys for a demo and for tests: a bureau with everybody admitted, or one that keeps its keys elsewhere."""

from collections.abc import Iterable
from datetime import datetime

from comity.audit import actions as audit
from comity.core.errors import NotAllowed
from comity.keys import making
from comity.keys.actions import officers as own_keys
from comity.keys.actions import rings
from comity.keys.engine import ring as engine
from comity.keys.engine import sealing, signing
from comity.keys.engine.ring import Keyring, Role
from comity.keys.models import OfficerKey, Ring
from comity.network.models import Officer
from comity.network.rules import COMMAND, Actor


def found_hosted(
    bureau: str, officers: Iterable[Officer], passphrase: str, now: datetime, role: Role = "messages"
) -> Keyring:
    """A bureau's first keys, held for these officers, who all have this passphrase (those who have none yet)."""
    return _found_hosted(
        actor=COMMAND, bureau=bureau, officers=list(officers), passphrase=passphrase, role=role, now=now
    )


def found_own(bureau: str, now: datetime, role: Role = "messages") -> Keyring:
    """A bureau's first keys, of which only the public halves are registered; the ring returned is the only one."""
    return _found_own(actor=COMMAND, bureau=bureau, role=role, now=now)


@audit.verb("demo_keys.founded")
def _found_hosted(
    *, actor: Actor, bureau: str, officers: list[Officer], passphrase: str, role: Role, now: datetime
) -> Keyring:
    _require_command(actor)
    had = {one.pk: one for one in OfficerKey.objects.filter(officer__in=[officer.pk for officer in officers])}
    for officer in officers:
        if officer.pk not in had:
            had[officer.pk] = own_keys.write_own(officer.pk, sealing.new_identity(), passphrase, now)
    ring = Ring.objects.create(bureau_id=bureau, role=role, held_by="house")
    first, *others = [had[officer.pk] for officer in officers]
    founded = rings.start(ring, first, actor.id, now)
    for own in others:
        making.hand_to(founded.keyring, ring, own, actor.id, now)
    making.note(founded.key)
    return founded.keyring


@audit.verb("demo_keys.registered")
def _found_own(*, actor: Actor, bureau: str, role: Role, now: datetime) -> Keyring:
    _require_command(actor)
    ring = Ring.objects.create(bureau_id=bureau, role=role, held_by="bureau")
    new = making.new_key(ring, "bureau", None)
    own = signing.sign(new.signing.secret, engine.DOMAIN, new.statement.encode())
    row = making.write_key(ring, new.statement, (own, b""), actor.id, now)
    return making.keyring_of(row, engine.Bundle(new.signing.secret, (new.sealing.secret,)))


def _require_command(actor: Actor) -> None:
    if actor.id != COMMAND.id:
        raise NotAllowed
