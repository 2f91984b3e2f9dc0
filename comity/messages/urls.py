"""Addresses of the messages room, mounted under /messages/."""

from django.urls import URLPattern, path

from comity.messages.pages import files, listing, picking, reading, searching, stream, writing
from comity.messages.pages.beside_urls import beside_urls

app_name = "messages"
urlpatterns: list[URLPattern] = [
    path("", listing.message_list, name="list"),
    path("stream", stream.changed, name="stream"),
    path("search/", searching.search, name="search"),
    path("write/", writing.write, name="write"),
    path("drafts/<uuid:draft_id>/", writing.draft, name="draft"),
    path("drafts/<uuid:draft_id>/discard", writing.discard, name="discard"),
    path("drafts/<uuid:draft_id>/recipients", picking.pick, name="recipients"),
    path("threads/<uuid:thread_id>/", reading.thread, name="thread"),
    path("<uuid:message_id>/close", reading.close, name="close"),
    path("<uuid:message_id>/forward", reading.forward, name="forward"),
    path("<uuid:message_id>/files/<uuid:attachment_id>", files.file, name="file"),
    *beside_urls,
]
