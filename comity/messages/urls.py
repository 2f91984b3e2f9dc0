"""Addresses of the messages room, mounted under /messages/."""

from django.urls import URLPattern

app_name = "messages"
urlpatterns: list[URLPattern] = []
