"""What was settled a year ago is erased: reasons and notes are free text, and nobody hands over what is over."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from comity.audit import actions as audit
from comity.desk.models import Item, ItemStep, Shift, ShiftLine
from comity.desk.rules import State
from comity.network.rules import Actor

KEPT: Final = timedelta(days=365)
AT_ONCE: Final = 5000


@audit.verb("items.erased")
def erase(*, actor: Actor, now: datetime) -> dict[str, int]:
    """Erases things of the queue that were resolved a year ago, and the notes of shifts that ended then; how many."""
    old = list(settled(now).values_list("pk", flat=True)[:AT_ONCE])
    ItemStep.objects.filter(item__in=old).delete()
    ShiftLine.objects.filter(item__in=old).delete()
    Item.objects.filter(pk__in=old).delete()
    shifts = handed_over(now)
    ShiftLine.objects.filter(shift__in=shifts).delete()
    counts = {"items": len(old), "shifts": shifts.exclude(notes="").update(notes="")}
    audit.about(details=counts)
    return counts


def is_any_old(now: datetime) -> bool:
    return settled(now).exists() or handed_over(now).exclude(notes="").exists()


def settled(now: datetime) -> QuerySet[Item]:
    """Resolved a year ago, and not told by any room below any more."""
    return Item.objects.filter(state=State.RESOLVED, is_needed=False, resolved_at__lt=now - KEPT).order_by(
        "resolved_at"
    )


def handed_over(now: datetime) -> QuerySet[Shift]:
    return Shift.objects.filter(ended_at__lt=now - KEPT)
