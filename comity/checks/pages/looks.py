"""Looks: everyone who saw one record of the bureau's, or any of them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comity.checks import access, queries
from comity.core import clock
from comity.network.access import actor_of

PAGE_SIZE = 100


@require_GET
def looks(request: HttpRequest, record_id: UUID | None = None) -> HttpResponse:
    """Looks at the bureau's data, newest first. For another bureau's record the list is empty, as for none."""
    found = access.looks_visible_to(actor_of(request), clock.now())
    if record_id is not None:
        found = found.filter(record=record_id)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = queries.look_views(page.object_list)  # type: ignore[assignment]
    context = {
        "title": _("Looks at this record") if record_id else _("Looks at our data"),
        "page_obj": page,
        "empty": _("Nobody has looked. Every check that finds your data, and every page that shows it, appears here."),
    }
    return render(request, "checks/looks.html", context)
