"""Reads of the checks room: hits as each side may see them, their records, looks. What a template gets is made here,
so that nothing a reader may not see ever reaches one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.translation import gettext

from comity.checks import access, rules
from comity.checks.models import Check, Hit, HitStep, Look
from comity.checks.rules import Side, State, Step
from comity.core.languages import mark
from comity.core.levels import Level
from comity.look import rendering
from comity.network import queries as network
from comity.network.models import Entity
from comity.network.rules import Actor
from comity.records import access as records
from comity.records import manifests
from comity.records import queries as record_queries
from comity.records.manifests import words
from comity.records.models import Record
from comity.records.rules import Status, may_see, reported_on


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit as one reader sees it. `place` and `service` are None while they are kept from the source."""

    id: UUID
    check: UUID
    record: UUID
    at: datetime
    due_at: datetime
    state: State
    database: str
    kind: str
    outcome: str
    urgent: bool
    silent: bool
    purpose: str
    asking: str
    asking_name: str
    asking_contact: str
    source: str
    source_name: str
    source_contact: str
    is_source: bool
    is_asking: bool
    place_is_hidden: bool
    place: str | None
    service: str | None
    steps: tuple[Step, ...]

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN


@dataclass(frozen=True, slots=True)
class RecordView:
    """What a hit's page shows of the record: what an answer to a check would show."""

    title: str
    kind_label: str
    level: Level
    facts: tuple[tuple[str, Any], ...]
    fields: dict[str, Any]
    conditions: tuple[str, ...]
    statement: str
    next_steps: tuple[str, ...]
    not_to_do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """How a machine-readable zone was read."""

    facts: tuple[tuple[str, Any], ...]
    digits: tuple[tuple[str, bool], ...]
    problems: tuple[str, ...]

    @property
    def digits_are_right(self) -> bool:
        return bool(self.digits) and all(is_right for _name, is_right in self.digits)


READING_LABELS: Final = {
    "document_code": mark("Document code"),
    "issuer": mark("Issuing state"),
    "document_number": mark("Document number"),
    "primary_identifier": mark("Family name"),
    "secondary_identifier": mark("Given names"),
    "nationality": mark("Nationality"),
    "birth_date": mark("Date of birth"),
    "sex": mark("Sex"),
    "expiry_date": mark("Date of expiry"),
    "personal_number": mark("Personal number"),
    "optional1": mark("Optional data"),
    "optional2": mark("More optional data"),
    "composite": mark("The zone as a whole"),
}


@dataclass(frozen=True, slots=True)
class LookView:
    """One look at a record's data, as its owner sees it. `service` is "" where it would give away the place; of a
    silent check there is no bureau either, and only the day."""

    at: date
    how: str
    bureau: str
    service: str
    record: UUID
    database: str


def hits(actor: Actor, *, side: str = "", state: str = "") -> QuerySet[Hit]:
    """Hits this actor may see, newest first; narrowed to one side (rules.Side) and one state."""
    found = access.hits_visible_to(actor)
    if side == Side.SOURCE:
        found = found.filter(source=actor.bureau, told_source=True)
    elif side == Side.ASKING:
        found = found.filter(asking=actor.bureau)
    return found.filter(state=state) if state in set(State) else found


def overdue(now: datetime) -> QuerySet[Hit]:
    """Hits whose source was told and has not answered in time, the longest first. For rooms above."""
    told = Hit.objects.filter(told_source=True, silent=False, shielded=False)
    return told.filter(state=State.OPEN, answer_due_at__lte=now).order_by("answer_due_at", "pk")


def last_change() -> int:
    """The number of the latest change of any hit: not for the eyes of a bureau, which would learn of all others."""
    return Hit.objects.aggregate(last=Max("change"))["last"] or 0


def hit_views(actor: Actor, found: Iterable[Hit]) -> list[HitView]:
    """The hits as this actor sees them."""
    rows = list(found)
    services = dict(Entity.objects.filter(pk__in={row.entity for row in rows if row.entity}).values_list("pk", "name"))
    return [_hit_view(actor, row, services.get(row.entity, "") if row.entity else "") for row in rows]


def hit_view(actor: Actor, hit_id: UUID | str) -> HitView:
    """One hit as this actor sees it. Raises NotFound."""
    return hit_views(actor, [access.get_hit(actor, hit_id)])[0]


def question_of(hit: HitView) -> dict[str, Any] | None:
    """What was asked, for the side that asked it; None for the other side, and once it is erased."""
    if not hit.is_asking:
        return None
    return Check.objects.filter(pk=hit.check).values_list("question", flat=True).first()


def steps_taken(hit_id: UUID) -> list[HitStep]:
    """What both sides said, newest first."""
    return list(HitStep.objects.filter(hit=hit_id).order_by("-at", "-id"))


def place_is_hidden(hit: Hit) -> bool:
    """Whether the source must not be shown where the check was made: documents, until the place is released."""
    return hit.place_released_at is None and not _shows_place(hit.database)


def record_of(actor: Actor, hit: HitView, now: datetime) -> RecordView | None:
    """The record, if it still stands and may be seen for the purpose of the check; None: do not use what you were told.

    Withdrawn, blocked, erased and restricted since are the same answer: none of them may be told from another.
    """
    record = Record.objects.filter(pk=hit.record, status=Status.ACTIVE).first()
    if record is None or not _may_see(actor, hit.purpose, record, now):
        return None
    manifest, told = manifests.get(record.database), manifests.told(record.database, record.kind)
    stated = record_queries.shown_fields(record)
    standing = manifest.standing_conditions(record.kind, record.fields, now.date())
    return RecordView(
        title=manifest.title(record.fields),
        kind_label=told.label,
        level=Level(record.level),
        facts=tuple(words.facts(manifest, stated, gettext, on=now.date())),
        fields=stated,
        conditions=(*record.conditions, *standing),
        statement=words.statement(told, hit.source_name, reported_on(stated), rendering.day, gettext),
        next_steps=told.next_steps,
        not_to_do=told.not_to_do,
    )


def visible_records(actor: Actor, purpose: str, record_ids: Iterable[UUID], now: datetime) -> set[UUID]:
    """Those of the records that a check by this actor could be answered with now."""
    rows = list(Record.objects.filter(pk__in=list(record_ids), status=Status.ACTIVE))
    denied, general = network.denied_individually([row.pk for row in rows], now), network.general_restrictions(now)
    against = {(row.source, row.database): row.against for row in general}
    viewer = records.viewer_of(actor, purpose)
    return {
        row.pk
        for row in rows
        if may_see(
            viewer,
            records.policy_of(
                row,
                denied.get(row.pk, {}).get(row.source_id, frozenset())
                | against.get((row.source_id, row.database), frozenset()),
            ),
        )
    }


def _may_see(actor: Actor, purpose: str, record: Record, now: datetime) -> bool:
    """The gate of a check, not of the records' pages: whoever may ask may see again what they were answered."""
    return record.pk in visible_records(actor, purpose, [record.pk], now)


def reading_view(reading: dict[str, Any]) -> ReadingView:
    """A reading (Reading.to_json) as a page shows it: fields, check digits one by one, problems and repairs."""
    fields = reading.get("fields", {})
    return ReadingView(
        facts=tuple((label, _read(name, fields[name])) for name, label in READING_LABELS.items() if fields.get(name)),
        digits=tuple(
            (READING_LABELS.get(name, name), is_right) for name, is_right in reading.get("check_digits", {}).items()
        ),
        problems=(*_remarks(reading), *reading["problems"], *reading["repairs"]),
    )


def _read(name: str, value: str) -> Any:
    if name in ("issuer", "nationality"):
        return words.country(value)
    if name.endswith("_date") and len(value) == len("2000-01-01"):
        return date.fromisoformat(value)
    return value


def _remarks(reading: dict[str, Any]) -> list[str]:
    said = {
        "issuer_known": (False, mark("This issuing state is not known.")),
        "nationality_known": (False, mark("This nationality is not known.")),
        "name_may_be_truncated": (True, mark("The name may be cut off in the zone.")),
        "expired": (True, mark("The document has expired.")),
    }
    return [sentence for name, (when, sentence) in said.items() if reading.get(name) is when]


def look_views(found: Iterable[Look]) -> list[LookView]:
    """Looks as the owner of the data sees them: bureau and service, no names of officers (they are in the ledger)."""
    rows = list(found)
    services = dict(Entity.objects.filter(pk__in={row.entity for row in rows if row.entity}).values_list("pk", "name"))
    return [
        LookView(
            at=row.at.date() if row.bureau == access.SILENT else row.at,
            how=row.how,
            bureau=row.bureau,
            service=services.get(row.entity, "") if row.entity and _shows_place(row.database) else "",
            record=row.record,
            database=row.database,
        )
        for row in rows
    ]


def _shows_place(database: str) -> bool:
    return manifests.get(database).shows_place_to_source_before_release


def _hit_view(actor: Actor, hit: Hit, service: str) -> HitView:
    sides = access.sides_of(actor, hit)
    hidden = place_is_hidden(hit)
    shows = rules.may_show_place(sides=sides, place_is_hidden=hidden)
    state = State(hit.state)
    return HitView(
        id=hit.pk,
        check=hit.check_made_id,
        record=hit.record,
        at=hit.at,
        due_at=hit.answer_due_at,
        state=state,
        database=hit.database,
        kind=hit.kind,
        outcome=hit.outcome,
        urgent=hit.urgent,
        silent=hit.silent,
        purpose=hit.check_made.purpose,
        asking=hit.asking_id,
        asking_name=hit.asking.name,
        asking_contact=hit.asking.contact,
        source=hit.source_id,
        source_name=hit.source.name,
        source_contact=hit.source.contact,
        is_source=Side.SOURCE in sides,
        is_asking=Side.ASKING in sides,
        place_is_hidden=hidden,
        place=hit.check_made.place if shows else None,
        service=service if shows else None,
        steps=rules.steps_for(state, access.sides_to_speak_for(actor, hit), place_is_hidden=hidden),
    )
