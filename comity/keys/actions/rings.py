"""A ring's life: founded, rotated, revoked, recovered from paper."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from comity.audit import actions as audit
from comity.core.errors import Conflict, Invalid, NotAllowed, Problem, Refused
from comity.core.languages import mark
from comity.keys import making, queries, rules
from comity.keys.engine import sealing
from comity.keys.engine.ring import Bundle, Keyring, Role, bundle_from
from comity.keys.making import NoKeys, NoPassphrase
from comity.keys.models import Holder, Key, OfficerKey, Ring
from comity.keys.rules import Reason
from comity.network.access import officer_of
from comity.network.rules import Actor

GROUP: Final = 6
_CODE: Final = mark("This is not the code of this bureau's recovery sheet.")


class AlreadyFounded(Conflict):
    """This bureau has keys: rotate or revoke them."""


class Founded(Struct, frozen=True):
    """New keys, unlocked, and the code of the recovery sheet, which is shown this once ("" where it stays the same)."""

    key: Key
    keyring: Keyring
    code: str = ""

    def __repr__(self) -> str:
        return f"Founded({self.key.pk})"


@audit.verb("keys.founded")
def found_bureau_keys(*, actor: Actor, role: Role = "messages", now: datetime) -> Founded:
    """A bureau's first keys, sealed for who makes them and for a sheet of paper; others are admitted after.

    Also for a bureau that kept its keys itself, and revoked the last: then no key vouches for the new one.
    """
    making.require_manager(actor)
    own = _own_of(actor, role)
    ring = _open_ring(actor.bureau, role)
    if ring.keys.filter(retired_at=None, revoked_at=None).exists():
        raise AlreadyFounded
    founded = start(ring, own, actor.id, now)
    making.note(founded.key)
    return founded


@audit.verb("keys.rotated")
def rotate(*, actor: Actor, keyring: Keyring, now: datetime) -> Founded:
    """A new generation, signed by the one before and sealed for who is still a holder: nobody else reads what is
    sealed from now on."""
    making.require_manager(actor)
    ring = making.held_ring(actor, keyring)
    return turn(ring, keyring, actor.id, now)


@audit.verb("keys.revoked")
def revoke(
    *, actor: Actor, reason: Reason, role: Role = "messages", keyring: Keyring | None = None, now: datetime
) -> Founded | None:
    """Ends a key that others may hold, or nobody any more, and makes one that it does not vouch for.

    The new one is sealed for the actor alone: whoever has the old one could have endorsed anybody. With `keyring`
    what was sealed before stays readable. Of keys kept by the bureau itself it ends the key; the bureau registers
    another.
    """
    making.require_manager(actor)
    ring = making.locked_ring(actor.bureau, role)
    last = making.last_of(ring)
    if last is None:
        raise NoKeys
    audit.about(subject=last.id, details={"reason": reason.value, "revoked": last.id})
    making.retire(ring, now, reason)
    Holder.objects.filter(ring=ring).delete()
    if ring.held_by == "bureau":
        return None
    own = _own_of(actor, role)
    if keyring is not None and keyring.current.id != last.id:
        raise making.NotUnlocked
    return start(ring, own, actor.id, now, keyring)


@audit.verb("keys.recovered")
def recover(*, actor: Actor, code: str, role: Role = "messages", now: datetime) -> Founded:
    """Opens the ring with the code of the recovery sheet, for an officer who manages keys and set a new passphrase.

    A used sheet is worth no more: the key is rotated, and a new sheet made.
    """
    making.require_manager(actor)
    own = _own_of(actor, role)
    ring = making.locked_ring(actor.bureau, role)
    current = queries.current(actor.bureau, role)
    if current is None or not ring.recovery_sealed:
        raise NoKeys
    keyring = Keyring.of(current, _from_paper(ring, code))
    making.hand_to(keyring, ring, own, actor.id, now)
    return turn(ring, keyring, actor.id, now, is_paper_new=True)


@audit.verb("recovery.renewed")
def renew_recovery(*, actor: Actor, keyring: Keyring, now: datetime) -> Founded:
    """A new recovery sheet; the one before opens nothing that comes. For a sheet that was lost or seen: the key is
    rotated as well."""
    making.require_manager(actor)
    ring = making.held_ring(actor, keyring)
    return turn(ring, keyring, actor.id, now, is_paper_new=True)


# --- Steps ---


def start(ring: Ring, own: OfficerKey, by: str, now: datetime, before: Keyring | None = None) -> Founded:
    """A generation that none before vouches for, sealed for one officer and a new sheet. A step of verbs."""
    new = making.new_key(ring, "house", making.last_of(ring))
    paper = sealing.new_identity()
    opens = before.bundle.sealing if before else ()
    bundle = Bundle(new.signing.secret, (new.sealing.secret, *opens), paper.public)
    row = making.write_new(ring, new, None, by, now)
    keyring = making.keyring_of(row, bundle)
    making.hand_to(keyring, ring, own, by, now)
    ring.held_by, ring.recovery_made_at = "house", now
    making.seal_for_paper(keyring, ring)
    return Founded(row, keyring, written(paper.secret))


def turn(ring: Ring, keyring: Keyring, by: str, now: datetime, is_paper_new: bool = False) -> Founded:
    """The next generation, signed by this one, sealed for the holders who still are. A step of verbs."""
    new = making.new_key(ring, "house", keyring.current)
    making.retire(ring, now)
    row = making.write_new(ring, new, keyring, by, now)
    bundle, code = keyring.bundle.then(new), ""
    if is_paper_new:
        paper = sealing.new_identity()
        bundle, code = Bundle(bundle.signing, bundle.sealing, paper.public), written(paper.secret)
        ring.recovery_made_at = now
    following = making.keyring_of(row, bundle)
    left = making.reseal(following, ring, keyring.current, now)
    audit.about(details={"holders": ring.holders.count(), "left_out": len(left)})
    return Founded(row, following, code)


def written(secret: str) -> str:
    """A secret as the recovery sheet shows it: groups, which a person can copy."""
    body = secret.removeprefix("AGE-SECRET-KEY-1")
    return " ".join(body[place : place + GROUP] for place in range(0, len(body), GROUP))


def _from_paper(ring: Ring, code: str) -> Bundle:
    secret = "AGE-SECRET-KEY-1" + "".join(code.split()).upper().removeprefix("AGE-SECRET-KEY-1")
    try:
        return bundle_from(sealing.unseal(bytes(ring.recovery_sealed), [secret]))
    except Refused:
        raise Invalid(Problem("code", _CODE, mark("Ten groups of letters and digits."))) from None


def _own_of(actor: Actor, role: Role) -> OfficerKey:
    """The actor's own key, where they may hold the ring at all."""
    if role not in rules.roles_of(actor.bureau) or not rules.may_hold(actor.posts, role):
        raise NotAllowed
    own = OfficerKey.objects.filter(pk=officer_of(actor).pk).first()
    if own is None:
        raise NoPassphrase
    return own


def _open_ring(bureau: str, role: Role) -> Ring:
    Ring.objects.bulk_create([Ring(bureau_id=bureau, role=role, held_by="house")], ignore_conflicts=True)
    return making.locked_ring(bureau, role)
