"""Writing and reading the change log.

A sequence alone would not do: a transaction that took number 7 may commit after the one that took number 8, and a
follower that has read 8 would never see 7. So the writer takes one lock, held to its commit: numbers appear in order.
It is taken as late as possible: note changes as the last thing a verb writes.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max

from comity.core.models import Change

# One lock for the change log and the ledger: both promise that number order is commit order, and one cannot deadlock.
LOG_LOCK = 0x636F6D697479


def take_log_lock() -> None:
    """Waits for, then holds until the end of the transaction, the right to append to the change log and the ledger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])


def note(topic: str, subjects: Iterable[UUID | None], *, now: datetime, in_bulk: bool = False) -> None:
    """Appends one change per subject; `in_bulk` where a load writes thousands.

    Must run inside a transaction; call it last.
    """
    take_log_lock()
    with connection.cursor() as cursor:
        # One statement whatever the number: a bulk load notes five thousand subjects at a time.
        cursor.execute(
            "INSERT INTO core_change (topic, subject, at, in_bulk) SELECT %s, unnest(%s::uuid[]), %s, %s",
            [topic, list(subjects), now, in_bulk],
        )


def after(seq: int, limit: int) -> list[Change]:
    """Up to `limit` changes above `seq`, in order."""
    return list(Change.objects.filter(seq__gt=seq).order_by("seq")[:limit])


def of_single_verbs_after(seq: int, limit: int) -> list[Change]:
    """The same, leaving out what loads have written: for a follower with a long load before it."""
    return list(Change.objects.filter(seq__gt=seq, in_bulk=False).order_by("seq")[:limit])


def head() -> int:
    """The highest number in the log; 0 when it is empty."""
    return Change.objects.aggregate(head=Max("seq"))["head"] or 0
