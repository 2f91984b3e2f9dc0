"""The blind registers over HTTP, for the systems of authorities that grant protection. Nothing readable comes back."""

from datetime import date

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from comity.core import clock, requests
from comity.network.access import actor_of
from comity.protection import access, actions, queries
from comity.protection.engine.keys import Subject
from comity.protection.queries import Receipt

LONGEST_BODY = 64 << 10


class PersonIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """Who somebody is: names in every script known, dates of birth, documents as "FRA 12AB34567"."""

    names: list[str] = []
    births: list[str] = []
    documents: list[str] = []

    def subject(self) -> Subject:
        return Subject(names=tuple(self.names), births=tuple(self.births), documents=tuple(self.documents))


class ProtectionIn(PersonIn, forbid_unknown_fields=True, kw_only=True):
    """A person protected against requests of these members. `is_confirmed` false: it has been asked for."""

    against: list[str]
    is_confirmed: bool = True
    until: date | None = None


class LiftIn(PersonIn, forbid_unknown_fields=True, kw_only=True):
    """What ends: the registration of this receipt, or every one of this person by the token's bureau."""

    receipt: str = ""


class Registered(Struct, frozen=True):
    """The receipt's number: keep it. Nothing else is given back."""

    receipt: str


class Lifted(Struct, frozen=True):
    """How many registrations ended."""

    ended: int


class Receipts(Struct, frozen=True):
    """The registrations of the token's bureau, the latest first: no names."""

    receipts: list[Receipt]


@csrf_exempt
def protections(request: HttpRequest) -> HttpResponse:
    """GET: the bureau's receipts. POST: registers a person."""
    requests.require_method(request, "GET", "POST")
    actor = actor_of(request)
    access.require_may_register(actor)
    if request.method == "GET":
        requests.query(request, ())
        return _json(Receipts(queries.receipts(actor)))
    given = requests.body(request, ProtectionIn, LONGEST_BODY)
    made = actions.protect(
        actor=actor,
        subject=given.subject(),
        against=given.against,
        until=given.until,
        is_confirmed=given.is_confirmed,
        now=clock.now(),
    )
    return _json(Registered(made.receipt), status=201)


@csrf_exempt
def lift(request: HttpRequest) -> HttpResponse:
    """POST: ends registrations."""
    requests.require_method(request, "POST")
    actor = actor_of(request)
    access.require_may_register(actor)
    given = requests.body(request, LiftIn, LONGEST_BODY)
    ended = actions.lift(actor=actor, receipt=given.receipt, subject=given.subject(), now=clock.now())
    return _json(Lifted(ended))


def _json(answer: Struct, status: int = 200) -> HttpResponse:
    made = HttpResponse(msgspec.json.encode(answer), status=status, content_type="application/json")
    made.headers["Cache-Control"] = "no-store"
    return made
