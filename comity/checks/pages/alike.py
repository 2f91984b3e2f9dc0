"""What may already be recorded: a fragment of a record's form, asked anew as it changes, and of an import's report."""

import re
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.checks.alike import hints, of_lines
from comity.core import clock
from comity.network.access import actor_of
from comity.records import manifests
from comity.records.forms import RecordForm
from comity.records.load import FIRST_ADDED

_LINE: Final = re.compile(r"(?P<line>[0-9]{1,9}) (?P<record>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_LONGEST_COUNT: Final = 10


@require_POST
def alike(request: HttpRequest, database: str, record_id: UUID | None = None) -> HttpResponse:
    """What the fields say so far, compared with what is recorded; `record_id` is the record that is being changed."""
    actor = actor_of(request)
    values = RecordForm(manifests.get(database), request.POST).values()
    found = hints(actor=actor, database=database, values=values, how="page", now=clock.now(), but=record_id)
    return render(request, "checks/alike.html", {"hints": found, "database": database})


@require_POST
def lines_alike(request: HttpRequest, database: str) -> HttpResponse:
    """Which lines of the file just imported look like what was there before: a part of its report, or a page."""
    actor = actor_of(request)
    found = of_lines(actor=actor, database=database, lines=_lines(request), now=clock.now())
    of = request.POST.get("of", "")
    added = int(of) if of.isascii() and of.isdecimal() and len(of) < _LONGEST_COUNT else 0
    context = {"found": found, "left": max(0, added - found.compared), "more": found.count - len(found.first)}
    if "HX-Request" in request.headers:
        return render(request, "checks/lines_alike.html", context)
    context |= {"title": _("Lines that look like a record already held"), "back": reverse("records:list")}
    return render(request, "checks/lines_alike_page.html", context | {"back_label": _("Records")})


def _lines(request: HttpRequest) -> dict[UUID, int]:
    """Records by the line they came from, as the report of the import states them; what is neither is left out."""
    stated = [_LINE.fullmatch(text) for text in request.POST.getlist("line")[:FIRST_ADDED]]
    return {UUID(one["record"]): int(one["line"]) for one in stated if one}
