"""The queue: what is in hand, what waits, what is held for release, what was decided; and the next is given."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from comity.compliance import access, queries
from comity.compliance import actions as compliance
from comity.compliance.models import Review
from comity.compliance.pages import asked
from comity.compliance.rules import KINDS, Matter
from comity.core import clock
from comity.core.errors import Conflict
from comity.network.access import actor_of
from comity.network.rules import Right

PAGE_SIZE = 50
_LABELS = {
    "mine": gettext_noop("In your hands"),
    "waiting": gettext_noop("Waiting"),
    "release": gettext_noop("Held until released"),
    "decided": gettext_noop("Decided"),
}
_EMPTY = {
    "mine": gettext_noop("You have no review in hand. Take the next: it is the most pressing that you may review."),
    "waiting": gettext_noop("Nothing waits. Requests arrive here within seconds of being handed in."),
    "release": gettext_noop("Nothing is held. What must not reach anybody before a person has read it waits here."),
    "decided": gettext_noop("Nothing has been decided yet."),
}


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """One tab of the queue: the urgent first, then by target time."""
    actor = actor_of(request)
    open_to = queries.TABS if access.may_queue(actor) else ("decided",)
    tab = request.GET.get("tab", "")
    if tab not in open_to:
        tab = open_to[0]
    page = Paginator(queries.queue(actor, tab), PAGE_SIZE).get_page(request.GET.get("page"))
    now = clock.now()
    # Whom it is about is read by who has it in hand, and once it is decided.
    titles = asked.titles(page) if tab in ("mine", "decided") else {}
    counts = queries.counts(actor) if access.may_queue(actor) else {}
    context = {
        "title": _("Reviews"),
        "lead": _("Nobody chooses, and nobody reviews for their own country."),
        "tabs": [(_tab(one, counts), f"{reverse('compliance:queue')}?tab={one}", one == tab) for one in open_to],
        "tab": tab,
        "page_obj": page,
        "rows": [_line(one, now, titles.get(one.subject, "")) for one in page],
        "empty": _(_EMPTY[tab]),
        "may_take": access.may_queue(actor),
        "may_read_disclosed": actor.may(Right.REVIEW),
    }
    return render(request, "compliance/queue.html", context)


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Gives the next review; where there is none, says so."""
    try:
        review = compliance.take_next(actor=actor_of(request), now=clock.now())
    except Conflict as refusal:
        messages.info(request, _(refusal.message))
        return redirect("compliance:queue")
    return redirect("compliance:review", review.pk)


def _tab(tab: str, counts: dict[str, int]) -> str:
    label = _(_LABELS[tab])
    return f"{label} ({counts[tab]})" if counts.get(tab) else label


def _line(review: Review, now: Any, title: str) -> dict[str, Any]:
    return {
        "review": review,
        "title": title,
        "what": KINDS[Matter(review.matter)].label,
        "is_late": review.is_open and review.target_at <= now,
        "address": reverse("compliance:decision" if not review.is_open else "compliance:review", args=[review.pk]),
    }
