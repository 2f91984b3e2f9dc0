"""Addresses of the compliance room. Those of its API stand at the root of the house (`api_urls` in `api`)."""

from django.urls import path

from comity.compliance.pages import decided, disclosed, ours, queue, review, tables

app_name = "compliance"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("next", queue.take, name="take"),
    path("reviews/<uuid:review_id>/", review.review, name="review"),
    path("reviews/<uuid:review_id>/ask", review.ask, name="ask"),
    path("reviews/<uuid:review_id>/give-back", review.give_back, name="give_back"),
    path("decisions/<uuid:review_id>/", decided.decision, name="decision"),
    path("notices/<uuid:notice_id>/doubt/", review.doubt, name="doubt"),
    path("disclosed/", disclosed.disclosed_list, name="disclosed_list"),
    path("disclosed/<uuid:disclosure_id>/", disclosed.disclosed, name="disclosed"),
    path("disclosed/<uuid:disclosure_id>/files/<uuid:attachment_id>", disclosed.file, name="disclosed_file"),
    path("ours/", ours.ours, name="ours"),
    path("ours/<uuid:review_id>/", ours.case, name="case"),
    path("questions/<uuid:question_id>/answer", ours.answer, name="answer"),
    *tables.urls,
]
