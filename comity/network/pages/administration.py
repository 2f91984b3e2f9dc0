"""What the pages of a bureau's administration share: tabs, the page of a form, the page of a secret shown once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from comity.network import access
from comity.network.forms import RuleForm
from comity.network.rules import Actor, Right, require_right

_TABS = (
    ("network:bureau", Right.MANAGE_OFFICERS),
    ("network:officers", Right.MANAGE_OFFICERS),
    ("network:entities", Right.MANAGE_ENTITIES),
    ("network:tokens", Right.MANAGE_TOKENS),
    ("network:restrictions", Right.MANAGE_RESTRICTIONS),
)


def actor_with(request: HttpRequest, right: Right) -> Actor:
    """Who acts, if they may. Raises NotSignedIn or NotAllowed."""
    actor = access.actor_of(request)
    require_right(actor, right)
    return actor


def tabs(request: HttpRequest, actor: Actor) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is here) for the look's tabs."""
    labels = {
        "network:bureau": _("Bureau"),
        "network:officers": _("Officers"),
        "network:entities": _("Entities"),
        "network:tokens": _("Systems"),
        "network:restrictions": _("Restrictions"),
    }
    addresses = [(labels[name], reverse(name)) for name, right in _TABS if actor.may(right)]
    return [(label, address, request.path == address) for label, address in addresses]


def form_page(request: HttpRequest, form: RuleForm, title: str, back: str, **more: Any) -> HttpResponse:
    """One form; 422 where something in it is wrong."""
    context = {"form": form, "title": title, "cancel": back, "back": back, **more}
    return render(request, "network/form.html", context, status=422 if form.errors else 200)


@never_cache
def secret_page(request: HttpRequest, title: str, secret: str, **more: Any) -> HttpResponse:
    """A secret that is shown this once and kept nowhere."""
    return render(request, "network/secret.html", {"title": title, "secret": secret, **more})
