"""Signing in: enrolling a second factor, and the demo's one click."""

import ipaddress
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from comity.core import clock
from comity.network import access, queries, step_up
from comity.network import actions as network
from comity.network.models import Officer
from comity.network.rules import POST_LABELS, POST_SUMMARIES, Post

# What a proxy in front of us would add: with one of these, "loopback" is the proxy's, not the reader's.
_PROXY_HEADERS = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")
_LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]"}


class SignIn(LoginView):  # type: ignore[misc]
    """Name and password, a passkey, or (in a demo, on loopback) one of the cast."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**more)
        return context | {"cast": _cast() if may_use_demo(self.request) else []}


class EnrolApp(ActivateTOTPView):  # type: ignore[misc]
    """An authenticator app: the code just typed shows that it works, so this session has shown its second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _factor_shown(self.request, Authenticator.Type.TOTP)
        return response


class EnrolPasskey(AddWebAuthnView):  # type: ignore[misc]
    """A passkey or security key."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _factor_shown(self.request, Authenticator.Type.WEBAUTHN)
        return response


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Removes a key, unless it is the last second factor."""

    def form_valid(self, form: Any) -> Any:
        if not get_factor_adapter().can_delete_authenticator(self.get_object()):
            form.add_error(None, get_factor_adapter().error_messages["cannot_delete_authenticator"])
            return self.form_invalid(form)
        return super().form_valid(form)


@require_POST
def sign_in_as_demo(request: HttpRequest, username: str) -> HttpResponse:
    """Signs in as one of the cast. Only in a demo, only for who sits at this very machine; anywhere else: not found."""
    if not may_use_demo(request):
        raise Http404
    officer = queries.demo_cast().filter(username=username).first()
    if officer is None:
        raise Http404
    if request.user.is_authenticated:
        get_adapter().logout(request)
    get_adapter().login(request, officer)
    request.session[step_up.DEMO_KEY] = True
    UserSession.objects.create_from_request(request)
    now = clock.now()
    network.begin_session(actor=access.actor_for(officer, now), officer=officer, how="demo", now=now)
    return redirect(settings.LOGIN_REDIRECT_URL)


def may_use_demo(request: HttpRequest) -> bool:
    """A demo, asked from loopback, under a loopback name, with no proxy in between."""
    if not settings.DEMO or any(header in request.META for header in _PROXY_HEADERS):
        return False
    name, _port = split_domain_port(request.get_host())
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback and name in _LOOPBACK_NAMES


def _cast() -> list[dict[str, Any]]:
    """The demo's officers grouped by post, in the order of the table of posts."""
    groups: dict[Post, list[Officer]] = {}
    for officer in queries.demo_cast():
        for post in officer.posts[:1]:
            groups.setdefault(Post(post), []).append(officer)
    return [
        {"label": POST_LABELS[post], "summary": POST_SUMMARIES[post], "officers": groups[post]}
        for post in Post
        if post in groups
    ]


def _factor_shown(request: HttpRequest, kind: str) -> None:
    officer = request.user
    assert isinstance(officer, Officer)
    record_authentication(request, officer, method="mfa", type=kind, reauthenticated=True)
    now = clock.now()
    keep = request.session.session_key or ""
    network.note_second_factor(actor=access.actor_for(officer, now), kind=str(kind), keep=keep, now=now)
