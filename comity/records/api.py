"""Records over HTTP, for national systems: JSON in and out, bearer tokens, problem details on every error."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from msgspec import UNSET, Struct, UnsetType

from comity.core import clock, requests
from comity.core.databases import DATABASES
from comity.core.errors import Invalid, Problem
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.network.access import actor_of
from comity.network.rules import Actor, Right
from comity.records import access, actions, manifests, queries
from comity.records.models import Record
from comity.records.rules import Status

LIMIT = 200
LONGEST_BODY = 256 * 1024
FILTERS = ("database", "kind", "status", "reference", "source", "purpose", "after", "limit")


class RecordStated(Struct, forbid_unknown_fields=True, kw_only=True):
    """A record as its source states it. `fields` are the database's own (docs/records.md); `version` guards a PUT."""

    database: str | UnsetType = UNSET
    reference: str | UnsetType = UNSET
    kind: str = ""
    fields: dict[str, Any] = {}
    occurred_on: str | None = None
    purposes: list[str] = []
    level: str = Level.OFFICIAL_USE_ONLY.slug
    conditions: list[str] = []
    review_on: str | None = None
    version: int | None = None

    def values(self) -> dict[str, Any]:
        """As the manifest reads it. Raises Invalid when a field stands in `fields` that belongs beside it."""
        own = {
            name: getattr(self, name)
            for name in ("kind", "occurred_on", "purposes", "conditions", "level", "review_on")
        }
        if self.reference is not UNSET:
            own["reference"] = self.reference
        misplaced = own.keys() & self.fields.keys()
        if misplaced:
            raise Invalid(
                [Problem(name, "This belongs beside `fields`, not in it.", "the top level.") for name in misplaced]
            )
        return own | self.fields


class Withdrawal(Struct, forbid_unknown_fields=True):
    """Why a record is withdrawn."""

    reason: str


class RecordShown(Struct, kw_only=True, omit_defaults=True):
    """A record as this reader may see it. The reference, dates of change and further fields only its source gets."""

    id: UUID
    database: str
    source: str
    kind: str
    status: str
    level: str
    title: str
    fields: dict[str, Any]
    conditions: list[str]
    purposes: list[str]
    version: int
    occurred_on: date | None = None
    review_on: date | None = None
    reference: str | None = None
    changed_at: datetime | None = None


class RecordPage(Struct, kw_only=True):
    """Some records, the latest first; `next` is the `after` of the next page, null on the last."""

    records: list[RecordShown]
    next: UUID | None


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


def list_records(request: HttpRequest, actor: Actor) -> HttpResponse:
    """GET: records this reader may see. Filters: database, source, kind, status, reference, purpose, after, limit."""
    given = requests.query(request, FILTERS)
    problems = [
        Problem(name, said, ", ".join(choices))
        for name, choices, said in (
            ("database", DATABASES, "This names no database."),
            ("status", Status, "This names no status."),
            ("purpose", PURPOSES, "There is no such purpose."),
        )
        if given.get(name) and given[name] not in set(choices)
    ]
    if problems:
        raise Invalid(problems)
    records = access.visible_to(actor, given.get("purpose"))
    asked = {name: given.get(name, "") for name in ("kind", "status", "reference", "source")}
    database = given.get("database", "")
    if database:
        records = records.filter(database=database)
    if asked["reference"]:
        # A source's own numbering is not for others to try out.
        records = access.with_reference_shown(actor, records)
    after, limit = _place(request)
    if after:
        records = records.filter(pk__lt=after)
    found = list(queries.narrowed(records, **asked).order_by("-pk")[: limit + 1])
    shown = found[:limit]
    actions.note_listing(actor=actor, records=shown, how="api", now=clock.now())
    following = shown[-1].pk if len(found) > limit else None
    return _json(RecordPage(records=[show(record, actor) for record in shown], next=following))


def add_record(request: HttpRequest, actor: Actor) -> HttpResponse:
    """POST: adds one record of the token's bureau."""
    stated = requests.body(request, RecordStated, LONGEST_BODY)
    if stated.database is UNSET or stated.database not in DATABASES:
        raise Invalid(Problem("database", "This names no database.", ", ".join(DATABASES)))
    record = actions.add(actor=actor, database=stated.database, values=stated.values(), now=clock.now())
    answer = _json(show(record, actor), status=201)
    answer.headers["Location"] = f"/api/v1/records/{record.pk}"
    return answer


def show_record(request: HttpRequest, actor: Actor, record_id: UUID) -> HttpResponse:
    """GET: one record. `purpose` says what the look is for."""
    purpose = requests.query(request, ("purpose",)).get("purpose")
    record = actions.open_record(actor=actor, record_id=record_id, how="api", purpose=purpose, now=clock.now())
    return _json(show(record, actor))


def update_record(request: HttpRequest, actor: Actor, record_id: UUID) -> HttpResponse:
    """PUT: states the record anew. With `version`, only if that is still the latest."""
    stated = requests.body(request, RecordStated, LONGEST_BODY)
    record = access.get_for_changing(actor, record_id)
    if stated.database not in (UNSET, record.database):
        raise Invalid(Problem("database", "A record stays in its database.", record.database))
    changed = actions.update(
        actor=actor, record_id=record_id, values=stated.values(), version=stated.version, now=clock.now()
    )
    return _json(show(changed, actor))


def withdraw_record(request: HttpRequest, actor: Actor, record_id: UUID) -> HttpResponse:
    """DELETE: withdraws the record. The reason is in the body, or in the query."""
    given = requests.query(request, ("reason",)).get("reason")
    reason = given if given is not None else requests.body(request, Withdrawal, LONGEST_BODY).reason
    record = actions.withdraw(actor=actor, record_id=record_id, reason=reason, now=clock.now())
    return _json(show(record, actor))


def show(record: Record, actor: Actor) -> RecordShown:
    """What this reader gets: everything for the source and the Commission, for everybody else an answer's facts."""
    manifest = manifests.get(record.database)
    is_own = record.source_id == actor.bureau or actor.may(Right.READ_EVERY_RECORD)
    standing = manifest.standing_conditions(record.kind, record.fields, clock.now().date())
    shown = RecordShown(
        id=record.pk,
        database=record.database,
        source=record.source_id,
        kind=record.kind,
        status=record.status,
        level=Level(record.level).slug,
        title=manifest.title(record.fields),
        fields=record.fields if is_own else manifest.facts(record.fields),
        conditions=[*record.conditions, *standing],
        purposes=record.purposes,
        version=record.version,
        occurred_on=record.occurred_on,
        review_on=record.review_on,
    )
    if is_own:
        shown.reference, shown.changed_at = record.reference, record.changed_at
    return shown


def _place(request: HttpRequest) -> tuple[UUID | None, int]:
    problems = []
    after, limit = None, 50
    if given := request.GET.get("after"):
        try:
            after = UUID(given)
        except ValueError:
            problems.append(Problem("after", "This is not an id.", "The `next` of the page before."))
    if given := request.GET.get("limit"):
        limit = int(given) if given.isdecimal() and len(given) < 6 else 0
        if not 1 <= limit <= LIMIT:
            problems.append(Problem("limit", "This is not a number in range.", f"1 to {LIMIT}."))
    if problems:
        raise Invalid(problems)
    return after, limit


def _json(answer: Struct, status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(answer), status=status, content_type="application/json")


api_urls = [
    path("api/v1/records", _by_method(get=list_records, post=add_record), name="records_api"),
    path(
        "api/v1/records/<uuid:record_id>",
        _by_method(get=show_record, put=update_record, delete=withdraw_record),
        name="record_api",
    ),
]
