"""Work the worker process does for this room: screening what waits below, and ending what the clock ends."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from comity.compliance import actions, queries
from comity.compliance.actions import RULEBOOK, watching
from comity.compliance.doors import DOORS

log = structlog.get_logger("comity.compliance")

# What could not be screened is tried again later: it stays unseen by others, and holds up nobody else's request.
REST: Final = timedelta(minutes=1)
_resting: dict[UUID, datetime] = {}


def screen_step(now: datetime) -> int:
    """Screens what waits, and opens reviews of what people must read; how many."""
    done = 0
    for door in DOORS:
        resting = [subject for subject, until in _resting.items() if until > now]
        for waiting in queries.unscreened(door, resting):
            try:
                actions.screen(actor=RULEBOOK, waiting=waiting, now=now)
                _resting.pop(waiting.subject, None)
                done += 1
            except Exception:
                _resting[waiting.subject] = now + REST
                log.exception("screening failed", matter=waiting.matter, subject=str(waiting.subject))
    return done


def tend_step(now: datetime) -> int:
    """Ends questions that nobody answered, frees reviews that were left alone, closes what went away; how many."""
    done = 0
    if queries.is_any_question_over(now):
        done += len(actions.lapse_questions(actor=RULEBOOK, now=now))
    if queries.is_any_left_alone(now):
        done += len(actions.free_left_alone(actor=RULEBOOK, now=now))
    if queries.is_any_gone():
        done += len(actions.close_gone(actor=RULEBOOK, now=now))
    return done


def watch_step(now: datetime) -> int:
    """Counts the envelopes that came since, and notes what is unusual; how many were looked at."""
    return watching.watch(now)
