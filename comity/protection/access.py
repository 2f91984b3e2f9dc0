"""Gates of the protection room. A bureau sees its own registrations and no other's; nobody sees whose one is."""

import hashlib
from functools import cache

from django.conf import settings
from django.db.models import QuerySet

from comity.core.errors import NotAllowed, NotFound
from comity.network.models import Bureau
from comity.network.rules import Actor, Right, require_right
from comity.protection import rules
from comity.protection.models import Entry


@cache
def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def secret() -> bytes:
    """The key of this installation under which everything here is made blind."""
    return _digest(settings.PROTECTION_KEY)


def visible_to(actor: Actor) -> QuerySet[Entry]:
    """The registrations of the actor's own bureau. Raises NotAllowed for who may make none."""
    require_may_register(actor)
    return Entry.objects.filter(owner=rules.owner_of(secret(), actor.bureau))


def get_by_receipt(actor: Actor, number: str) -> Entry:
    """One registration of the actor's own bureau, or NotFound: for another's and for none alike."""
    digest = rules.digest_of_receipt(secret(), rules.tidy_receipt(number))
    entry = visible_to(actor).filter(receipt=digest).first()
    if entry is None:
        raise NotFound
    return entry


def require_may_register(actor: Actor) -> None:
    """Raises NotAllowed for who holds no post for it, and for a bureau that grants no protection."""
    require_right(actor, Right.PROTECT)
    if not Bureau.objects.filter(pk=actor.bureau, kind__in=rules.MAY_PROTECT).exists():
        raise NotAllowed
