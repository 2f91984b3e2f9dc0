"""Reads of the saved checks room: lists, one saved check with what was told of it, the count of what is new.

What was told is shown as it may be seen now: of a record that this reader might not be answered with any more, no word.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from comity.checks import access as checks_access
from comity.checks import queries as checks
from comity.core.languages import mark
from comity.network.models import Bureau
from comity.network.rules import Actor
from comity.saved_checks import access, rules
from comity.saved_checks.models import SavedCheck, Sweep, Telling
from comity.saved_checks.rules import PAUSE_LABELS, Pause, State, Step

SUBJECTS: Final = {
    "mrz": mark("Machine-readable zone"),
    "document": mark("Travel document"),
    "person": mark("Person"),
    "vehicle": mark("Vehicle"),
    "firearm": mark("Firearm"),
    "vessel": mark("Vessel"),
    "work_of_art": mark("Work of art"),
}
FIELDS: Final = {
    "number": mark("Number"),
    "issuer": mark("Issuing state"),
    "type": mark("Type"),
    "name": mark("Name"),
    "family_name": mark("Family name"),
    "given_name": mark("Given names"),
    "birth_date": mark("Date of birth"),
    "sex": mark("Sex"),
    "nationality": mark("Nationality"),
    "place_of_birth": mark("Place of birth"),
    "names": mark("Other names"),
    "vin": mark("Vehicle identification number"),
    "plate": mark("Number plate"),
    "country": mark("Country"),
    "serial": mark("Serial number"),
    "make": mark("Make"),
    "model": mark("Model"),
    "calibre": mark("Calibre"),
    "imo": mark("IMO number"),
    "mmsi": mark("Radio identity (MMSI)"),
    "hin": mark("Hull number"),
    "registration": mark("Registration"),
    "reference": mark("Reference"),
    "title": mark("Title"),
    "maker": mark("Maker"),
}
_SHORT: Final = ("name", "family_name", "given_name", "birth_date", "number", "issuer", "vin", "plate", "country")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: what is looked for in a few words, and how many tellings are new."""

    saved: SavedCheck
    subject: str
    words: str
    new: int


@dataclass(frozen=True, slots=True)
class TellingView:
    """What was told of one record. `is_gone`: it is not visible any more, and then there is nothing else to say."""

    record: UUID
    told_at: datetime
    is_new: bool
    is_gone: bool
    times: int = 1
    database: str = ""
    kind: str = ""
    source: str = ""
    source_name: str = ""
    outcome: str = ""
    hit: UUID | None = None


@dataclass(frozen=True, slots=True)
class SavedCheckView:
    """One saved check as one reader sees it."""

    saved: SavedCheck
    subject: str
    facts: tuple[tuple[str, str], ...]
    tellings: tuple[TellingView, ...]
    pause: str
    steps: tuple[Step, ...]
    is_silent: bool

    @property
    def new_until(self) -> datetime | None:
        """The moment of the latest that is new; None when nothing is."""
        return max((one.told_at for one in self.tellings if one.is_new), default=None)


def listed(actor: Actor, *, state: str = "") -> QuerySet[SavedCheck]:
    """Those this actor may see: with something new first, then the latest saved. `new` counts."""
    saved = access.visible_to(actor)
    if state in set(State):
        saved = saved.filter(state=state)
    new = Q(
        tellings__noted_at=None,
        tellings__gone_at=None,
        tellings__database__in=actor.databases,
        tellings__level__lte=actor.clearance,
    )
    return saved.annotate(new=Count("tellings", filter=new)).order_by("-new", "-made_at", "-id")


def in_words(found: QuerySet[SavedCheck] | list[SavedCheck]) -> list[Listed]:
    """The lines of a list."""
    return [
        Listed(saved, subject_of(saved.question), short(saved.question), getattr(saved, "new", 0)) for saved in found
    ]


def count_new(actor: Actor) -> int:
    """How many saved checks have told something that nobody has noted yet: for the navigation."""
    if not rules.may_read(actor):
        return 0
    new = access.tellings_visible_to(actor).filter(noted_at=None, gone_at=None)
    return access.visible_to(actor).filter(Exists(new.filter(saved_check=OuterRef("pk")))).count()


def view(actor: Actor, saved: SavedCheck, now: datetime) -> SavedCheckView:
    """One saved check, with what was told of it."""
    may_keep = rules.may_keep(actor)
    return SavedCheckView(
        saved=saved,
        subject=subject_of(saved.question),
        facts=tuple(facts(saved.question)),
        tellings=tuple(_tellings(actor, saved, now)),
        pause=PAUSE_LABELS[Pause(saved.pause)] if saved.pause else "",
        steps=rules.steps_for(State(saved.state), is_own=saved.owner == actor.id) if may_keep else (),
        is_silent=bool(saved.question.get("silent")),
    )


def last_sweep() -> Sweep | None:
    """How far the asking has come."""
    return Sweep.objects.first()


def is_any_over(now: datetime) -> bool:
    """Whether the last day of any is over."""
    return SavedCheck.objects.filter(state=State.RUNNING, ends_on__lt=now.date()).exists()


def is_any_to_erase(now: datetime) -> bool:
    """Whether any ended so long ago that it must not be kept."""
    ended = SavedCheck.objects.exclude(state=State.RUNNING)
    return ended.filter(ended_at__lte=now - rules.KEPT_AFTER_END).exists()


def _tellings(actor: Actor, saved: SavedCheck, now: datetime) -> Iterator[TellingView]:
    """New ones first. A record that this reader may not see is left out: they must not learn that there is one."""
    rows = list(access.tellings_visible_to(actor).filter(saved_check=saved))
    visible = checks.visible_records(actor, saved.purpose, {row.record for row in rows}, now)
    hits = _hits(actor, rows)
    names = dict(Bureau.objects.filter(pk__in={row.source for row in rows}).values_list("pk", "name"))
    shown = [row for row in rows if row.gone_at is not None or row.record in visible]
    for row in sorted(shown, key=lambda row: row.noted_at is not None or row.gone_at is not None):
        yield _telling(row, hits.get((row.check_made, row.record)), names.get(row.source, row.source))


def _telling(row: Telling, hit: UUID | None, source_name: str) -> TellingView:
    if row.gone_at is not None:
        return TellingView(row.record, row.told_at, is_new=False, is_gone=True)
    return TellingView(
        record=row.record,
        told_at=row.told_at,
        is_new=row.noted_at is None,
        is_gone=False,
        times=row.times,
        database=row.database,
        kind=row.kind,
        source=row.source,
        source_name=source_name,
        outcome=row.outcome,
        hit=hit,
    )


def _hits(actor: Actor, rows: list[Telling]) -> dict[tuple[UUID | None, UUID], UUID]:
    """The hit of each telling, where its record, its conditions and both sides' steps are."""
    made = {row.check_made for row in rows if row.check_made}
    found = checks_access.hits_visible_to(actor).filter(check_made__in=made)
    return {(check, record): pk for check, record, pk in found.values_list("check_made", "record", "pk")}


def subject_of(question: Mapping[str, Any]) -> str:
    """What is looked for, in a word: "Travel document"."""
    return next((label for name, label in SUBJECTS.items() if name in question), "")


def facts(question: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(label, value) of everything that is asked, in the order of the table."""
    for name, label in SUBJECTS.items():
        asked = question.get(name)
        if isinstance(asked, Mapping):
            yield from ((FIELDS.get(str(field), ""), _text(value)) for field, value in asked.items() if value)
        elif asked:
            yield label, _text(asked)


def _text(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def short(question: Mapping[str, Any]) -> str:
    """What is looked for, in one line: the name and the birth, the number and its country."""
    parts = []
    for name in SUBJECTS:
        asked = question.get(name)
        if isinstance(asked, Mapping):
            known = [str(asked[field]) for field in _SHORT if asked.get(field)]
            parts.append(" · ".join(known or [_text(value) for value in asked.values() if value]))
        elif asked:
            parts.append(asked if isinstance(asked, str) else asked[-1])
    return "; ".join(parts)
