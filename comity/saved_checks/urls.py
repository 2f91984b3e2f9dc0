"""Addresses of the saved checks room, mounted at the root: pages and API."""

from django.urls import path

from comity.saved_checks import api, pages

app_name = "saved_checks"

urlpatterns = [
    path("saved-checks/", pages.saved_check_list, name="list"),
    path("saved-checks/save/", pages.add, name="save"),
    path("saved-checks/<uuid:saved_check_id>/", pages.one, name="one"),
    path("saved-checks/<uuid:saved_check_id>/<slug:verb>", pages.step, name="step"),
    path("api/v1/saved-checks", api.saved_checks, name="api_list"),
    path("api/v1/saved-checks/<uuid:saved_check_id>", api.saved_check, name="api_one"),
    path("api/v1/saved-checks/<uuid:saved_check_id>/steps", api.step, name="api_step"),
]
