"""Photographs and documents, behind the gate of their notice: for pages and for systems alike."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from comity.core import clock, requests
from comity.core.errors import NotFound
from comity.network.access import actor_of
from comity.network.rules import Actor
from comity.notices import access, actions
from comity.notices.models import Attachment, Photograph


def photograph(request: HttpRequest, notice_id: UUID, photograph_id: UUID) -> HttpResponse:
    """GET: a photograph, for who may see its notice."""
    requests.require_method(request, "GET", "HEAD")
    return send_photograph(request, actor_of(request), notice_id, photograph_id)


def send_photograph(request: HttpRequest, actor: Actor, notice_id: UUID, photograph_id: UUID) -> HttpResponse:
    """The same, for a system."""
    notice = access.get_for_reading(actor, notice_id)
    found = access.photographs_visible_to(actor, notice).filter(pk=photograph_id).first()
    if found is None:
        raise NotFound
    return _sent(found, "image/jpeg")


def attachment(request: HttpRequest, notice_id: UUID, attachment_id: UUID) -> HttpResponse:
    """GET: a document, always as a download, with an entry that its source can read."""
    requests.require_method(request, "GET", "HEAD")
    return send_attachment(request, actor_of(request), notice_id, attachment_id)


def send_attachment(request: HttpRequest, actor: Actor, notice_id: UUID, attachment_id: UUID) -> HttpResponse:
    """The same, for a system."""
    how = "api" if request.path.startswith("/api/") else "page"
    found = actions.open_attachment(
        actor=actor, notice_id=notice_id, attachment_id=attachment_id, how=how, now=clock.now()
    )
    answer = _sent(found, found.content_type)
    suffix = str(found.file.name).rsplit(".", 1)[-1]
    name = f"{slugify(found.title) or 'document'}.{suffix}"
    answer.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return answer


def _sent(found: Photograph | Attachment, content_type: str) -> HttpResponse:
    """The file. Nobody keeps a copy on the way, and nothing in it is run, whatever it says it is."""
    try:
        with found.file.open("rb") as file:
            answer = HttpResponse(file.read(), content_type=content_type)
    except FileNotFoundError:
        raise NotFound from None
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
