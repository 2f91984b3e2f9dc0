"""Folding the ledger into the pulse, and the pulse into each bureau's rhythm. Derived figures: no verb, no entry.

A page never counts checks or messages: it reads these few rows. The ledger's numbers are in the order of commits, so a
place in it is enough to count everything exactly once; what is counted and the place are committed together.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from comity.audit import actions as audit
from comity.audit import queries as ledger
from comity.audit.queries import Tally
from comity.desk import rhythm
from comity.desk.models import PulseMinute, PulsePlace, Rhythm

KEPT: Final = timedelta(days=7)  # a minute's figures; an hour's are kept for good
AT_ONCE: Final = 200_000  # entries folded in one step
_HOUR: Final = timedelta(hours=1)
# What is older when an installation begins to watch is not folded: nobody looks at a pulse of yesterday.
_FURTHEST_BACK: Final = 500_000

_ADD = """
    INSERT INTO desk_pulseminute (minute, bureau, checks, hits, messages, signs)
    SELECT * FROM unnest(%s::timestamptz[], %s::varchar[], %s::int[], %s::int[], %s::int[], %s::int[])
    ON CONFLICT (minute, bureau) DO UPDATE SET checks = desk_pulseminute.checks + EXCLUDED.checks,
        hits = desk_pulseminute.hits + EXCLUDED.hits, messages = desk_pulseminute.messages + EXCLUDED.messages,
        signs = desk_pulseminute.signs + EXCLUDED.signs
"""
_OWE = "UPDATE desk_rhythm SET owed = owed + usual[%s] * %s / 60, watched = watched + %s"
_SIGN = """
    INSERT INTO desk_rhythm AS known (bureau, usual, weeks, owed, watched, last_sign_at)
    SELECT bureau, array_fill(0::float8, ARRAY[168]), array_fill(0::smallint, ARRAY[168]), 0, 0, at
    FROM unnest(%s::varchar[], %s::timestamptz[]) AS signs (bureau, at)
    ON CONFLICT (bureau) DO UPDATE SET owed = 0, watched = 0,
        last_sign_at = GREATEST(known.last_sign_at, EXCLUDED.last_sign_at)
"""
_KEEP_HOUR = """
    INSERT INTO desk_pulsehour (hour, bureau, checks, hits, messages, signs)
    SELECT date_trunc('hour', minute), bureau, sum(checks), sum(hits), sum(messages), sum(signs)
    FROM desk_pulseminute WHERE minute >= %s AND minute < %s GROUP BY 1, 2
    ON CONFLICT (hour, bureau) DO UPDATE SET checks = EXCLUDED.checks, hits = EXCLUDED.hits,
        messages = EXCLUDED.messages, signs = EXCLUDED.signs
"""


def fold(now: datetime) -> bool:
    """Folds the next piece of the ledger; True when there is more."""
    with transaction.atomic():
        place = _place(now)
        head = audit.last_seq()
        up_to = min(head, place.seq + AT_ONCE)
        tallies = ledger.tally(place.seq, up_to, now - KEPT) if up_to > place.seq else []
        _owe(place, now)
        _add(tallies)
        if place.at.replace(minute=0, second=0, microsecond=0) < now.replace(minute=0, second=0, microsecond=0):
            _end_hour(place, now)
        place.seq, place.at = up_to, now
        place.save()
    return up_to < head


def _place(now: datetime) -> PulsePlace:
    """The one place, held to the end of the transaction: each host has a worker, and all of them fold."""
    if not PulsePlace.objects.exists():
        begins = {"seq": max(0, audit.last_seq() - _FURTHEST_BACK), "at": now}
        PulsePlace.objects.get_or_create(pk=1, defaults=begins)
    return PulsePlace.objects.select_for_update().get(pk=1)


def _add(tallies: Sequence[Tally]) -> None:
    if not tallies:
        return
    columns = [[getattr(one, name) for one in tallies] for name in Tally.__struct_fields__]
    last = {one.bureau: one.minute for one in tallies}  # in the order of minutes
    with connection.cursor() as cursor:
        cursor.execute(_ADD, columns)
        cursor.execute(_SIGN, [list(last), list(last.values())])


def _owe(place: PulsePlace, now: datetime) -> None:
    """What each bureau would usually have shown since the last look, if anybody looked."""
    watched = rhythm.watched_between(place.at, now)
    if watched:
        place.hour_minutes += watched
        with connection.cursor() as cursor:
            cursor.execute(_OWE, [rhythm.hour_of(now) + 1, watched, watched])


def _end_hour(place: PulsePlace, now: datetime) -> None:
    """Keeps the figures of the hour that ended, learns from it, and lets go of minutes that are too old."""
    begins = place.at.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_HOUR, [begins - _HOUR, begins + _HOUR])
    if place.hour_minutes >= rhythm.WATCHED:
        learn(begins)
    place.hour_minutes = 0
    PulseMinute.objects.filter(minute__lt=now - KEPT).delete()


def learn(begins: datetime) -> None:
    """Takes one hour into every bureau's rhythm: in how many of its minutes each showed itself."""
    minutes = PulseMinute.objects.filter(minute__gte=begins, minute__lt=begins + _HOUR, signs__gt=0)
    active: dict[str, int] = {}
    for bureau in minutes.values_list("bureau", flat=True):
        active[bureau] = active.get(bureau, 0) + 1
    hour, rows = rhythm.hour_of(begins), list(Rhythm.objects.select_for_update())
    for row in rows:
        row.usual[hour] = rhythm.learnt(row.usual[hour], row.weeks[hour], active.get(row.bureau, 0))
        row.weeks[hour] += 1
        row.usual = fill(row.usual, row.weeks)
    Rhythm.objects.bulk_update(rows, ["usual", "weeks"], batch_size=200)


def fill(usual: Sequence[float], weeks: Sequence[int]) -> list[float]:
    """The week with what is expected of hours that were never learnt."""
    return [rhythm.expected(usual, weeks, hour) for hour in range(rhythm.HOURS)]


def set_rhythm(bureau: str, usual: Sequence[float], now: datetime) -> None:
    """A rhythm as if it had been learnt, 168 hours of it: for a demo, which has no past week."""
    known = {"usual": list(usual), "weeks": [1] * rhythm.HOURS, "last_sign_at": now, "owed": 0, "watched": 0}
    Rhythm.objects.update_or_create(bureau=bureau, defaults=known)
