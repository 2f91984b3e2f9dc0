"""The HTTP API of saved checks: a bureau's systems save, read, renew and end them.

Refusals leave as problem details (RFC 9457); the middleware writes them.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from comity.checks.engine.question import Question
from comity.core import clock, requests
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.network.access import actor_of
from comity.network.rules import Actor
from comity.saved_checks import access, queries, rules
from comity.saved_checks import actions as verbs
from comity.saved_checks.models import SavedCheck
from comity.saved_checks.rules import State, Terms

LONGEST_BODY = 32 << 10
LIMIT = 200


class SavedCheckIn(Struct, forbid_unknown_fields=True):
    """What to ask again and again, for which case and why, and until which day (inclusive, UTC)."""

    question: Question
    case_reference: str
    reason: str
    ends_on: date


class SavedStepIn(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One step: `renew` (with reason and ends_on), `take_over`, `end`; or `note` (until: the latest told_at read)."""

    verb: str
    reason: str = ""
    ends_on: date | None = None
    until: datetime | None = None


class TellingOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record that was met. Of one that is not visible any more nothing but that."""

    record: UUID
    told_at: datetime
    is_new: bool
    is_visible: bool
    database: str = ""
    kind: str = ""
    source: str = ""
    outcome: str = ""
    hit: UUID | None = None


class SavedCheckOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A saved check. `pause` says why it is not asked at the moment; `tellings` only where one is read alone."""

    id: UUID
    question: dict[str, Any]
    case_reference: str
    reason: str
    state: str
    saved_by: str
    made_at: datetime
    ends_on: date
    renewals: int
    steps: list[str]
    new: int = 0
    pause: str = ""
    asked_at: datetime | None = None
    tellings: list[TellingOut] | None = None


class SavedCheckPage(Struct, frozen=True):
    """Saved checks, those with something new first; `next` is the `page` that follows, null on the last."""

    saved_checks: list[SavedCheckOut]
    next: int | None


@csrf_exempt
def saved_checks(request: HttpRequest) -> HttpResponse:
    """GET: those of the token, or of the officer's bureau. POST: saves one."""
    requests.require_method(request, "GET", "POST")
    actor = actor_of(request)
    if request.method == "GET":
        return _list(request, actor)
    access.require_may_keep(actor)
    given = requests.body(request, SavedCheckIn, LONGEST_BODY)
    terms = Terms(case_reference=given.case_reference, reason=given.reason, ends_on=given.ends_on)
    saved = verbs.add(actor=actor, question=given.question, terms=terms, now=clock.now())
    answer = _json(_whole(actor, saved), status=201)
    answer.headers["Location"] = f"/api/v1/saved-checks/{saved.pk}"
    return answer


@csrf_exempt
def saved_check(request: HttpRequest, saved_check_id: UUID) -> HttpResponse:
    """GET: one, with what was told of it."""
    requests.require_method(request, "GET")
    actor = actor_of(request)
    return _json(_whole(actor, access.get_for_reading(actor, saved_check_id)))


@csrf_exempt
def step(request: HttpRequest, saved_check_id: UUID) -> HttpResponse:
    """POST: takes a step; the saved check as it stands then."""
    requests.require_method(request, "POST")
    actor = actor_of(request)
    given = requests.body(request, SavedStepIn, LONGEST_BODY)
    saved = access.get_for_changing(actor, saved_check_id)
    return _json(_whole(actor, _take(actor, saved, given, clock.now())))


def _take(actor: Actor, saved: SavedCheck, given: SavedStepIn, now: datetime) -> SavedCheck:
    if given.verb == "renew":
        if given.ends_on is None:
            raise Invalid(Problem("ends_on", mark("This is required."), mark("A day, such as 2027-03-31.")))
        return verbs.renew(actor=actor, saved_check_id=saved.pk, reason=given.reason, ends_on=given.ends_on, now=now)
    if given.verb == "note":
        if given.until is None or given.until.tzinfo is None:
            accepted = mark("A moment with its zone: the latest told_at that was read.")
            raise Invalid(Problem("until", mark("This is required."), accepted))
        return verbs.note(actor=actor, saved_check_id=saved.pk, until=given.until, now=now)
    rules.require_step(given.verb, State(saved.state))
    take = verbs.take_over if given.verb == "take_over" else verbs.end
    return take(actor=actor, saved_check_id=saved.pk, now=now)


def _list(request: HttpRequest, actor: Actor) -> HttpResponse:
    given = requests.query(request, ("state", "page"))
    problems = []
    if given.get("state") and given["state"] not in set(State):
        problems.append(Problem("state", mark("There is no such choice."), ", ".join(State)))
    page = given.get("page") or "1"
    if not (page.isascii() and page.isdecimal() and len(page) < 6 and int(page) > 0):
        problems.append(Problem("page", mark("This is not a page."), mark("The next of the page before.")))
    if problems:
        raise Invalid(problems)
    first = (int(page) - 1) * LIMIT
    found = list(queries.listed(actor, state=given.get("state", ""))[first : first + LIMIT + 1])
    shown = [_out(actor, saved, new=getattr(saved, "new", 0)) for saved in found[:LIMIT]]
    return _json(SavedCheckPage(shown, int(page) + 1 if len(found) > LIMIT else None))


def _whole(actor: Actor, saved: SavedCheck) -> SavedCheckOut:
    told = queries.view(actor, saved, clock.now()).tellings
    new = sum(one.is_new for one in told)
    return _out(actor, saved, new=new, tellings=[_telling(one) for one in told])


def _out(actor: Actor, saved: SavedCheck, **more: Any) -> SavedCheckOut:
    is_own = saved.owner == actor.id
    steps = rules.steps_for(State(saved.state), is_own=is_own) if rules.may_keep(actor) else ()
    return SavedCheckOut(
        id=saved.pk,
        question=saved.question,
        case_reference=saved.case_reference,
        reason=saved.reason,
        state=saved.state,
        saved_by=saved.owner_name,
        made_at=saved.made_at,
        ends_on=saved.ends_on,
        renewals=saved.renewals,
        steps=[step.verb for step in steps],
        pause=saved.pause,
        asked_at=saved.asked_at,
        **more,
    )


def _telling(one: queries.TellingView) -> TellingOut:
    if one.is_gone:
        return TellingOut(record=one.record, told_at=one.told_at, is_new=False, is_visible=False)
    return TellingOut(
        record=one.record,
        told_at=one.told_at,
        is_new=one.is_new,
        is_visible=True,
        database=one.database,
        kind=one.kind,
        source=one.source,
        outcome=one.outcome,
        hit=one.hit,
    )


def _json(content: Struct, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(content), status=status, content_type="application/json")
