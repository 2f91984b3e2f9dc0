"""The desk over HTTP, to be read: for who watches it and wants it on a wall, or in a figure. Nothing is changed here.

The officer's own session opens it; no system's token does, for no post of a system watches the desk. What is not on the
page for a reader is not here for them either.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from msgspec import Struct

from comity.core import clock, requests
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.desk import access, queries, rules
from comity.desk.figures import PUBLISHED_CHECKS, PUBLISHED_MESSAGES, MapFigure
from comity.desk.models import Item
from comity.desk.queries import Counts, QueueFilter
from comity.desk.rules import Source, State
from comity.network.access import actor_of

LIMIT = 200
_FILTERS = ("source", "state", "bureau", "after")


class ReasonOut(Struct, frozen=True):
    """What some of the points are for."""

    reason: str
    points: int


class ItemOut(Struct, frozen=True, kw_only=True):
    """One thing of the queue. `details` are ids, slugs and numbers; `band`: 3 at once, 2 soon, 1 today."""

    id: UUID
    source: str
    of: str
    bureau: str
    urgency: str
    opened_at: datetime
    due_at: datetime
    state: str
    claimed_by: str
    times_back: int
    band: int
    points: int
    reasons: list[ReasonOut]
    details: dict[str, Any]


class QueueOut(Struct, frozen=True):
    """A page of the queue in its order; `next` is "" at the end."""

    items: list[ItemOut]
    next: str


class PulseOut(Struct, frozen=True, kw_only=True):
    """The last sixty full minutes, the oldest first, every member's figures, and what the queue holds. `published`:
    checks and messages a minute, as the Organization publishes them (2022)."""

    minute: datetime
    checks: list[int]
    hits: list[int]
    messages: list[int]
    published: tuple[int, int]
    members: list[MapFigure]
    queue: Counts


class IncidentLine(Struct, frozen=True, kw_only=True):
    """One incident of the list."""

    id: UUID
    title: str
    kind: str
    state: str
    level: int
    opened_at: datetime
    tasks_left: int


class Incidents(Struct, frozen=True):
    """The open first, then the latest."""

    incidents: list[IncidentLine]


def queue(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/desk/queue."""
    requests.require_method(request, "GET")
    actor, asked = actor_of(request), requests.query(request, _FILTERS)
    access.require_may_watch(actor)
    _require_known(asked, "source", Source)
    _require_known(asked, "state", State)
    filters = QueueFilter(source=asked.get("source", ""), state=asked.get("state", ""), bureau=asked.get("bureau", ""))
    page, now = queries.queue(actor, filters, after=asked.get("after", ""), limit=LIMIT), clock.now()
    return _json(QueueOut([_item(row, now) for row in page.rows], page.next))


def pulse(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/desk/pulse."""
    requests.require_method(request, "GET")
    requests.query(request, ())
    actor, now = actor_of(request), clock.now()
    access.require_may_watch(actor)
    beat = queries.pulse(now)
    said = PulseOut(
        minute=beat.minute,
        checks=list(beat.checks),
        hits=list(beat.hits),
        messages=list(beat.messages),
        published=(PUBLISHED_CHECKS, PUBLISHED_MESSAGES),
        members=queries.map_figures(now, actor),
        queue=queries.counts(actor),
    )
    return _json(said)


def incidents(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/desk/incidents."""
    requests.require_method(request, "GET")
    asked = requests.query(request, ("state",))
    _require_known(asked, "state", ("open", "closed"))
    rows = queries.incidents(actor_of(request), state=asked.get("state", ""))[:LIMIT]
    lines = [
        IncidentLine(
            id=row.pk,
            title=row.title,
            kind=row.kind,
            state=row.state,
            level=row.level,
            opened_at=row.opened_at,
            tasks_left=getattr(row, "left", 0),
        )
        for row in rows
    ]
    return _json(Incidents(lines))


def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """GET /api/v1/desk/incidents/<id>: an IncidentView."""
    requests.require_method(request, "GET")
    requests.query(request, ())
    return _json(queries.incident(actor_of(request), incident_id, clock.now()))


def _item(row: Item, now: datetime) -> ItemOut:
    priority = rules.priority(row.facts, row.resolved_at or now)
    return ItemOut(
        id=row.pk,
        source=row.source,
        of=row.of,
        bureau=row.bureau,
        urgency=row.urgency,
        opened_at=row.opened_at,
        due_at=row.due_at,
        state=row.state,
        claimed_by=row.claimed_by_name,
        times_back=row.times_back,
        band=priority.band,
        points=priority.points,
        reasons=[ReasonOut(reason, points) for reason, points in priority.reasons],
        details=row.details,
    )


def _require_known(asked: dict[str, str], name: str, known: Any) -> None:
    if asked.get(name) and asked[name] not in set(known):
        raise Invalid(Problem(name, mark("There is no such value."), ", ".join(known)))


def _json(answer: Struct) -> HttpResponse:
    made = HttpResponse(msgspec.json.encode(answer), content_type="application/json")
    made.headers["Cache-Control"] = "no-store"
    return made


api_urls: list[URLPattern] = [
    path("api/v1/desk/queue", queue),
    path("api/v1/desk/pulse", pulse),
    path("api/v1/desk/incidents", incidents),
    path("api/v1/desk/incidents/<uuid:incident_id>", incident),
]
