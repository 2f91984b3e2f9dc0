"""Addresses of the judgements room, mounted at the root: one judgement and its end. None lists them."""

from django.urls import path

from comity.judgements import api, pages

app_name = "judgements"

urlpatterns = [
    path("judgements/<uuid:judgement_id>/", pages.judgement, name="judgement"),
    path("judgements/<uuid:judgement_id>/withdraw", pages.withdraw, name="withdraw"),
    path("api/v1/judgements/<uuid:judgement_id>", api.judgement, name="api_judgement"),
    path("api/v1/judgements/<uuid:judgement_id>/withdrawal", api.withdraw, name="api_withdraw"),
]
