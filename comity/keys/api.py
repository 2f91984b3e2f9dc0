"""Keys over HTTP: public halves for whoever seals and verifies, and registering those that a bureau makes itself."""

from datetime import datetime
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from comity.core import clock, requests, shapes
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.keys import access, actions, queries, rules
from comity.keys.actions.own import KeyOffered
from comity.keys.engine.ring import Statement
from comity.keys.models import Key
from comity.network.access import actor_of
from comity.network.rules import Actor

LONGEST_BODY: Final = 16 << 10
MOST_BUREAUS: Final = 250


class KeyOut(Struct, frozen=True, kw_only=True):
    """A generation: `statement` is the exact bytes (base64) that it signed itself (`own_signature`) and that the key
    before it signed (`signature_before`, "" for none): verify both, and read everything else out of the statement.

    `to_compare`: no key before vouches for it, and nobody of your bureau said that the fingerprints were compared.
    """

    id: str
    bureau: str
    role: str
    generation: int
    held_by: str
    fingerprint: str
    statement: bytes
    own_signature: bytes
    signature_before: bytes
    is_chained: bool
    to_compare: bool
    made_at: datetime
    retired_at: datetime | None
    revoked_at: datetime | None


class KeyPage(Struct, frozen=True):
    """Every generation of the bureaus asked for, each bureau's oldest first."""

    keys: list[KeyOut]


class KeyIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """A key that the bureau made and keeps: the statement's exact bytes (JSON sorted by name, without spaces), signed
    by the key itself and, where the bureau has a current key, by that one. All in base64."""

    statement: bytes
    own_signature: bytes
    signature_before: bytes = b""


@csrf_exempt
def keys(request: HttpRequest) -> HttpResponse:
    """GET: public halves. POST: registers a key of one's own bureau."""
    requests.require_method(request, "GET", "POST")
    actor = actor_of(request)
    if request.method == "GET":
        return _json(_listed(actor, requests.query(request, ("bureaus", "role"))))
    access.require_may_manage(actor)
    given = requests.body(request, KeyIn, LONGEST_BODY)
    offered = KeyOffered(read_statement(given.statement), given.own_signature, given.signature_before)
    row = actions.register_public(actor=actor, offered=offered, now=clock.now())
    return _json(shown(row), status=201)


def read_statement(text: bytes) -> Statement:
    """The statement in its exact bytes. Raises Invalid, also for bytes that say the same otherwise written."""
    try:
        statement = shapes.read(text, Statement)
    except Invalid as refusal:
        raise Invalid([Problem(_below(one.field), one.problem, one.accepted) for one in refusal.problems]) from None
    if statement.encode() != text:
        said = mark("These are not the bytes that are signed.")
        raise Invalid(Problem("statement", said, mark("JSON, sorted by name, without spaces.")))
    return statement


def shown(row: Key, to_compare: frozenset[str] = frozenset()) -> KeyOut:
    key = queries.public(row)
    return KeyOut(
        id=key.id,
        bureau=key.bureau,
        role=key.role,
        generation=key.generation,
        held_by=queries.statement_of(row).held_by,
        fingerprint=key.fingerprint,
        statement=bytes(row.statement),
        own_signature=bytes(row.own_signature),
        signature_before=bytes(row.signature_before),
        is_chained=key.is_chained,
        to_compare=key.id in to_compare,
        made_at=key.made_at,
        retired_at=key.retired_at,
        revoked_at=key.revoked_at,
    )


def _listed(actor: Actor, asked: dict[str, str]) -> KeyPage:
    access.require_may_read(actor)
    named = asked.get("role") or rules.MESSAGES
    role = next((one for one in rules.ROLE_LABELS if one == named), None)
    if role is None:
        raise Invalid(Problem("role", mark("There are no such keys."), ", ".join(rules.ROLE_LABELS)))
    codes = [code.strip() for code in asked.get("bureaus", "").split(",") if code.strip()]
    if len(codes) > MOST_BUREAUS:
        raise Invalid(Problem("bureaus", mark("These are too many at once."), str(MOST_BUREAUS)))
    rows = queries.rows_of(codes, role)
    compare = frozenset(queries.to_compare(actor.bureau, map(queries.public, rows)))
    return KeyPage([shown(row, compare) for row in rows])


def _below(field: str) -> str:
    return f"statement.{field}" if field else "statement"


def _json(answer: Any, status: int = 200) -> HttpResponse:
    made = HttpResponse(msgspec.json.encode(answer), status=status, content_type="application/json")
    made.headers["Cache-Control"] = "no-store"
    return made


api_urls: list[URLPattern] = [path("api/v1/keys", keys, name="keys-api")]
