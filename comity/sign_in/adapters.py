"""How sign-in departs from the library's ways: closed signup, slow guessing, a second factor that cannot be dropped."""

import base64
import secrets
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from comity.core import clock
from comity.sign_in import actions as sign_in
from comity.sign_in import queries, rules, step_up
from comity.sign_in.models import Account

DEVICE_COOKIE = "comity_device"
DEVICE_LASTS = 365 * 24 * 3600
# A booth is shared by a shift; a cookie that grows without end is not.
_NAMES_ON_A_DEVICE = 20


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given by a bureau; names are not given away; guessing is slow; a demo is a demo."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "This name and this password do not go together. An initial password ends after seven days: "
            "the head of your bureau can give you a new one."
        ),
        "too_many_login_attempts": _("Too many wrong answers. Wait a little, then try again."),
        "incorrect_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._buckets = self._buckets_of(request, credentials["username"])
        if not sign_in.count_attempt(self._buckets, clock.now()):
            _spend_a_password_check()
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        credentials["username"] = credentials["username"].strip().lower()
        account: Account | None = super().authenticate(request, **credentials)
        now = clock.now()
        ended = account is not None and account.initial_password_ends_at and account.initial_password_ends_at <= now
        if account is None or not account.is_active or ended:
            _note_refusal(credentials["username"])
            return None
        sign_in.take_back(self._buckets, now)
        sign_in.forget_old(now)
        return account

    def post_login(self, request: HttpRequest, user: Account, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        now = clock.now()
        how = "passkey" if _is_passwordless(request) else "password"
        sign_in.begin_session(actor=user.oneself, account=user, how=how, now=now)
        if step_up.is_complete(request):
            remember_device(request, response, user)
        return response

    def set_password(self, user: Account, password: str) -> None:
        changed = sign_in.set_own_password(actor=user.oneself, password=password, now=clock.now())
        user.password, user.initial_password_ends_at = changed.password, None

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        # By its name, as in look: pages of every floor lead to each other, code does not.
        return reverse("network:my_account")

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        """Who has a second factor proves themselves by it: a password alone may have been looked over the shoulder."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        return stronger or methods

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Changing factors takes a fresh second factor; the first one may be enrolled right after the password."""
        if step_up.is_fresh(self.request):
            return False
        has_factor = queries.has_factor(self.request.user)
        return has_factor or not _signed_in_just_now(self.request)

    def send_notification_mail(self, *args: Any, **more: Any) -> None:
        """No mail: officers have no address here. Changes are in the ledger, and on the page of one's account."""

    def _buckets_of(self, request: HttpRequest, username: str) -> list[tuple[str, str]]:
        return rules.buckets(username, self.get_client_ip(request), device_of(request, username))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are stored sealed, and the last second factor stays."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("This is your last second factor. Add another one first."),
        "incorrect_code": _("This code is wrong, or has been used already."),
    }

    def get_totp_issuer(self) -> str:
        return str(settings.ORGANIZATION)

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        strong = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=strong).exclude(
            pk=authenticator.pk
        )
        return bool(others.exists())


def device_of(request: HttpRequest, username: str) -> str | None:
    """The device's number, when it has signed this officer in before; None for a strange device or a forged cookie."""
    device, names = _read_device(request)
    return device if _short(device, username) in names else None


def remember_device(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Marks this device as one that has signed this officer in, second factor and all."""
    device, names = _read_device(request)
    device = device or secrets.token_urlsafe(16)
    name = _short(device, account.username)
    names = [name, *(other for other in names if other != name)][:_NAMES_ON_A_DEVICE]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps([device, names], salt=DEVICE_COOKIE),
        max_age=DEVICE_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read_device(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, names = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=DEVICE_LASTS)
    except signing.BadSignature:
        return "", []
    return device, names


def _short(device: str, username: str) -> str:
    """The officer on this device, unreadable to who finds the cookie."""
    return salted_hmac(DEVICE_COOKIE, f"{device} {username}", algorithm="sha256").hexdigest()[:16]


def _note_refusal(username: str) -> None:
    account = get_user_model().objects.filter(username=username).first()
    try:
        sign_in.begin_session(actor=None, account=account, how="password", now=clock.now())
    except sign_in.SignInRefused:
        return


def _spend_a_password_check() -> None:
    """A refusal for being too fast takes as long as any other."""
    make_password("so that the time taken tells nothing")


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    return request.session.get("account_authentication_methods") or []


def _is_passwordless(request: HttpRequest) -> bool:
    return any(record.get("passwordless") for record in _records(request))


def _signed_in_just_now(request: HttpRequest) -> bool:
    return any(time.time() - record["at"] < step_up.FRESH_FOR for record in _records(request))


def _seal() -> Fernet:
    key = salted_hmac("sign_in.second_factor", "seal", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
