"""Whom one's bureau denies its data."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.core import clock
from comity.network import access, queries
from comity.network import actions as network
from comity.network.forms import RestrictionForm, choose_from
from comity.network.pages.administration import actor_with, form_page, tabs
from comity.network.rules import Right
from comity.sign_in.step_up import require_step_up


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_RESTRICTIONS)
    rows = access.restrictions_visible_to(actor).order_by("ends_at", "-starts_at")
    return render(
        request,
        "network/restrictions.html",
        {"title": _("Restrictions"), "rows": rows, "tabs": tabs(request, actor)},
    )


@require_step_up
def restrict(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_RESTRICTIONS)
    form = RestrictionForm(request.POST or None)
    choose_from(form, "against", [("", "—"), *queries.restrictable(actor.bureau, get_language() or "en")])
    row = form.submit(lambda data: network.restrict(actor=actor, now=clock.now(), **data))
    if row is None:
        warning = _(
            "From the next question on, nobody under that bureau can learn that these records exist. "
            "They are not told. You can lift it at any time."
        )
        return form_page(
            request,
            form,
            _("Restrict your data"),
            reverse("network:restrictions"),
            submit_label=_("Restrict"),
            warning=warning,
        )
    messages.success(request, _("The restriction stands."))
    return redirect("network:restrictions")


@require_POST
@require_step_up
def lift(request: HttpRequest, restriction_id: UUID) -> HttpResponse:
    actor = actor_with(request, Right.MANAGE_RESTRICTIONS)
    network.lift(actor=actor, restriction_id=restriction_id, now=clock.now())
    messages.success(request, _("The restriction has been lifted."))
    return redirect("network:restrictions")
