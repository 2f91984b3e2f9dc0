"""What the verbs share: a line of history, handing out, taking back, and what checks of the recipients find."""

from datetime import datetime
from typing import Any

from comity.audit import actions as audit
from comity.core.errors import Conflict
from comity.diffusions import reading
from comity.diffusions.actions import recording
from comity.diffusions.models import Delivery, Diffusion, Event
from comity.diffusions.rules import Route, Status
from comity.network.rules import Actor
from comity.notices import actions as notices


def note(diffusion: Diffusion, actor: Actor, verb: str, now: datetime, *, by_name: str = "") -> None:
    """A line of its history. Of the Secretariat's people no name: they decide for it, and are found in the ledger."""
    Event.objects.create(diffusion=diffusion, verb=verb, bureau=actor.bureau, by_name=by_name, at=now)


def hand_out(diffusion: Diffusion, actor: Actor, route: Route, now: datetime, **columns: Any) -> None:
    """Delivers it: to whom is linked at once, to the others on their return. Their checks find it from now on."""
    recipients = reading.recipients_of(diffusion, now)
    if not recipients:
        raise NobodyLeft
    diffusion.move_to(Status.DELIVERED, now, route=route, delivered_at=now, target_at=None, findings=[], **columns)
    Delivery.objects.bulk_create(
        Delivery(diffusion=diffusion, recipient=one, made_at=now, delivered_at=now if one.connected else None)
        for one in recipients
    )
    audit.about(subject=diffusion, details={"route": route, "recipients": len(recipients)})
    note(diffusion, actor, "delivered", now)
    recording.let_be_found(diffusion, actor, [one.pk for one in recipients], now)


def take_back(diffusion: Diffusion, actor: Actor, status: Status, now: datetime, *, code: str, reason: str) -> None:
    """Ends it before its time. Every recipient it reached is told and must acknowledge; on its way, it is stopped."""
    diffusion.move_to(status, now, code=code, reason=reason, ended_at=now, target_at=None)
    reached = diffusion.deliveries.filter(delivered_at__isnull=False)
    count = reached.update(recalled_at=now)
    audit.about(subject=diffusion, details={"code": code, "recipients": count})
    note(diffusion, actor, status, now)
    notices.count_no_more(of=diffusion.pk)
    recording.let_be_found_no_more(diffusion, actor, reason, now)


class NobodyLeft(Conflict):
    """None of its recipients may be sent this any more."""
