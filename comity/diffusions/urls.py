"""Addresses of the diffusions room's pages."""

from django.urls import path

from comity.diffusions.api import files
from comity.diffusions.pages import reading, writing

app_name = "diffusions"

urlpatterns = [
    path("", reading.diffusion_list, name="list"),
    path("write/", writing.choose, name="choose"),
    path("write/<slug:colour>/", writing.write, name="write"),
    path("<uuid:diffusion_id>/", reading.one, name="one"),
    path("<uuid:diffusion_id>/change/", writing.change, name="change"),
    path("<uuid:diffusion_id>/photographs/<uuid:photograph_id>", files.photograph, name="photograph"),
    path("<uuid:diffusion_id>/attachments/<uuid:attachment_id>", files.attachment, name="attachment"),
    path("<uuid:diffusion_id>/<slug:verb>", reading.step, name="step"),
]
