"""Work the worker process does for this room: asking what is saved, and ending and erasing what has had its time."""

from datetime import datetime
from functools import cache

from comity.checks.asgi import app
from comity.network.rules import Actor
from comity.saved_checks import actions, queries
from comity.saved_checks.sweeping import Sweeper

# The clock has no post: it may end what is due, and nothing else.
CLOCK = Actor(id="command:saved_checks", name="Saved checks", bureau="GS", lineage=("GS",))


@cache
def _sweeper() -> Sweeper:
    return Sweeper(app.checker)


def sweep_step(now: datetime) -> bool:
    """Asks some of the saved checks, when it is time; True when there was something to do."""
    return _sweeper().step(now)


def tend_step(now: datetime) -> int:
    """Ends those whose last day is over, and erases those that ended long ago; how many."""
    ended = len(actions.expire_due(actor=CLOCK, now=now)) if queries.is_any_over(now) else 0
    return ended + (len(actions.erase_due(actor=CLOCK, now=now)) if queries.is_any_to_erase(now) else 0)
