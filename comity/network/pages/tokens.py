"""The national systems of one's bureau, and their tokens."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comity.core import clock
from comity.core.purposes import PURPOSES
from comity.network import access
from comity.network import actions as network
from comity.network.forms import TokenForm, choose_from, entity_choices
from comity.network.pages.administration import actor_with, form_page, secret_page, tabs
from comity.network.rules import Right
from comity.sign_in.step_up import require_step_up


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_TOKENS)
    rows = access.tokens_visible_to(actor)
    context = {"title": _("Systems"), "rows": rows, "tabs": tabs(request, actor), "now": clock.now()}
    return render(request, "network/tokens.html", context)


@require_step_up
def issue(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_TOKENS)
    form = TokenForm(request.POST or None)
    form.offer(network.reach_of(access.get_bureau(actor.bureau)))
    choose_from(form, "entity", entity_choices(access.entities_visible_to(actor), gettext_lazy("The bureau itself")))
    now = clock.now()
    issued = form.submit(
        lambda _data: network.issue_token(actor=actor, bureau=actor.bureau, terms=form.terms(now), now=now)
    )
    if issued is None:
        return form_page(
            request,
            form,
            _("Issue a token"),
            reverse("network:tokens"),
            submit_label=_("Issue"),
            warning=_("Whoever holds the token can ask these databases in your name until it ends or you revoke it."),
        )
    return secret_page(
        request,
        _("The token of %(name)s") % {"name": issued.token.name},
        issued.text,
        what=_("Token"),
        lead=_(
            "Put it into the system now. It is shown this once and stored nowhere; a lost one is revoked and replaced."
        ),
        facts=[(_("Good until"), issued.token.expires_at)],
        back=reverse("network:token", args=[issued.token.pk]),
    )


@require_safe
def one(request: HttpRequest, token_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_TOKENS)
    token = access.get_token(actor, token_id)
    context = {
        "title": token.name,
        "back": reverse("network:tokens"),
        "token": token,
        "purposes": [PURPOSES[purpose] for purpose in token.purposes],
        "is_good": token.revoked_at is None and token.expires_at > clock.now(),
    }
    return render(request, "network/token.html", context)


@require_POST
@require_step_up
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_TOKENS)
    network.revoke_token(actor=actor, token_id=token_id, now=clock.now())
    messages.success(request, _("The token has been revoked."))
    return redirect("network:token", token_id)
