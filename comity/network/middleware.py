"""Gives every request its actor and its language, and lets nobody past the door unnamed."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

from comity.core import clock
from comity.network import access
from comity.network.models import Officer
from comity.sign_in import pages, step_up

API = "/api/"
# Everything else needs an officer who has signed in. Account pages guard themselves; health says nothing about anybody.
OPEN = ("/account/", API, "/i18n/", "/static/", "/healthz", "/readyz", "/metrics", "/favicon.ico", "/robots.txt")
SAFE = ("GET", "HEAD", "OPTIONS")


class ActorMiddleware:
    """Sets `request.actor`: from the session's officer or, under /api/, the bearer token; None for a stranger.

    Under /api/ a session counts for reading only: writing takes a token, so no page of another site can write with an
    officer's cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        officer = request.user
        if not isinstance(officer, Officer):
            return self.get_response(request)
        # A session that has shown a password only is nobody yet.
        is_reading = not request.path.startswith(API) or request.method in SAFE
        if is_reading and officer.initial_password_ends_at is None and step_up.is_complete(request):
            request.actor = access.actor_for(officer, clock.now())  # type: ignore[attr-defined]
        # A choice made with the language switch (the cookie) wins over the officer's own, and that over the browser's.
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(officer.language)
            request.LANGUAGE_CODE = officer.language
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.path.startswith(API) and (bearer := request.headers.get("Authorization")):
            try:
                request.actor = access.actor_from_bearer(bearer, clock.now())  # type: ignore[attr-defined]
            except access.TokenNotGood as refusal:
                return _unauthorized(refusal)
        if getattr(request, "actor", None) is None and not request.path.startswith(OPEN):
            return pages.next_step(request)
        return None


def _unauthorized(refusal: access.TokenNotGood) -> HttpResponse:
    """RFC 9457, with the challenge that RFC 6750 asks for."""
    problem = {
        "type": f"urn:comity:problem:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.message,
    }
    return JsonResponse(
        problem,
        status=refusal.status,
        content_type="application/problem+json",
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )
