"""One's own passphrase: unlock, lock, set, change, replace a lost one."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from comity.core import clock
from comity.core.errors import Invalid, NotFound, Problem, Refused
from comity.keys import access, actions, queries, rules, unlocking
from comity.keys.engine.ring import Role
from comity.keys.engine.wrapping import WrongPassphrase
from comity.keys.forms import ChangePassphraseForm, NewPassphraseForm, UnlockForm
from comity.network.access import actor_of, officer_of
from comity.network.models import Officer
from comity.network.rules import Actor
from comity.sign_in.step_up import require_step_up

_SECRETS = ("passphrase", "again", "old", "code")


@never_cache
@sensitive_post_parameters(*_SECRETS)
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """One field; then back to where the reader came from."""
    actor = actor_of(request)
    role, onward = _asked(request, actor)
    if unlocking.keyring(request, role) is not None:
        return redirect(onward)
    standing = queries.standing(actor, role)
    if not standing.may_hold or not standing.is_house:
        return _why(request, role)
    if not standing.has_passphrase:
        return redirect(_with_next("keys:passphrase", onward))
    if unlocking.is_unlocked(request):
        return _why(request, role)
    form = UnlockForm(request.POST if request.method == "POST" else None)
    response = redirect(_with_next("keys:unlock", onward, role))
    if form.submit(lambda data: _unlocked(request, response, data["passphrase"])):
        return response
    context = {
        "title": _("Unlock your keys"),
        "lead": _("Messages are sealed for your bureau. Your passphrase opens them, in this browser, for eight hours."),
        "form": form,
        "submit_label": _("Unlock"),
        "submit_icon": "key",
        "no_draft": True,
        "cancel": reverse("front"),
        "demo_passphrase": rules.DEMO_PASSPHRASE if _is_demo(actor) else "",
    }
    return render(request, "keys/unlock.html", context, status=422 if form.errors else 200)


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Closes the keys in this browser."""
    response = redirect("front")
    unlocking.lock(request, response, clock.now())
    messages.success(request, _("Your keys are locked."))
    return response


@never_cache
@sensitive_post_parameters(*_SECRETS)
@require_http_methods(["GET", "HEAD", "POST"])
def passphrase(request: HttpRequest) -> HttpResponse:
    """Sets one's passphrase, or changes it."""
    actor = actor_of(request)
    _require_some_ring(actor)
    role, onward = _asked(request, actor)
    is_new = not queries.standing(actor, role).has_passphrase
    data = request.POST if request.method == "POST" else None
    form: NewPassphraseForm = NewPassphraseForm(data) if is_new else ChangePassphraseForm(data)
    response = redirect(onward)
    if form.submit(lambda given: _set(request, response, given)):
        messages.success(request, _("Your passphrase is set, and your keys are unlocked."))
        return response
    context = {
        "title": _("Set your passphrase") if is_new else _("Change your passphrase"),
        "lead": _("It opens your bureau's messages. Nobody else has it, and nobody can look it up for you."),
        "form": form,
        "submit_label": _("Set it") if is_new else _("Change it"),
        "submit_icon": "key",
        "no_draft": True,
        "cancel": reverse("front"),
        "is_new": is_new,
        "why": True,
    }
    return render(request, "keys/passphrase.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters(*_SECRETS)
@require_http_methods(["GET", "HEAD", "POST"])
@require_step_up
def lost(request: HttpRequest) -> HttpResponse:
    """A new passphrase in place of one that is lost: what it opened has to be given anew."""
    actor = actor_of(request)
    _require_some_ring(actor)
    form = NewPassphraseForm(request.POST if request.method == "POST" else None)
    response = redirect("keys:unlock")
    if form.submit(lambda given: _set(request, response, given, is_lost=True)):
        messages.success(request, _("Your new passphrase is set. Your bureau has to admit you to its keys anew."))
        return response
    context = {
        "title": _("Replace a lost passphrase"),
        "form": form,
        "submit_label": _("Replace it"),
        "no_draft": True,
        "back": reverse("keys:unlock"),
        "cancel": reverse("keys:unlock"),
        "warning": _(
            "You can then open nothing until somebody who manages your bureau's keys admits you anew. If you were the"
            " last who could, they need the recovery sheet."
        ),
    }
    return render(request, "keys/passphrase.html", context, status=422 if form.errors else 200)


def _unlocked(request: HttpRequest, response: HttpResponse, passphrase: str) -> bool:
    try:
        unlocking.unlock(request, response, passphrase, clock.now())
    except (WrongPassphrase, unlocking.TooManyGuesses) as refusal:
        raise Invalid(Problem("passphrase", refusal.message)) from None
    return True


def _set(request: HttpRequest, response: HttpResponse, given: dict[str, str], is_lost: bool = False) -> bool:
    actor, now, new = actor_of(request), clock.now(), given["passphrase"]
    if "old" not in given:
        actions.set_up_officer(actor=actor, passphrase=new, is_lost=is_lost, now=now)
        unlocking.unlock(request, response, new, now)
        return True
    try:
        with unlocking.guessing(actor, now):
            actions.change_passphrase(actor=actor, old=given["old"], new=new, now=now)
    except (WrongPassphrase, unlocking.TooManyGuesses) as refusal:
        raise Invalid(Problem("old", refusal.message)) from None
    unlocking.unlock(request, response, new, now)
    return True


def _asked(request: HttpRequest, actor: Actor) -> tuple[Role, str]:
    """Which ring is to be opened, and where to go then."""
    role = access.role_for(actor, request.GET.get("role", ""))
    if not rules.may_hold(actor.posts, role):
        role = next((one for one in rules.roles_of(actor.bureau) if rules.may_hold(actor.posts, one)), role)
    onward = request.GET.get("next", "")
    is_address = onward.startswith("/") and unlocking.is_ours(request, onward)
    return role, onward if is_address else reverse("front")


def _with_next(name: str, onward: str, role: Role = "messages") -> str:
    asked = {"next": onward} | ({"role": role} if role != rules.MESSAGES else {})
    return f"{reverse(name)}?{urlencode(asked)}"


def _why(request: HttpRequest, role: Role) -> HttpResponse:
    """Why there is nothing to open: in words, and who can help."""
    actor = actor_of(request)
    context = {
        "title": _("Your bureau's keys"),
        "why": unlocking.why_locked(request, role),
        "may_manage": rules.may_manage(actor.posts),
        "is_unlocked": unlocking.is_unlocked(request),
        "fingerprint": queries.own_fingerprint(actor),
    }
    return render(request, "keys/waiting.html", context)


def _require_some_ring(actor: Actor) -> None:
    if not any(rules.may_hold(actor.posts, role) for role in rules.roles_of(actor.bureau)):
        raise NotFound


def _is_demo(actor: Actor) -> bool:
    if not settings.DEMO:
        return False
    try:
        officer = officer_of(actor)
    except Refused:
        return False
    return isinstance(officer, Officer) and officer.is_demo
