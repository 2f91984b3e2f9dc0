"""Every address of the house."""

from django.urls import URLPattern, URLResolver, include, path

from comity.compliance.api import api_urls as compliance_api
from comity.desk.api import api_urls as desk_api
from comity.diffusions.api import api_urls as diffusions_api
from comity.keys.api import api_urls as keys_api
from comity.messages.api import api_urls as messages_api
from comity.notices.api import api_urls as notices_api
from comity.records.api import api_urls as records_api
from comity.wiring import health, openapi

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.show_metrics, name="metrics"),
    path("api/v1/openapi.json", openapi.show, name="openapi"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("comity.look.urls")),
    path("account/", include("comity.sign_in.urls")),
    path("", include("comity.network.urls")),
    path("ledger/", include("comity.audit.urls")),
    path("records/", include("comity.records.urls")),
    *records_api,
    path("", include("comity.checks.urls")),
    path("", include("comity.judgements.urls")),
    path("", include("comity.saved_checks.urls")),
    path("", include("comity.protection.urls")),
    path("supervision/", include("comity.supervision.urls")),
    path("notices/", include("comity.notices.urls")),
    *notices_api,
    path("diffusions/", include("comity.diffusions.urls")),
    *diffusions_api,
    path("keys/", include("comity.keys.urls")),
    *keys_api,
    path("messages/", include("comity.messages.urls")),
    *messages_api,
    path("desk/", include("comity.desk.urls")),
    *desk_api,
    path("compliance/", include("comity.compliance.urls")),
    *compliance_api,
]

handler400 = "comity.wiring.problems.bad_request"
handler403 = "comity.wiring.problems.forbidden"
handler404 = "comity.wiring.problems.not_found"
handler500 = "comity.wiring.problems.broken"
