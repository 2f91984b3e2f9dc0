"""Disclosed messages: the list, and one opened with compliance's own key, with proof of who wrote it."""

from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django import forms
from django.contrib import messages as said
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.compliance import access
from comity.compliance.actions import disclosed as compliance
from comity.compliance.engine.messages import FOUND_LABELS, Found
from comity.compliance.models import Judged
from comity.core import clock
from comity.core.errors import Conflict, Invalid, NotFound
from comity.keys import queries as keys
from comity.keys import unlocking
from comity.keys.engine.ring import Keyring, Role
from comity.keys.engine.sealing import Altered, NotForThisKey
from comity.messages import streams
from comity.messages.models import Disclosure
from comity.messages.pages import named
from comity.messages.rules import ASKS_LABELS, KIND_LABELS, Asks, Kind
from comity.network.access import actor_of
from comity.network.rules import Actor, Right

PAGE_SIZE = 50
SAVED: Final = "application/octet-stream"  # nobody's browser shows or runs it
COMPLIANCE: Final[Role] = "compliance"


class FoundForm(forms.Form):
    """What one reviewer finds of it."""

    found = forms.ChoiceField(
        label=gettext_lazy("What you find"),
        widget=forms.RadioSelect,
        choices=[(one.value, gettext_lazy(label)) for one, label in FOUND_LABELS.items()],
    )
    reasons = forms.CharField(
        label=gettext_lazy("Your reasons"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=compliance.LONGEST,
        help_text=gettext_lazy("Sealed for compliance, like the message."),
    )


@require_safe
def disclosed_list(request: HttpRequest) -> HttpResponse:
    """What parties handed over, the latest first: envelopes alone."""
    actor = actor_of(request)
    page = Paginator(access.disclosures_visible_to(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": _("Disclosed messages"),
        "lead": _("Handed over by a party of the message. Nobody else can: what is not disclosed, nobody here reads."),
        "page_obj": page,
        "rows": [(one, _(KIND_LABELS[Kind(one.message.kind)]), _asks(one)) for one in page],
        "empty": _("Nothing was disclosed. A bureau discloses a message from its own page of it, with a reason."),
        "back": reverse("compliance:queue"),
        "back_label": _("Reviews"),
    }
    return render(request, "compliance/disclosed_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def disclosed(request: HttpRequest, disclosure_id: UUID) -> HttpResponse:
    """One of them: whether it is proven, what it says, what reviewers found."""
    actor = actor_of(request)
    row = access.get_disclosure(actor, disclosure_id)
    keyring = unlocking.keyring(request, role=COMPLIANCE)
    if keyring is None and request.method != "POST" and not unlocking.is_unlocked(request):
        return unlocking.ask(request)
    form = FoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _judged(actor, row, form):
        said.success(request, _("Noted, under seal."))
        return redirect("compliance:disclosed", disclosure_id)
    context = {
        "title": _("Disclosed message"),
        "row": row,
        "kind": _(KIND_LABELS[Kind(row.message.kind)]),
        "asks": _asks(row),
        "form": form,
        "judged": _found(row, keyring),
        "may_judge": not row.judged.filter(officer=actor.id).exists(),
        "may_order": actor.may(Right.ORDER_MEASURES),
        "back": reverse("compliance:disclosed_list"),
        "back_label": _("Disclosed messages"),
    }
    return render(
        request,
        "compliance/disclosed.html",
        context | _opened(request, actor, row, keyring),
        status=422 if form.errors else 200,
    )


@require_safe
def file(request: HttpRequest, disclosure_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """One file, unsealed while it is sent, once the message proves what it must be. Raises NotFound, AlteredFile."""
    actor = actor_of(request)
    row = access.get_disclosure(actor, disclosure_id)
    keyring = unlocking.keyring(request, role=COMPLIANCE)
    if keyring is None:
        return unlocking.ask(request)
    read = compliance.read(actor=actor, disclosure_id=row.pk, keyring=keyring, now=clock.now())
    content = read.proof.content if read.is_proven else None
    plain = next((one for one in content.attachments if one.id == str(attachment_id)), None) if content else None
    kept = row.files.filter(attachment=attachment_id).first()
    if plain is None or kept is None:
        raise NotFound
    source = cast(BinaryIO, kept.file.open("rb").file)
    answer = streams.streamed(request, streams.closing(source, streams.unsealed(source, keyring, plain)), SAVED)
    answer.headers["Content-Disposition"] = content_disposition_header(True, plain.name) or "attachment"
    return answer


def _opened(request: HttpRequest, actor: Actor, row: Disclosure, keyring: Keyring | None) -> dict[str, Any]:
    """The message once it is open, or why it is not."""
    if keyring is None:
        return {"trouble": _(unlocking.why_locked(request, role=COMPLIANCE))}
    try:
        opened = compliance.read(actor=actor, disclosure_id=row.pk, keyring=keyring, now=clock.now())
    except (NotForThisKey, Altered) as refusal:
        return {"trouble": _(refusal.message)}
    handed = set(row.files.values_list("attachment", flat=True))
    content = opened.proof.content
    files = [(one, UUID(one.id) in handed) for one in content.attachments] if content else []
    to = named.bureaus(opened.envelope.recipients, get_language() or "en") if opened.envelope else {}
    is_doubtful = bool(keys.to_compare(actor.bureau, [keys.by_id(row.message.sender_key)]))
    return {
        "opened": opened,
        "content": content,
        "files": files,
        "reason": opened.proof.reason,
        "is_doubtful": is_doubtful,
        "to": list(to.values()),
    }


def _judged(actor: Actor, row: Disclosure, form: FoundForm) -> bool:
    try:
        compliance.judge(
            actor=actor,
            disclosure_id=row.pk,
            found=form.cleaned_data["found"],
            reasons=form.cleaned_data["reasons"],
            now=clock.now(),
        )
    except Invalid as refusal:
        for one in refusal.problems:
            form.add_error(one.field if one.field in form.fields else None, _(one.problem))
    except Conflict as refusal:
        form.add_error(None, _(refusal.message))
    else:
        return True
    return False


def _found(row: Disclosure, keyring: Keyring | None) -> list[tuple[Judged, str, str]]:
    """What each reviewer found, and why, as far as this reader's key opens it."""
    listed = []
    for one in row.judged.all():
        try:
            reasons = keyring.unseal(bytes(one.sealed)).decode() if keyring else ""
        except (NotForThisKey, Altered):
            reasons = ""
        listed.append((one, _(FOUND_LABELS[Found(one.found)]), reasons))
    return listed


def _asks(row: Disclosure) -> str:
    return _(ASKS_LABELS[Asks(row.message.asks)])
