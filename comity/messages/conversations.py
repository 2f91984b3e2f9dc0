"""The worker's part of hits' conversations: which hits to speak of now, in which order, and what could not be said.

Changes of hits are read in the order of their commits (Hit.change), so that none is missed and ingesting never waits.
Every step may die anywhere and be repeated.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from django.db import OperationalError
from django.db.models import Max, QuerySet

from comity.checks.models import Hit
from comity.checks.rules import State
from comity.core.errors import Refused
from comity.messages.actions import conversations as actions
from comity.messages.actions.conversations import AUTOMATIC, NoKeys, NotToBeTold
from comity.messages.models import Conversation, HitsRead

AT_ONCE: Final = 50
RETRY_AFTER: Final = timedelta(minutes=1)
# A change older than this is not spoken of any more: it is on the hits' page.
LOOKS_BACK: Final = timedelta(days=30)

log = structlog.get_logger("conversations")


def converse_step(now: datetime) -> int:
    """Opens and continues conversations, reminds whose clock runs; how much was done, at most `AT_ONCE` of each."""
    return _follow(now) + _retry(now) + _remind(now)


def without_keys() -> QuerySet[Conversation]:
    """Hits of which the source gets no message, because it has no keys yet: they are on the hits' page alone."""
    return Conversation.objects.filter(reason=NoKeys().code, hit__state=State.OPEN).select_related("hit")


def thread_of(hit_id: UUID) -> UUID | None:
    """The thread of a hit; None while it has none. Who may read it is the thread's gate to say."""
    return Conversation.objects.filter(pk=hit_id).values_list("thread", flat=True).first()


def _follow(now: datetime) -> int:
    """Speaks of the hits that changed since it last looked."""
    place, _made = HitsRead.objects.get_or_create(pk=1)
    reached = Hit.objects.aggregate(last=Max("change"))["last"] or 0
    if reached <= place.change:
        return 0
    to_be_told = Hit.objects.filter(told_source=True, silent=False, shielded=False, change__gt=place.change)
    changed = list(to_be_told.filter(changed_at__gt=now - LOOKS_BACK).order_by("change")[:AT_ONCE])
    for hit in changed:
        _speak(hit, now)
        HitsRead.objects.filter(pk=1).update(change=hit.change)
    if len(changed) < AT_ONCE:
        HitsRead.objects.filter(pk=1).update(change=reached)
    return len(changed)


def _retry(now: datetime) -> int:
    """Tries again what could not be said: a bureau may have keys by now."""
    due = Conversation.objects.filter(retry_at__lte=now).select_related("hit").order_by("retry_at")[:AT_ONCE]
    return sum(_speak(conversation.hit, now) for conversation in due)


def _remind(now: datetime) -> int:
    """Half of the time, and all of it."""
    open_ones = Conversation.objects.filter(hit__state=State.OPEN).exclude(thread=None).select_related("hit")
    done = 0
    over = open_ones.filter(over_told_at=None, due_at__lte=now).order_by("due_at")
    half = open_ones.filter(half_told_at=None, half_at__lte=now, due_at__gt=now).order_by("half_at")
    for rows, is_over in ((over, True), (half, False)):
        for row in rows[:AT_ONCE]:
            verb = partial(actions.remind, actor=AUTOMATIC, hit_id=row.hit_id, is_over=is_over, now=now)
            done += _tried(row.hit, verb, now)
    return done


def _speak(hit: Hit, now: datetime) -> bool:
    in_the_way = actions.obstacle(hit)
    if in_the_way is not None:
        actions.put_off(hit, *(("", None) if in_the_way is NotToBeTold else (in_the_way().code, now + RETRY_AFTER)))
        return False
    is_open = Conversation.objects.filter(pk=hit.pk).exclude(thread=None).exists()
    verb = actions.continue_for if is_open else actions.open_for
    return _tried(hit, partial(verb, actor=AUTOMATIC, hit_id=hit.pk, now=now), now)


def _tried(hit: Hit, verb: Callable[[], object], now: datetime) -> bool:
    """One hit that cannot be spoken of must not hold up the others: it is noted, with the reason, and tried again."""
    try:
        verb()
    except NotToBeTold:
        actions.put_off(hit, "", None)
    except Refused as refusal:
        actions.put_off(hit, refusal.code, now + RETRY_AFTER)
    except OperationalError:
        raise  # no database: nothing could be noted either
    except Exception as fault:
        log.exception("a hit could not be spoken of", hit=str(hit.pk))
        actions.put_off(hit, f"fault_{type(fault).__name__}"[:40], now + RETRY_AFTER)
    else:
        return True
    return False
