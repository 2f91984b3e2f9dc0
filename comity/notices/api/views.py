"""The API of notices: parse, one action or query, answer.

A system drafts, changes, hands in and ends the notices of its bureau, and reads those of others. It signs nothing: an
assurance is a named officer's.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from comity.core import clock, requests
from comity.core.errors import Invalid, Problem
from comity.core.languages import LANGUAGES, mark
from comity.network.access import actor_of
from comity.network.rules import Actor
from comity.notices import actions, manifests, queries
from comity.notices.api import files, showing
from comity.notices.api.files import IMAGE_TYPES, SCAN_TYPES
from comity.notices.api.shapes import (
    FileAdded,
    NoticeChange,
    NoticeIn,
    NoticeLine,
    NoticePage,
    NoticeStep,
    ReportIn,
)
from comity.notices.models import Notice, Report
from comity.notices.rules import State

LIMIT: Final = 100
LONGEST_BODY: Final = 512 << 10
FILTERS: Final = ("whose", "colour", "state", "requester", "text", "page")

View = Callable[..., HttpResponse]


def _by_method(**views: View) -> View:
    """One view per method; for systems with a token, so without the protection that forms need."""

    @csrf_exempt
    def choose(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        view = views.get((request.method or "").casefold())
        if view is None:
            raise requests.MethodNotAllowed(*(method.upper() for method in views))
        return view(request, actor_of(request), **kwargs)

    return wraps(next(iter(views.values())))(choose)


def list_notices(request: HttpRequest, actor: Actor) -> HttpResponse:
    """GET: what circulates (whose=all, the default), or the bureau's own in every state (whose=own)."""
    given = requests.query(request, FILTERS)
    page = _page(given)
    if given.get("whose") == "own":
        found = queries.own(
            actor, colour=given.get("colour", ""), state=given.get("state", ""), text=given.get("text", "")
        )
    else:
        found = queries.published(
            actor, colour=given.get("colour", ""), requester=given.get("requester", ""), text=given.get("text", "")
        )
    first = (page - 1) * LIMIT
    shown = list(found[first : first + LIMIT + 1])
    following = page + 1 if len(shown) > LIMIT else None
    return _json(NoticePage([NoticeLine(**showing.line(one)) for one in shown[:LIMIT]], following))


def _page(given: dict[str, str]) -> int:
    """The page asked for. Raises Invalid for what no filter takes."""
    problems = [
        Problem(name, mark("There is no such choice."), ", ".join(choices))
        for name, choices in (("whose", ("all", "own")), ("colour", manifests.COLOURS), ("state", tuple(State)))
        if given.get(name) and given[name] not in choices
    ]
    page = given.get("page") or "1"
    if not (page.isascii() and page.isdecimal() and len(page) < 6 and int(page) > 0):
        problems.append(Problem("page", mark("This is not a page."), mark("The next of the page before.")))
    if problems:
        raise Invalid(problems)
    return int(page)


def draft_notice(request: HttpRequest, actor: Actor) -> HttpResponse:
    """POST: begins a request of the token's bureau."""
    given = requests.body(request, NoticeIn, LONGEST_BODY)
    if given.colour not in manifests.COLOURS:
        raise Invalid(Problem("colour", mark("There is no such colour."), ", ".join(manifests.COLOURS)))
    notice = actions.draft(actor=actor, colour=given.colour, asked=given, now=clock.now())
    answer = _json(showing.show(notice, actor), status=201)
    answer.headers["Location"] = f"/api/v1/notices/{notice.pk}"
    return answer


def show_notice(request: HttpRequest, actor: Actor, notice_id: UUID) -> HttpResponse:
    """GET: one notice; `language` is that in which its free texts are wanted, where they stand in it."""
    language = requests.query(request, ("language",)).get("language", "")
    if language and language not in LANGUAGES:
        raise Invalid(Problem("language", mark("There is no such choice."), ", ".join(LANGUAGES)))
    notice = actions.open_notice(actor=actor, notice_id=notice_id, how="api", now=clock.now())
    return _json(showing.show(notice, actor, language))


def change_notice(request: HttpRequest, actor: Actor, notice_id: UUID) -> HttpResponse:
    """PUT: states a draft anew. With `version`, only if that is still the latest."""
    given = requests.body(request, NoticeChange, LONGEST_BODY)
    notice = actions.change(actor=actor, notice_id=notice_id, asked=given, version=given.version, now=clock.now())
    return _json(showing.show(notice, actor))


def take_step(request: HttpRequest, actor: Actor, notice_id: UUID) -> HttpResponse:
    """POST: a step of its source; the notice as it stands then."""
    given, now = requests.body(request, NoticeStep, LONGEST_BODY), clock.now()
    who: dict[str, Any] = {"actor": actor, "notice_id": notice_id, "now": now}
    steps: dict[str, Callable[[], Notice]] = {
        "submit": lambda: actions.submit(**who),
        "withdraw": lambda: actions.withdraw(**who, reason=given.reason),
        "suspend": lambda: actions.suspend(**who, reason=given.reason, days=given.days),
        "resume": lambda: actions.resume(**who, reason=given.reason),
        "renew": lambda: actions.renew(**who, reason=given.reason),
    }
    if given.verb not in steps:
        raise Invalid(Problem("verb", mark("There is no such step."), ", ".join(steps)))
    return _json(showing.show(steps[given.verb](), actor))


def add_report(request: HttpRequest, actor: Actor, notice_id: UUID) -> HttpResponse:
    """POST: what this bureau found out about another's notice."""
    given, now = requests.body(request, ReportIn, LONGEST_BODY), clock.now()
    who: dict[str, Any] = {"actor": actor, "notice_id": notice_id, "now": now, "text": given.text}
    kinds: dict[str, Callable[[], Report]] = {
        "located": lambda: actions.report_located(**who, place=given.place, days=given.days),
        "extradition_refused": lambda: actions.report_extradition_refused(**who, ground=given.ground),
        "information": lambda: actions.report_information(**who),
    }
    if given.kind not in kinds:
        raise Invalid(Problem("kind", mark("There is no such choice."), ", ".join(kinds)))
    return _json(showing.report(kinds[given.kind]()), status=201)


def add_photograph(request: HttpRequest, actor: Actor, notice_id: UUID) -> HttpResponse:
    """POST: a photograph, as the body of the request."""
    given = requests.query(request, ("caption", "taken_on"))
    file = files.body_of(request, IMAGE_TYPES)
    added = actions.add_photograph(
        actor=actor, notice_id=notice_id, file=file, now=clock.now(),
        caption=given.get("caption", ""), taken_on=given.get("taken_on", ""),
    )  # fmt: skip
    return _json(FileAdded(added.pk, showing.href(notice_id, "photographs", added.pk)), status=201)


def add_attachment(request: HttpRequest, actor: Actor, notice_id: UUID) -> HttpResponse:
    """POST: a document, as the body of the request; `kind` and `title` say what it is."""
    given = requests.query(request, ("kind", "title", "is_shared"))
    described = files.described_in(given)
    file = files.body_of(request, SCAN_TYPES)
    added = actions.add_attachment(actor=actor, notice_id=notice_id, file=file, described=described, now=clock.now())
    return _json(FileAdded(added.pk, showing.href(notice_id, "attachments", added.pk)), status=201)


def _json(answer: Struct, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(answer), status=status, content_type="application/json")


_ONE: Final = "api/v1/notices/<uuid:notice_id>"
api_urls = [
    path("api/v1/notices", _by_method(get=list_notices, post=draft_notice), name="notices_api"),
    path(_ONE, _by_method(get=show_notice, put=change_notice), name="notice_api"),
    path(f"{_ONE}/steps", _by_method(post=take_step), name="notice_steps_api"),
    path(f"{_ONE}/reports", _by_method(post=add_report), name="notice_reports_api"),
    path(f"{_ONE}/photographs", _by_method(post=add_photograph), name="notice_photographs_api"),
    path(f"{_ONE}/photographs/<uuid:photograph_id>", _by_method(get=files.send_photograph), name="photograph_api"),
    path(f"{_ONE}/attachments/<uuid:attachment_id>", _by_method(get=files.send_attachment), name="attachment_api"),
    path(f"{_ONE}/attachments", _by_method(post=add_attachment), name="notice_attachments_api"),
]
