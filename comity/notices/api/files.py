"""Photographs and documents, behind the gate of their notice: for pages and for systems alike.

How a file comes in and goes out is the same for a diffusion's.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Final
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from comity.core import clock, requests
from comity.core.errors import Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.network.access import actor_of
from comity.network.rules import Actor
from comity.notices import access, actions
from comity.notices.actions import Described
from comity.notices.engine import images
from comity.notices.manifests.shape import ATTACHMENTS

IMAGE_TYPES: Final = ("image/jpeg", "image/png", "image/webp")
SCAN_TYPES: Final = ("application/pdf", *IMAGE_TYPES)


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
    return sent(found.file, "image/jpeg")


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
    return downloaded(found.file, found.content_type, found.title)


def downloaded(file: FieldFile, content_type: str, title: str) -> HttpResponse:
    """A document, always as a download, by its title."""
    answer = sent(file, content_type)
    suffix = str(file.name).rsplit(".", 1)[-1]
    name = f"{slugify(title) or 'document'}.{suffix}"
    answer.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return answer


def sent(file: FieldFile, content_type: str) -> HttpResponse:
    """The file. Nobody keeps a copy on the way, and nothing in it is run, whatever it says it is."""
    try:
        with file.open("rb") as opened:
            answer = HttpResponse(opened.read(), content_type=content_type)
    except FileNotFoundError:
        raise NotFound from None
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def body_of(request: HttpRequest, types: tuple[str, ...]) -> BytesIO:
    """The file that is the body of the request. Raises WrongType, LengthIsNoNumber, TooLong."""
    if request.content_type not in types:
        raise requests.WrongType(f"The content is not of a type that is read here. Accepted: {', '.join(types)}.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        raise requests.LengthIsNoNumber
    if len(length) > 12 or int(length) > images.LARGEST_SCAN:
        raise requests.TooLong
    return BytesIO(request.read(images.LARGEST_SCAN + 1))


def described_in(given: Mapping[str, str]) -> Described:
    """What a document is said to be, in the question's parameters. Raises Invalid."""
    problems = []
    if given.get("is_shared", "") not in ("", "true", "false"):
        problems.append(Problem("is_shared", mark("There is no such choice."), "true, false"))
    if given.get("kind", "") not in ATTACHMENTS:
        problems.append(Problem("kind", mark("There is no such choice."), ", ".join(ATTACHMENTS)))
    if problems:
        raise Invalid(problems)
    is_shared = given.get("is_shared") == "true"
    return Described(kind=given["kind"], title=given.get("title", ""), is_shared=is_shared)
