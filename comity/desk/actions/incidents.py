"""Incidents: open one, write in it, link what belongs to it, give out tasks, close it with a summary, reopen it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from comity.audit import actions as audit
from comity.core.errors import Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.desk import access, duty, linking
from comity.desk.duty import AlreadyDone, EntryKind, IncidentIsClosed, IncidentState, Opening, Tasking
from comity.desk.models import Incident, IncidentEntry, IncidentTask
from comity.network.models import Member
from comity.network.rules import Actor


@audit.verb("incident.opened")
def open_incident(*, actor: Actor, opening: Opening, now: datetime) -> Incident:
    """Opens an incident, at most at the level that its opener is cleared for. Raises Invalid."""
    access.require_on_desk(actor)
    known = Member.objects.values_list("pk", flat=True)
    if problems := duty.problems_with_opening(opening, known, actor.clearance):
        raise Invalid(problems)
    incident = Incident.objects.create(
        title=opening.title.strip(),
        kind=opening.kind,
        place=opening.place.strip(),
        countries=sorted(set(opening.countries)),
        level=opening.level,
        state=IncidentState.OPEN,
        opened_at=now,
        opened_by=actor.id,
        opened_by_name=actor.name,
        changed_at=now,
    )
    audit.about(subject=incident, details={"kind": incident.kind, "level": incident.level})
    return incident


@audit.verb("incident.linked", subject="incident_id")
def link(*, actor: Actor, incident_id: UUID | str, kind: str, of: UUID | str, text: str = "",
         now: datetime) -> IncidentEntry:  # fmt: skip
    """Links a message, notice, diffusion, check or hit that its linker may see. Raises Invalid at `of` for others."""
    incident = _open(actor, incident_id)
    try:
        what = EntryKind(kind)
        linked = linking.get(actor, what, of)
    except (ValueError, NotFound):
        accepted = mark("The id of one that you may open yourself.")
        raise Invalid(Problem("of", mark("There is no such thing, or you may not see it."), accepted)) from None
    if text and (problems := duty.problems_with_line(text)):
        raise Invalid(problems)
    if incident.entries.filter(kind=what, ref=linked).exists():
        raise AlreadyDone
    return _write(incident, actor, what, now, ref=linked, text=text.strip())


@audit.verb("incident.logged", subject="incident_id")
def log(*, actor: Actor, incident_id: UUID | str, text: str, corrects: UUID | str | None = None,
        now: datetime) -> IncidentEntry:  # fmt: skip
    """Writes a line of the log; `corrects` names the line that it puts right, which stays as it was."""
    incident = _open(actor, incident_id)
    if problems := duty.problems_with_line(text):
        raise Invalid(problems)
    line = access.get_entry(incident, corrects) if corrects else None
    return _write(incident, actor, EntryKind.LOG, now, text=text.strip(), corrects=line)


@audit.verb("incident.task_assigned", subject="incident_id")
def assign_task(*, actor: Actor, incident_id: UUID | str, task: Tasking, now: datetime) -> IncidentTask:
    """Gives out a task: to an officer of the desk, or to whoever is on duty. It comes to the desk before it is due."""
    incident = _open(actor, incident_id)
    if problems := duty.problems_with_task(task, now):
        raise Invalid(problems)
    made = IncidentTask.objects.create(
        incident=incident,
        title=task.title.strip(),
        assigned_to=task.assigned_to,
        assigned_to_name=_name_of(task.assigned_to, incident),
        urgency=task.urgency,
        made_at=now,
        made_by_name=actor.name,
        due_at=task.due_at,
    )
    _write(incident, actor, EntryKind.TASK, now, ref=made.pk, text=made.title)
    return made


@audit.verb("incident.task_finished", subject="task_id")
def finish_task(*, actor: Actor, task_id: UUID | str, result: str = "", now: datetime) -> IncidentTask:
    """Marks a task as done, with what came of it. Raises AlreadyDone."""
    task = access.get_task(actor, task_id)
    incident = _open(actor, task.incident_id)
    if result and (problems := duty.problems_with_line(result)):
        raise Invalid(problems)
    if len(result) > duty.REASON_LENGTH:
        raise Invalid(Problem("result", mark("This is too long."), f"0-{duty.REASON_LENGTH}"))
    done = {"done_at": now, "done_by_name": actor.name, "result": result.strip()}
    if not IncidentTask.objects.filter(pk=task.pk, done_at=None).update(**done):
        raise AlreadyDone
    _write(incident, actor, EntryKind.TASK, now, ref=task.pk, text=result.strip() or task.title)
    task.refresh_from_db()
    return task


@audit.verb("incident.closed", subject="incident_id")
def close(*, actor: Actor, incident_id: UUID | str, summary: str, now: datetime) -> Incident:
    """Closes it with a summary: what happened, what was done. Tasks that are left stay, and can be read."""
    incident = _open(actor, incident_id)
    if problems := duty.problems_with_line(summary):
        raise Invalid([Problem("summary", one.problem, one.accepted) for one in problems])
    _write(incident, actor, EntryKind.LOG, now, text=summary.strip())
    _move(incident, IncidentState.CLOSED, now, summary=summary.strip(), closed_at=now)
    return incident


@audit.verb("incident.reopened", subject="incident_id")
def reopen_incident(*, actor: Actor, incident_id: UUID | str, reason: str, now: datetime) -> Incident:
    """Opens it again, with a reason."""
    access.require_on_desk(actor)
    incident = _locked(actor, incident_id)
    reason = duty.require_reason(reason)
    if incident.state != IncidentState.CLOSED:
        raise AlreadyDone
    _move(incident, IncidentState.OPEN, now, closed_at=None)
    _write(incident, actor, EntryKind.LOG, now, text=reason)
    return incident


def _open(actor: Actor, incident_id: UUID | str) -> Incident:
    """An open incident, for who may write in it; locked, so that its lines are numbered without a gap."""
    access.require_on_desk(actor)
    incident = _locked(actor, incident_id)
    if incident.state != IncidentState.OPEN:
        raise IncidentIsClosed
    return incident


def _locked(actor: Actor, incident_id: UUID | str) -> Incident:
    key = access.get_incident(actor, incident_id).pk
    return Incident.objects.select_for_update().get(pk=key)


def _move(incident: Incident, state: IncidentState, now: datetime, **columns: Any) -> None:
    columns |= {"state": state, "changed_at": now}
    for name, value in columns.items():
        setattr(incident, name, value)
    Incident.objects.filter(pk=incident.pk).update(**columns)


def _write(incident: Incident, actor: Actor, kind: EntryKind, now: datetime, **columns: Any) -> IncidentEntry:
    """The next line."""
    assert transaction.get_connection().in_atomic_block
    last = incident.entries.aggregate(last=Max("number"))["last"] or 0
    entry = IncidentEntry.objects.create(
        incident=incident, number=last + 1, kind=kind, at=now, by=actor.id, by_name=actor.name, **columns
    )
    Incident.objects.filter(pk=incident.pk).update(changed_at=now)
    audit.about(subject=incident, details={"kind": kind, "number": entry.number, "of": str(entry.ref or "")})
    return entry


def _name_of(officer: str, incident: Incident) -> str:
    """The name of an officer of the desk who is cleared for the incident; "" for whoever is on duty."""
    if not officer:
        return ""
    problem = Problem(
        "assigned_to", mark("This officer cannot take it."), mark("An officer of the desk, cleared for it.")
    )
    try:
        key = UUID(officer.removeprefix("officer:"))
    except ValueError:
        raise Invalid(problem) from None
    found = access.on_desk().filter(pk=key, clearance__gte=incident.level).first()
    if found is None:
        raise Invalid(problem)
    return found.name
