"""Adding a record and stating it anew, with the form that its manifest makes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core import clock
from comity.core.errors import Conflict, Invalid
from comity.network.access import actor_of
from comity.network.rules import Actor
from comity.records import access, actions, manifests
from comity.records.actions import writing
from comity.records.forms import RecordForm
from comity.records.models import Record
from comity.records.rules import Status


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, database: str) -> HttpResponse:
    """A new record of the actor's bureau."""
    actor = actor_of(request)
    writing.require_may_add(actor, database)
    manifest = manifests.get(database)
    form = RecordForm(manifest, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            added = actions.add(actor=actor, database=database, values=form.values(), now=clock.now())
        except Invalid as refusal:
            form.add_problems(refusal.problems)
        except Conflict as refusal:
            form.add_error("reference", _(refusal.message))
        else:
            messages.success(request, _told(added))
            return redirect("records:record", record_id=added.pk)
    context = {
        "title": _("Add to %(database)s") % {"database": _(manifest.label)},
        "lead": _(manifest.about),
        "form": form,
        "submit_label": _("Add"),
        "cancel": reverse("records:list"),
        "warning": _("Every bureau that you have not restricted can find it by a check, from now on."),
        "alike_database": database,
    }
    return render(request, "records/add.html", context, status=422 if form.errors else 200)


def _told(added: Record) -> str:
    if added.status == Status.HELD:
        return _("Added, and held for review. Checks find it when it has been released.")
    return _("Added. Checks find it within a second.")


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """States a record anew. Of two officers at once, the second is told."""
    actor = actor_of(request)
    record = access.get_for_changing(actor, record_id)
    form = RecordForm(manifests.get(record.database), request.POST if request.method == "POST" else None, record)
    if request.method == "POST" and _is_changed(request, actor, record, form):
        messages.success(request, _("Changed. What it said before is kept in its history."))
        return redirect("records:record", record_id=record.pk)
    context = {
        "title": _("Change a record"),
        "form": form,
        "version": record.version,
        "submit_label": _("Save"),
        "cancel": reverse("records:record", args=[record.pk]),
        "alike_database": record.database,
        "alike_record": record.pk,
    }
    return render(request, "records/change.html", context, status=422 if form.errors else 200)


def _is_changed(request: HttpRequest, actor: Actor, record: Record, form: RecordForm) -> bool:
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 10 else record.version
    try:
        actions.update(actor=actor, record_id=record.pk, values=form.values(), version=version, now=clock.now())
    except Invalid as refusal:
        form.add_problems(refusal.problems)
    except Conflict as refusal:
        form.add_error(None, _(refusal.message))
    else:
        return True
    return False
