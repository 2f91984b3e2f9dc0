"""Work the worker process does for this room: measures that nobody endorsed in time lapse."""

from datetime import datetime

from comity.network.rules import Actor
from comity.supervision import actions, queries
from comity.supervision.models import Measure
from comity.supervision.rules import State

# The clock has no post: it may end what is due, and nothing else.
CLOCK = Actor(id="command:supervision", name="Supervision", bureau="GS", lineage=("GS",))


def lapse_step(now: datetime) -> int:
    """Lapses what is due, each with an entry of its own; how many."""
    if not queries.is_any_to_lapse(now):
        return 0
    due = Measure.objects.filter(state=State.ORDERED, lapses_at__lte=now).order_by("lapses_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:200])
    for measure_id in ids:
        actions.lapse(actor=CLOCK, measure_id=measure_id, now=now)
    return len(ids)
