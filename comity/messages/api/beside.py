"""Consent and disclosure over HTTP, for bureaus that keep their keys: signed statements in, the same bytes out."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from comity.core import clock, requests
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.messages import access, consents
from comity.messages.actions import disclosing, forwarding
from comity.messages.consents import ConsentView
from comity.messages.engine.consent import Signed
from comity.messages.engine.disclosure import Handed
from comity.network.access import actor_of

LONGEST = 64 * 1024
LONGEST_DISCLOSED = 2 << 20
LIMIT = 200


class StatementIn(Struct, forbid_unknown_fields=True):
    """A statement's exact bytes, canonical JSON, and the signature over them; both in base64."""

    statement: bytes
    signature: bytes


class DisclosureIn(Struct, forbid_unknown_fields=True):
    """What is handed over: sealed for compliance, and the signed statement about it; all in base64."""

    sealed: bytes
    statement: bytes
    signature: bytes


class ReplyOut(Struct):
    """One bureau's yes or no, as it was signed."""

    bureau: str
    granted: bool
    at: datetime
    statement: bytes
    signature: bytes


class ConsentOut(Struct):
    """One question as it was signed, how it stands, and every reply. `of`: whose yes it needs."""

    id: UUID
    message: UUID
    asked_by: str
    of: list[str]
    to: list[str]
    purpose: str
    until: date
    standing: str
    asked_at: datetime
    digest: str
    statement: bytes
    signature: bytes
    replies: list[ReplyOut]


class ConsentPage(Struct):
    """Questions that the bureau asked or is asked, the latest first; at most 200."""

    consents: list[ConsentOut]


class Disclosed(Struct):
    """What was disclosed, and when."""

    id: UUID
    message: UUID
    at: datetime


@csrf_exempt
def consent_list(request: HttpRequest) -> HttpResponse:
    """GET: what was asked, by and of the bureau; `waiting=true`: what it has not answered. POST: asks."""
    requests.require_method(request, "GET", "POST")
    actor, now = actor_of(request), clock.now()
    if request.method == "POST":
        access.require_may_send(actor)
        given = requests.body(request, StatementIn, LONGEST)
        made = forwarding.ask(actor=actor, question=Signed(given.statement, given.signature), now=now)
        return _json(_out(consents.views(actor, [made], now)[0]), status=201)
    asked = requests.query(request, ("waiting",))
    if asked.get("waiting", "true") != "true":
        raise Invalid(Problem("waiting", mark("There is no such choice."), "true"))
    found = consents.waiting_for(actor, now) if "waiting" in asked else consents.visible_to(actor)
    return _json(ConsentPage([_out(view) for view in consents.views(actor, found[:LIMIT], now)]))


@csrf_exempt
def replies(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """POST: says yes or no, for a bureau that wrote the message or part of it."""
    requests.require_method(request, "POST")
    actor, now = actor_of(request), clock.now()
    access.require_may_send(actor)
    given = requests.body(request, StatementIn, LONGEST)
    reply = Signed(given.statement, given.signature)
    answered = forwarding.answer(actor=actor, consent_id=consent_id, reply=reply, now=now)
    return _json(_out(consents.views(actor, [answered], now)[0]), status=201)


@csrf_exempt
def disclosures(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """POST: hands a message to compliance."""
    requests.require_method(request, "POST")
    actor = actor_of(request)
    access.require_may_read(actor)
    given = requests.body(request, DisclosureIn, LONGEST_DISCLOSED)
    handed = Handed(given.sealed, given.statement, given.signature)
    made = disclosing.disclose(actor=actor, message_id=message_id, handed=handed, now=clock.now())
    return _json(Disclosed(made.pk, made.message_id, made.at), status=201)


def _out(view: ConsentView) -> ConsentOut:
    row = view.consent
    return ConsentOut(
        id=row.pk,
        message=row.message_id,
        asked_by=row.asked_by_id,
        of=row.of,
        to=row.to,
        purpose=row.purpose,
        until=row.until,
        standing=view.standing.value,
        asked_at=row.asked_at,
        digest=row.digest,
        statement=bytes(row.statement),
        signature=bytes(row.signature),
        replies=[
            ReplyOut(one.bureau_id, one.granted, one.at, bytes(one.statement), bytes(one.signature))
            for one in view.replies
        ],
    )


def _json(content: Struct, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(content), status=status, content_type=requests.JSON)


api_urls = [
    path("api/v1/consents", consent_list, name="messages_api_consents"),
    path("api/v1/consents/<uuid:consent_id>/replies", replies, name="messages_api_replies"),
    path("api/v1/messages/<uuid:message_id>/disclosures", disclosures, name="messages_api_disclosures"),
]
