"""Diffusions over HTTP, for national systems: drafts, one or many sent, what arrived, and the steps of each.

Refusals leave as problem details (RFC 9457); the middleware writes them.
"""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from comity.core import clock, requests
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.core.levels import Level
from comity.diffusions import access, lines, queries
from comity.diffusions import actions as verbs
from comity.diffusions.api import files
from comity.diffusions.api.files import DiffusionAttachmentOut, DiffusionPhotographOut
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import Side, Status
from comity.diffusions.stating import Stated
from comity.network.access import actor_of
from comity.network.rules import Actor

LONGEST_BODY = 256 << 10
LIMIT = 100


class DiffusionIn(Struct, forbid_unknown_fields=True, kw_only=True):
    """A diffusion as its sender states it. `content` is {group: {field: value}} of the colour (docs/notices.md)."""

    colour: str
    content: dict[str, Any] = {}
    recipients: list[str] = []
    to_all: bool = False
    level: str = Level.OFFICIAL_USE_ONLY.slug
    conditions: list[str] = []
    is_urgent: bool = False
    names_nobody: bool = False
    ends_on: date | None = None

    def stated(self) -> Stated:
        return Stated(
            content=self.content,
            recipients=tuple(self.recipients),
            to_all=self.to_all,
            level=self.level,
            conditions=tuple(self.conditions),
            is_urgent=self.is_urgent,
            names_nobody=self.names_nobody,
            ends_on=self.ends_on,
        )


class DiffusionStepIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A step: `send`, `sign` (number), `withdraw` (reason), `report` (kind, text, place), `acknowledge` (done, on)."""

    verb: str
    number: int = 0
    reason: str = ""
    kind: str = ""
    text: str = ""
    place: str = ""
    done: str = ""
    on: date | None = None


class DeliveryOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of it at one recipient; `delivered_at` is missing while its link is closed."""

    recipient: str
    delivered_at: datetime | None = None
    seen_at: datetime | None = None
    recalled_at: datetime | None = None
    acknowledged_at: datetime | None = None
    done: str = ""
    done_on: date | None = None


class AnswerOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a recipient answered."""

    bureau: str
    kind: str
    text: str
    given_at: datetime
    place: str = ""


class DiffusionOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A diffusion as its reader may see it. Of one that was taken back, a recipient reads that it was, and no more.

    `is_reviewed` false on a delivered one: no person has read it yet. `status_of_person`: presumed innocent, convicted.
    """

    id: UUID
    number: str
    colour: str
    side: str
    sender: str
    status: str
    is_urgent: bool
    is_reviewed: bool
    level: str
    ends_on: date
    steps: list[str]
    content: dict[str, Any] = {}
    status_of_person: str = ""
    conditions: list[str] = []
    route: str = ""
    recipients: list[str] = []
    to_all: bool = False
    names_nobody: bool = False
    version: int = 0
    signed: list[int] = []
    findings: list[dict[str, str]] = []
    code: str = ""
    reason: str = ""
    batch: UUID | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    ended_at: datetime | None = None
    deliveries: list[DeliveryOut] = []
    answers: list[AnswerOut] = []
    photographs: list[DiffusionPhotographOut] = []
    attachments: list[DiffusionAttachmentOut] = []


class DiffusionPage(Struct, frozen=True):
    """Diffusions, the latest first; `next` is the `page` that follows, null on the last."""

    diffusions: list[DiffusionOut]
    next: int | None


@csrf_exempt
def diffusions(request: HttpRequest) -> HttpResponse:
    """GET: one box. POST: a new draft."""
    requests.require_method(request, "GET", "POST")
    actor = actor_of(request)
    if request.method == "GET":
        return _list(request, actor)
    access.require_may_send(actor)
    given = requests.body(request, DiffusionIn, LONGEST_BODY)
    made = verbs.draft(actor=actor, colour=given.colour, stated=given.stated(), now=clock.now())
    answer = _json(_out(actor, made), status=201)
    answer.headers["Location"] = f"/api/v1/diffusions/{made.pk}"
    return answer


@csrf_exempt
def batch(request: HttpRequest) -> HttpResponse:
    """POST: drafts and sends many, one JSON object a line; the answer has one line for each, in order."""
    requests.require_method(request, "POST")
    actor = actor_of(request)
    access.require_may_send(actor)
    return lines.answer(actor, lines.body_of(request), DiffusionIn, clock.now())


@csrf_exempt
def diffusion(request: HttpRequest, diffusion_id: UUID) -> HttpResponse:
    """GET: one. PUT: states a draft anew."""
    requests.require_method(request, "GET", "PUT")
    actor, now = actor_of(request), clock.now()
    if request.method == "GET":
        found = verbs.open_diffusion(actor=actor, diffusion_id=diffusion_id, how="api", now=now)
        return _json(_out(actor, found))
    given = requests.body(request, DiffusionIn, LONGEST_BODY)
    before = access.get_for_changing(actor, diffusion_id)
    if given.colour != before.colour:
        raise Invalid(Problem("colour", mark("The colour of a draft does not change."), before.colour))
    return _json(_out(actor, verbs.change(actor=actor, diffusion_id=before.pk, stated=given.stated(), now=now)))


@csrf_exempt
def step(request: HttpRequest, diffusion_id: UUID) -> HttpResponse:
    """POST: takes a step; the diffusion as it stands then."""
    requests.require_method(request, "POST")
    actor = actor_of(request)
    given = requests.body(request, DiffusionStepIn, LONGEST_BODY)
    access.get_for_reading(actor, diffusion_id)
    _take(actor, diffusion_id, given, clock.now())
    return _json(_out(actor, access.get_for_reading(actor, diffusion_id)))


def _take(actor: Actor, diffusion_id: UUID, given: DiffusionStepIn, now: datetime) -> None:
    one: dict[str, Any] = {"actor": actor, "diffusion_id": diffusion_id, "now": now}
    if given.verb == "send":
        verbs.send(**one)
    elif given.verb == "sign":
        verbs.sign_assurance(number=given.number, **one)
    elif given.verb == "withdraw":
        verbs.withdraw(reason=given.reason, **one)
    elif given.verb == "report":
        verbs.report(kind=given.kind, text=given.text, place=given.place, **one)
    elif given.verb == "acknowledge":
        verbs.acknowledge(done=given.done, on=given.on, **one)
    else:
        accepted = "send, sign, withdraw, report, acknowledge"
        raise Invalid(Problem("verb", mark("There is no such step."), accepted))


def _list(request: HttpRequest, actor: Actor) -> HttpResponse:
    given = requests.query(request, ("box", "status", "colour", "page"))
    box, status = given.get("box") or "received", given.get("status", "")
    page = given.get("page") or "1"
    problems = []
    if box not in queries.BOXES:
        problems.append(Problem("box", mark("There is no such choice."), ", ".join(queries.BOXES)))
    if status and status not in set(Status):
        problems.append(Problem("status", mark("There is no such choice."), ", ".join(Status)))
    if not (page.isascii() and page.isdecimal() and len(page) < 6 and int(page) > 0):
        problems.append(Problem("page", mark("This is not a page."), mark("The next of the page before.")))
    if problems:
        raise Invalid(problems)
    first = (int(page) - 1) * LIMIT
    rows = list(queries.listed(actor, box, status=status, colour=given.get("colour", ""))[first : first + LIMIT + 1])
    shown = [_short(actor, one) for one in rows[:LIMIT]]
    return _json(DiffusionPage(shown, int(page) + 1 if len(rows) > LIMIT else None))


def _short(actor: Actor, one: Diffusion) -> DiffusionOut:
    """A line of a list: no content, which is read one by one, and leaves a receipt."""
    side = access.side_of(actor, one)
    return DiffusionOut(**_envelope(one, side), steps=[])


def _out(actor: Actor, one: Diffusion) -> DiffusionOut:
    seen = queries.view(actor, one)
    own: dict[str, Any] = {}
    if seen.side != Side.RECIPIENT:
        own = {
            "route": one.route,
            "recipients": one.recipients,
            "to_all": one.to_all,
            "names_nobody": one.names_nobody,
            "version": one.version,
            "signed": [signed.number for signed in one.assurances.all()],
            "findings": one.findings,
            "reason": one.reason,
            "batch": one.batch,
            "deliveries": [_delivery(delivery) for delivery in seen.deliveries],
        }
    elif seen.mine:
        own = {"deliveries": [_delivery(seen.mine)]}
    steps = [step.verb for step in seen.steps] + (["acknowledge"] if seen.may_acknowledge else [])
    return DiffusionOut(
        **_envelope(one, seen.side),
        content=queries.content_for(one, seen.side),
        status_of_person=seen.status_of_person,
        conditions=list(one.conditions) if seen.is_readable else [],
        answers=[_answer(answer) for answer in seen.answers],
        photographs=[files.photograph_out(photograph) for photograph in seen.photographs],
        attachments=[files.attachment_out(attachment) for attachment in seen.attachments],
        steps=steps,
        **own,
    )


def _envelope(one: Diffusion, side: Side) -> dict[str, Any]:
    return {
        "id": one.pk,
        "number": one.number,
        "colour": one.colour,
        "side": side.value,
        "sender": one.sender_id,
        "status": one.status,
        "is_urgent": one.is_urgent,
        "is_reviewed": one.is_reviewed,
        "level": Level(one.level).slug,
        "ends_on": one.ends_on,
        "code": queries.code_for(one, side),
        "sent_at": one.sent_at if side != Side.RECIPIENT else None,
        "delivered_at": one.delivered_at,
        "ended_at": one.ended_at,
    }


def _delivery(one: Any) -> DeliveryOut:
    return DeliveryOut(
        recipient=one.recipient_id,
        delivered_at=one.delivered_at,
        seen_at=one.seen_at,
        recalled_at=one.recalled_at,
        acknowledged_at=one.acknowledged_at,
        done=one.done,
        done_on=one.done_on,
    )


def _answer(one: Any) -> AnswerOut:
    return AnswerOut(bureau=one.bureau_id, kind=one.kind, text=one.text, given_at=one.given_at, place=one.place)


def _json(content: Struct, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(content), status=status, content_type="application/json")


_ONE: Final = "api/v1/diffusions/<uuid:diffusion_id>"
api_urls = [
    path("api/v1/diffusions", diffusions, name="diffusions_api_list"),
    path("api/v1/diffusions/batch", batch, name="diffusions_api_batch"),
    path(_ONE, diffusion, name="diffusions_api_one"),
    path(f"{_ONE}/steps", step, name="diffusions_api_step"),
    path(f"{_ONE}/photographs", files.photographs, name="diffusions_api_photographs"),
    path(f"{_ONE}/photographs/<uuid:photograph_id>", files.photograph, name="diffusions_api_photograph"),
    path(f"{_ONE}/attachments", files.attachments, name="diffusions_api_attachments"),
    path(f"{_ONE}/attachments/<uuid:attachment_id>", files.attachment, name="diffusions_api_attachment"),
]
