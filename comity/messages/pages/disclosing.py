"""The page of disclosure: a party hands a message, or a thread, to compliance, and is told what that means."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from comity.core import clock, ids
from comity.core.errors import Conflict, Invalid, Refused
from comity.keys import unlocking
from comity.keys.engine.ring import Keyring
from comity.messages import access
from comity.messages.actions import disclosing
from comity.messages.forms.consenting import DiscloseForm
from comity.messages.models import Disclosure, Message
from comity.messages.pages import opened
from comity.network.access import actor_of
from comity.network.rules import Actor

MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
def disclose(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message, and the others of its thread if that is wanted."""
    actor = actor_of(request)
    message = access.get_for_reading(actor, message_id)
    keyring = unlocking.keyring(request)
    if keyring is None and request.method != "POST":
        return unlocking.ask(request)
    left = [one for one in _undisclosed(actor, message.thread_id) if one.pk != message.pk]
    form = DiscloseForm(request.POST or None, may_be_whole=bool(left))
    if request.method == "POST" and form.is_valid():
        chosen = [message, *left] if form.cleaned_data.get("whole_thread") else [message]
        if keyring is None:
            form.add_error(None, _(unlocking.Locked().message))
        elif _handed(request, form, chosen, keyring):
            return redirect("messages:thread", message.thread_id)
    context = {
        "title": _("Disclose to compliance"),
        "form": form,
        "submit_label": _("Disclose"),
        "no_draft": True,  # sealed for compliance: it is not kept open in a browser either
        "warning": _(
            "Compliance will read it, with proof of who wrote it. Every other party sees that your bureau disclosed it,"
            " and when. It cannot be taken back."
        ),
        "cancel": reverse("messages:thread", args=[message.thread_id]),
    }
    return render(request, "messages/disclose.html", context, status=422 if form.errors else 200)


def _handed(request: HttpRequest, form: DiscloseForm, chosen: list[Message], keyring: Keyring) -> bool:
    """Hands over each; what cannot be is named, and the others are handed over all the same."""
    actor, now, done = actor_of(request), clock.now(), 0
    for message in chosen:
        try:
            handed = disclosing.sealed_for_compliance(
                message, form.cleaned_data["reason"], keyring=keyring, disclosure_id=ids.new(), now=now
            )
            made = disclosing.disclose(actor=actor, message_id=message.pk, handed=handed, now=now)
            done += 1
            _hand_over_files(actor, made, keyring, now)
        except Invalid as refusal:
            form.add_problems(refusal.problems)
        except (Conflict, Refused) as refusal:
            form.add_error(None, _(refusal.message))
    if done:
        told = ngettext("%(count)d message disclosed.", "%(count)d messages disclosed.", done) % {"count": done}
        said.success(request, told)
    return not form.errors


def _hand_over_files(actor: Actor, made: Disclosure, keyring: Keyring, now: datetime) -> None:
    """Every file of the message; one that is altered is refused, and the message stays disclosed without it."""
    view = opened.several([made.message], keyring)[0]
    for plain in view.content.attachments if view.content else ():
        disclosing.hand_over_file(actor=actor, disclosure=made, plain=plain, keyring=keyring, now=now)


def _undisclosed(actor: Actor, thread: UUID) -> list[Message]:
    """What of a thread the actor's bureau has, wrote or was sent by a person, and has not disclosed yet."""
    done = Disclosure.objects.filter(by=actor.bureau).values("message")
    seen = access.visible_to(actor).filter(thread=thread, is_automatic=False).exclude(pk__in=done)
    return list(seen.order_by("received_at", "pk")[:MOST])
