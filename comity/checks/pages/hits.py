"""Hits: the list with its clocks, one hit with its record and verbs."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comity.checks import actions as checks
from comity.checks import queries
from comity.checks.engine import explaining
from comity.checks.forms import HitFilter, StepForm
from comity.checks.pages import compared
from comity.checks.rules import BY_VERB, STATE_LABELS
from comity.core import clock
from comity.core.errors import Invalid, NotAllowed, Refused
from comity.network.access import actor_of
from comity.network.rules import Right

PAGE_SIZE = 50


@require_GET
def hit_list(request: HttpRequest) -> HttpResponse:
    """Hits on the bureau's data and of its checks, newest first; the page reloads its rows when one changes."""
    actor = actor_of(request)
    if not (actor.may(Right.READ_HITS) or actor.may(Right.ASK_CHECKS)):
        raise NotAllowed()
    found = queries.hits(actor, side=request.GET.get("side", ""), state=request.GET.get("state", ""))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = queries.hit_views(actor, page.object_list)  # type: ignore[assignment]
    context = {
        "title": _("Hits"),
        "page_obj": page,
        "filter_form": HitFilter(request.GET or None),
        "empty": _("No hits. A hit appears here at once when a check finds your data, or yours finds another's."),
        "now": clock.now(),
    }
    return render(request, "checks/hits.html", context)


@require_GET
def hit(request: HttpRequest, hit_id: UUID) -> HttpResponse:
    """One hit: what was found, what both sides said, what this reader can do now."""
    actor = actor_of(request)
    view, record = checks.open_hit(actor=actor, hit_id=hit_id, now=clock.now())
    context = {
        "title": _("Hit"),
        "hit": view,
        "record": record,
        "match": compared.of_hit(view, record),
        "before": [explaining.BEFORE_ANY_MEASURE] if compared.is_by_likeness(view) else [],
        "steps": [(step, reverse("checks:step", args=[view.id, step.verb])) for step in view.steps],
        "taken": queries.steps_taken(view.id),
        "step_labels": {verb: step.label for verb, step in BY_VERB.items()},
        "state_label": STATE_LABELS[view.state],
        "back": reverse("checks:hits"),
        "back_label": _("Hits"),
        "now": clock.now(),
    }
    return render(request, "checks/hit.html", context)


@require_POST
def step(request: HttpRequest, hit_id: UUID, verb: str) -> HttpResponse:
    """Takes one step; what cannot be taken is said on the hit's page."""
    actor = actor_of(request)
    form = StepForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else request.POST.get("reason", "")
    try:
        if verb == "release_place":
            checks.release_place(actor=actor, hit_id=hit_id, now=clock.now())
        else:
            checks.answer_hit(actor=actor, hit_id=hit_id, verb=verb, reason=reason, now=clock.now())
    except Invalid as refusal:
        for problem in refusal.problems:
            messages.error(request, _(problem.problem))
    except Refused as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Done: the other side sees it now."))
    return redirect("checks:hit", hit_id)
