"""Tells open desks what changed: the queue, a shift, an incident, the figures."""

from collections.abc import Hashable
from datetime import datetime

from django.db.models import Model
from django.http import StreamingHttpResponse

from comity.desk import queries
from comity.desk.models import Incident, Item, Shift
from comity.look import live

# So many changes within the time looked back over are news by themselves: no more are read.
MOST = 200

# What a page can be told of.
QUEUE, SHIFT, INCIDENT, FIGURES = "queue", "shift", "incident", "figures"


def stream() -> StreamingHttpResponse:
    """The stream of one page, as server-sent events named by what changed."""
    return live.stream(changed, {subject: (subject, "changed") for subject in (QUEUE, SHIFT, INCIDENT, FIGURES)})


def changed(since: datetime) -> live.Seen:
    """What changed since, by subject."""
    return {
        QUEUE: _changed(Item, since),
        SHIFT: _changed(Shift, since),
        INCIDENT: _changed(Incident, since),
        FIGURES: frozenset([queries.pulse_version()]),
    }


def _changed(table: type[Model], since: datetime) -> frozenset[Hashable]:
    rows = table._default_manager.filter(changed_at__gt=since).order_by("-changed_at")
    return told_apart(list(rows.values_list("pk", "changed_at")[:MOST]), since)


def told_apart(rows: list[tuple[Hashable, datetime]], since: datetime) -> frozenset[Hashable]:
    """The rows; with the moment of the look, which is new each time, if there are too many to tell apart."""
    return frozenset([*rows, since]) if len(rows) >= MOST else frozenset(rows)
