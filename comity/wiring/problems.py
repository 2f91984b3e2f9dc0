"""Errors as the faces show them: problem details (RFC 9457) under /api/, a page elsewhere. Never a traceback."""

import sys
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.core.errors import Invalid, Refused

CONTENT_TYPE = "application/problem+json"
SECONDS_AWAY = "5"  # what a database takes to come back after it died

SENTENCES = {
    400: _("The request cannot be read."),
    401: _("Sign in first."),
    403: _("This is not open to you."),
    404: _("There is no such thing, or you may not see it."),
    405: _("This address does not accept that method."),
    413: _("The request is too long."),
    429: _("Too many requests. Try again shortly."),
    500: _("Something went wrong on our side. It has been noted."),
    503: _("This is not available at the moment. Try again shortly."),
}


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def of_refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The answer to a refused request, on the face that asked."""
    problems = refusal.problems if isinstance(refusal, Invalid) else []
    if is_api(request):
        errors = [{"field": p.field, "problem": p.problem, "accepted": p.accepted} for p in problems]
        told = problem(refusal.status, refusal.code, gettext(refusal.message), errors)
        for name, value in refusal.headers.items():
            told.headers[name] = value
        return told
    return page(request, refusal.status, gettext(refusal.message), problems)


def of_status(request: HttpRequest, status: int) -> HttpResponse:
    """The answer for a bare status, on the face that asked."""
    sentence = str(SENTENCES.get(status) or HTTPStatus(status).phrase)
    if is_api(request):
        return problem(status, HTTPStatus(status).name.lower(), sentence)
    return page(request, status, sentence)


def problem(status: int, code: str, sentence: str, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """Problem details: `type` names the kind of problem, `errors` the fields."""
    body: dict[str, Any] = {
        "type": f"urn:comity:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
    }
    if errors:
        body["errors"] = errors
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=CONTENT_TYPE)


def page(request: HttpRequest, status: int, sentence: str, problems: list[Any] | None = None) -> HttpResponse:
    context = {"status": status, "message": sentence, "problems": problems or [], "came_from": _came_from(request)}
    return render(request, "look/refusal.html", context, status=status)


def _came_from(request: HttpRequest) -> str:
    """The page of this site that led here, as path and query; "" when none did. Another site is never linked to."""
    try:
        referrer, host = request.headers.get("Referer", ""), request.get_host()
        if not url_has_allowed_host_and_scheme(referrer, {host}, require_https=request.is_secure()):
            return ""
        parts = urlsplit(referrer)
    except (DisallowedHost, ValueError):
        return ""
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    is_path = address.startswith("/") and not address.startswith("//")
    return address if is_path and address != request.get_full_path() else ""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return of_status(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return of_status(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return of_status(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our own fault, or a database that is away: whoever asked may then ask again.

    The page may be what is broken, so it falls back to a bare sentence.
    """
    status = 503 if isinstance(sys.exception(), OperationalError | InterfaceError) else 500
    try:
        told = of_status(request, status)
    except Exception:
        told = HttpResponse(str(SENTENCES[status]), status=status, content_type="text/plain; charset=utf-8")
    if status == 503:
        told.headers["Retry-After"] = SECONDS_AWAY
    return told


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page, or came too late."""
    sentence = gettext("This form did not come from our own page, or the page was open for too long. Load it again.")
    if is_api(request):
        return problem(403, "forbidden", sentence)
    return page(request, 403, sentence)
