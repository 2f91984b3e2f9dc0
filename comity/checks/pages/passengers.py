"""A passenger list through a page: a file or pasted text in, an outcome for every line out. Works without scripts."""

import io
import time
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.checks import actions as checks
from comity.checks.engine import question
from comity.checks.engine.passengers import checking, table
from comity.checks.engine.passengers.checking import Checked, Listed, Terms
from comity.checks.forms import PassengerListForm
from comity.checks.pages import listed_lines
from comity.core import clock
from comity.core.errors import Invalid, Problem, Refused
from comity.core.languages import mark
from comity.core.purposes import PURPOSES
from comity.network.access import actor_of
from comity.network.rules import Actor, Right, require_right

# A page answers while somebody waits. What is left then is said to be left.
PATIENCE_SECONDS: Final = 30.0
OUT_OF_TIME: Final = mark("There was no time left for this line: check it in a list of its own.")


@require_http_methods(["GET", "HEAD", "POST"])
def passenger_list(request: HttpRequest) -> HttpResponse:
    """The form; and, when a list was given, what became of each line."""
    actor = actor_of(request)
    require_right(actor, Right.ASK_CHECKS)
    if request.method != "POST":
        kept = {name: request.session.get(f"check_{name}", "") for name in ("purpose", "place")}
        return _form(request, PassengerListForm(initial=kept, purposes=_purposes(actor)))
    form = PassengerListForm(request.POST, request.FILES, purposes=_purposes(actor))
    if not form.is_valid():
        return _form(request, form)
    given = form.cleaned_data
    request.session["check_purpose"] = given["purpose"]
    request.session["check_place"] = given["place"][: question.LONGEST]
    begun = time.monotonic()
    try:
        listed = Listed(given["file"] or io.BytesIO(given["text"].encode()), clock.now().date())
        for _turn in listed.read():
            time.sleep(0)  # other threads of the process have their turn
        checked = _checked(actor, listed, Terms(given["purpose"], given["place"]), begun)
    except Invalid as refusal:
        form.blame(refusal.problems)
    except Refused as refusal:
        form.add_error(None, _(refusal.message))
    else:
        return _answer(request, listed, checked, getattr(given["file"], "name", ""))
    return _form(request, form)


def _checked(actor: Actor, listed: Listed, terms: Terms, begun: float) -> list[Checked]:
    """An outcome for every passenger, within the time that a page has."""
    checked: list[Checked] = []
    coming = checks.ask_list(actor=actor, passengers=listed.passengers, terms=terms, face="page", clock=clock.now)
    _let_go_of_the_database()
    for some in coming:
        checked += some
        if time.monotonic() - begun > PATIENCE_SECONDS:
            break
    rest = listed.passengers[len(checked) :]
    return checked + checking.left_out(rest, Problem("", OUT_OF_TIME))


def _let_go_of_the_database() -> None:
    """A long list needs none, and ten of them would keep every connection from the other pages."""
    if not connection.in_atomic_block:
        connection.close()


def _answer(request: HttpRequest, listed: Listed, checked: list[Checked], name: str) -> HttpResponse:
    lines = listed_lines.lines(checked)
    in_full = listed_lines.in_full(sorted((one for one in lines if one.is_found), key=lambda one: one.gravity))
    context = {
        "title": _("Passenger list"),
        "name": name,
        "at": clock.now(),
        "again": reverse("checks:passenger_list"),
        "remarks": [problem for one in listed.remarks for problem in one.problems],
        "verdict": listed_lines.verdict(lines),
        "counts": listed_lines.counts(lines),
        "found": in_full,
        "places_in_full": {one.line.place for one in in_full},
        "unchecked": [one for one in lines if one.outcome == "not_checked"],
        "lines": lines,
        "download": listed_lines.as_link(checked),
        "download_name": f"outcomes-{clock.now():%Y-%m-%d-%H%M}.csv",
    }
    return render(request, "checks/passengers.html", context)


def _purposes(actor: Actor) -> list[tuple[str, str]]:
    return [(slug, label) for slug, label in PURPOSES.items() if slug in actor.purposes]


def _form(request: HttpRequest, form: PassengerListForm) -> HttpResponse:
    context: dict[str, Any] = {
        "title": _("Passenger list"),
        "back": reverse("checks:ask"),
        "back_label": _("Check"),
        "form": form,
        "is_upload": True,
        "no_draft": True,
        "submit_label": _("Check"),
        "submit_icon": "search",
        "columns": table.COLUMNS.items(),
    }
    return render(request, "checks/passengers_ask.html", context, status=422 if form.errors else 200)
