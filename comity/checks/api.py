"""The HTTP API of hits: a bureau's systems read them, answer and judge. Checks themselves are asked in asgi.py.

Refusals leave as problem details (RFC 9457); the middleware writes them.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import UNSET, Struct

from comity.checks import actions as checks
from comity.checks import cursor, queries
from comity.checks.alike import hints
from comity.checks.models import Hit
from comity.checks.queries import HitView
from comity.checks.rules import Side, State
from comity.core import clock, requests
from comity.core.databases import DATABASES
from comity.core.errors import Invalid, NotAllowed, Problem
from comity.core.languages import mark
from comity.judgements import api as judgements
from comity.judgements import queries as judged
from comity.judgements.rules import Grounds
from comity.network.access import actor_of
from comity.network.rules import Actor, Right
from comity.records.api import LONGEST_BODY as LONGEST_RECORD
from comity.records.api import RecordStated

LONGEST_BODY = 16 << 10
MOST_HITS = 500


class HitOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A hit as one side sees it. `place` and `service` are absent while they are kept from the source."""

    id: UUID
    check: UUID
    record: UUID
    at: datetime
    answer_due_at: datetime
    state: str
    database: str
    kind: str
    outcome: str
    urgent: bool
    purpose: str
    source: str
    asking: str
    sides: list[str]
    steps: list[str]
    place: str | None = None
    service: str | None = None


class StepIn(Struct, forbid_unknown_fields=True):
    """One step: its verb (rules.STEPS), and the reason where the step needs one."""

    verb: str
    reason: str = ""


class JudgementIn(Struct, forbid_unknown_fields=True):
    """That the traveller of a check is not a person whom it found possible; `officer` is who decided, by name or
    number. `compared`: judgements.rules.Compared. `until`: YYYY-MM-DD; one year from today where none is given."""

    check: UUID
    record: UUID
    compared: list[str]
    text: str
    officer: str
    until: date | None = None


@csrf_exempt
def judge(request: HttpRequest) -> HttpResponse:
    """POST: remembers a judgement. There is no GET: judgements are met in answers, and listed nowhere."""
    requests.require_method(request, "POST")
    actor, asked, now = actor_of(request), requests.body(request, JudgementIn, LONGEST_BODY), clock.now()
    grounds = Grounds(compared=tuple(asked.compared), text=asked.text, until=asked.until, officer=asked.officer)
    made = checks.judge(actor=actor, check_id=asked.check, record_id=asked.record, grounds=grounds, now=now)
    answer = judgements.answer(judged.view(made, now), status=201)
    answer.headers["Location"] = f"/api/v1/judgements/{made.pk}"
    return answer


class HintOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record that may be the one that is about to be added. `reference` only of one's own."""

    record: UUID
    title: str
    source: str
    kind: str
    outcome: str
    score: float
    reasons: list[str]
    reference: str = ""


class Hints(Struct, frozen=True):
    """At most five, the most alike first; none does not mean that it is not recorded: it may not be yours to see."""

    hints: list[HintOut]


@csrf_exempt
def alike(request: HttpRequest) -> HttpResponse:
    """What may already be recorded of what a system is about to add. Nothing is added, nothing held back."""
    requests.require_method(request, "POST")
    actor, stated = actor_of(request), requests.body(request, RecordStated, LONGEST_RECORD)
    if stated.database is UNSET or stated.database not in DATABASES:
        raise Invalid(Problem("database", mark("This names no database."), ", ".join(DATABASES)))
    found = hints(actor=actor, database=stated.database, values=stated.values(), how="api", now=clock.now())
    return _json(
        Hints(
            [
                HintOut(
                    record=one.record,
                    title=one.title,
                    source=one.source,
                    kind=one.kind,
                    outcome=one.outcome,
                    score=one.score,
                    reasons=list(one.reasons),
                    reference=one.reference,
                )
                for one in found
            ]
        )
    )


@csrf_exempt
def hits(request: HttpRequest) -> HttpResponse:
    """Hits of the token's bureau or service, newest first; with `after`, in the order in which they changed.

    `state` and `side` (source, asking) narrow it. `next` is what to give as `after` to go on, and none is ever missed:
    read before the hits are, it lies before whatever is committed in between.
    """
    requests.require_method(request, "GET")
    actor, asked = _actor(request), requests.query(request, ("side", "state", "after"))
    problems = [
        Problem(name, mark("There is no such choice."), ", ".join(choices))
        for name, choices in (("side", Side), ("state", State))
        if asked.get(name) and asked[name] not in set(choices)
    ]
    if problems:
        raise Invalid(problems)
    found = queries.hits(actor, side=asked.get("side", ""), state=asked.get("state", ""))
    reached = queries.last_change()
    rows = list(_after(found, asked["after"])[:MOST_HITS] if asked.get("after") else found[:MOST_HITS])
    if asked.get("after") and rows:
        reached = rows[-1].change
    return _json({"hits": [_out(view) for view in queries.hit_views(actor, rows)], "next": cursor.sealed(reached)})


@csrf_exempt
def hit(request: HttpRequest, hit_id: UUID) -> HttpResponse:
    """One hit."""
    requests.require_method(request, "GET")
    return _json(_out(queries.hit_view(_actor(request), hit_id)))


@csrf_exempt
def step(request: HttpRequest, hit_id: UUID) -> HttpResponse:
    """Takes a step of a hit; the hit as it stands then."""
    requests.require_method(request, "POST")
    actor, asked = _actor(request), requests.body(request, StepIn, LONGEST_BODY)
    if asked.verb == "release_place":
        checks.release_place(actor=actor, hit_id=hit_id, now=clock.now())
    else:
        checks.answer_hit(actor=actor, hit_id=hit_id, verb=asked.verb, reason=asked.reason, now=clock.now())
    return _json(_out(queries.hit_view(actor, hit_id)))


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.may(Right.READ_HITS):
        raise NotAllowed()
    return actor


def _after(found: QuerySet[Hit], after: str) -> QuerySet[Hit]:
    """Those changed after a moment, or after what the holder of a cursor has read; the first to change first."""
    change = cursor.opened(after)
    changed = found.filter(changed_at__gt=_moment(after)) if change is None else found.filter(change__gt=change)
    return changed.order_by("change", "pk")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError
    except ValueError:
        accepted = mark("What the last answer gave as next, or a moment with its zone, such as 2026-11-22T14:05:00Z.")
        raise Invalid(Problem("after", mark("This is neither a moment nor a place in the list."), accepted)) from None
    return moment


def _out(view: HitView) -> HitOut:
    sides = [side for side, is_on in (("source", view.is_source), ("asking", view.is_asking)) if is_on]
    return HitOut(
        id=view.id,
        check=view.check,
        record=view.record,
        at=view.at,
        answer_due_at=view.due_at,
        state=view.state.value,
        database=view.database,
        kind=view.kind,
        outcome=view.outcome,
        urgent=view.urgent,
        purpose=view.purpose,
        source=view.source,
        asking=view.asking,
        sides=sides,
        steps=[step.verb for step in view.steps],
        place=view.place,
        service=view.service,
    )


def _json(content: Any) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(content), content_type="application/json")
