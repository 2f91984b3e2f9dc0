"""Incidents: what belongs to one crisis, its tasks, its log, and its export."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec import Struct

from comity.core import clock
from comity.core.errors import Conflict, Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.desk import access, duty, queries
from comity.desk import actions as desk
from comity.desk.duty import LINKS, EntryKind, IncidentState
from comity.desk.forms import (
    URGENCY_LABELS,
    ClosingForm,
    LinkForm,
    LogForm,
    OpeningForm,
    ReasonForm,
    ResultForm,
    TaskForm,
)
from comity.desk.incidents import EntryView, TaskView
from comity.desk.models import Incident
from comity.desk.pages import faces, figures, shifts
from comity.network.access import actor_of
from comity.network.forms import RuleForm
from comity.network.rules import Actor, Right

PAGE_SIZE: Final = 50
_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_PAGES: Final = {
    EntryKind.NOTICE: "notices:notice",
    EntryKind.DIFFUSION: "diffusions:one",
    EntryKind.HIT: "checks:hit",
}


class Line(Struct, frozen=True):
    """One incident in the list."""

    incident: Incident
    kind: str
    state: str
    is_open: bool


class Sheet(Struct, frozen=True):
    """A verb with a form of its own. `is_open` where it came back with something wrong."""

    label: str
    icon: str
    address: str
    form: RuleForm
    what: str = ""
    is_open: bool = False


class Told(Struct, frozen=True):
    """One line of an incident as a page shows it."""

    entry: EntryView
    kind: str
    address: str
    correcting: RuleForm | None
    fields: list[tuple[str, str]]


class Task(Struct, frozen=True):
    """A task as a page shows it."""

    task: TaskView
    urgency: str
    form: RuleForm
    fields: list[tuple[str, str]]


@require_safe
def incident_list(request: HttpRequest) -> HttpResponse:
    """Incidents, the open ones first."""
    actor = actor_of(request)
    page = Paginator(queries.incidents(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": _("Incidents"),
        "lead": _("An incident gathers what belongs to one crisis: messages, notices, checks, tasks and a log."),
        "back": reverse("desk:queue"),
        "back_label": _("Desk"),
        "page_obj": page,
        "rows": [_line(one) for one in page],
        "may_open": actor.may(Right.WATCH_DESK),
        "empty": _("No incident. Open one when something needs many hands at once."),
    }
    return render(request, "desk/incidents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_incident(request: HttpRequest) -> HttpResponse:
    """Opens an incident."""
    actor = actor_of(request)
    access.require_on_desk(actor)
    members = sorted(figures.member_names().items(), key=lambda one: one[1])
    form = OpeningForm(request.POST or None, members=members, clearance=actor.clearance)
    if request.method == "POST":
        made = form.submit(lambda _read: desk.open_incident(actor=actor, opening=form.opening(), now=clock.now()))
        if made:
            return redirect("desk:incident", made.pk)
    context = {
        "title": _("Open an incident"),
        "form": form,
        "submit_label": _("Open the incident"),
        "cancel": reverse("desk:incidents"),
        "back": reverse("desk:incidents"),
        "back_label": _("Incidents"),
    }
    return render(request, "desk/incident_open.html", context, status=422 if form.errors else 200)


@require_safe
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """One incident with everything that belongs to it."""
    actor = actor_of(request)
    return _page(request, actor, access.get_incident(actor, incident_id))


@require_POST
def step(request: HttpRequest, incident_id: UUID, verb: str) -> HttpResponse:
    """One verb on an incident. What is wrong is said at its field, and nothing typed is lost."""
    actor = actor_of(request)
    found = access.get_incident(actor, incident_id)
    if verb not in _VERBS:
        raise NotFound
    form = _form(verb, actor, request.POST)
    try:
        if form.submit(lambda _read: _VERBS[verb](actor, found, form, request.POST) or True):
            return redirect("desk:incident", found.pk)
    except Conflict as refusal:
        form.add_error(None, _(refusal.message))
    return _page(request, actor, access.get_incident(actor, incident_id), {verb: form})


@require_POST
def export(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The incident as a file, as far as its reader may see it."""
    made = desk.export(actor=actor_of(request), incident_id=incident_id, now=clock.now())
    response = HttpResponse(made.body, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "no-store"
    return response


def _log(actor: Actor, found: Incident, form: RuleForm, said: Any) -> None:
    corrects = said.get("corrects") or None
    desk.log(actor=actor, incident_id=found.pk, text=form.cleaned_data["text"], corrects=corrects, now=clock.now())


def _link(actor: Actor, found: Incident, form: RuleForm, said: Any) -> None:
    read = form.cleaned_data
    named = _UUID.search(read["of"])
    if named is None:
        raise Invalid(Problem("of", mark("No id is in this address."), mark("The address of its page, or its id.")))
    desk.link(
        actor=actor, incident_id=found.pk, kind=read["kind"], of=UUID(named[0]), text=read["text"], now=clock.now()
    )


def _task(actor: Actor, found: Incident, form: RuleForm, said: Any) -> None:
    assert isinstance(form, TaskForm)
    now = clock.now()
    desk.assign_task(actor=actor, incident_id=found.pk, task=form.tasking(now), now=now)


def _done(actor: Actor, found: Incident, form: RuleForm, said: Any) -> None:
    task = access.get_task(actor, said.get("task", ""))
    desk.finish_task(actor=actor, task_id=task.pk, result=form.cleaned_data["result"], now=clock.now())


def _close(actor: Actor, found: Incident, form: RuleForm, said: Any) -> None:
    desk.close(actor=actor, incident_id=found.pk, summary=form.cleaned_data["summary"], now=clock.now())


def _reopen(actor: Actor, found: Incident, form: RuleForm, said: Any) -> None:
    desk.reopen_incident(actor=actor, incident_id=found.pk, reason=form.cleaned_data["reason"], now=clock.now())


_VERBS: Final[dict[str, Callable[[Actor, Incident, RuleForm, Any], None]]] = {
    "log": _log,
    "link": _link,
    "task": _task,
    "done": _done,
    "close": _close,
    "reopen": _reopen,
}
_FORMS: Final[dict[str, type[RuleForm]]] = {
    "log": LogForm,
    "link": LinkForm,
    "done": ResultForm,
    "close": ClosingForm,
    "reopen": ReasonForm,
}


def _form(verb: str, actor: Actor, said: Any = None) -> RuleForm:
    if verb == "task":
        return TaskForm(said, officers=[*_self(actor), *shifts.others(actor)])
    return _FORMS[verb](said)


def _self(actor: Actor) -> list[tuple[str, str]]:
    return [(actor.id, _("You"))] if actor.may(Right.WATCH_DESK) else []


def _page(
    request: HttpRequest, actor: Actor, found: Incident, wrong: dict[str, RuleForm] | None = None
) -> HttpResponse:
    """The incident; with what came back wrong, 422."""
    wrong = wrong or {}
    view, line, names = queries.incident(actor, found.pk, clock.now()), _line(found), figures.member_names()
    address, told = _addresses(found), _told(view.entries)
    context = {
        "title": found.title,
        "incident": found,
        "is_open": line.is_open,
        "may_write": access.may_watch(actor),
        "kind_label": line.kind,
        "state_label": line.state,
        "countries": [names.get(code, code) for code in view.countries],
        "tasks": [_task_told(one) for one in view.tasks],
        "links": [one for one in told if one.entry.kind in LINKS],
        "log": [one for one in told if one.entry.kind not in LINKS],
        "hidden": view.hidden,
        "log_form": wrong.get("log") or _form("log", actor),
        "log_address": address["log"],
        "done_address": address["done"],
        "done_wrong": wrong.get("done"),
        "sheets": [_sheet(verb, address, wrong, actor) for verb in _sheets_of(line)],
        "back": reverse("desk:incidents"),
        "back_label": _("Incidents"),
    }
    return render(request, "desk/incident.html", context, status=422 if wrong else 200)


def _addresses(found: Incident) -> dict[str, str]:
    return {verb: reverse("desk:incident_step", args=[found.pk, verb]) for verb in _VERBS}


# label, icon, what will happen
_SHEETS: Final = {
    "link": (mark("Put something here"), "add", ""),
    "task": (mark("Give a task"), "officer", mark("It comes to the desk's queue before it is due.")),
    "close": (mark("Close the incident"), "tick", mark("It leaves the open ones. It can be reopened.")),
    "reopen": (mark("Reopen the incident"), "renew", mark("It is open again, and who reads it sees your reason.")),
}


def _sheets_of(line: Line) -> Iterable[str]:
    return ("link", "task", "close") if line.is_open else ("reopen",)


def _sheet(verb: str, address: dict[str, str], wrong: dict[str, RuleForm], actor: Actor) -> Sheet:
    label, icon, what = _SHEETS[verb]
    form = wrong.get(verb) or _form(verb, actor)
    return Sheet(gettext(label), icon, address[verb], form, gettext(what) if what else "", verb in wrong)


def _line(found: Incident) -> Line:
    state = IncidentState(found.state)
    kind, label = duty.INCIDENT_KINDS[found.kind], duty.INCIDENT_LABELS[state]
    return Line(found, gettext(kind), gettext(label), state is IncidentState.OPEN)


def _task_told(task: TaskView) -> Task:
    urgency = gettext(URGENCY_LABELS[task.urgency]) if task.urgency != "routine" else ""
    return Task(task, urgency, ResultForm(auto_id=f"id_{task.id}_%s"), [("task", str(task.id))])


def _told(entries: Iterable[EntryView]) -> list[Told]:
    return [
        Told(
            one,
            gettext(duty.ENTRY_LABELS[EntryKind(one.kind)]),
            _address(one),
            None if one.kind != EntryKind.LOG or one.corrected_by else LogForm(auto_id=f"id_{one.number}_%s"),
            [("corrects", str(one.id))],
        )
        for one in entries
    ]


def _address(entry: EntryView) -> str:
    """Where what is linked is read, by who may read it there. A check has no page of its own."""
    kind = EntryKind(entry.kind)
    if kind is EntryKind.MESSAGE:
        return faces.address_of_message(entry.ref)
    return reverse(_PAGES[kind], args=[entry.ref]) if kind in _PAGES and entry.ref else ""
