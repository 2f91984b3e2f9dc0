"""Work the worker process does for this room: what waited for a link, and what cannot be delivered any more."""

from datetime import datetime

from comity.messages import queries
from comity.messages.actions import delivering, files
from comity.network.rules import Actor

# The clock has no post: it does what is due, and nothing else.
CLOCK = Actor(id="command:messages", name="Messages", bureau="GS", lineage=("GS",))


def deliver_step(now: datetime) -> int:
    """Lists what waited for bureaus that are linked again; how much."""
    return len(delivering.catch_up(actor=CLOCK, now=now)) if queries.waiting_for_a_link().exists() else 0


def give_up_step(now: datetime) -> int:
    """Marks what cannot be opened any more; how much."""
    return len(delivering.give_up(actor=CLOCK, now=now)) if queries.lost().exists() else 0


def forget_step(now: datetime) -> int:
    """Deletes files that no message and no draft names a day after they came; how many."""
    forgotten = files.forget(actor=CLOCK, now=now) if files.is_any_to_forget(now) else 0
    return forgotten + files.sweep(now)
