"""The bureau's own keys: generations, who holds them, admitting, dismissing, rotating, revoking, the sheet of paper."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import clock
from comity.core.errors import Invalid, Problem
from comity.keys import access, actions, queries, rules, unlocking
from comity.keys.actions import Founded
from comity.keys.engine.ring import Role
from comity.keys.forms import OwnKeyForm, RecoverForm, RevokeForm
from comity.keys.rules import Reason
from comity.network.access import actor_of
from comity.network.rules import Actor
from comity.sign_in.step_up import require_step_up

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponse]


def _unlocked(view: View[P]) -> View[P]:
    """For verbs of a ring that is locked, or was rotated by somebody else meanwhile: to unlock it, and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (unlocking.Locked, actions.NotUnlocked):
            return unlocking.ask(request, _role(request))

    return cast("View[P]", guarded)


@never_cache
@require_safe
def bureau(request: HttpRequest) -> HttpResponse:
    """One ring of the bureau; the Secretariat has two."""
    actor, role = _manager(request)
    ring = queries.ring_of(actor.bureau, role)
    keys = queries.history(actor.bureau, role)
    current = queries.current(actor.bureau, role)
    context = {
        "title": _("Keys of your bureau"),
        "role": role,
        "tabs": _tabs(actor, role),
        "ring": ring,
        "keys": keys,
        "current": current,
        "reasons": {str(key): rules.REASON_LABELS[Reason(reason)] for key, reason in queries.reasons(ring)},
        "holders": [(row, queries.short(row.public)) for row in queries.holders(ring)] if ring else [],
        "waiting": [(one.officer, queries.short(one.public)) for one in queries.waiting(ring)] if ring else [],
        "due": rules.DUE_LABELS[rules.Due(ring.rotation_due)] if ring and ring.rotation_due else "",
        "standing": queries.standing(actor, role),
        "is_open": unlocking.keyring(request, role) is not None,
        "me": queries.officer_id(actor),
    }
    return render(request, "keys/bureau.html", context)


@require_POST
@require_step_up
def found(request: HttpRequest) -> HttpResponse:
    actor, role = _manager(request)
    return _sheet(request, actions.found_bureau_keys(actor=actor, role=role, now=clock.now()))


@require_POST
@require_step_up
@_unlocked
def admit(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    actor, role = _manager(request)
    ring = unlocking.require_keyring(request, role)
    actions.admit(actor=actor, keyring=ring, officer_id=officer_id, now=clock.now())
    messages.success(request, _("The officer can unlock your bureau's keys now."))
    return redirect(_address(role))


@require_POST
@require_step_up
@_unlocked
def dismiss(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    actor, role = _manager(request)
    ring = unlocking.require_keyring(request, role)
    actions.dismiss(actor=actor, keyring=ring, officer_id=officer_id, now=clock.now())
    messages.success(request, _("The officer holds the keys no longer, and new keys are in use."))
    return redirect(_address(role))


@require_POST
@require_step_up
@_unlocked
def rotate(request: HttpRequest) -> HttpResponse:
    actor, role = _manager(request)
    actions.rotate(actor=actor, keyring=unlocking.require_keyring(request, role), now=clock.now())
    messages.success(request, _("New keys are in use."))
    return redirect(_address(role))


@require_POST
@require_step_up
@_unlocked
def sheet(request: HttpRequest) -> HttpResponse:
    actor, role = _manager(request)
    ring = unlocking.require_keyring(request, role)
    return _sheet(request, actions.renew_recovery(actor=actor, keyring=ring, now=clock.now()))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_step_up
def revoke(request: HttpRequest) -> HttpResponse:
    """Ends the current key. With the ring open what was sealed before stays readable; without it, it is lost."""
    actor, role = _manager(request)
    ring = unlocking.keyring(request, role)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    made: list[Founded | None] = []
    form.submit(
        lambda data: made.append(
            actions.revoke(actor=actor, reason=Reason(data["reason"]), role=role, keyring=ring, now=clock.now())
        )
    )
    if made:
        messages.success(request, _("The key is revoked."))
        return _sheet(request, made[0]) if made[0] else redirect(_address(role))
    kept = _("What was sealed for it before stays readable to you.")
    gone = _("Your keys are locked: nobody will read what was sealed before. Unlock first, if anybody can.")
    context = {
        "title": _("Revoke the current key"),
        "lead": _("Every other bureau is told that the next key has to be compared by telephone."),
        "form": form,
        "submit_label": _("Revoke it"),
        "back": _address(role),
        "cancel": _address(role),
        "no_draft": True,
        "warning": f"{kept if ring else gone} {_('Everybody but you has to be admitted anew.')}",
    }
    return render(request, "look/form.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@require_step_up
def recover(request: HttpRequest) -> HttpResponse:
    """Opens the ring with the sheet of paper; it is then rotated, and a new sheet made."""
    actor, role = _manager(request)
    form = RecoverForm(request.POST if request.method == "POST" else None)
    made = form.submit(lambda data: _recovered(actor, role, data["code"]))
    if made is not None:
        return _sheet(request, made)
    context = {
        "title": _("Open with the recovery sheet"),
        "lead": _("For when nobody of your bureau can unlock any more. Set a passphrase of your own first."),
        "form": form,
        "submit_label": _("Open"),
        "back": _address(role),
        "cancel": _address(role),
        "no_draft": True,
        "warning": _("The sheet is used up by this: you are shown a new one, once. The others are told by the ledger."),
    }
    return render(request, "look/form.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_step_up
@_unlocked
def hand_over(request: HttpRequest) -> HttpResponse:
    """To keep the keys on the bureau's own machine: the current key signs the one made there, and what opens the old
    messages leaves sealed for it."""
    actor, role = _manager(request)
    ring = unlocking.require_keyring(request, role)
    form = OwnKeyForm(request.POST if request.method == "POST" else None)
    old = form.submit(lambda _data: actions.hand_over(actor=actor, keyring=ring, offered=form.key(), now=clock.now()))
    if old is not None:
        response = HttpResponse(old, content_type="application/octet-stream")
        response.headers["Content-Disposition"] = 'attachment; filename="earlier-keys.age"'
        return response
    context = {
        "title": _("Keep the keys on your own machine"),
        "lead": _("Make a key there with the client, and paste what it wrote. You get a file: your earlier keys."),
        "form": form,
        "submit_label": _("Hand over"),
        "back": _address(role),
        "cancel": _address(role),
        "no_draft": True,
        "warning": _("Nobody can read or write your bureau's messages on these pages any more; your machine does."),
    }
    return render(request, "look/form.html", context, status=422 if form.errors else 200)


def _recovered(actor: Actor, role: Role, code: str) -> Founded:
    now = clock.now()
    try:
        with unlocking.guessing(actor, now):
            return actions.recover(actor=actor, code=code, role=role, now=now)
    except unlocking.TooManyGuesses as refusal:
        raise Invalid(Problem("code", refusal.message)) from None


@never_cache
def _sheet(request: HttpRequest, founded: Founded) -> HttpResponse:
    """The recovery sheet, shown and printed this once."""
    context: dict[str, Any] = {
        "title": _("Recovery sheet"),
        "code": founded.code,
        "key": founded.keyring.current,
        "made_at": founded.key.made_at,
        "back": _address(founded.keyring.current.role),
    }
    return render(request, "keys/sheet.html", context)


def _manager(request: HttpRequest) -> tuple[Actor, Role]:
    actor = actor_of(request)
    access.require_may_manage(actor)
    return actor, _role(request)


def _role(request: HttpRequest) -> Role:
    return access.role_for(actor_of(request), request.POST.get("role") or request.GET.get("role") or "")


def _address(role: Role) -> str:
    return reverse("keys:bureau") + (f"?role={role}" if role != rules.MESSAGES else "")


def _tabs(actor: Actor, role: Role) -> list[tuple[str, str, bool]]:
    own = [(_(rules.ROLE_LABELS[one]), _address(one), one == role) for one in rules.roles_of(actor.bureau)]
    return [*own, (_("Keys of others"), reverse("keys:others"), False)]
