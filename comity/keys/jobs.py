"""Work the worker process does for this room: who may hold a ring no longer is no holder of it any more."""

from datetime import datetime

from comity.keys import actions, queries
from comity.network.rules import Actor

# The clock has no post and no key: it may take a ring away, and hand none out.
CLOCK = Actor(id="command:keys", name="Keys", bureau="GS", lineage=("GS",))


def lapse_step(now: datetime) -> int:
    """Takes rings from officers who were dismissed or lost the post; how many rings it touched."""
    rings = {row.ring_id for row in queries.lapsed(now)}
    for ring in rings:
        actions.lapse(actor=CLOCK, ring_id=ring, now=now)
    return len(rings)
