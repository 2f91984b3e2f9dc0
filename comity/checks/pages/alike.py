"""The fragment of a record's form that says what may already be recorded. It asks anew as the fields change."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from comity.checks.alike import hints
from comity.core import clock
from comity.network.access import actor_of
from comity.records import manifests
from comity.records.forms import RecordForm


@require_POST
def alike(request: HttpRequest, database: str, record_id: UUID | None = None) -> HttpResponse:
    """What the fields say so far, compared with what is recorded; `record_id` is the record that is being changed."""
    actor = actor_of(request)
    values = RecordForm(manifests.get(database), request.POST).values()
    found = hints(actor=actor, database=database, values=values, how="page", now=clock.now(), but=record_id)
    return render(request, "checks/alike.html", {"hints": found, "database": database})
