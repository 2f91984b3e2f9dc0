"""An officer's own key and the passphrase before it."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from comity.audit import actions as audit
from comity.core.errors import Conflict, Invalid, NotFound
from comity.keys import making, queries, rules
from comity.keys.engine import sealing, wrapping
from comity.keys.engine.ring import Keyring, bundle_from
from comity.keys.engine.sealing import Identity
from comity.keys.engine.wrapping import Cost, WrongPassphrase
from comity.keys.models import Holder, OfficerKey
from comity.network.access import officer_of
from comity.network.models import Officer
from comity.network.rules import Actor


class AlreadySet(Conflict):
    """You have a passphrase: change it, or say that it is lost."""


@audit.verb("passphrase.set")
def set_up_officer(*, actor: Actor, passphrase: str, is_lost: bool = False, now: datetime) -> OfficerKey:
    """Makes an officer's own key. With `is_lost`, in place of one that nobody can open: then every ring is lost with
    it, and the bureau admits the officer anew."""
    officer = officer_of(actor)
    assert isinstance(officer, Officer)
    _require_good(officer, passphrase)
    if OfficerKey.objects.filter(pk=officer.pk).exists() and not is_lost:
        raise AlreadySet
    ended, _rows = Holder.objects.filter(officer=officer).delete()
    audit.about(subject=officer, details={"is_lost": is_lost, "rings_lost": ended})
    return write_own(officer.pk, sealing.new_identity(), passphrase, now)


@audit.verb("passphrase.changed")
def change_passphrase(*, actor: Actor, old: str, new: str, now: datetime) -> OfficerKey:
    """A new key behind the new passphrase, and each ring sealed for it: the old passphrase opens nothing any more."""
    officer = officer_of(actor)
    assert isinstance(officer, Officer)
    secret = _opened(officer.pk, old)
    _require_good(officer, new)
    own = write_own(officer.pk, sealing.new_identity(), new, now)
    for row in Holder.objects.filter(officer=officer).select_related("ring"):
        # Raises NotForThisKey where the row was tampered with: nothing is then changed.
        bundle = bundle_from(sealing.unseal(bytes(row.sealed), [secret]))
        current = queries.current(row.ring.bureau_id, queries.role_of(row.ring))
        if current is not None:
            making.hand_to(Keyring.of(current, bundle), row.ring, own, row.admitted_by, row.admitted_at)
    audit.about(subject=officer)
    return own


@audit.verb("keys.unlocked")
def open_own_key(*, actor: Actor, passphrase: str, now: datetime) -> str:
    """The officer's own secret key. Raises WrongPassphrase; the ledger keeps that too."""
    officer = queries.officer_id(actor)
    if officer is None:
        raise NotFound
    audit.about(subject=officer)
    return _opened(officer, passphrase)


@audit.verb("keys.locked")
def note_locked(*, actor: Actor, now: datetime) -> None:
    """The officer locked the keys again."""
    audit.about(subject=queries.officer_id(actor))


def write_own(officer: UUID, identity: Identity, passphrase: str, now: datetime) -> OfficerKey:
    """The row of an officer's own key. A step of verbs."""
    box = wrapping.wrap(identity.secret.encode(), passphrase, Cost(*settings.PASSPHRASE_COST)).encode()
    own, _made = OfficerKey.objects.update_or_create(
        pk=officer, defaults={"public": identity.public, "box": box, "made_at": now}
    )
    return own


def _opened(officer: UUID, passphrase: str) -> str:
    own = OfficerKey.objects.filter(pk=officer).first()
    if own is None:
        raise making.NoPassphrase
    secret = wrapping.unwrap(wrapping.decode(bytes(own.box)), passphrase).decode()
    if sealing.public_of(secret) != own.public:
        raise WrongPassphrase
    return secret


def _require_good(officer: Officer, passphrase: str) -> None:
    known = (officer.username, officer.name, *officer.name.split(), officer.bureau.name)
    if problems := rules.problems_with_passphrase(passphrase, known):
        raise Invalid(problems)
