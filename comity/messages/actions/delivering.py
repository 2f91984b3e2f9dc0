"""What the clock does: lists what waited for a closed link, and says what cannot be delivered any more, and why."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.messages import queries
from comity.messages.actions import placing
from comity.messages.models import Delivery
from comity.messages.rules import Folder, Reason, State
from comity.network.rules import Actor


@audit.verb("messages.caught_up")
def catch_up(*, actor: Actor, now: datetime, limit: int = 500) -> list[UUID]:
    """Gives what waited its place in the lists of bureaus that are linked again, in the order in which it was sent."""
    due = queries.waiting_for_a_link().order_by("made_at", "message__position", "pk")
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
    places = placing.Places(Counter(row.bureau_id for row in rows), Counter(), Counter())
    for row in rows:
        row.position, row.listed_at, row.state = places.next_received(row.bureau_id), now, State.LISTED
    Delivery.objects.bulk_update(rows, ["position", "listed_at", "state"])
    audit.about(details={"count": len(rows)})
    return [row.pk for row in rows]


@audit.verb("messages.found_undeliverable")
def give_up(*, actor: Actor, now: datetime, limit: int = 500) -> list[UUID]:
    """Marks what nobody can open any more, because its key was revoked before it arrived: its sender is shown why.

    Nothing is thrown away: a recipient that can open it after all says so with a receipt.
    """
    rows = list(queries.lost().select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:limit])
    owed = [row.message_id for row in rows if row.folder == Folder.NEEDS_ANSWER]
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.UNDELIVERABLE, reason=Reason.KEY_REVOKED, folder=Folder.DONE
    )
    placing.owe_less(sorted(owed))
    audit.about(details={"count": len(rows), "messages": [row.message_id for row in rows]})
    return [row.pk for row in rows]
