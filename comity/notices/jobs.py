"""Work the worker process does for this room, by itself and again and again."""

from datetime import datetime

from comity.network.rules import Actor
from comity.notices import actions, queries

# The clock has no post: it may end what is due, and nothing else.
CLOCK = Actor(id="command:notices", name="Notices", bureau="GS", lineage=("GS",))


def tend_step(now: datetime) -> int:
    """Ends what has had its time, asks about the need of what soon will have, and finds silence; how many."""
    done = 0
    if queries.is_over(now).exists() or queries.suspension_is_over(now).exists():
        done += len(actions.expire_due(actor=CLOCK, now=now))
    if queries.need_is_due(now).exists():
        done += len(actions.ask_for_need(actor=CLOCK, now=now))
    if queries.silence_is_due(now).exists():
        done += len(actions.find_silence(actor=CLOCK, now=now))
    if queries.record_ends_first(now).exists():
        done += len(actions.prolong_due(actor=CLOCK, now=now))
    return done
