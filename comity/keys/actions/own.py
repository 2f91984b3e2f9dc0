"""Keys that a bureau keeps on its own machine: only their public halves come here. And what was compared by voice."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from msgspec import Struct

from comity.audit import actions as audit
from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.keys import making, queries, rules
from comity.keys.engine import ring as rings
from comity.keys.engine import sealing, signing
from comity.keys.engine.ring import Keyring, PublicKey, Statement
from comity.keys.models import Comparison, Holder, Key, Ring
from comity.network.access import officer_of
from comity.network.rules import Actor, Right, require_right


class KeyTaken(Conflict):
    """A key of this id, or with these halves, is already there."""


class KeyOffered(Struct, frozen=True):
    """A new key as its maker offers it: what it says, its own signature, and that of the key before it (or b"")."""

    statement: Statement
    own_signature: bytes
    signature_before: bytes = b""


@audit.verb("keys.registered")
def register_public(*, actor: Actor, offered: KeyOffered, now: datetime) -> Key:
    """A key that the bureau made and keeps itself. The current key, if there is one, must have signed it.

    The same key offered again is the same answer. Where the bureau's keys were held here before, who held them here
    holds them no longer.
    """
    making.require_manager(actor)
    statement = offered.statement
    same = Key.objects.filter(pk=_id_of(statement)).select_related("ring").first()
    if same is not None and bytes(same.statement) == statement.encode() and same.ring.bureau_id == actor.bureau:
        making.note(same)
        return same
    _require_sound(actor, offered)
    Ring.objects.bulk_create(
        [Ring(bureau_id=actor.bureau, role=statement.role, held_by="bureau")], ignore_conflicts=True
    )
    ring = making.locked_ring(actor.bureau, statement.role)
    before = _require_next(ring, offered)
    making.retire(ring, now)
    Holder.objects.filter(ring=ring).delete()
    ring.held_by, ring.recovery_public, ring.recovery_sealed, ring.recovery_made_at = "bureau", "", b"", None
    ring.rotation_due, ring.rotation_due_at = "", None
    ring.save()
    try:
        with transaction.atomic():
            signatures = (offered.own_signature, offered.signature_before if before else b"")
            return making.write_key(ring, statement, signatures, actor.id, now)
    except IntegrityError:
        raise KeyTaken from None


@audit.verb("keys.handed_over")
def hand_over(*, actor: Actor, keyring: Keyring, offered: KeyOffered, now: datetime) -> bytes:
    """From keys held here to keys that the bureau keeps: the current key signs the one made there.

    Returns what opened everything before, sealed for the new key: nobody here opens it any more.
    """
    making.require_manager(actor)
    making.held_ring(actor, keyring)
    signature = keyring.sign(rings.DOMAIN, offered.statement.encode())
    signed = KeyOffered(offered.statement, offered.own_signature, signature)
    row = register_public(actor=actor, offered=signed, now=now)
    audit.about(subject=row)
    return sealing.seal(keyring.bundle.encode(), [row.sealing])


@audit.verb("key.compared")
def compare(*, actor: Actor, key_id: UUID, now: datetime) -> Comparison:
    """An officer says that the other bureau read the same fingerprint to them, by telephone or in person."""
    require_right(actor, Right.SEND_MESSAGES)
    row = queries.row_of(key_id)
    comparison, _made = Comparison.objects.get_or_create(
        bureau_id=actor.bureau, key=row, defaults={"officer": officer_of(actor), "at": now}
    )
    making.note(row)
    return comparison


def _id_of(statement: Statement) -> UUID:
    try:
        found = UUID(statement.id)
    except ValueError:
        found = None
    if found is None or str(found) != statement.id or found.version != 7:
        raise Invalid(Problem("id", mark("This is not a UUID of version 7 in its usual form."), mark("RFC 9562.")))
    return found


def _require_sound(actor: Actor, offered: KeyOffered) -> None:
    """What can be said of an offered key without looking at those before it."""
    statement, problems = offered.statement, list[Problem]()
    if statement.bureau != actor.bureau:
        problems.append(Problem("bureau", mark("This is another bureau's."), actor.bureau))
    if statement.role not in rules.roles_of(actor.bureau):
        problems.append(Problem("role", mark("This bureau has no such keys."), "messages"))
    if statement.held_by != "bureau":
        problems.append(Problem("held_by", mark("Keys held here are made here."), "bureau"))
    if not signing.is_public(statement.signing):
        problems.append(
            Problem(
                "signing", mark("This is not a public signing key."), mark("Ed25519, 64 hex digits in small letters.")
            )
        )
    problems += sealing.problems_with(statement.sealing, "sealing")
    if not signing.is_signed(statement.signing, rings.DOMAIN, statement.encode(), offered.own_signature):
        problems.append(
            Problem(
                "own_signature",
                mark("The key itself did not sign this statement."),
                mark("The new key's own signature over the statement's exact bytes."),
            )
        )
    if problems:
        raise Invalid(problems)


def _require_next(ring: Ring, offered: KeyOffered) -> PublicKey | None:
    """The key before, where it vouches for the one offered; None where there is none that could."""
    statement = offered.statement
    current = queries.current(ring.bureau_id, queries.role_of(ring))
    last = making.last_of(ring)
    following = last.generation + 1 if last else 1
    if statement.generation != following:
        raise Invalid(Problem("generation", mark("This is not the next generation."), str(following)))
    if current is None:
        if (statement.previous or None) != (last.id if last else None):
            raise Invalid(Problem("previous", mark("This is not the key before it."), last.id if last else "null"))
        return None
    if not rings.follows(statement, offered.signature_before, current):
        said = mark("The current key did not sign this one. Keys that are lost are revoked first, on the page of keys.")
        raise Invalid(Problem("signature_before", said, mark("The current key's signature over the statement.")))
    return current
