"""Reads of keys: public halves for everybody who seals or verifies, and for a bureau who holds its own."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet
from msgspec import Struct

from comity.core.errors import NotFound
from comity.keys import rules
from comity.keys.engine.ring import PublicKey, Role, Statement
from comity.keys.models import Comparison, Holder, Key, OfficerKey, Ring
from comity.network.rules import Actor

_CURRENT = Q(retired_at=None, revoked_at=None)


def current(bureau: str, role: Role = "messages") -> PublicKey | None:
    """The key one seals for now; None for a bureau that has none (yet, or since it revoked its last)."""
    row = _keys().filter(_CURRENT, ring__bureau=bureau, ring__role=role).first()
    return public(row) if row else None


def current_of(bureaus: Iterable[str], role: Role = "messages") -> dict[str, PublicKey]:
    """Bureau -> current key, for those that have one."""
    rows = _keys().filter(_CURRENT, ring__bureau__in=list(bureaus), ring__role=role)
    return {row.ring.bureau_id: public(row) for row in rows}


def everyone(role: Role = "messages") -> dict[str, PublicKey]:
    """Bureau -> current key, of all bureaus that have one, by code."""
    rows = _keys().filter(_CURRENT, ring__role=role).order_by("ring__bureau")
    return {row.ring.bureau_id: public(row) for row in rows}


def by_id(key_id: UUID | str) -> PublicKey:
    """A key of any generation. Raises NotFound."""
    return public(row_of(key_id))


def by_ids(key_ids: Iterable[UUID | str]) -> dict[str, PublicKey]:
    """Key id -> key, for those that there are."""
    ids = {one for key_id in key_ids if (one := _uuid(key_id))}
    return {str(row.pk): public(row) for row in _keys().filter(pk__in=ids)}


def history(bureau: str, role: Role = "messages") -> list[PublicKey]:
    """Every generation, the newest first."""
    return [public(row) for row in _keys().filter(ring__bureau=bureau, ring__role=role)]


def rows_of(bureaus: Iterable[str], role: Role = "messages") -> list[Key]:
    """Every generation of these bureaus, each bureau's oldest first."""
    rows = _keys().filter(ring__bureau__in=list(bureaus), ring__role=role)
    return list(rows.order_by("ring__bureau", "generation"))


def row_of(key_id: UUID | str) -> Key:
    """Raises NotFound."""
    one = _uuid(key_id)
    row = _keys().filter(pk=one).first() if one else None
    if row is None:
        raise NotFound
    return row


def statement_of(row: Key) -> Statement:
    """What was signed when the key was made."""
    return msgspec.json.decode(bytes(row.statement), type=Statement)


def public(row: Key) -> PublicKey:
    """The row (with its ring) as the engine knows it."""
    return PublicKey(
        id=str(row.pk),
        bureau=row.ring.bureau_id,
        role=role_of(row.ring),
        generation=row.generation,
        signing=row.signing,
        sealing=row.sealing,
        fingerprint=row.fingerprint,
        made_at=row.made_at,
        retired_at=row.retired_at,
        revoked_at=row.revoked_at,
        held_by="house" if row.ring.held_by == "house" else "bureau",
        is_chained=row.is_chained,
    )


def role_of(ring: Ring) -> Role:
    """The ring's role, which the column's choices make one of the three."""
    return cast("Role", ring.role)


# --- Whether a key is who it says it is ---


def to_compare(bureau: str, keys: Iterable[PublicKey]) -> set[str]:
    """Ids of the keys that no key before vouches for, and that nobody of this bureau said to have compared.

    One's own bureau's key needs no telephone call.
    """
    unchained = {UUID(key.id) for key in keys if not key.is_chained and key.bureau != bureau}
    if not unchained:
        return set()
    compared = Comparison.objects.filter(bureau=bureau, key__in=unchained).values_list("key_id", flat=True)
    return {str(key) for key in unchained - set(compared)}


def comparison_of(bureau: str, key_id: UUID | str) -> Comparison | None:
    return Comparison.objects.filter(bureau=bureau, key=UUID(str(key_id))).select_related("officer").first()


# --- Who holds a bureau's own ---


class Standing(Struct, frozen=True):
    """How an officer stands to a ring: whether it exists, they set a passphrase, they hold it, they could."""

    is_founded: bool
    is_house: bool
    has_passphrase: bool
    is_holder: bool
    may_hold: bool


def standing(actor: Actor, role: Role = "messages") -> Standing:
    ring = ring_of(actor.bureau, role)
    officer = officer_id(actor)
    return Standing(
        is_founded=ring is not None and ring.keys.filter(_CURRENT).exists(),
        is_house=ring is None or ring.held_by == "house",
        has_passphrase=officer is not None and OfficerKey.objects.filter(pk=officer).exists(),
        is_holder=officer is not None and ring is not None and ring.holders.filter(officer=officer).exists(),
        may_hold=rules.may_hold(actor.posts, role),
    )


def officer_id(actor: Actor) -> UUID | None:
    """The officer behind an actor; None for a system or the command."""
    kind, _, key = actor.id.partition(":")
    return UUID(key) if kind == "officer" else None


def ring_of(bureau: str, role: Role = "messages") -> Ring | None:
    return Ring.objects.filter(bureau=bureau, role=role).first()


def holders(ring: Ring) -> QuerySet[Holder]:
    return ring.holders.select_related("officer__own_key").order_by("officer__name")


def waiting(ring: Ring) -> list[OfficerKey]:
    """Own keys of the bureau's officers who may hold the ring, and have not been admitted to it."""
    rows = OfficerKey.objects.filter(officer__bureau=ring.bureau_id, officer__is_active=True)
    rows = rows.exclude(officer__rings_held__ring=ring).select_related("officer").order_by("officer__name")
    return [row for row in rows if rules.may_hold(row.officer.posts, role_of(ring))]


def reasons(ring: Ring | None) -> list[tuple[UUID, str]]:
    """(key, reason) of the keys of a ring that were revoked."""
    if ring is None:
        return []
    return list(ring.keys.exclude(reason="").values_list("pk", "reason"))


def own_fingerprint(actor: Actor) -> str:
    """What an officer reads to whoever admits them; "" before they set a passphrase."""
    own = OfficerKey.objects.filter(pk=officer_id(actor)).first()
    return short(own.public) if own else ""


def short(public_key: str) -> str:
    """An officer's own key in four groups of five digits, to be compared across a table."""
    digest = hashlib.sha512(b"comity/officer/1\0" + public_key.encode()).digest()
    return " ".join(f"{int.from_bytes(digest[at : at + 8], 'big') % 100_000:05}" for at in range(0, 32, 8))


def lapsed(now: datetime) -> list[Holder]:
    """Holders who may hold no longer: dismissed, without the post, or of another bureau."""
    rows = Holder.objects.select_related("ring", "officer__entity")
    return [row for row in rows if not still_may(row, now)]


def still_may(row: Holder, now: datetime) -> bool:
    """Whether a holder is still of the bureau, in service, and in a post that holds this ring."""
    officer = row.officer
    is_theirs = officer.is_active and officer.bureau_id == row.ring.bureau_id
    has_ended = officer.entity is not None and officer.entity.ends_at is not None and officer.entity.ends_at <= now
    return is_theirs and not has_ended and rules.may_hold(officer.posts, role_of(row.ring))


def _keys() -> QuerySet[Key]:
    return Key.objects.select_related("ring")


def _uuid(text: UUID | str) -> UUID | None:
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError:
        return None
