"""Work the worker process does for this room: what had a last day ends after it."""

from datetime import datetime

from comity.network.rules import Actor
from comity.protection import actions, queries

# The clock has no post: it may end what is due, and nothing else.
CLOCK = Actor(id="command:protection", name="Protection", bureau="GS", lineage=("GS",))


def expire_step(now: datetime) -> int:
    """Ends entries whose last day is over, and destroys their keys; how many."""
    return actions.expire_due(actor=CLOCK, now=now) if queries.is_any_over(now.date()) else 0
