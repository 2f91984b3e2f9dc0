"""Addresses of the checks room, mounted at the root: the check page, hits, looks, and their API."""

from django.urls import path

from comity.checks import api
from comity.checks.pages import alike, check, hits, judging, looks, passengers, stream

app_name = "checks"

urlpatterns = [
    path("checks/", check.ask, name="ask"),
    path("checks/passenger-list/", passengers.passenger_list, name="passenger_list"),
    path("checks/<uuid:check_id>/<uuid:record_id>/not-the-person", judging.judge, name="judge"),
    path("records/add/<slug:database>/alike", alike.alike, name="alike"),
    path("records/import/<slug:database>/alike", alike.lines_alike, name="alike_lines"),
    path("records/<uuid:record_id>/<slug:database>/alike", alike.alike, name="alike_to"),
    path("api/v1/records/alike", api.alike, name="api_alike"),
    path("hits/", hits.hit_list, name="hits"),
    path("hits/stream", stream.hits, name="stream"),
    path("hits/<uuid:hit_id>/", hits.hit, name="hit"),
    path("hits/<uuid:hit_id>/<slug:verb>", hits.step, name="step"),
    path("looks/", looks.looks, name="looks"),
    path("records/<uuid:record_id>/looks/", looks.looks, name="looks_of"),
    path("api/v1/judgements", api.judge, name="api_judge"),
    path("api/v1/hits", api.hits, name="api_hits"),
    path("api/v1/hits/<uuid:hit_id>", api.hit, name="api_hit"),
    path("api/v1/hits/<uuid:hit_id>/steps", api.step, name="api_step"),
]
