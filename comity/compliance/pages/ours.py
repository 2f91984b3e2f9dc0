"""The requester's side: its own cases, the questions it must answer, the letters. Nothing of reviewers or reasons."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.compliance import access, queries
from comity.compliance import actions as compliance
from comity.compliance.forms import AnswerForm
from comity.compliance.models import Review
from comity.compliance.pages import asked
from comity.compliance.pages.queue import PAGE_SIZE
from comity.compliance.rules import KINDS, Matter
from comity.core import clock
from comity.core.errors import Conflict, Invalid
from comity.network.access import actor_of


@require_safe
def ours(request: HttpRequest) -> HttpResponse:
    """The bureau's cases: with a question to answer first."""
    actor = actor_of(request)
    found = queries.cases(actor).prefetch_related("questions")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    titles = asked.titles(page)
    context = {
        "title": _("Our requests in review"),
        "lead": _("What reviewers ask your bureau, and what they decided on its requests."),
        "page_obj": page,
        "rows": [_line(one, titles.get(one.subject, "")) for one in page],
        "empty": _("Nothing of your bureau is or was in review."),
    }
    return render(request, "compliance/ours.html", context)


@require_safe
def case(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """One case: where it stands, the questions, the letter."""
    actor = actor_of(request)
    return render(request, "compliance/case.html", _context(actor, access.get_case(actor, review_id)))


@require_POST
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Sends the answer; what is wrong with it is said beside the field, and nothing typed is lost."""
    actor = actor_of(request)
    question = access.get_question(actor, question_id)
    form = AnswerForm(request.POST, prefix=str(question_id)[:8])
    if form.is_valid():
        try:
            text = form.cleaned_data["answer"]
            compliance.answer(actor=actor, question_id=question_id, text=text, now=clock.now())
        except Invalid as refusal:
            form.add_error("answer", " ".join(_(one.problem) for one in refusal.problems))
        except Conflict as refusal:
            messages.error(request, _(refusal.message))
            return redirect("compliance:case", question.review_id)
        else:
            messages.success(request, _("Sent. The reviewers have it."))
            return redirect("compliance:case", question.review_id)
    context = _context(actor, question.review, {question_id: form})
    return render(request, "compliance/case.html", context, status=422)


def _context(actor: Any, review: Review, sent: dict[UUID, AnswerForm] | None = None) -> dict[str, Any]:
    seen = queries.case(review)
    open_ones = [one for one in seen.questions if one.answered_at is None and review.is_open]
    forms = [(one, (sent or {}).get(one.pk) or AnswerForm(prefix=str(one.pk)[:8])) for one in open_ones]
    return {
        "title": asked.titles([review]).get(review.subject) or _(KINDS[Matter(review.matter)].label),
        "case": seen,
        "answered": [one for one in seen.questions if one not in open_ones or not access.may_answer(actor)],
        "to_answer": forms if access.may_answer(actor) else [],
        "back": reverse("compliance:ours"),
        "back_label": _("Our requests in review"),
    }


def _line(review: Review, title: str) -> dict[str, Any]:
    return {
        "review": review,
        "title": title,
        "what": KINDS[Matter(review.matter)].label,
        "state": queries.state_told(review),
        "outcome": review.outcome,
    }
