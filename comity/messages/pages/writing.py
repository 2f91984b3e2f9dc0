"""Writing a letter: beginning one, going on with a draft, and sending it. Whatever is refused, what was typed stays."""

from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import clock, ids
from comity.core.errors import Refused
from comity.keys import queries as keys
from comity.keys import unlocking
from comity.keys.engine.ring import PublicKey
from comity.messages import access, drafting, streams
from comity.messages.actions import drafting as drafts
from comity.messages.drafting import Typed
from comity.messages.forms import LetterForm, recipients, tongues
from comity.messages.pages import beginning, keeping, locked, picking, posting
from comity.network.access import actor_of
from comity.network.rules import Actor


@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """An empty letter, or one that answers, follows or passes on a message (`answers`, `after`, `forwards`)."""
    actor = actor_of(request)
    access.require_may_send(actor)
    try:
        typed = beginning.begun(request, actor)
    except unlocking.Locked:
        return unlocking.ask(request)
    return show(request, ids.new(), LetterForm(actor, typed=typed))


@unlocking.required
def _open_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    kept = access.get_draft(actor, draft_id)
    typed = drafting.open_with(bytes(kept.sealed), unlocking.require_keyring(request))
    return show(request, draft_id, LetterForm(actor, typed=typed), is_kept=True)


@streams.sealed_uploads
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """A draft: its form; and what is pressed in it. The letter goes out under the draft's own id, so never twice."""
    actor = actor_of(request)
    access.require_may_send(actor)
    if request.method != "POST":
        return _open_draft(request, draft_id)
    sent = posting.sent(actor, draft_id)
    if sent is not None:
        return redirect("messages:thread", sent.thread_id)
    form = LetterForm(actor, request.POST, typed=Typed())
    do, _colon, which = request.POST.get("do", "").partition(":")
    typed = picking.added(form.typed_now(), request.POST.get("add", ""))
    typed, problems = keeping.keep(request, actor, draft_id, typed)
    if do == "auto":
        return render(request, "messages/parts/kept.html", {"kept_at": clock.now(), "problems": problems})
    if do == "remove-file":
        typed = keeping.without_file(actor, draft_id, typed, which)
    elif do == "letter":
        typed = beginning.from_letter(typed, request.POST.get("letter", ""))
    elif do == "send" and not problems:
        return _send(request, draft_id, form, typed)
    elif do == "keep" and not problems:
        said.success(request, _("Kept as a draft, sealed. Nobody else sees it."))
        return redirect(reverse("messages:list") + "?folder=drafts")
    again = LetterForm(actor, keeping.as_posted(request, typed), typed=typed)
    again.add_problems(problems)
    return show(
        request, draft_id, again, is_kept=not problems, found=request.POST.get("find", "") if do == "find" else ""
    )


def _send(request: HttpRequest, draft_id: UUID, form: LetterForm, typed: Typed) -> HttpResponse:
    try:
        sent = posting.post(request, actor_of(request), draft_id, typed)
    except unlocking.Locked:
        said.info(request, _("Kept as a draft. Unlock to sign and seal it, then send it."))
        return redirect(f"{reverse('keys:unlock')}?next={reverse('messages:draft', args=[draft_id])}")
    except Refused as refusal:
        again = LetterForm(form.actor, keeping.as_posted(request, typed), typed=typed)
        again.add_problems(posting.problems_of(refusal))
        return show(request, draft_id, again, is_kept=True)
    said.success(request, _("Sent. You see here when it is delivered, read and answered."))
    return redirect("messages:thread", sent.thread_id)


def show(
    request: HttpRequest, draft_id: UUID, form: LetterForm, *, is_kept: bool = False, found: str = ""
) -> HttpResponse:
    """The form; 422 where something was refused."""
    typed = form.typed_now()
    current = keys.current_of([*typed.recipients, form.actor.bureau])
    own = current.pop(form.actor.bureau, None)
    typed = keeping.with_keys(typed, current)
    spoken = get_language() or "en"
    context: dict[str, Any] = {
        "title": _("Write a message"),
        "form": form,
        "typed": typed,
        "held": form.to_hold(typed),
        "draft_id": draft_id,
        "address": reverse("messages:draft", args=[draft_id]),
        "is_kept": is_kept,
        "chosen": {"to": recipients.named(typed.to, spoken), "cc": recipients.named(typed.cc, spoken)},
        "found": recipients.found(found, spoken, without=(*typed.recipients, form.actor.bureau)) if found else None,
        "asked": found,
        "to_compare": _to_compare(form.actor, current),
        "has_keys": own is not None,
        **locked.context(request, unlocking.keyring(request)),
        "direction": tongues.direction(typed.language),
        "back": reverse("messages:list"),
        "back_label": _("Messages"),
    }
    # A script swaps only what succeeded; it must show what is wrong too.
    is_refused = form.is_bound and form.errors and "HX-Request" not in request.headers
    return render(request, "messages/write.html", context, status=422 if is_refused else 200)


def _to_compare(actor: Actor, current: dict[str, PublicKey]) -> list[PublicKey]:
    """The recipients' keys that nothing vouches for but a telephone call nobody has made yet."""
    doubtful = keys.to_compare(actor.bureau, current.values())
    return [key for key in current.values() if key.id in doubtful]


@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Throws a draft away."""
    drafts.discard(actor=actor_of(request), draft_id=draft_id, now=clock.now())
    said.success(request, _("The draft is thrown away."))
    return redirect(reverse("messages:list") + "?folder=drafts")
