"""Gates of the desk: who watches the queue, what of it exists for them, whose shift and which incidents they see.

The desk shows no content that its reader could not see where it comes from. Of what their own country asks to have
reviewed, an officer sees here what they see there: nothing.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.core.errors import NotAllowed, NotFound
from comity.desk import duty
from comity.desk.duty import ShiftState
from comity.desk.models import Incident, IncidentEntry, IncidentTask, Item, ItemStep, Shift
from comity.desk.rules import Stance, stances
from comity.network.models import Officer
from comity.network.rules import RIGHTS, Actor, Right, require_right


def may_watch(actor: Actor) -> bool:
    """Whether they see the desk at all: who is on duty, and the director, to whom things are escalated."""
    return actor.may(Right.WATCH_DESK) or actor.may(Right.DIRECT)


def require_may_watch(actor: Actor) -> None:
    if not may_watch(actor):
        raise NotAllowed


def require_on_desk(actor: Actor) -> None:
    """That they may do duty at the desk."""
    require_right(actor, Right.WATCH_DESK)


def visible_to(actor: Actor) -> QuerySet[Item]:
    """The things of the queue that exist for this actor. Raises NotAllowed for who sees none."""
    require_may_watch(actor)
    items = Item.objects.filter(level__lte=actor.clearance)
    if actor.nationality:
        items = items.exclude(country=actor.nationality)
    if not actor.may(Right.WATCH_DESK):
        # What was ever given to the director, and what is in their hands.
        given = ItemStep.objects.filter(verb="escalate").values("item")
        items = items.filter(Q(state="escalated") | Q(claimed_by=actor.id) | Q(pk__in=given))
    return items


def get_item(actor: Actor, item_id: UUID | str) -> Item:
    """One thing of the queue, or NotFound: for hidden and absent alike, and for an id that is none."""
    try:
        return visible_to(actor).get(pk=UUID(str(item_id)))
    except (ValueError, Item.DoesNotExist):
        raise NotFound from None


def standing_of(actor: Actor, item: Item) -> frozenset[Stance]:
    """How this actor stands to one thing."""
    return stances(
        holds=item.claimed_by == actor.id,
        watches=actor.may(Right.WATCH_DESK),
        directs=actor.may(Right.DIRECT),
    )


# --- Shifts ---


def on_desk() -> QuerySet[Officer]:
    """Officers who may do duty at the desk."""
    posts = [post.value for post, rights in RIGHTS.items() if Right.WATCH_DESK in rights]
    return Officer.objects.filter(is_active=True, posts__overlap=posts).order_by("name", "pk")


def directors_of(item: Item) -> QuerySet[Officer]:
    """To whom it can be escalated: directors who would see it."""
    posts = [post.value for post, rights in RIGHTS.items() if Right.DIRECT in rights]
    found = Officer.objects.filter(is_active=True, posts__overlap=posts, clearance__gte=item.level)
    return found.exclude(nationality=item.country) if item.country else found


def is_left_alone(shift: Shift, now: datetime) -> bool:
    """Whether nobody is at it: for too long, offered in vain, or its officer is of the desk no more."""
    state = ShiftState(shift.state)
    if state is ShiftState.ENDED:
        return False
    if duty.is_left_alone(state, shift.began_at, shift.offered_at, now):
        return True
    return not on_desk().filter(pk=UUID(shift.officer.removeprefix("officer:"))).exists()


def shifts_visible_to(actor: Actor) -> QuerySet[Shift]:
    """All of them, for who watches the desk."""
    require_may_watch(actor)
    return Shift.objects.all()


def get_shift(actor: Actor, shift_id: UUID | str) -> Shift:
    """One shift, or NotFound."""
    try:
        return shifts_visible_to(actor).get(pk=UUID(str(shift_id)))
    except (ValueError, Shift.DoesNotExist):
        raise NotFound from None


# --- Incidents ---


def incidents_visible_to(actor: Actor) -> QuerySet[Incident]:
    """Those this actor is cleared for. Raises NotAllowed for who does not watch the desk."""
    require_may_watch(actor)
    return Incident.objects.filter(level__lte=actor.clearance)


def get_incident(actor: Actor, incident_id: UUID | str) -> Incident:
    """One incident, or NotFound."""
    try:
        return incidents_visible_to(actor).get(pk=UUID(str(incident_id)))
    except (ValueError, Incident.DoesNotExist):
        raise NotFound from None


def get_task(actor: Actor, task_id: UUID | str) -> IncidentTask:
    """A task of an incident that this actor sees."""
    try:
        tasks = IncidentTask.objects.select_related("incident")
        return tasks.get(pk=UUID(str(task_id)), incident__in=incidents_visible_to(actor))
    except (ValueError, IncidentTask.DoesNotExist):
        raise NotFound from None


def get_entry(incident: Incident, entry_id: UUID | str) -> IncidentEntry:
    """A line of this incident."""
    try:
        return incident.entries.get(pk=UUID(str(entry_id)))
    except (ValueError, IncidentEntry.DoesNotExist):
        raise NotFound from None
