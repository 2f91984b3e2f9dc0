"""One review: the request beside what was found, the questions, and the opinion last."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.compliance import access, codes, queries, rules
from comity.compliance import actions as compliance
from comity.compliance.forms import DoubtForm, OpinionForm, QuestionForm
from comity.compliance.models import Review
from comity.compliance.pages import asked
from comity.compliance.rules import KINDS, Matter
from comity.core import clock
from comity.core.errors import Conflict, Invalid
from comity.network.access import actor_of
from comity.network.rules import Actor, Right, require_right


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Everything before the reader; and, when it is sent, the opinion."""
    actor = actor_of(request)
    is_sent = request.method == "POST"
    if is_sent:
        found = access.get_for_reading(actor, review_id)
    else:
        found = compliance.read(actor=actor, review_id=review_id, now=clock.now())
    if not found.is_open and not is_sent:
        return redirect("compliance:decision", review_id)
    seen = queries.view(actor, found)
    form = _form(seen, request.POST if is_sent else None) if seen.may_decide else None
    if is_sent:
        if form is None:
            raise rules.NotYourReview
        if form.is_valid() and (done := _give(request, actor, found, form)):
            return done
        found.refresh_from_db()
        seen = queries.view(actor, found)
    context = {
        "title": _(KINDS[Matter(found.matter)].label),
        "review": found,
        "view": seen,
        "asked": asked.of_review(found),
        "form": form,
        "kind": KINDS[Matter(found.matter)],
        "question_form": QuestionForm(),
        "is_late": found.target_at <= clock.now(),
        "back": reverse("compliance:queue"),
        "back_label": _("Reviews"),
    }
    return render(request, "compliance/review.html", context, status=422 if form and form.errors else 200)


@require_POST
def ask(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Sends a question to the requester."""
    text = request.POST.get("text", "")
    return _step(
        request,
        review_id,
        lambda actor: compliance.ask(actor=actor, review_id=review_id, text=text, now=clock.now()),
        _("Sent. The review comes back to you with the answer, or when the time for it is over."),
    )


@require_POST
def give_back(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Lets go of a review."""
    reason = request.POST.get("reason", "")
    return _step(
        request,
        review_id,
        lambda actor: compliance.give_back(actor=actor, review_id=review_id, reason=reason, now=clock.now()),
        _("Given back. Somebody else is given it."),
        "compliance:queue",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def doubt(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Opens a review of a published notice on new information."""
    actor = actor_of(request)
    require_right(actor, Right.REVIEW)
    form = DoubtForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            compliance.open_review(actor=actor, subject=notice_id, why=form.cleaned_data["why"], now=clock.now())
        except Invalid as refusal:
            form.add_error("why", " ".join(_(one.problem) for one in refusal.problems))
        except Conflict as refusal:
            form.add_error(None, _(refusal.message))
        else:
            messages.success(request, _("Opened. It waits in the queue: the next reviewer is given it."))
            return redirect("compliance:queue")
    context = {
        "title": _("Review a published notice again"),
        "form": form,
        "submit_label": _("Open the review"),
        "cancel": reverse("compliance:queue"),
        "back": reverse("compliance:queue"),
        "warning": _("The notice stays published until people have decided."),
    }
    return render(request, "look/form.html", context, status=422 if form.errors else 200)


def _form(seen: queries.ReviewView, data: Any) -> OpinionForm:
    suggested = {one["suggests"] for one in seen.findings if one.get("suggests")}
    form = OpinionForm(Matter(seen.review.matter), seen.heard, suggested, data, initial={"seen": seen.screening.pk})
    return form


def _give(request: HttpRequest, actor: Actor, found: Review, form: OpinionForm) -> HttpResponse | None:
    """The answer when the opinion was taken; None where the form says why not."""
    try:
        opinion = compliance.give_opinion(
            actor=actor, review_id=found.pk, seen=form.cleaned_data["seen"], given=form.given(), now=clock.now()
        )
    except Invalid as refusal:
        form.add_problems(refusal.problems)
        return None
    except rules.NewlyFound as refusal:
        compliance.screen_again(actor=actor, review_id=found.pk, now=clock.now())
        messages.error(request, _(refusal.message))
        return redirect("compliance:review", found.pk)
    except Conflict as refusal:
        form.add_error(None, _(refusal.message))
        return None
    found.refresh_from_db()
    if found.is_open:
        messages.success(request, _("Your opinion is kept. Another person is needed before it is decided."))
        return redirect("compliance:queue")
    messages.success(request, _("Decided, and done."))
    return redirect("compliance:decision", opinion.review_id)


def _step(request: HttpRequest, review_id: UUID, verb: Any, done: str, to: str = "") -> HttpResponse:
    try:
        verb(actor_of(request))
    except Invalid as refusal:
        messages.error(request, " ".join(_(one.problem) for one in refusal.problems))
        return redirect("compliance:review", review_id)
    except Conflict as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, done)
    return redirect(to) if to else redirect("compliance:review", review_id)


def grounds(found: Any) -> list[str]:
    """The labels of codes, for the eye."""
    return [_(codes.CODES[one].label) if one in codes.CODES else one for one in found]
