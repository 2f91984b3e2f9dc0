"""What the clock does: delivers what waited for a closed link, ends what has had its time, reminds who owes a word."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from comity.audit import actions as audit
from comity.diffusions import queries, reading, rules
from comity.diffusions.actions import recording, writing
from comity.diffusions.models import Delivery, Diffusion
from comity.diffusions.rules import Status
from comity.network.rules import Actor
from comity.notices import actions as notices


@audit.verb("diffusions.caught_up")
def catch_up(*, actor: Actor, now: datetime, limit: int = 500) -> list[UUID]:
    """Delivers what waited, in the order in which it was sent. What was taken back meanwhile never arrives."""
    due = queries.waiting_for_a_link().select_related("diffusion").order_by("made_at", "id")
    # The diffusion is locked too: one that is being taken back is left to that.
    rows = list(due.select_for_update(skip_locked=True, of=("self", "diffusion"))[:limit])
    kept = {one.pk: {row.pk for row in reading.recipients_of(one, now)} for one in {row.diffusion for row in rows}}
    # A sender may have denied its data to the recipient while that was away.
    denied = [row.pk for row in rows if row.recipient_id not in kept[row.diffusion_id]]
    Delivery.objects.filter(pk__in=denied).delete()
    arrived = [row.pk for row in rows if row.pk not in set(denied)]
    Delivery.objects.filter(pk__in=arrived).update(delivered_at=now)
    audit.about(details={"count": len(arrived), "denied": len(denied)})
    return arrived


@audit.verb("diffusions.expired")
def expire_due(*, actor: Actor, now: datetime, limit: int = 500) -> list[UUID]:
    """Ends up to `limit` whose last day is over, delivered or still waiting: one entry for all."""
    due = Diffusion.objects.filter(status__in=rules.UNDER_WAY, ends_on__lt=now.date()).order_by("ends_on", "pk")
    rows = list(due.select_for_update(skip_locked=True)[:limit])
    for one in rows:
        one.move_to(Status.EXPIRED, now, ended_at=now)
        writing.note(one, actor, "expired", now)
        notices.count_no_more(of=one.pk)
        recording.let_be_found_no_more(one, actor, "Its last day is over.", now)
    audit.about(details={"count": len(rows)})
    return [one.pk for one in rows]


@audit.verb("diffusions.reminded")
def remind_due(*, actor: Actor, now: datetime, limit: int = 2000) -> list[UUID]:
    """Counts a reminder for each recipient that has not said what became of one that was taken back, once a day."""
    ids = list(queries.owing(now).values_list("pk", flat=True)[:limit])
    Delivery.objects.filter(pk__in=ids).update(reminded_at=now, reminders=F("reminders") + 1)
    audit.about(details={"count": len(ids)})
    return ids
