"""What another bureau reports of a notice: found, extradition refused, information."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.core import clock
from comity.core.errors import Conflict, Invalid
from comity.network.access import actor_of
from comity.notices import access, queries
from comity.notices import actions as notices
from comity.notices.forms.content import sentence
from comity.notices.forms.reports import InformationForm, LocatedForm, RefusedForm
from comity.notices.models import Notice

Verb = Callable[[forms.Form, dict[str, Any]], object]


@require_http_methods(["GET", "HEAD", "POST"])
def located(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Found. The place is told only if one wishes to; where an arrest is sought, the clock for the papers begins."""
    notice = access.get_for_reporting(actor_of(request), notice_id)
    form = LocatedForm(request.POST if request.method == "POST" else None)
    if not queries.manifest_of(notice).is_coercive:
        del form.fields["days"]
    text = {
        "title": _("Report as found"),
        "lead": _("The bureau that asks and the General Secretariat are told at once. Nobody else is."),
        "done": _("Reported. The bureau that asks has been told."),
    }
    return _reported(
        request, notice, form, lambda said, given: notices.report_located(**said.cleaned_data, **given), text
    )


@require_http_methods(["GET", "HEAD", "POST"])
def extradition_refused(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Extradition was refused: the ground decides what becomes of the notice."""
    notice = access.get_for_reporting(actor_of(request), notice_id)
    form = RefusedForm(request.POST if request.method == "POST" else None)
    text = {
        "title": _("Report that extradition was refused"),
        "lead": _("The General Secretariat looks at the notice again, or tells all members who refused and why."),
        "done": _("Reported. The General Secretariat looks at the notice again."),
    }
    return _reported(
        request,
        notice,
        form,
        lambda said, given: notices.report_extradition_refused(**said.cleaned_data, **given),
        text,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def information(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """An answer to what is asked."""
    notice = access.get_for_reporting(actor_of(request), notice_id)
    form = InformationForm(request.POST if request.method == "POST" else None)
    text = {
        "title": _("Send information"),
        "lead": _("Its source and the General Secretariat read it, nobody else."),
        "done": _("Sent."),
    }
    return _reported(
        request, notice, form, lambda said, given: notices.report_information(**said.cleaned_data, **given), text
    )


def _reported(request: HttpRequest, notice: Notice, form: forms.Form, verb: Verb, text: dict[str, str]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            verb(form, {"actor": actor_of(request), "notice_id": notice.pk, "now": clock.now()})
        except Invalid as refusal:
            for problem in refusal.problems:
                form.add_error(problem.field if problem.field in form.fields else None, sentence(problem))
        except Conflict as refusal:
            form.add_error(None, _(refusal.message))
        else:
            messages.success(request, text["done"])
            return redirect("notices:notice", notice.pk)
    context = {
        "title": text["title"],
        "lead": text["lead"],
        "notice": notice,
        "form": form,
        "submit_label": _("Report"),
        "submit_icon": "send",
        "back": reverse("notices:notice", args=[notice.pk]),
        "back_label": notice.number,
        "cancel": reverse("notices:notice", args=[notice.pk]),
    }
    return render(request, "notices/report.html", context, status=422 if form.errors else 200)
