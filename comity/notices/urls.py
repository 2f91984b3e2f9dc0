"""Addresses of the notices room, mounted under notices/: pages, and files behind their gate."""

from django.urls import URLPattern, path

from comity.notices.api import files
from comity.notices.pages import alike, handing_in, keeping, listing, reading, reporting, translating, verbs, writing

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("", listing.notice_list, name="list"),
    path("new/", writing.choose, name="choose"),
    path("new/<slug:colour>/", writing.begin, name="begin"),
    path("texts/", translating.queue, name="texts"),
    path("texts/<int:text_id>/", translating.text, name="text"),
    path("<int:year>/<int:serial>/", reading.by_number, name="number"),
    path("<uuid:notice_id>/", reading.notice, name="notice"),
    path("<uuid:notice_id>/edit/", writing.edit, name="edit"),
    path("<uuid:notice_id>/keep/", keeping.keep, name="keep"),
    path("<uuid:notice_id>/alike/", alike.alike, name="alike"),
    path("<uuid:notice_id>/check/", handing_in.check, name="check"),
    path("<uuid:notice_id>/sign/<int:number>/", handing_in.sign, name="sign"),
    path("<uuid:notice_id>/submit/", handing_in.submit, name="submit"),
    path("<uuid:notice_id>/amend/", writing.amend, name="amend"),
    path("<uuid:notice_id>/suspend/", verbs.suspend, name="suspend"),
    path("<uuid:notice_id>/resume/", verbs.resume, name="resume"),
    path("<uuid:notice_id>/withdraw/", verbs.withdraw, name="withdraw"),
    path("<uuid:notice_id>/renew/", verbs.renew, name="renew"),
    path("<uuid:notice_id>/end-publicity/", verbs.end_publicity, name="end_publicity"),
    path("<uuid:notice_id>/papers/<uuid:report_id>/", verbs.papers, name="papers"),
    path("<uuid:notice_id>/located/", reporting.located, name="located"),
    path("<uuid:notice_id>/extradition-refused/", reporting.extradition_refused, name="extradition_refused"),
    path("<uuid:notice_id>/information/", reporting.information, name="information"),
    path("<uuid:notice_id>/photographs/<uuid:photograph_id>", files.photograph, name="photograph"),
    path("<uuid:notice_id>/attachments/<uuid:attachment_id>", files.attachment, name="attachment"),
]
