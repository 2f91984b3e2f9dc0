"""The demo's one click: in as one of the cast without a factor, for who sits at this very machine."""

import ipaddress

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from comity.core import clock
from comity.sign_in import actions as sign_in
from comity.sign_in import step_up
from comity.sign_in.models import Account

# What a proxy in front of us would add: with one of these, "loopback" is the proxy's, not the reader's.
_PROXY_HEADERS = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")
_LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]"}


def is_offered(request: HttpRequest) -> bool:
    """A demo, asked from loopback, under a loopback name, with no proxy in between."""
    if not settings.DEMO or any(header in request.META for header in _PROXY_HEADERS):
        return False
    name, _port = split_domain_port(request.get_host())
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback and name in _LOOPBACK_NAMES


def enter(request: HttpRequest, account: Account) -> None:
    """Signs in as this account, one of the cast: whom to let in, and whether it is offered, the caller has asked."""
    if request.user.is_authenticated:
        get_adapter().logout(request)
    get_adapter().login(request, account)
    request.session[step_up.DEMO_KEY] = True
    UserSession.objects.create_from_request(request)
    sign_in.begin_session(actor=account.oneself, account=account, how="demo", now=clock.now())
