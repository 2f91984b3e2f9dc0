"""A request being written: choosing its colour, the form, its files, and asking for a change of a published one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import clock
from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import LANGUAGES
from comity.network.access import actor_of
from comity.network.rules import Actor, Right, require_right
from comity.notices import access, manifests, queries, rules
from comity.notices import actions as notices
from comity.notices.actions import Asked, Described
from comity.notices.forms import ContentForm, DocumentForm, PhotographForm, changed_by
from comity.notices.manifests.shape import ATTACHMENTS, REQUESTER_LABELS, SEEKS
from comity.notices.models import Notice
from comity.notices.pages.keeping import asked_by, form_of, keep_readable, version_in
from comity.notices.rules import State


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which colour: what each is for, who may ask for it, what it needs."""
    actor = actor_of(request)
    require_right(actor, Right.WRITE_NOTICES)
    now = clock.now()
    colours = [
        {
            "manifest": manifest,
            "may_ask": access.may_ask(actor, manifest, now),
            "seeks": [_(SEEKS[one]) for one in SEEKS if one in manifest.seeks],
            "asked_by": [_(REQUESTER_LABELS[one]) for one in REQUESTER_LABELS if one in manifest.asks],
            "parts": [_(group.label) for group in manifest.groups if group.required],
            "share": queries.share_of(manifest.colour, now),
        }
        for manifest in manifests.all()
    ]
    context = {
        "title": _("Ask for a notice"),
        "lead": _("Choose what it is for. Nobody else sees a draft, and nobody sees a request before it is published."),
        "colours": sorted(colours, key=lambda one: not one["may_ask"]),
        "back": reverse("notices:list"),
        "back_label": _("Notices"),
    }
    return render(request, "notices/choose.html", context)


@require_POST
def begin(request: HttpRequest, colour: str) -> HttpResponse:
    """An empty draft of a colour: everything typed from now on has a home."""
    spoken = get_language() or ""
    asked = Asked(language=spoken if spoken in LANGUAGES else "en")
    notice = notices.draft(actor=actor_of(request), colour=colour, asked=asked, now=clock.now())
    return redirect("notices:edit", notice.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The form of a draft, or of a request that was returned."""
    actor = actor_of(request)
    notice = access.get_for_changing(actor, notice_id)
    if State(notice.state) not in rules.WRITABLE:
        messages.info(request, _("This request is not in your hands now."))
        return redirect("notices:notice", notice.pk)
    if request.method == "POST":
        return _written(request, actor, notice)
    form = form_of(notice)
    if "missing" in request.GET:
        form.add_problems(notices.problems_with(notice, clock.now()))
    elif notice.findings:
        form.add_problems(found_in(notice))
    return _show(request, notice, form)


def found_in(notice: Notice) -> list[Problem]:
    """What the review found missing, each at its field."""
    said = [one for one in notice.findings if isinstance(one, dict)]
    return [
        Problem(str(one.get("field") or ""), str(one.get("says") or one.get("problem") or ""),
                str(one.get("accepted") or ""))
        for one in said
    ]  # fmt: skip


def _written(request: HttpRequest, actor: Actor, notice: Notice) -> HttpResponse:
    do = request.POST.get("do", "save")
    changed = changed_by(do, request.POST, queries.manifest_of(notice))
    form = form_of(notice, changed or request.POST)
    status = 422
    try:
        notice, problems = keep_readable(actor, notice, form, version_in(request))
        form.add_problems(problems)
    except Conflict as refusal:
        form.add_problems([Problem("", refusal.message)])
        notice, status = access.get_for_changing(actor, notice.pk), 409
    files = (PhotographForm(request.POST, request.FILES), DocumentForm(request.POST, request.FILES))
    _take_files(actor, notice, *files)
    form.named += [named for file in files for named in file.named]
    if changed is not None:
        return _show(request, notice, form, files)
    if form.named:
        return _show(request, notice, form, files, status=status)
    if do.startswith("remove-"):
        return _removed(request, actor, notice, do)
    if do == "check":
        return redirect("notices:check", notice.pk)
    messages.success(request, _("Kept as a draft. Nobody else sees it."))
    return redirect(reverse("notices:edit", args=[notice.pk]) + ("#part-photographs" if do == "file" else ""))


def _take_files(actor: Actor, notice: Notice, photograph: PhotographForm, document: DocumentForm) -> None:
    """Keeps the files that came with the form; what is wrong with one is said beside it."""
    given: dict[str, Any] = {"actor": actor, "notice_id": notice.pk, "now": clock.now()}
    if photograph.file:
        caption, taken_on = (str(photograph.value(name) or "") for name in ("caption", "taken_on"))
        try:
            notices.add_photograph(file=photograph.file, caption=caption, taken_on=taken_on, **given)
        except Invalid as refusal:
            photograph.add_problems(refusal.problems)
    if document.file:
        kind = str(document.value("kind") or "")
        title = str(document.value("title") or "").strip() or _(ATTACHMENTS.get(kind, ""))
        described = Described(kind=kind, title=title, is_shared=bool(document.value("is_shared")))
        try:
            notices.add_attachment(file=document.file, described=described, **given)
        except Invalid as refusal:
            document.add_problems(refusal.problems)


def _removed(request: HttpRequest, actor: Actor, notice: Notice, do: str) -> HttpResponse:
    verb, _colon, which = do.partition(":")
    given: dict[str, Any] = {"actor": actor, "notice_id": notice.pk, "now": clock.now()}
    if verb == "remove-photograph":
        notices.remove_photograph(photograph_id=which, **given)
    else:
        notices.remove_attachment(attachment_id=which, **given)
    messages.success(request, _("Taken away."))
    return redirect(reverse("notices:edit", args=[notice.pk]) + "#part-photographs")


def _show(
    request: HttpRequest,
    notice: Notice,
    form: ContentForm,
    files: tuple[PhotographForm, DocumentForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    manifest = queries.manifest_of(notice)
    # What was taken is shown in the list of files; what was refused stays as it was typed.
    fresh = (PhotographForm(), DocumentForm())
    photograph, document = [sent if sent.named else empty for sent, empty in zip(files or fresh, fresh, strict=True)]
    context = {
        "title": notice.title or _(manifest.label),
        "notice": notice,
        "manifest": manifest,
        "form": form,
        "photograph_form": photograph,
        "document_form": document,
        "photographs": notice.photographs.all(),
        "attachments": notice.attachments.all(),
        "more_parts": [("part-photographs", _("Photographs")), ("part-attachments", _("Documents"))],
        "version": notice.version,
        "back": reverse("notices:notice", args=[notice.pk]),
        "back_label": _("The request"),
    }
    return render(request, "notices/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Asks that a published notice say something else. Until it is reviewed, it stands as it was."""
    actor = actor_of(request)
    notice = access.get_for_changing(actor, notice_id)
    manifest = queries.manifest_of(notice)
    rules.require_step("amend", State(notice.state))
    posted = request.POST if request.method == "POST" else None
    changed = changed_by(posted.get("do", ""), posted, manifest) if posted else None
    form = form_of(notice, changed or posted)
    files = (PhotographForm(posted, request.FILES or None), DocumentForm(posted, request.FILES or None))
    if posted is not None and changed is None and _is_amended(actor, notice, form, posted, files):
        messages.success(request, _("Handed in. The notice stands as it was until the change has been reviewed."))
        return redirect("notices:notice", notice.pk)
    context = {
        "title": _("Ask for a change"),
        "notice": notice,
        "manifest": manifest,
        "form": form,
        "assurances": manifest.assurances,
        "assured": posted.getlist("assured") if posted else [],
        "photograph_form": files[0],
        "document_form": files[1],
        "photographs": notice.photographs.all(),
        "attachments": notice.attachments.all(),
        "back": reverse("notices:notice", args=[notice.pk]),
        "back_label": notice.number,
    }
    return render(request, "notices/amend.html", context, status=422 if form.named and changed is None else 200)


def _is_amended(
    actor: Actor, notice: Notice, form: ContentForm, posted: QueryDict, files: tuple[PhotographForm, DocumentForm]
) -> bool:
    """Asks for the change, with the files that came with it; False where something is wrong, which the form says."""
    for file in files:
        file.look()
    form.named += [named for file in files for named in file.named]
    if form.named:
        return False
    assured = frozenset(int(one) for one in posted.getlist("assured") if one.isdecimal() and len(one) < 3)
    try:
        notices.amend(actor=actor, notice_id=notice.pk, asked=asked_by(form), now=clock.now(), assured=assured)
    except Invalid as refusal:
        form.add_problems(refusal.problems)
    except Conflict as refusal:
        form.add_problems([Problem("", refusal.message)])
    else:
        _take_files(actor, notice, *files)
    return not form.named
