"""What an incident can hold of the rooms below: asked of each room's own gate, whenever it is linked or read."""

from collections.abc import Callable, Iterable
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext

from comity.checks import access as checks
from comity.checks.models import Check, Hit
from comity.core.databases import DATABASES
from comity.core.errors import NotFound, Refused
from comity.desk.duty import EntryKind
from comity.diffusions import access as diffusions
from comity.messages import access as messages
from comity.network.rules import Actor
from comity.notices import access as notices


def get(actor: Actor, kind: EntryKind, of: UUID | str) -> UUID:
    """The id of what may be linked. Raises NotFound for hidden and absent alike, and for what cannot be linked."""
    return UUID(str(_one(actor, kind, of).pk))


def titles(actor: Actor, links: Iterable[tuple[EntryKind, UUID]]) -> dict[tuple[EntryKind, UUID], str]:
    """What each is called, of those that this reader may see now; the others are left out."""
    said = {}
    for kind, key in links:
        try:
            said[kind, key] = _TITLES[kind](_one(actor, kind, key))
        except Refused:
            continue
    return said


def _one(actor: Actor, kind: EntryKind, of: UUID | str) -> Any:
    gate = _GATES.get(kind)
    if gate is None:
        raise NotFound
    return gate(actor, of)


def _check(actor: Actor, check_id: UUID | str) -> Check:
    """A check of the actor's own bureau: others' questions are nobody's here."""
    try:
        return Check.objects.get(pk=UUID(str(check_id)), bureau=actor.bureau)
    except (ValueError, Check.DoesNotExist):
        raise NotFound from None


_GATES: Final[dict[EntryKind, Callable[[Actor, UUID | str], Any]]] = {
    EntryKind.MESSAGE: messages.get_for_reading,
    EntryKind.NOTICE: notices.get_for_reading,
    EntryKind.DIFFUSION: diffusions.get_for_reading,
    EntryKind.CHECK: _check,
    EntryKind.HIT: checks.get_hit,
}


def _of_hit(hit: Hit) -> str:
    return f"{gettext(DATABASES[hit.database])}: {hit.asking_id} → {hit.source_id}"


# What is not content: numbers, sides, moments. Names of persons stay where they are.
_TITLES: Final[dict[EntryKind, Callable[[Any], str]]] = {
    EntryKind.MESSAGE: lambda message: f"{message.sender_id} {message.received_at:%Y-%m-%d %H:%M}",
    EntryKind.NOTICE: lambda notice: str(notice.number or notice.colour),
    EntryKind.DIFFUSION: lambda diffusion: str(diffusion.number),
    EntryKind.CHECK: lambda check: f"{check.at:%Y-%m-%d %H:%M}",
    EntryKind.HIT: _of_hit,
}
