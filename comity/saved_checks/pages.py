"""Pages of saved checks: the list with what is new on top, one with what was told of it, the form to save one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import clock
from comity.core.errors import Invalid, NotFound, Refused
from comity.network.access import actor_of
from comity.network.rules import Actor
from comity.saved_checks import access, queries, rules
from comity.saved_checks import actions as saved_checks
from comity.saved_checks.forms import ListFilter, RenewForm, SaveForm

PAGE_SIZE = 50


@require_safe
def saved_check_list(request: HttpRequest) -> HttpResponse:
    """Those of the bureau: with something new first."""
    actor = actor_of(request)
    found = queries.listed(actor, state=request.GET.get("state", ""))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = queries.in_words(page.object_list)  # type: ignore[assignment, arg-type]
    context = {
        "title": _("Saved checks"),
        "lead": _("Asked again whenever something changed, until their last day."),
        "page_obj": page,
        "filter_form": ListFilter(request.GET or None),
        "empty": _("Nothing is saved. Save a check to be told when what you look for appears."),
        "may_keep": rules.may_keep(actor),
        "sweep": queries.last_sweep(),
    }
    return render(request, "saved_checks/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The form; and, when it is sent, the saved check."""
    actor = actor_of(request)
    access.require_may_keep(actor)
    now = clock.now()
    # From an answer: what was asked is filled in, and nothing is saved yet. By POST, for an address is kept in logs.
    is_sent = request.method == "POST" and "case_reference" in request.POST
    form = SaveForm(actor, now.date(), request.POST if is_sent else None, initial=_remembered(request))
    if is_sent and form.is_valid():
        try:
            saved = saved_checks.add(actor=actor, question=form.question(), terms=form.terms(), now=now)
        except Invalid as refusal:
            form.add_problems(refusal.problems)
        except Refused as refusal:
            form.add_error(None, _(refusal.message))
        else:
            messages.success(request, _("Saved. It is asked for the first time in a moment."))
            return redirect("saved_checks:one", saved.pk)
    context = {
        "title": _("Save a check"),
        "lead": _("Your bureau is told when what you look for is recorded, or is shared with you."),
        "form": form,
        "submit_label": _("Save"),
        "cancel": reverse("saved_checks:list"),
        "back": reverse("saved_checks:list"),
        "warning": _(
            "Your bureau sees it. A source whose record it meets is told as of any check, unless you say otherwise."
        ),
    }
    if form.asked:
        context["facts"] = [(_(label), value) for label, value in queries.facts(form.asked)]
        context["subject"] = queries.subject_of(form.asked)
    return render(request, "saved_checks/save.html", context, status=422 if form.errors else 200)


@require_safe
def one(request: HttpRequest, saved_check_id: UUID) -> HttpResponse:
    """One: what is looked for and why, what was told of it, what can be done."""
    actor = actor_of(request)
    saved = access.get_for_reading(actor, saved_check_id)
    seen = queries.view(actor, saved, clock.now())
    context = {
        "title": _("Saved check"),
        "view": seen,
        "saved": saved,
        "steps": [_button(seen, step) for step in seen.steps],
        "may_keep": rules.may_keep(actor),
        "sweep": queries.last_sweep(),
        "back": reverse("saved_checks:list"),
        "back_label": _("Saved checks"),
    }
    return render(request, "saved_checks/one.html", context)


@require_POST
def step(request: HttpRequest, saved_check_id: UUID, verb: str) -> HttpResponse:
    """Takes one step; what cannot be taken is said on its page."""
    actor = actor_of(request)
    try:
        _take(request, actor, saved_check_id, verb)
    except Invalid as refusal:
        for problem in refusal.problems:
            messages.error(request, " ".join(filter(None, (_(problem.problem), _(problem.accepted)))))
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Done."))
    return redirect("saved_checks:one", saved_check_id)


def _take(request: HttpRequest, actor: Actor, saved_check_id: UUID, verb: str) -> None:
    now = clock.now()
    if verb == "renew":
        form = RenewForm(request.POST)
        # A day that is none is refused by the rules, which say what is accepted.
        ends_on = form.cleaned_data["ends_on"] if form.is_valid() else datetime.min.date()
        reason = request.POST.get("reason", "")
        saved_checks.renew(actor=actor, saved_check_id=saved_check_id, reason=reason, ends_on=ends_on, now=now)
    elif verb == "take_over":
        saved_checks.take_over(actor=actor, saved_check_id=saved_check_id, now=now)
    elif verb == "end":
        saved_checks.end(actor=actor, saved_check_id=saved_check_id, now=now)
    elif verb == "note":
        saved_checks.note(actor=actor, saved_check_id=saved_check_id, until=_moment(request.POST.get("until")), now=now)
    else:
        raise NotFound


def _moment(text: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        raise NotFound from None
    if moment.tzinfo is None:
        raise NotFound
    return moment


def _button(seen: queries.SavedCheckView, step: rules.Step) -> dict[str, Any]:
    form = None
    if step.verb == "renew":
        form = RenewForm(initial={"ends_on": clock.now().date() + rules.LONGEST})
    return {"step": step, "address": reverse("saved_checks:step", args=[seen.saved.pk, step.verb]), "form": form}


def _remembered(request: HttpRequest) -> dict[str, Any]:
    asked = {name: request.POST[name] for name in ("given", "looked_for") if name in request.POST}
    return {"purpose": request.session.get("check_purpose", ""), **asked}
