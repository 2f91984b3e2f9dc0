"""While a request is typed: who or what may already be recorded, among what the officer may see anyway."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from comity.checks.alike import hints
from comity.core import clock
from comity.core.errors import NotAllowed
from comity.network.access import actor_of
from comity.notices import access, queries
from comity.notices.manifests import reading
from comity.notices.pages.keeping import form_of


@require_POST
def alike(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """A fragment of the form: records like the one that this request would make. A hint holds nothing back."""
    actor = actor_of(request)
    notice = access.get_for_changing(actor, notice_id)
    manifest = queries.manifest_of(notice)
    content, _problems = reading.read(manifest, form_of(notice, request.POST).content())
    values = manifest.record(content) if manifest.database else None
    found = []
    if values:
        try:
            found = hints(actor=actor, database=manifest.database, values=values, how="page", now=clock.now(),
                          but=notice.record_id)  # fmt: skip
        except NotAllowed:
            found = []
    return render(request, "checks/alike.html", {"hints": found, "database": manifest.database})
