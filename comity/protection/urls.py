"""Addresses of the protection room."""

from django.urls import URLPattern

app_name = "protection"
urlpatterns: list[URLPattern] = []
