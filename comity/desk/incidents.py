"""Reads of incidents: lists, and one as its reader may see it, with what is linked asked of each room's own gate."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from msgspec import Struct

from comity.desk import access, linking
from comity.desk.duty import LINKS, EntryKind
from comity.desk.models import Incident, IncidentEntry, IncidentTask
from comity.network.rules import Actor

PAGE: Final = 100


class EntryView(Struct, frozen=True, kw_only=True):
    """One line. `title` is what is linked, in numbers and sides; `corrected_by` the lines that put this one right."""

    id: UUID
    number: int
    kind: str
    at: datetime
    by: str
    text: str
    ref: UUID | None = None
    title: str = ""
    corrects: int | None = None
    corrected_by: tuple[int, ...]


class TaskView(Struct, frozen=True, kw_only=True):
    """One task. `assigned_to` is "" for whoever is on duty."""

    id: UUID
    title: str
    assigned_to: str
    urgency: str
    due_at: datetime
    is_late: bool
    done_at: datetime | None
    done_by: str
    result: str


class IncidentView(Struct, frozen=True, kw_only=True):
    """One incident as one reader sees it: `hidden` lines link what they may not open, and are left out."""

    id: UUID
    title: str
    kind: str
    place: str
    countries: tuple[str, ...]
    level: int
    state: str
    summary: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    entries: tuple[EntryView, ...]
    tasks: tuple[TaskView, ...]
    hidden: int


def incidents(actor: Actor, *, state: str = "") -> QuerySet[Incident]:
    """Those this reader is cleared for, the open first, each with how many tasks are left (`left`)."""
    found = access.incidents_visible_to(actor).annotate(left=Count("tasks", filter=Q(tasks__done_at=None)))
    if state:
        found = found.filter(state=state)
    return found.order_by("-state", "-opened_at", "-pk")  # "open" after "closed" in the alphabet


def incident(actor: Actor, incident_id: UUID | str, now: datetime) -> IncidentView:
    """One incident. Raises NotFound."""
    row = access.get_incident(actor, incident_id)
    entries = list(row.entries.select_related("corrects"))
    shown, hidden = _shown(actor, entries)
    return IncidentView(
        id=row.pk,
        title=row.title,
        kind=row.kind,
        place=row.place,
        countries=tuple(row.countries),
        level=row.level,
        state=row.state,
        summary=row.summary,
        opened_at=row.opened_at,
        opened_by=row.opened_by_name,
        closed_at=row.closed_at,
        entries=tuple(shown),
        tasks=tuple(_task(one, now) for one in row.tasks.all()),
        hidden=hidden,
    )


def _shown(actor: Actor, entries: list[IncidentEntry]) -> tuple[list[EntryView], int]:
    links = [(EntryKind(one.kind), one.ref) for one in entries if EntryKind(one.kind) in LINKS and one.ref]
    titles = linking.titles(actor, links)
    shown = []
    for one in entries:
        kind = EntryKind(one.kind)
        title = titles.get((kind, one.ref), "") if one.ref else ""
        if kind not in LINKS or title:
            shown.append(_entry(one, title, _corrections(one, entries)))
    return shown, len(entries) - len(shown)


def _entry(one: IncidentEntry, title: str, corrected_by: Iterable[int]) -> EntryView:
    return EntryView(
        id=one.pk,
        number=one.number,
        kind=one.kind,
        at=one.at,
        by=one.by_name,
        text=one.text,
        ref=one.ref,
        title=title,
        corrects=one.corrects.number if one.corrects else None,
        corrected_by=tuple(corrected_by),
    )


def _corrections(of: IncidentEntry, entries: list[IncidentEntry]) -> Iterable[int]:
    return (one.number for one in entries if one.corrects_id == of.pk)


def _task(one: IncidentTask, now: datetime) -> TaskView:
    return TaskView(
        id=one.pk,
        title=one.title,
        assigned_to=one.assigned_to_name,
        urgency=one.urgency,
        due_at=one.due_at,
        is_late=one.done_at is None and one.due_at <= now,
        done_at=one.done_at,
        done_by=one.done_by_name,
        result=one.result,
    )
