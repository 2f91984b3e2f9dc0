"""Steps that the verbs of keys share: writing a generation, and sealing a ring's secrets for who holds it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from comity.audit import actions as audit
from comity.core import ids
from comity.core.errors import Conflict, Refused
from comity.keys import queries
from comity.keys.engine import ring as rings
from comity.keys.engine import sealing, signing
from comity.keys.engine.ring import Bundle, HeldBy, Keyring, NewKey, PublicKey, Role, Statement
from comity.keys.models import Holder, Key, OfficerKey, Ring
from comity.keys.rules import Reason
from comity.network.rules import Actor, Right, is_command, require_right

HOLDER: Final = "comity/holder/1"


class NoKeys(Conflict):
    """This bureau has no keys yet."""


class NoPassphrase(Conflict):
    """Set a passphrase of your own first."""


class NotUnlocked(Refused):
    """Unlock your bureau's keys first."""

    status = 423


def require_manager(actor: Actor) -> None:
    """Raises NotAllowed for who does not manage their bureau's keys."""
    if not is_command(actor):
        require_right(actor, Right.MANAGE_KEYS)


def locked_ring(bureau: str, role: Role) -> Ring:
    """The ring, its row locked: verbs on one ring come one after the other. Raises NoKeys."""
    ring = Ring.objects.select_for_update().filter(bureau=bureau, role=role).first()
    if ring is None:
        raise NoKeys
    return ring


def held_ring(actor: Actor, keyring: Keyring) -> Ring:
    """The locked ring that an unlocked keyring is of. Raises NotUnlocked for one that is not the actor's or is old."""
    ring = locked_ring(actor.bureau, keyring.current.role)
    now_current = queries.current(ring.bureau_id, queries.role_of(ring))
    if keyring.bureau != actor.bureau or now_current is None or now_current.id != keyring.current.id:
        raise NotUnlocked
    return ring


def new_key(ring: Ring, held_by: HeldBy, after: PublicKey | None) -> NewKey:
    return rings.new_key(
        id=str(ids.new()), bureau=ring.bureau_id, role=queries.role_of(ring), held_by=held_by, after=after
    )


def last_of(ring: Ring) -> PublicKey | None:
    """The newest generation, current or not."""
    row = Key.objects.filter(ring=ring).select_related("ring").order_by("-generation").first()
    return queries.public(row) if row else None


def write_key(ring: Ring, statement: Statement, signatures: tuple[bytes, bytes], made_by: str, now: datetime) -> Key:
    """The row of a new generation; `signatures` are its own, and that of the key before it or b"". A step of verbs."""
    own, before = signatures
    row = Key.objects.create(
        id=UUID(statement.id),
        ring=ring,
        generation=statement.generation,
        signing=statement.signing,
        sealing=statement.sealing,
        fingerprint=rings.fingerprint(statement),
        statement=statement.encode(),
        own_signature=own,
        signature_before=before,
        is_chained=bool(before) or statement.previous is None,
        made_by=made_by,
        made_at=now,
    )
    note(row)
    return row


def write_new(ring: Ring, new: NewKey, before: Keyring | None, made_by: str, now: datetime) -> Key:
    """The row of a generation whose secrets were made here, signed by itself and by the keyring before it."""
    text = new.statement.encode()
    own = signing.sign(new.signing.secret, rings.DOMAIN, text)
    return write_key(ring, new.statement, (own, before.sign(rings.DOMAIN, text) if before else b""), made_by, now)


def note(row: Key) -> None:
    """What the ledger keeps of a key: enough to recognise one put in its place."""
    audit.about(
        subject=row,
        details={
            "bureau": row.ring.bureau_id,
            "role": row.ring.role,
            "generation": row.generation,
            "signing": row.signing,
            "sealing": row.sealing,
            "is_chained": row.is_chained,
        },
    )


def retire(ring: Ring, now: datetime, reason: Reason | None = None) -> None:
    """Ends the current key: retired, or revoked for a reason."""
    current = Key.objects.filter(ring=ring, retired_at=None, revoked_at=None)
    current.update(**({"revoked_at": now, "reason": reason.value} if reason else {"retired_at": now}))


def keyring_of(row: Key, bundle: Bundle) -> Keyring:
    return Keyring.of(queries.public(row), bundle)


def hand_to(keyring: Keyring, ring: Ring, own: OfficerKey, by: str, now: datetime) -> Holder:
    """Seals the ring for an officer's own key, endorsed by the ring's signature. A step of verbs."""
    holder, _made = Holder.objects.update_or_create(
        ring=ring,
        officer_id=own.pk,
        defaults={
            "public": own.public,
            "endorsement": keyring.sign(HOLDER, _endorsed(ring, own.pk, own.public)),
            "sealed": sealing.seal(keyring.bundle.encode(), [own.public]),
            "admitted_by": by,
            "admitted_at": now,
        },
    )
    return holder


def reseal(keyring: Keyring, ring: Ring, before: PublicKey, now: datetime) -> list[Holder]:
    """Seals a new generation for every holder who is still one, and for the paper; returns whom it left out.

    Left out: who may hold no longer, and whose key is not the one that the ring endorsed when it admitted them.
    """
    rows = list(queries.holders(ring).select_related("officer__entity", "ring"))
    own = {one.pk: one for one in OfficerKey.objects.filter(officer__in=[row.officer_id for row in rows])}
    left = []
    for row in rows:
        key = own.get(row.officer_id)
        if key is not None and queries.still_may(row, now) and is_endorsed(row, key, before):
            hand_to(keyring, ring, key, row.admitted_by, row.admitted_at)
        else:
            left.append(row)
    forget(left)
    seal_for_paper(keyring, ring)
    return left


def seal_for_paper(keyring: Keyring, ring: Ring) -> None:
    """The ring's secrets, for the recovery key named inside the bundle. A step of verbs."""
    bundle = keyring.bundle
    ring.recovery_public = bundle.recovery
    ring.recovery_sealed = sealing.seal(bundle.encode(), [bundle.recovery]) if bundle.recovery else b""
    ring.rotation_due, ring.rotation_due_at = "", None
    ring.save()


def is_endorsed(row: Holder, own: OfficerKey, key: PublicKey) -> bool:
    """True when the officer's own key is the one under which the ring admitted them."""
    if own.public != row.public:
        return False
    return key.is_signed(HOLDER, _endorsed(row.ring, row.officer_id, row.public), bytes(row.endorsement))


def forget(rows: Iterable[Holder]) -> None:
    Holder.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _endorsed(ring: Ring, officer: UUID, public: str) -> bytes:
    return f"{ring.pk} {officer} {public}".encode()
