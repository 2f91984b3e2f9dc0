"""Verbs on one notice: suspend, resume, withdraw, renew, and others. What is refused is said on its page."""

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
from comity.notices import actions as notices
from comity.notices.forms.content import sentence
from comity.sign_in.step_up import require_step_up


def _try(request: HttpRequest, notice_id: UUID, verb: Callable[[], object], done: str) -> HttpResponse:
    try:
        verb()
    except Invalid as refusal:
        messages.error(request, " ".join(sentence(problem) for problem in refusal.problems))
    except Conflict as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, done)
    return redirect("notices:notice", notice_id=notice_id)


@require_POST
def suspend(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, reason = actor_of(request), request.POST.get("reason", "")
    given = request.POST.get("days", "").strip()
    days = int(given) if given.isdecimal() and len(given) < 6 else 0
    return _try(
        request,
        notice_id,
        lambda: notices.suspend(actor=actor, notice_id=notice_id, reason=reason, days=days, now=clock.now()),
        _("Suspended. Nobody else sees it, and checks do not meet it."),
    )


@require_POST
def resume(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _try(
        request,
        notice_id,
        lambda: notices.resume(actor=actor, notice_id=notice_id, now=clock.now()),
        _("Resumed. Every member sees it again."),
    )


@require_POST
@require_step_up
def withdraw(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, reason = actor_of(request), request.POST.get("reason", "")
    return _try(
        request,
        notice_id,
        lambda: notices.withdraw(actor=actor, notice_id=notice_id, reason=reason, now=clock.now()),
        _("Withdrawn, for good."),
    )


@require_POST
def renew(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, reason = actor_of(request), request.POST.get("reason", "")
    return _try(
        request,
        notice_id,
        lambda: notices.renew(actor=actor, notice_id=notice_id, reason=reason, now=clock.now()),
        _("Asked. The conditions are examined again; until then it stays."),
    )


@require_POST
def end_publicity(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _try(
        request,
        notice_id,
        lambda: notices.end_publicity(actor=actor, notice_id=notice_id, now=clock.now()),
        _("The public does not see it any more."),
    )


@require_POST
def papers(request: HttpRequest, notice_id: UUID, report_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _try(
        request,
        notice_id,
        lambda: notices.send_papers(actor=actor, notice_id=notice_id, report_id=report_id, now=clock.now()),
        _("Noted. The clock has stopped."),
    )
