"""Writing a diffusion: choosing what it is for, and the form, which is made from the colour's manifest."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from comity.core import clock
from comity.core.errors import Conflict, Invalid, Problem
from comity.diffusions import access, queries, reading, rules, stating
from comity.diffusions import actions as diffusions
from comity.diffusions.forms import Files, files_of, form_of, stated_in
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import READ_BEFORE, Status
from comity.network.access import actor_of, get_bureau
from comity.network.rules import Actor
from comity.notices import manifests
from comity.notices.actions import Described
from comity.notices.forms import ContentForm, DocumentForm, PhotographForm, changed_by
from comity.notices.manifests.shape import ATTACHMENTS, Manifest
from comity.notices.rules import NotOpenToYou, QuotaReached


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
    form, files = form_of(manifest, actor, changed or posted, found), files_of(request)
    if posted is not None:
        kept = _keep(actor, manifest, found, form) if changed is None else None
        found = kept or found
        _take_files(actor, found, files)
        form.named += [named for file in files for named in file.named]
        if kept is not None and not form.named:
            return _go_on(request, actor, kept)
    elif found is not None:
        form.add_problems(_missing(found) if "missing" in request.GET else _found(found))
    status = 422 if form.named and posted is not None and changed is None else 200
    return _show(request, manifest, found, form, files, status)


def _show(
    request: HttpRequest, manifest: Manifest, found: Diffusion | None, form: ContentForm, files: Files, status: int
) -> HttpResponse:
    # What was taken is shown in the list of files; what was refused stays as it was typed.
    photograph, document = (sent if sent.named else empty for sent, empty in zip(files, files_of(), strict=True))
    context = {
        "title": _("Write a diffusion"),
        "lead": _(manifest.purpose),
        "manifest": manifest,
        "form": form,
        "address": reverse("diffusions:change", args=[found.pk]) if found else request.path,
        "diffusion": found,
        "photograph_form": photograph,
        "document_form": document,
        "photographs": found.photographs.all() if found else (),
        "attachments": found.attachments.all() if found else (),
        "more_parts": [("part-photographs", _("Photographs")), ("part-attachments", _("Documents"))],
        "back": reverse("diffusions:one", args=[found.pk]) if found else reverse("diffusions:choose"),
        "back_label": found.number if found else _("What it is for"),
    }
    return render(request, "diffusions/write.html", context, status=status)


def _keep(actor: Actor, manifest: Manifest, found: Diffusion | None, form: ContentForm) -> Diffusion | None:
    """Keeps what was typed; None where it could not be, and the form says why."""
    given: dict[str, Any] = {"actor": actor, "now": clock.now()}
    try:
        stated = stated_in(form)
        if found is None:
            return diffusions.draft(colour=manifest.colour, stated=stated, **given)
        return diffusions.change(diffusion_id=found.pk, stated=stated, **given)
    except Invalid as refusal:
        form.add_problems(refusal.problems)
    except Conflict as refusal:
        form.add_problems([Problem("", refusal.message)])
    return None


def _take_files(actor: Actor, found: Diffusion | None, files: Files) -> None:
    """Keeps the files that came with the form; what is wrong with one is said beside it."""
    for form in files:
        if not form.file:
            continue
        try:
            if found is None:
                accepted = gettext_noop("Choose it again once the draft is kept.")
                raise Invalid(Problem("file", gettext_noop("Without a draft the file could not be kept."), accepted))
            _take_file(actor, found, form)
        except Invalid as refusal:
            form.add_problems(refusal.problems)
        except Conflict as refusal:
            form.add_problems([Problem("file", refusal.message)])


def _take_file(actor: Actor, found: Diffusion, form: PhotographForm | DocumentForm) -> None:
    given: dict[str, Any] = {"actor": actor, "diffusion_id": found.pk, "file": form.file, "now": clock.now()}
    if isinstance(form, PhotographForm):
        caption, taken_on = (str(form.value(name) or "") for name in ("caption", "taken_on"))
        diffusions.add_photograph(caption=caption, taken_on=taken_on, **given)
    else:
        kind = str(form.value("kind") or "")
        title = str(form.value("title") or "").strip() or _(ATTACHMENTS.get(kind, ""))
        described = Described(kind=kind, title=title, is_shared=bool(form.value("is_shared")))
        diffusions.add_attachment(described=described, **given)


def _go_on(request: HttpRequest, actor: Actor, found: Diffusion) -> HttpResponse:
    """After it was kept: on its page, or further in the form where the button was one of a file's."""
    do, _colon, which = request.POST.get("do", "").partition(":")
    given: dict[str, Any] = {"actor": actor, "diffusion_id": found.pk, "now": clock.now()}
    if do == "remove-photograph":
        diffusions.remove_photograph(photograph_id=which, **given)
    elif do == "remove-attachment":
        diffusions.remove_attachment(attachment_id=which, **given)
    if do in ("file", "remove-photograph", "remove-attachment"):
        return redirect(reverse("diffusions:change", args=[found.pk]) + "#part-photographs")
    messages.success(request, _("Kept as a draft. Nobody else sees it until you send it."))
    return redirect("diffusions:one", found.pk)


def _missing(found: Diffusion) -> list[Problem]:
    """What it lacks before it can be sent. What is signed is signed on its page."""
    try:
        stating.require_complete(found, clock.now())
    except (NotOpenToYou, QuotaReached) as refusal:
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
