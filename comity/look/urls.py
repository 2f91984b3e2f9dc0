"""Addresses of the look: the front page, and the style guide of a demo."""

from django.urls import path

from comity.look import pages

urlpatterns = [
    path("", pages.front, name="front"),
    path("look/", pages.guide, name="style_guide"),
    path("look/<slug:kind>/", pages.kind, name="style_guide_kind"),
]
