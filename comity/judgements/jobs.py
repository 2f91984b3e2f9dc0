"""Work the worker process does for this room, by itself and again and again."""

from datetime import datetime

from comity.judgements import actions, queries
from comity.network.rules import Actor

# The clock has no post: it may erase what has long ended, and nothing else.
ERASING: Actor = Actor(id="command:retention", name="Retention", bureau="GS", lineage=("GS",))


def erase_step(now: datetime) -> int:
    """Erases judgements that ended long ago; how many. Call it until it says 0, then again some time later."""
    if not queries.to_erase(now).exists():
        return 0
    return len(actions.erase_ended(actor=ERASING, now=now))
