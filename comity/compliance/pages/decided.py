"""One decision explained: rules with their versions, evidence, who, when and why. For reviewers and the Commission."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.compliance import actions as compliance
from comity.compliance import codes, queries
from comity.compliance.models import Decision, Review
from comity.compliance.pages import asked
from comity.compliance.rules import KINDS, Matter
from comity.core import clock
from comity.network.access import actor_of


@require_safe
def decision(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Why it was decided so, from what was kept then: nothing is computed anew."""
    actor = actor_of(request)
    found = compliance.read(actor=actor, review_id=review_id, now=clock.now())
    if found.is_open:
        return redirect("compliance:review", review_id)
    decided = Decision.objects.filter(review=found).first()
    view = queries.view(actor, found)
    context = {
        "title": asked.titles([found]).get(found.subject) or _(KINDS[Matter(found.matter)].label),
        "address": asked.of_review(found).address,
        "review": found,
        "view": view,
        "decision": decided,
        "grounds": [_(codes.CODES[one].label) for one in decided.codes if one in codes.CODES] if decided else [],
        "agreed": [one.officer_name for one in view.opinions if decided and one.officer in decided.by],
        "screenings": queries.screenings(found),
        "history": _history(found, view),
        "back": f"{reverse('compliance:queue')}?tab=decided",
        "back_label": _("Reviews"),
    }
    return render(request, "compliance/decision.html", context)


def _history(found: Review, view: queries.ReviewView) -> list[dict[str, Any]]:
    """What happened, the latest first: seats, questions, opinions, the end."""
    steps: list[dict[str, Any]] = [{"at": found.made_at, "text": _("Review opened"), "by": _("Rulebook"), "reason": ""}]
    for seat in found.seats.all():
        steps.append({"at": seat.taken_at, "text": _("Taken"), "by": seat.officer_name, "reason": ""})
        if seat.end == "given_back":
            steps.append({"at": seat.ended_at, "text": _("Given back"), "by": seat.officer_name, "reason": seat.reason})
        elif seat.end == "left_alone":
            steps.append({"at": seat.ended_at, "text": _("Left alone, back in the queue"), "by": "", "reason": ""})
    for one in view.questions:
        steps.append({"at": one.asked_at, "text": _("Asked the requester"), "by": one.asked_by_name, "reason": ""})
        if one.answered_at:
            steps.append({"at": one.answered_at, "text": _("Answered"), "by": one.answered_by_name, "reason": ""})
    for opinion in view.opinions:
        steps.append({"at": opinion.given_at, "text": _("Opinion given"), "by": opinion.officer_name, "reason": ""})
    if found.decided_at:
        text = _("Decided") if found.outcome else _("Closed: it was withdrawn")
        steps.append({"at": found.decided_at, "text": text, "by": "", "reason": ""})
    # Two steps of one moment stay in their order: the decision comes of the last opinion.
    return sorted(steps, key=lambda step: step["at"])[::-1]
