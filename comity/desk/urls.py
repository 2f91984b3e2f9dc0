"""Addresses of the desk room, mounted under /desk/."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
