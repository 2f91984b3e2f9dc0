"""Reads of the blind registers: what a subject resembles, whether it is protected, a bureau's own receipts."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection
from msgspec import Struct

from comity.network.access import lineage
from comity.network.models import Bureau, Member
from comity.network.rules import Actor
from comity.protection import access, rules
from comity.protection.engine import keys
from comity.protection.engine.facts import ENOUGH_BANDS
from comity.protection.engine.keys import Key, Subject
from comity.protection.models import Entry, EntryKey
from comity.protection.rules import Kind, Match

# Of one band of facts; persons and cases are not limited. Entries come in the order of their ids, the same for every
# band, so that two bands of one crowd still meet in the same entries.
MOST_PER_BAND: Final = 100

_TWO_LETTERS: Final = re.compile(r"[A-Z]{2}\s+(?![A-Z]{3}\s)")

# Key by key, whatever the planner knows of the tables: OFFSET 0 keeps it from reading the entries first, which it would
# while they have no statistics yet.
_FIND: Final = """
    SELECT a.key, e.id, e.kind, e.code, e.decision, e.requester, e.made_at
    FROM unnest(%(keys)s::uuid[]) AS a(key)
    CROSS JOIN LATERAL (
        SELECT k.entry_id FROM protection_entrykey k WHERE k.key = a.key
        ORDER BY k.entry_id LIMIT %(most)s OFFSET 0
    ) k
    CROSS JOIN LATERAL (
        SELECT * FROM protection_entry e
        WHERE e.id = k.entry_id AND e.ended_at IS NULL
          AND (e.until IS NULL OR e.until >= (statement_timestamp() AT TIME ZONE 'UTC')::date)
          AND (cardinality(e.against) = 0 OR e.against && %(requester)s::varchar[])
        OFFSET 0
    ) e
"""


class Receipt(Struct, frozen=True, kw_only=True):
    """What a bureau sees of a registration of its own: no name."""

    number: str
    is_confirmed: bool
    against: list[str]
    registered_on: date
    until: date | None
    ended_at: datetime | None


def matches(subject: Subject, *, requester: str) -> list[Match]:
    """What is remembered of this person, case or facts and concerns this requester, the gravest first.

    A person protected against others only is not among them. Every reading is one probe of an index.
    """
    return matches_of([subject], requester=requester)[0]


def matches_of(subjects: Sequence[Subject], *, requester: str) -> list[list[Match]]:
    """The same for several at once, in order: two queries, however many."""
    asked = [keys.keys_of(subject).asked for subject in subjects]
    by_key = {key: rules.blind(access.secret(), key.form) for some in asked for key in some}
    lines = _lineage(requester)
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for limit, wanted in (
        (None, [blinded for key, blinded in by_key.items() if key.on != "facts"]),
        (MOST_PER_BAND, [blinded for key, blinded in by_key.items() if key.on == "facts"]),
    ):
        for blinded, *row in _find(wanted, limit, lines):
            found.setdefault(blinded, []).append(tuple(row))
    return [_matches({key: found.get(by_key[key], []) for key in some}) for some in asked]


def is_protected(subject: Subject, against: str) -> bool:
    """Whether this very person is protected against this requester, confirmed: yes or no, and nothing else."""
    return any(
        found.kind == Kind.PROTECTED and found.strength == "exact" and found.on == "person"
        for found in matches(subject, requester=against)
    )


def with_issuers(subject: Subject) -> Subject:
    """The subject as an officer types it, with the three letters that documents are known by: "FR 12" -> "FRA 12"."""
    given = [paper.strip().upper() for paper in subject.documents]
    three = dict(Member.objects.filter(pk__in=[paper[:2] for paper in given]).values_list("pk", "alpha3"))
    # "PL FRA 12" begins with the kind of the document, not with Poland.
    papers = [three.get(one[:2], one[:2]) + one[2:] if _TWO_LETTERS.match(one) else one for one in given]
    return msgspec.structs.replace(subject, documents=tuple(papers))


def is_empty() -> bool:
    """Whether nothing at all is remembered."""
    return not EntryKey.objects.exists()


def receipts(actor: Actor) -> list[Receipt]:
    """The registrations of the actor's own bureau, the latest first."""
    return [_receipt(entry) for entry in access.visible_to(actor).order_by("-made_at", "pk")]


def is_any_over(today: date) -> bool:
    """Whether the last day of anything has passed."""
    return Entry.objects.filter(ended_at=None, until__lt=today).exists()


def _lineage(code: str) -> list[str]:
    bureau = Bureau.objects.filter(pk=code).select_related("parent__parent").first()
    return list(lineage(bureau)) if bureau else [code]


def _find(wanted: list[UUID], most: int | None, lines: list[str]) -> list[tuple[Any, ...]]:
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"keys": wanted, "most": most, "requester": lines})
        return list(cursor.fetchall())


_WEIGHT: Final = {("person", "exact"): 0, ("case", "exact"): 1, ("facts", "exact"): 2, ("person", "near"): 3}
_GRAVITY: Final = {kind: at for at, kind in enumerate((Kind.PROTECTED, Kind.CLAIMED, *Kind))}


def _matches(found: dict[Key, list[tuple[Any, ...]]]) -> list[Match]:
    """One match for each entry: the strongest. Facts are alike when enough of their bands are."""
    best: dict[UUID, tuple[Key, tuple[Any, ...]]] = {}
    bands: dict[UUID, int] = {}
    for key, rows in sorted(found.items(), key=lambda one: _WEIGHT.get((one[0].on, one[0].strength), 9)):
        for row in rows:
            if (key.on, key.strength) == ("facts", "near"):
                bands[row[0]] = bands.get(row[0], 0) + 1
                if bands[row[0]] < ENOUGH_BANDS:
                    continue
            best.setdefault(row[0], (key, row))
    listed = [_match(key, row) for key, row in best.values()]
    return sorted(listed, key=lambda one: (_GRAVITY[one.kind], one.strength, -one.made_at.timestamp(), one.entry))


def _match(key: Key, row: tuple[Any, ...]) -> Match:
    entry, kind, code, decision, requester, made_at = row
    return Match(
        entry=entry,
        kind=Kind(kind),
        strength=key.strength,
        on=key.on,
        code=code,
        decision=decision,
        requester=requester,
        made_at=made_at,
    )


def _receipt(entry: Entry) -> Receipt:
    return Receipt(
        number=rules.receipt_of(access.secret(), entry.pk),
        is_confirmed=entry.kind == Kind.PROTECTED,
        against=entry.against,
        registered_on=entry.made_at.date(),
        until=entry.until,
        ended_at=entry.ended_at,
    )
