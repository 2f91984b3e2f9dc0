"""Work the worker process does for this room, by itself and again and again."""

from datetime import datetime

from comity.network.rules import Actor
from comity.records import actions, queries

# The clock has no post: it may end what is due, and nothing else.
RETENTION = Actor(id="command:retention", name="Retention", bureau="GS", lineage=("GS",))


def expire_step(now: datetime) -> int:
    """Ends the records whose review date has come; how many. Call it until it says 0, then again some minutes later."""
    if not queries.is_anything_due(now.date()):
        return 0
    return len(actions.expire_due(actor=RETENTION, now=now))
