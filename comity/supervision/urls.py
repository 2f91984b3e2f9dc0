"""Addresses of the supervision room, mounted under /supervision/."""

from django.urls import URLPattern, path

from comity.supervision import pages

app_name = "supervision"
urlpatterns: list[URLPattern] = [
    path("", pages.measure_list, name="list"),
    path("order/", pages.order, name="order"),
    path("<uuid:measure_id>/", pages.measure, name="measure"),
    path("<uuid:measure_id>/<slug:verb>/", pages.step, name="step"),
]
