"""Addresses of the diffusions room."""

from django.urls import URLPattern

app_name = "diffusions"
urlpatterns: list[URLPattern] = []
