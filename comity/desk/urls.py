"""Addresses of the desk room, mounted under /desk/."""

from django.urls import path

from comity.desk.pages import figures, incidents, queue, shifts, stream

app_name = "desk"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("items/<uuid:item_id>/<slug:verb>", queue.step, name="step"),
    path("now", figures.now, name="now"),
    path("map/", figures.world_map, name="map"),
    path("stream", stream.stream, name="stream"),
    path("shifts/", shifts.shift_list, name="shifts"),
    path("shifts/begin", shifts.begin, name="begin_shift"),
    path("shifts/<uuid:shift_id>/", shifts.shift, name="shift"),
    path("shifts/<uuid:shift_id>/<slug:verb>", shifts.step, name="shift_step"),
    path("incidents/", incidents.incident_list, name="incidents"),
    path("incidents/open", incidents.open_incident, name="open_incident"),
    path("incidents/<uuid:incident_id>/", incidents.incident, name="incident"),
    path("incidents/<uuid:incident_id>/export", incidents.export, name="export_incident"),
    path("incidents/<uuid:incident_id>/<slug:verb>", incidents.step, name="incident_step"),
]
