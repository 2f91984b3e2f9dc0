"""Every address of the house."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path

from comity.wiring import health, openapi

_rooms = [
    ("", "comity.look.urls"),
    ("", "comity.network.urls"),
    ("records/", "comity.records.urls"),
    ("", "comity.checks.urls"),
    ("ledger/", "comity.audit.urls"),
]


def _is_there(urls: str) -> bool:
    try:
        import_module(urls)
    except ImportError:
        return False
    return True


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.show_metrics, name="metrics"),
    path("api/v1/openapi.json", openapi.show, name="openapi"),
    path("i18n/", include("django.conf.urls.i18n")),
    *(path(where, include(urls)) for where, urls in _rooms if _is_there(urls)),
]

handler400 = "comity.wiring.problems.bad_request"
handler403 = "comity.wiring.problems.forbidden"
handler404 = "comity.wiring.problems.not_found"
handler500 = "comity.wiring.problems.broken"
