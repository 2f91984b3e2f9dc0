"""Addresses of the diffusions room's pages."""

from django.urls import path

from comity.diffusions.pages import reading

app_name = "diffusions"

urlpatterns = [
    path("", reading.diffusion_list, name="list"),
    path("<uuid:diffusion_id>/", reading.one, name="one"),
    path("<uuid:diffusion_id>/<slug:verb>", reading.step, name="step"),
]
