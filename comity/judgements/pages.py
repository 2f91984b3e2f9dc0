"""One judgement, for officers of the bureau that made it, and its end. There is no list of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.core import clock
from comity.core.errors import Invalid
from comity.judgements import actions as judgements
from comity.judgements.queries import JudgementView
from comity.judgements.rules import COMPARED_LABELS
from comity.network.access import actor_of


@require_safe
def judgement(request: HttpRequest, judgement_id: UUID) -> HttpResponse:
    """The judgement: on what evidence, by whom, until when; and how it is withdrawn."""
    view = judgements.open_judgement(actor=actor_of(request), judgement_id=judgement_id, now=clock.now())
    context = {"title": _("Not the person recorded"), "judgement": view, "facts": _facts(view)}
    return render(request, "judgements/judgement.html", context)


@require_POST
def withdraw(request: HttpRequest, judgement_id: UUID) -> HttpResponse:
    """Withdraws it; what is missing is said on its page."""
    reason = request.POST.get("reason", "")
    try:
        judgements.withdraw(actor=actor_of(request), judgement_id=judgement_id, reason=reason, now=clock.now())
    except Invalid as refusal:
        for problem in refusal.problems:
            messages.error(request, _(problem.problem))
    else:
        messages.success(request, _("Withdrawn. The next check shows the record again."))
    return redirect("judgements:judgement", judgement_id)


def _facts(view: JudgementView) -> list[tuple[str, Any, str]]:
    """Label, value, and how it is written (look's field_row)."""
    ended = [
        (_("Withdrawn by"), view.withdrawn_by, ""),
        (_("Withdrawn on"), view.withdrawn_at, "time"),
        (_("Why"), view.reason, ""),
    ]
    return [
        (_("What was compared"), [_(COMPARED_LABELS[one]) for one in view.compared], ""),
        (_("What was found"), view.text, ""),
        (_("Decided by"), view.decided_by, ""),
        (_("Decided on"), view.decided_at, "time"),
        (_("Holds until the end of"), view.until, ""),
        *(ended if view.withdrawn_at else []),
        (_("Check"), view.check, "number"),
        (_("Record"), view.record, "number"),
    ]
