"""Addresses of the keys room, mounted under /keys/."""

from django.urls import URLPattern

app_name = "keys"
urlpatterns: list[URLPattern] = []
