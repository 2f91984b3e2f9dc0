"""Gates of the saved checks room. A bureau sees its own and no other's; a system only what it saved itself."""

from uuid import UUID

from django.db.models import QuerySet

from comity.core.errors import NotAllowed, NotFound
from comity.network.rules import Actor
from comity.saved_checks.models import SavedCheck, Telling
from comity.saved_checks.rules import may_keep, may_read


def visible_to(actor: Actor) -> QuerySet[SavedCheck]:
    """The saved checks that exist for this actor. Raises NotAllowed for who may read none."""
    if not may_read(actor):
        raise NotAllowed
    saved = SavedCheck.objects.filter(bureau=actor.bureau)
    return saved.filter(owner=actor.id) if actor.id.startswith("system:") else saved


def get_for_reading(actor: Actor, saved_check_id: UUID | str) -> SavedCheck:
    """One saved check, or NotFound: for hidden and absent alike."""
    try:
        return visible_to(actor).get(pk=UUID(str(saved_check_id)))
    except (ValueError, SavedCheck.DoesNotExist):
        raise NotFound from None


def get_for_changing(actor: Actor, saved_check_id: UUID | str) -> SavedCheck:
    """The same, for who may also save them. Raises NotAllowed for who only reads."""
    require_may_keep(actor)
    return get_for_reading(actor, saved_check_id)


def require_may_keep(actor: Actor) -> None:
    if not may_keep(actor):
        raise NotAllowed


def tellings_visible_to(actor: Actor) -> QuerySet[Telling]:
    """What was told, of records within this actor's own reach: a colleague may be cleared higher than they are."""
    return Telling.objects.filter(
        saved_check__in=visible_to(actor), database__in=actor.databases, level__lte=actor.clearance
    )
