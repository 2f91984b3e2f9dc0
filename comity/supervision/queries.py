"""Reads of supervision: what holds for a bureau now, what is listed for whom, what is due."""

from datetime import datetime

from django.db.models import QuerySet

from comity.network import queries as network
from comity.network.access import lineage
from comity.network.models import Bureau
from comity.network.rules import Actor
from comity.supervision import access, rules
from comity.supervision.models import Measure
from comity.supervision.rules import Effect, Effects, Scope, Standing, State


def effects(bureau: str, scope: Scope, *, countries: frozenset[str] = frozenset()) -> Effects:
    """What holds for this bureau's channel now, for something that concerns these countries (members' codes).

    A measure over a bureau covers the bureaus under it. One limited to countries applies only to what concerns them.
    """
    found = in_force(bureau).filter(scopes__contains=[Scope(scope)])
    return rules.together(
        (
            Standing(
                id=one.pk,
                effects=frozenset(Effect(effect) for effect in one.effects),
                quota=one.quota,
                countries=frozenset(one.countries),
            )
            for one in found.order_by("pk")
        ),
        countries,
    )


def in_force(bureau: str) -> QuerySet[Measure]:
    """The measures in force over a bureau, or over one that it stands under."""
    known = Bureau.objects.filter(pk=bureau).select_related("parent__parent").first()
    return Measure.objects.filter(bureau__in=lineage(known) if known else [bureau], ended_at=None)


def is_disconnected(bureau: str) -> bool:
    """Whether this bureau has disconnected itself (network.queries)."""
    return network.is_disconnected(bureau)


def listed(actor: Actor) -> QuerySet[Measure]:
    """What the actor may see: in force first, the latest first."""
    return access.visible_to(actor).order_by("ended_at", "-ordered_at", "pk")


def shows_in_navigation(actor: Actor) -> bool:
    """Whether the actor decides on measures, or their own bureau is under one."""
    if any(actor.may(right) for right in access.SEES_ALL):
        return True
    if not any(actor.may(right) for right in access.SEES_OWN):
        return False
    return Measure.objects.filter(bureau__in=actor.lineage, ended_at=None).exists()


def is_any_to_lapse(now: datetime) -> bool:
    return Measure.objects.filter(state=State.ORDERED, lapses_at__lte=now).exists()
