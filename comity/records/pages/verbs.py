"""Verbs on one record: withdraw, renew, restrict, lift. What is refused is said on the record's page."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.core import clock
from comity.core.errors import Conflict, Invalid
from comity.network.access import actor_of
from comity.records import actions


def _try(request: HttpRequest, record_id: UUID, verb: Callable[[], object], done: str) -> HttpResponse:
    try:
        verb()
    except Invalid as refusal:
        messages.error(request, " ".join(_(problem.problem) for problem in refusal.problems))
    except Conflict as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, done)
    return redirect("records:record", record_id=record_id)


@require_POST
def withdraw(request: HttpRequest, record_id: UUID) -> HttpResponse:
    actor, reason = actor_of(request), request.POST.get("reason", "")
    return _try(
        request,
        record_id,
        lambda: actions.withdraw(actor=actor, record_id=record_id, reason=reason, now=clock.now()),
        _("Withdrawn. Checks no longer find it."),
    )


@require_POST
def renew(request: HttpRequest, record_id: UUID) -> HttpResponse:
    actor, reason = actor_of(request), request.POST.get("reason", "")
    return _try(
        request,
        record_id,
        lambda: actions.renew(actor=actor, record_id=record_id, reason=reason, now=clock.now()),
        _("Renewed."),
    )


@require_POST
def restrict(request: HttpRequest, record_id: UUID) -> HttpResponse:
    actor, reason = actor_of(request), request.POST.get("reason", "")
    against = request.POST.get("against", "").strip().upper()
    return _try(
        request,
        record_id,
        lambda: actions.restrict(actor=actor, record_id=record_id, against=against, reason=reason, now=clock.now()),
        _("Restricted. For that bureau and everything under it the record no longer exists."),
    )


@require_POST
def lift(request: HttpRequest, record_id: UUID, restriction_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _try(
        request,
        record_id,
        lambda: actions.lift(actor=actor, record_id=record_id, restriction_id=restriction_id, now=clock.now()),
        _("Lifted."),
    )
