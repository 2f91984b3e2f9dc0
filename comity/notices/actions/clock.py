"""What the clock does to notices: ends what has had its time, asks about the need, and finds silence."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.audit import actions as audit
from comity.network.rules import Actor
from comity.notices import queries, rules
from comity.notices.actions import reporting, resting, steps
from comity.notices.models import Notice

LIMIT = 200


@audit.verb("notices.expired")
def expire_due(*, actor: Actor, now: datetime) -> list[UUID]:
    """Ends those whose last day has come, and those whose suspension was not ended in six months."""
    over = _locked(queries.is_over(now))
    for notice in over:
        resting.end(notice, actor, "Its time has come.", now)
        steps.take(notice, actor, "expire", now, ended_at=now, pending=None, look_again="")
    lapsed = _locked(queries.suspension_is_over(now))
    for notice in lapsed:
        resting.end(notice, actor, "The suspension was not ended in time.", now)
        steps.take(notice, actor, "lapse", now, ended_at=now, pending=None, look_again="")
    ended = [notice.pk for notice in over + lapsed]
    audit.about(subject="", details={"notices": ended})
    return ended


@audit.verb("notices.need_asked")
def ask_for_need(*, actor: Actor, now: datetime) -> list[UUID]:
    """Asks the sources of those that end within six months whether there is still a need (art. 50)."""
    due = _locked(queries.need_is_due(now))
    for notice in due:
        notice.move_to(rules.State(notice.state), now, need_asked_at=now)
        steps.keep(notice, actor, "ask_for_need", now)
    asked = [notice.pk for notice in due]
    audit.about(details={"notices": asked})
    return asked


@audit.verb("notices.silence_found")
def find_silence(*, actor: Actor, now: datetime) -> list[UUID]:
    """Puts those before review whose source did not send the papers in time after the person was found (art. 81(3))."""
    found = _locked(queries.silence_is_due(now))
    for notice in found:
        reporting.look_again(notice, rules.Look.PAPERS_LATE, now)
        steps.keep(notice, actor, "find_silence", now)
    audit.about(details={"notices": [notice.pk for notice in found]})
    return [notice.pk for notice in found]


@audit.verb("notices.prolonged")
def prolong_due(*, actor: Actor, now: datetime) -> list[UUID]:
    """Keeps the records of notices without an end of their own: a listing lasts until it is taken back."""
    due = _locked(queries.record_ends_first(now))
    for notice in due:
        resting.restate(notice, actor, now)
    audit.about(details={"notices": [notice.pk for notice in due]})
    return [notice.pk for notice in due]


def _locked(notices: QuerySet[Notice]) -> list[Notice]:
    ids = list(notices.order_by("pk").values_list("pk", flat=True)[:LIMIT])
    return list(Notice.objects.filter(pk__in=ids).select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
