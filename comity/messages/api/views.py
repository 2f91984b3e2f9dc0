"""Messages over HTTP: sealed messages and signed receipts in, the same bytes out.

The house reads envelopes and no more. Refusals leave as problem details (RFC 9457); the middleware writes them.
"""

from typing import Any, Final
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from comity.core import clock, requests, shapes
from comity.core.errors import Invalid, Problem, Refused
from comity.core.languages import mark
from comity.messages import access, queries, rules
from comity.messages.actions import receiving, sending
from comity.messages.api import files
from comity.messages.api.shapes import (
    MessageIn,
    MessagePage,
    MessageSent,
    ReceiptPage,
    ReceiptsIn,
    ReceiptsTaken,
    ReceiptTaken,
    message_out,
    receipt_out,
    refusal_of,
)
from comity.messages.engine.receipts import SignedReceipt
from comity.messages.models import Message
from comity.network.access import actor_of
from comity.network.rules import Actor

NDJSON: Final = "application/x-ndjson"
_MIB: Final = 1 << 20
# In base64 everything is a third longer.
LONGEST_ONE: Final = 6 * _MIB
LONGEST_MANY: Final = 32 * _MIB
LONGEST_RECEIPTS: Final = _MIB
LIMIT: Final = 200
LIMIT_WITH_CONTENT: Final = 50


@csrf_exempt
def messages(request: HttpRequest) -> HttpResponse:
    """GET: what arrived, or what was sent, since a position. POST: sends one message."""
    requests.require_method(request, "GET", "POST")
    actor = actor_of(request)
    if request.method == "GET":
        return _list(request, actor)
    access.require_may_send(actor)
    given = shapes.read(_body(request, LONGEST_ONE), MessageIn)
    said = {"envelope": given.envelope, "signature": given.signature, "content": given.content}
    return _json(_sent(sending.send(actor=actor, now=clock.now(), **said)), status=201)


@csrf_exempt
def batch(request: HttpRequest) -> HttpResponse:
    """POST: sends up to 200 messages, one JSON object a line; the answer has one line for each, in order."""
    requests.require_method(request, "POST")
    actor = actor_of(request)
    access.require_may_send(actor)
    lines = [line for line in _body(request, LONGEST_MANY, NDJSON).split(b"\n") if line.strip()]
    if not 0 < len(lines) <= rules.MOST_AT_ONCE:
        raise Invalid(Problem("", mark("There is nothing to send, or too much at once."), f"1 - {rules.MOST_AT_ONCE}"))
    read = [_read(line) for line in lines]
    good = [one for one in read if isinstance(one, MessageIn)]
    letters = [(one.envelope, one.signature, one.content) for one in good]
    sent = iter(sending.send_many(actor=actor, letters=letters, now=clock.now()) if good else [])
    done = [next(sent) if isinstance(one, MessageIn) else one for one in read]
    said = [msgspec.json.encode(_sent(one, number)) for number, one in enumerate(done, 1)]
    return HttpResponse(b"\n".join(said) + b"\n", content_type=NDJSON)


def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """GET: one message as it was signed and sealed, where it stands, and its receipts."""
    requests.require_method(request, "GET")
    actor = actor_of(request)
    found = access.get_for_reading(actor, message_id)
    deliveries = list(access.deliveries_visible_to(actor, found))
    is_own = found.sender_id == actor.bureau
    own = next((one.position for one in deliveries if one.bureau_id == actor.bureau), None)
    seen = queries.receipts_of(actor, [found]).get(found.pk, [])
    position = found.position if is_own else own or 0
    return _json(message_out(found, position, deliveries, has_content=True, receipts=seen))


@csrf_exempt
def receipts(request: HttpRequest) -> HttpResponse:
    """GET: receipts for what the bureau sent, since a position. POST: gives receipts for what it received."""
    requests.require_method(request, "GET", "POST")
    actor = actor_of(request)
    if request.method == "GET":
        given = requests.query(request, ("after",))
        after = _number(given, "after", 0)
        rows = queries.receipts_since(actor, after, LIMIT)
        shown = [receipt_out(row) for row in rows]
        return _json(ReceiptPage(shown, shown[-1].position if shown else after))
    access.require_may_read(actor)
    taken = shapes.read(_body(request, LONGEST_RECEIPTS), ReceiptsIn).receipts
    if not 0 < len(taken) <= rules.MOST_AT_ONCE:
        said = mark("There is nothing to send, or too much at once.")
        raise Invalid(Problem("receipts", said, f"1 - {rules.MOST_AT_ONCE}"))
    signed = [SignedReceipt(one.receipt, one.signature) for one in taken]
    done = receiving.acknowledge(actor=actor, receipts=signed, now=clock.now())
    return _json(ReceiptsTaken([_taken(one, number) for number, one in enumerate(done, 1)]))


def _list(request: HttpRequest, actor: Actor) -> HttpResponse:
    given = requests.query(request, ("box", "after", "limit", "content"))
    for name, choices in (("box", ("received", "sent")), ("content", ("true", "false"))):
        if given.get(name, choices[0]) not in choices:
            raise Invalid(Problem(name, mark("There is no such choice."), ", ".join(choices)))
    has_content = given.get("content") == "true"
    most = LIMIT_WITH_CONTENT if has_content else LIMIT
    after, limit = _number(given, "after", 0), _number(given, "limit", most)
    if not 0 < limit <= most:
        raise Invalid(Problem("limit", mark("This is too many or too few."), f"1 - {most}"))
    if given.get("box") == "sent":
        sent = queries.sent_after(actor, after, limit, sealed=has_content)
        deliveries = queries.deliveries_of(actor, sent)
        shown = [message_out(one, one.position, deliveries.get(one.pk, ()), has_content=has_content) for one in sent]
    else:
        listed = queries.received(actor, after, limit, sealed=has_content)
        shown = [message_out(one.message, one.position or 0, [one], has_content=has_content) for one in listed]
    return _json(MessagePage(shown, shown[-1].position if shown else after))


def _read(line: bytes) -> MessageIn | Refused:
    try:
        return shapes.read(line, MessageIn)
    except Refused as refusal:
        return refusal


def _sent(one: Message | Refused, line: int = 0) -> MessageSent:
    if isinstance(one, Refused):
        why: Any = refusal_of(one)
        return MessageSent(line=line, **why)
    return MessageSent(line=line, id=one.pk, position=one.position, received_at=one.received_at)


def _taken(one: Any, line: int) -> ReceiptTaken:
    if isinstance(one, Refused):
        why: Any = refusal_of(one)
        return ReceiptTaken(line=line, **why)
    return ReceiptTaken(line=line, said=one.said)


def _body(request: HttpRequest, longest: int, kind: str = requests.JSON) -> bytes:
    """The body, which may be longer than Django keeps in memory on its own. Raises TooLong, WrongType."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        raise requests.LengthIsNoNumber
    if request.content_type not in ("", kind, requests.JSON):
        raise requests.WrongType(f"The content is not of a type that is read here. Accepted: {kind}.")
    body = request.read(longest + 1) if len(length) < 12 and int(length) <= longest else bytes(longest + 1)
    if len(body) > longest:
        raise requests.TooLong
    return body


def _number(given: dict[str, str], name: str, default: int) -> int:
    """A whole number of the query. Raises Invalid."""
    text = given.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Invalid(Problem(name, mark("This is not a whole number."), mark("What the last answer gave as next.")))
    return int(text)


def _json(content: Struct, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(content), status=status, content_type=requests.JSON)


_ONE: Final = "api/v1/messages/<uuid:message_id>"
api_urls = [
    path("api/v1/messages", messages, name="messages_api_list"),
    path("api/v1/messages/batch", batch, name="messages_api_batch"),
    path(_ONE, message, name="messages_api_one"),
    path(f"{_ONE}/attachments/<uuid:attachment_id>", files.sealed_file, name="messages_api_attachment"),
    path("api/v1/attachments/<uuid:attachment_id>", files.deposited, name="messages_api_deposit"),
    path("api/v1/receipts", receipts, name="messages_api_receipts"),
]
