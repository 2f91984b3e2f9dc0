"""Choosing who receives a letter, while it is typed: what a page without a script does by sending its form."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST
from msgspec.structs import replace

from comity.messages import access
from comity.messages.drafting import Typed
from comity.messages.forms import LetterForm, recipients
from comity.network.access import actor_of

FIELDS = ("to", "cc")


@require_POST
def pick(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What answers to the words typed; or, where a button adds one, the part of the form with it added."""
    actor = actor_of(request)
    access.require_may_send(actor)
    form = LetterForm(actor, request.POST, typed=Typed())
    typed, spoken = form.typed_now(), get_language() or "en"
    context = {"form": form, "draft_id": draft_id, "asked": "", "found": None}
    if request.POST.get("add"):
        typed = added(typed, request.POST["add"])
        context["chosen"] = {name: recipients.named(getattr(typed, name), spoken) for name in FIELDS}
        return render(request, "messages/parts/recipients.html", context)
    words = request.POST.get("find", "")
    context["found"] = recipients.found(words, spoken, without=(*typed.recipients, actor.bureau)) if words else None
    return render(request, "messages/parts/found.html", context)


def added(typed: Typed, which: str) -> Typed:
    """The letter with one more recipient: "to:KE". One who is there already moves; anything else changes nothing."""
    field, _colon, code = which.partition(":")
    if field not in FIELDS or not code:
        return typed
    without = {name: tuple(one for one in getattr(typed, name) if one != code) for name in FIELDS}
    return replace(typed, **(without | {field: (*without[field], code)}))
