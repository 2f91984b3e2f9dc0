"""Addresses of the records' pages, under /records/. The API's addresses are api.api_urls."""

from django.urls import path

from comity.records.pages import editing, importing, reading, verbs

app_name = "records"
urlpatterns = [
    path("", reading.record_list, name="list"),
    path("import/", importing.import_file, name="import"),
    path("add/<slug:database>/", editing.add, name="add"),
    path("<uuid:record_id>/", reading.record, name="record"),
    path("<uuid:record_id>/change/", editing.change, name="change"),
    path("<uuid:record_id>/withdraw/", verbs.withdraw, name="withdraw"),
    path("<uuid:record_id>/renew/", verbs.renew, name="renew"),
    path("<uuid:record_id>/restrict/", verbs.restrict, name="restrict"),
    path("<uuid:record_id>/lift/<uuid:restriction_id>/", verbs.lift, name="lift"),
]
