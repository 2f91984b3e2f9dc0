"""Pages of the blind registers, for bureaus that grant protection: their receipts, registering, lifting."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from comity.core import clock
from comity.core.errors import Conflict, Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.network.access import actor_of
from comity.protection import access, actions, queries
from comity.protection.forms import LiftForm, RegisterForm
from comity.sign_in.step_up import require_step_up

_SECRETS = ("names", "births", "documents", "receipt")


@require_safe
@never_cache
def receipts(request: HttpRequest) -> HttpResponse:
    """The registrations of one's own bureau: numbers and days, no names."""
    context = {
        "title": _("Protected persons"),
        "lead": _("A request of the members named about one of them never reaches another member."),
        "rows": queries.receipts(actor_of(request)),
    }
    return render(request, "protection/list.html", context)


@never_cache
@sensitive_post_parameters(*_SECRETS)
@require_http_methods(["GET", "HEAD", "POST"])
@require_step_up
def register(request: HttpRequest) -> HttpResponse:
    """Registers a person; the receipt is shown once, and stands in the list."""
    actor = actor_of(request)
    access.require_may_register(actor)
    form = RegisterForm(request.POST if request.method == "POST" else None, initial={"is_confirmed": "yes"})
    made = form.submit(
        lambda data: actions.protect(
            actor=actor,
            subject=form.subject(),
            against=form.against_codes(),
            until=data["until"],
            is_confirmed=data["is_confirmed"],
            now=clock.now(),
        )
    )
    if made is not None:
        context: dict[str, Any] = {
            "title": _("Registered"),
            "receipt": made.receipt,
            "back": reverse("protection:list"),
        }
        return render(request, "protection/registered.html", context)
    context = {
        "title": _("Register a protected person"),
        "lead": _("What you type is made into keys that nobody can read back, and is kept nowhere."),
        "form": form,
        "submit_label": _("Register"),
        "submit_icon": "shield",
        "cancel": reverse("protection:list"),
        "back": reverse("protection:list"),
        "no_draft": True,
        "warning": _("No other bureau, and nobody at the Secretariat, sees whom you register or that it was you."),
    }
    return render(request, "protection/form.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters(*_SECRETS)
@require_http_methods(["GET", "HEAD", "POST"])
@require_step_up
def lift(request: HttpRequest) -> HttpResponse:
    """Ends registrations of one's own bureau."""
    actor = actor_of(request)
    access.require_may_register(actor)
    given = {"receipt": request.GET["receipt"]} if "receipt" in request.GET else {}
    form = LiftForm(request.POST if request.method == "POST" else None, initial=given)
    ended = form.submit(lambda data: _lifted(request, form, data["receipt"]))
    if ended:
        messages.success(request, _("Lifted: %(count)d.") % {"count": ended})
        return redirect("protection:list")
    context = {
        "title": _("Lift a protection"),
        "form": form,
        "submit_label": _("Lift"),
        "cancel": reverse("protection:list"),
        "back": reverse("protection:list"),
        "no_draft": True,
        "warning": _("From then on requests about this person are recognised no more."),
    }
    return render(request, "protection/form.html", context, status=422 if form.errors else 200)


def _lifted(request: HttpRequest, form: LiftForm, receipt: str) -> int:
    subject = form.subject()
    field = "receipt" if receipt or not (subject.names or subject.documents) else "names"
    try:
        return actions.lift(actor=actor_of(request), receipt=receipt, subject=subject, now=clock.now())
    except NotFound:
        said = mark("Your bureau has no registration that this names.")
        raise Invalid(Problem(field, said, mark("The number of a receipt, or the person as registered."))) from None
    except Conflict as refusal:
        raise Invalid(Problem(field, refusal.message)) from None
