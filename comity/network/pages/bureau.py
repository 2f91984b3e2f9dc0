"""One's bureau: its link, how its desk is reached, and what there is to run."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.core import clock
from comity.network import access, queries
from comity.network import actions as network
from comity.network.forms import KIND_LABELS, ContactForm
from comity.network.pages.administration import actor_with, form_page, tabs
from comity.network.rules import Right
from comity.sign_in.step_up import require_step_up


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_OFFICERS)
    bureau = access.get_bureau(actor.bureau)
    context = {
        "title": bureau.name,
        "bureau": bureau,
        "kind": KIND_LABELS[bureau.kind],
        "counts": queries.counts(bureau, clock.now()),
        "tabs": tabs(request, actor),
        "may_connect": actor.may(Right.CONNECT_BUREAU),
    }
    return render(request, "network/bureau.html", context)


@require_step_up
def contact(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.CONNECT_BUREAU)
    bureau = access.get_bureau(actor.bureau)
    initial = {"contact": bureau.contact, "hits_not_wanted": bureau.hits_not_wanted}
    form = ContactForm(request.POST or None, initial=initial)
    changed = form.submit(
        lambda data: network.change_contact(
            actor=actor,
            bureau=actor.bureau,
            contact=data["contact"],
            hits_not_wanted=frozenset(data["hits_not_wanted"]),
            now=clock.now(),
        )
    )
    if changed is None:
        return form_page(request, form, _("How your desk is reached"), reverse("network:bureau"))
    messages.success(request, _("Saved. Answers show it from now on."))
    return redirect("network:bureau")


@require_POST
@require_step_up
def disconnect(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.CONNECT_BUREAU)
    network.disconnect(actor=actor, bureau=actor.bureau, now=clock.now())
    messages.warning(request, _("Your bureau is disconnected. Its data stays; its people and systems can ask nothing."))
    return redirect("network:bureau")


@require_POST
@require_step_up
def reconnect(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.CONNECT_BUREAU)
    network.reconnect(actor=actor, bureau=actor.bureau, now=clock.now())
    messages.success(request, _("Your bureau is connected again, as it was."))
    return redirect("network:bureau")
