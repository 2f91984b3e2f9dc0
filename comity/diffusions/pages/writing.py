"""Writing a diffusion: choosing what it is for, and the form, which is made from the colour's manifest."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.core import clock
from comity.core.errors import Conflict, Invalid, Problem
from comity.diffusions import access, queries, reading, rules, stating
from comity.diffusions import actions as diffusions
from comity.diffusions.forms import form_of, stated_in
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import READ_BEFORE, Status
from comity.network.access import actor_of, get_bureau
from comity.network.rules import Actor
from comity.notices import manifests
from comity.notices.forms import ContentForm, changed_by
from comity.notices.manifests.shape import Manifest
from comity.notices.rules import NotOpenToYou


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What it is for: what each colour seeks, and how it goes out."""
    actor = actor_of(request)
    access.require_may_send(actor)
    today = clock.now().date()
    sender = get_bureau(actor.bureau)
    context = {
        "title": _("Write a diffusion"),
        "lead": _("A request or a warning to bureaus of your choice. Only they learn of it. Choose what it is for."),
        "colours": [_choice(one) for one in manifests.all() if stating.is_open_to(sender, one, today)],
        "back": reverse("diffusions:list"),
        "back_label": _("Diffusions"),
    }
    return render(request, "diffusions/choose.html", context)


def _choice(manifest: Manifest) -> dict[str, Any]:
    return {
        "manifest": manifest,
        "seeks": [_(said) for said in queries.seeks_in_words(manifest)],
        "is_held": bool(manifest.seeks & READ_BEFORE),
        "names": manifest.subject in reading.NAMING,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, colour: str) -> HttpResponse:
    """The form of one colour; and, when it is kept, the draft."""
    actor = actor_of(request)
    access.require_may_send(actor)
    return _form(request, actor, manifests.get(colour), None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, diffusion_id: UUID) -> HttpResponse:
    """The same form, filled in with what the draft says; with `missing`, with what it lacks before it can be sent."""
    actor = actor_of(request)
    found = access.get_for_changing(actor, diffusion_id)
    try:
        rules.require_step("change", Status(found.status))
    except Conflict:
        messages.info(request, _("This diffusion is not in your hands now."))
        return redirect("diffusions:one", found.pk)
    return _form(request, actor, reading.manifest_of(found), found)


def _form(request: HttpRequest, actor: Actor, manifest: Manifest, found: Diffusion | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    changed = changed_by(posted.get("do", ""), posted, manifest) if posted is not None else None
    form = form_of(manifest, actor, changed or posted, found)
    if posted is not None and changed is None:
        kept = _keep(request, actor, manifest, found, form)
        if kept is not None:
            return kept
    elif found is not None and posted is None:
        form.add_problems(_missing(found) if "missing" in request.GET else _found(found))
    back = reverse("diffusions:one", args=[found.pk]) if found else reverse("diffusions:choose")
    context = {
        "title": _("Write a diffusion"),
        "lead": _(manifest.purpose),
        "manifest": manifest,
        "form": form,
        "back": back,
        "back_label": found.number if found else _("What it is for"),
    }
    status = 422 if form.named and posted is not None and changed is None else 200
    return render(request, "diffusions/write.html", context, status=status)


def _keep(
    request: HttpRequest, actor: Actor, manifest: Manifest, found: Diffusion | None, form: ContentForm
) -> HttpResponse | None:
    """Keeps what was typed; None where it could not be, and the form says why."""
    given: dict[str, Any] = {"actor": actor, "now": clock.now()}
    try:
        stated = stated_in(form)
        if found is None:
            kept = diffusions.draft(colour=manifest.colour, stated=stated, **given)
        else:
            kept = diffusions.change(diffusion_id=found.pk, stated=stated, **given)
    except Invalid as refusal:
        form.add_problems(refusal.problems)
        return None
    except Conflict as refusal:
        form.add_problems([Problem("", refusal.message)])
        return None
    messages.success(request, _("Kept as a draft. Nobody else sees it until you send it."))
    return redirect("diffusions:one", kept.pk)


def _missing(found: Diffusion) -> list[Problem]:
    """What it lacks before it can be sent. What is signed is signed on its page."""
    try:
        stating.require_complete(found, clock.now())
    except NotOpenToYou as refusal:
        return [Problem("", refusal.message)]
    except Invalid as refusal:
        return [one for one in refusal.problems if not one.field.startswith("assurances")]
    return []


def _found(found: Diffusion) -> list[Problem]:
    """What the review gave back to be put right, each at its field."""
    return [
        Problem(str(one.get("field", "")), str(one.get("problem", "")), str(one.get("accepted", "")))
        for one in found.findings
    ]
