"""What wraps every page: a log line without personal data, headers that close doors, refusals turned into answers."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from comity.core.errors import Invalid, Problem, Refused
from comity.wiring import metrics, problems

Next = Callable[[HttpRequest], HttpResponseBase]

log = structlog.get_logger("comity.requests")
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_QUIET = frozenset({"healthz", "readyz", "metrics"})

# Everything comes from us: no inline script or style, no frame, no third party (look has none to offer).
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
PERMISSIONS_POLICY = ", ".join(
    [
        *(f"{feature}=()" for feature in ("camera", "microphone", "geolocation", "payment", "usb")),
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    ]
)


class RequestLog:
    """One structured line per request: method, route, status, milliseconds; never a path, a query, a body or a name."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        number = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        begun = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=number):
            response = self.get_response(request)
            seconds = time.perf_counter() - begun
            match = request.resolver_match
            route = match.route if match else "none"
            metrics.REQUESTS.labels(request.method or "", route, response.status_code).inc()
            metrics.SECONDS.labels(route).observe(seconds)
            if route not in _QUIET:
                milliseconds = round(seconds * 1000, 1)
                log.info("request", method=request.method, route=route, status=response.status_code, ms=milliseconds)
        response.headers["X-Request-Id"] = number
        return response


class Doors:
    """Headers: load only what is ours, never show us in a frame, never keep police data on disk."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Refusals:
    """Turns a Refused that a view let through into a page or, under /api/, problem details.

    No page takes NUL in any field: PostgreSQL has no text that holds it, so it would come out as a fault of ours.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if problems.is_api(request):
            return None
        wrong = [
            Problem(name.replace("\0", "")[:60], _("This holds a character that no text has (NUL)."), _("Text."))
            for given in (request.GET, request.POST)
            for name, values in given.lists()
            if any("\0" in str(text) for text in (name, *values))
        ]
        return problems.of_refusal(request, Invalid(wrong)) if wrong else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return problems.of_refusal(request, exception) if isinstance(exception, Refused) else None


class ApiErrors:
    """Whatever error answers an address under /api/, it is problem details: also 404, 405 and our own faults.

    A page that does not accept a method says so too: Django would leave the reader before an empty window.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_bare = response.status_code >= 400 and response.headers.get("Content-Type") != problems.CONTENT_TYPE
        is_empty = isinstance(response, HttpResponseNotAllowed) and not response.content
        if not (is_bare and (problems.is_api(request) or is_empty)):
            return response
        told = problems.of_status(request, response.status_code)
        for header in ("Allow", "WWW-Authenticate", "Retry-After"):
            if header in response.headers:
                told.headers[header] = response.headers[header]
        return told
