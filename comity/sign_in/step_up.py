"""Whether the second factor has been shown in this session, and lately enough for what hurts."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, cast

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponse]

FRESH_FOR = 600  # seconds
DEMO_KEY = "signed_in_as_demo"


def is_complete(request: HttpRequest) -> bool:
    """True when a second factor has been shown in this session (or this is the demo's one click)."""
    return is_demo_session(request) or bool(_shown_at(request))


def is_fresh(request: HttpRequest) -> bool:
    """True when it was shown within the last ten minutes."""
    return is_demo_session(request) or any(time.time() - at < FRESH_FOR for at in _shown_at(request))


def is_demo_session(request: HttpRequest) -> bool:
    return bool(settings.DEMO and request.session.get(DEMO_KEY))


def require_step_up(view: View[P]) -> View[P]:
    """For pages whose verb is dangerous: asks for the second factor again where it is not fresh, then carries on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    # `wraps` keeps the shape, but not in a form the type checker recognises.
    return cast("View[P]", guarded)


def _shown_at(request: HttpRequest) -> list[float]:
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return [record["at"] for record in records if record.get("method") == "mfa"]
