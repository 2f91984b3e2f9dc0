"""Sealed files over HTTP: the body is the file, as it is, in both directions."""

from typing import BinaryIO, Final, cast
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from comity.core import clock, requests
from comity.core.errors import NotFound
from comity.messages import access, rules, streams
from comity.messages.actions import files as verbs
from comity.messages.api.shapes import FileDeposited
from comity.network.access import actor_of

SEALED_TYPES: Final = ("application/octet-stream",)


@csrf_exempt
def deposited(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """PUT: a sealed file, before the message that names it. The same again is the same file."""
    requests.require_method(request, "PUT")
    actor = actor_of(request)
    access.require_may_send(actor)
    if request.content_type not in ("", *SEALED_TYPES):
        raise requests.WrongType(f"The content is not of a type that is read here. Accepted: {SEALED_TYPES[0]}.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        raise requests.LengthIsNoNumber
    if len(length) > 12 or int(length) > rules.LARGEST_SEALED_FILE:
        raise verbs.FileTooLarge
    source = cast(BinaryIO, request)  # a request reads as a file does
    row = verbs.deposit(actor=actor, attachment_id=attachment_id, source=source, now=clock.now())
    content = msgspec.json.encode(FileDeposited(row.pk, row.size, row.digest))
    return HttpResponse(content, status=201, content_type=requests.JSON)


def sealed_file(request: HttpRequest, message_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """GET: a sealed file of a message. Who holds a key of the message unseals it on their own side."""
    requests.require_method(request, "GET")
    found = access.get_attachment(actor_of(request), attachment_id)
    if found.message_id != message_id:
        raise NotFound
    source = verbs.open_sealed(found)
    answer = streams.streamed(request, streams.closing(source, streams.pieces(source)), SEALED_TYPES[0])
    answer.headers["Content-Length"] = str(found.size)
    return answer
