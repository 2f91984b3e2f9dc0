"""The last look before a request is handed in: what it says, what is missing, and what a named officer signs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.core import clock
from comity.core.errors import Conflict, Invalid
from comity.network.access import actor_of
from comity.notices import access, queries, rules
from comity.notices import actions as notices
from comity.notices.actions.drafting import asked_assurances
from comity.notices.manifests import words
from comity.notices.pages.keeping import form_of
from comity.notices.rules import State
from comity.sign_in.step_up import require_step_up


@require_safe
def check(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Everything as it would be handed in."""
    actor = actor_of(request)
    notice = access.get_for_changing(actor, notice_id)
    if State(notice.state) not in rules.WRITABLE:
        return redirect("notices:notice", notice.pk)
    manifest = queries.manifest_of(notice)
    form = form_of(notice)
    problems = [one for one in notices.problems_with(notice, clock.now()) if not one.field.startswith("assurances")]
    form.add_problems(problems)
    signed = {one.number: one for one in notice.assurances.all()}
    asked = [(one, signed.get(one.number)) for one in asked_assurances(manifest, notice)]
    context = {
        "title": _("Check and hand in"),
        "notice": notice,
        "manifest": manifest,
        "form": form,
        "sections": words.sections(manifest, notice.content, _),
        "photographs": notice.photographs.all(),
        "attachments": notice.attachments.all(),
        "assurances": asked,
        "is_ready": not form.named and all(one is not None for _asked, one in asked),
        "edit": reverse("notices:edit", args=[notice.pk]),
        "back": reverse("notices:edit", args=[notice.pk]),
        "back_label": _("The form"),
    }
    return render(request, "notices/check.html", context)


@require_POST
@require_step_up
def sign(request: HttpRequest, notice_id: UUID, number: int) -> HttpResponse:
    """A named officer states one of the assurances (art. 84)."""
    try:
        notices.sign_assurance(actor=actor_of(request), notice_id=notice_id, number=number, now=clock.now())
    except (Conflict, Invalid) as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Signed with your name."))
    return redirect(reverse("notices:check", args=[notice_id]) + "#part-assurances")


@require_POST
@require_step_up
def submit(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Hands it in; what is missing is named in the form."""
    actor = actor_of(request)
    try:
        notices.submit(actor=actor, notice_id=notice_id, now=clock.now())
    except Invalid as refusal:
        if all(one.field.startswith("assurances") for one in refusal.problems):
            messages.error(request, _("Not every assurance has been signed."))
            return redirect("notices:check", notice_id)
        return redirect(reverse("notices:edit", args=[notice_id]) + "?missing=1")
    except Conflict as refusal:
        messages.error(request, _(refusal.message))
        return redirect("notices:check", notice_id)
    messages.success(request, _("Handed in. You are told here how it goes on."))
    return redirect("notices:notice", notice_id)
