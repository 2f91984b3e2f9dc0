"""The library's pages where ours differ: the cast at the door, enrolling a second factor, and what comes next."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from comity.core import clock
from comity.sign_in import actions as sign_in
from comity.sign_in import one_click, queries
from comity.sign_in.models import Account


class SignIn(LoginView):  # type: ignore[misc]
    """Name and password, a passkey, or (in a demo, on loopback) one of the cast."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**more)
        return context | {"cast": self.cast() if one_click.is_offered(self.request) else []}

    def cast(self) -> list[dict[str, Any]]:
        """Groups of people: label, summary, people (name, bureau, address to post to). Upstairs knows who they are."""
        return []


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


def next_step(request: HttpRequest) -> HttpResponse:
    """Signing in takes three steps: a password, one's own password in place of the initial one, a second factor."""
    account = request.user
    if not isinstance(account, Account):
        return redirect_to_login(request.get_full_path())
    if account.initial_password_ends_at is not None:
        return redirect("account_change_password")
    if queries.has_factor(account):
        # It was enrolled in another session: this one has not shown it, and begins again.
        logout(request)
        return redirect_to_login(request.get_full_path())
    return redirect("mfa_index")


def _factor_shown(request: HttpRequest, kind: str) -> None:
    account = request.user
    assert isinstance(account, Account)
    record_authentication(request, account, method="mfa", type=kind, reauthenticated=True)
    keep = request.session.session_key or ""
    sign_in.note_second_factor(actor=account.oneself, kind=str(kind), keep=keep, now=clock.now())
