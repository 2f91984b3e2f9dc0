"""Photographs and documents of a diffusion, behind its gate: for pages and for systems alike."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from comity.core import clock, requests
from comity.core.errors import NotFound
from comity.diffusions import access
from comity.diffusions import actions as verbs
from comity.diffusions.models import Attachment, Photograph
from comity.network.access import actor_of
from comity.notices.api.files import IMAGE_TYPES, SCAN_TYPES, body_of, described_in, downloaded, sent
from comity.notices.api.shapes import FileAdded


class DiffusionPhotographOut(Struct, frozen=True, kw_only=True):
    """A photograph of a diffusion and the address at which it is read."""

    id: UUID
    href: str
    width: int
    height: int
    caption: str
    taken_on: str


class DiffusionAttachmentOut(Struct, frozen=True, kw_only=True):
    """A document of a diffusion and the address from which it is downloaded."""

    id: UUID
    href: str
    kind: str
    title: str
    content_type: str
    size: int
    is_shared: bool


def photograph(request: HttpRequest, diffusion_id: UUID, photograph_id: UUID) -> HttpResponse:
    """GET: a photograph, for who may read its diffusion."""
    requests.require_method(request, "GET", "HEAD")
    actor = actor_of(request)
    diffusion = access.get_for_reading(actor, diffusion_id)
    found = access.photographs_visible_to(actor, diffusion).filter(pk=photograph_id).first()
    if found is None:
        raise NotFound
    return sent(found.file, "image/jpeg")


def attachment(request: HttpRequest, diffusion_id: UUID, attachment_id: UUID) -> HttpResponse:
    """GET: a document, always as a download, with an entry in the ledger."""
    requests.require_method(request, "GET", "HEAD")
    how = "api" if request.path.startswith("/api/") else "page"
    found = verbs.open_attachment(
        actor=actor_of(request), diffusion_id=diffusion_id, attachment_id=attachment_id, how=how, now=clock.now()
    )
    return downloaded(found.file, found.content_type, found.title)


@csrf_exempt
def photographs(request: HttpRequest, diffusion_id: UUID) -> HttpResponse:
    """POST: a photograph, as the body of the request."""
    requests.require_method(request, "POST")
    actor, given = actor_of(request), requests.query(request, ("caption", "taken_on"))
    said = {name: given.get(name, "") for name in ("caption", "taken_on")}
    file = body_of(request, IMAGE_TYPES)
    added = verbs.add_photograph(actor=actor, diffusion_id=diffusion_id, file=file, now=clock.now(), **said)
    return _added(added.pk, _href(diffusion_id, "photographs", added.pk))


@csrf_exempt
def attachments(request: HttpRequest, diffusion_id: UUID) -> HttpResponse:
    """POST: a document, as the body of the request; `kind` and `title` say what it is."""
    requests.require_method(request, "POST")
    actor, described = actor_of(request), described_in(requests.query(request, ("kind", "title", "is_shared")))
    file = body_of(request, SCAN_TYPES)
    added = verbs.add_attachment(
        actor=actor, diffusion_id=diffusion_id, file=file, described=described, now=clock.now()
    )
    return _added(added.pk, _href(diffusion_id, "attachments", added.pk))


def photograph_out(one: Photograph) -> DiffusionPhotographOut:
    names = ("width", "height", "caption", "taken_on")
    at = _href(one.diffusion_id, "photographs", one.pk)
    return DiffusionPhotographOut(id=one.pk, href=at, **{name: getattr(one, name) for name in names})


def attachment_out(one: Attachment) -> DiffusionAttachmentOut:
    names = ("kind", "title", "content_type", "size", "is_shared")
    at = _href(one.diffusion_id, "attachments", one.pk)
    return DiffusionAttachmentOut(id=one.pk, href=at, **{name: getattr(one, name) for name in names})


def _href(diffusion_id: UUID, kind: str, file_id: UUID) -> str:
    return f"/api/v1/diffusions/{diffusion_id}/{kind}/{file_id}"


def _added(file_id: UUID, href: str) -> HttpResponse:
    content = msgspec.json.encode(FileAdded(file_id, href))
    return HttpResponse(content, status=201, content_type="application/json")
