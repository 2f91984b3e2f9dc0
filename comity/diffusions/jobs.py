"""Work the worker process does for this room: what waited for a link, what is over, who owes an acknowledgement."""

from datetime import datetime

from comity.diffusions import actions, queries
from comity.network.rules import Actor

# The clock has no post: it does what is due, and nothing else.
CLOCK = Actor(id="command:diffusions", name="Diffusions", bureau="GS", lineage=("GS",))


def catch_up_step(now: datetime) -> int:
    """Delivers what waited for bureaus that are linked again; how much."""
    return len(actions.catch_up(actor=CLOCK, now=now)) if queries.waiting_for_a_link().exists() else 0


def tend_step(now: datetime) -> int:
    """Ends those whose last day is over, and reminds who has not acknowledged; how many."""
    ended = len(actions.expire_due(actor=CLOCK, now=now)) if queries.is_any_over(now.date()) else 0
    return ended + (len(actions.remind_due(actor=CLOCK, now=now)) if queries.owing(now).exists() else 0)
