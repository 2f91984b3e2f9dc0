"""Addresses of the protection room, mounted at the root."""

from django.urls import URLPattern, path

from comity.protection import api, pages

app_name = "protection"
urlpatterns: list[URLPattern] = [
    path("protection/", pages.receipts, name="list"),
    path("protection/register/", pages.register, name="register"),
    path("protection/lift/", pages.lift, name="lift"),
    path("api/v1/protections", api.protections, name="api"),
    path("api/v1/protections/lift", api.lift, name="api_lift"),
]
