"""Traces of what was screened, as blind keys: which texts are alike, and which other requests are on the same person.

A key is looked up in an index and its latest traces are read, so that the time does not grow with what is remembered.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from msgspec import Struct

from comity.compliance.engine.known import Similar
from comity.compliance.engine.request import Request
from comity.compliance.models import Trace, TraceKey
from comity.core import ids
from comity.protection import access as protection
from comity.protection.engine import facts
from comity.protection.engine.keys import Key, Subject, keys_of
from comity.protection.rules import blind

ALIKE: Final = 0.5  # of the runs of words in common, between what came together
LATEST: Final = 50  # traces read of one key
MOST_SIMILAR: Final = 5
DAY: Final = timedelta(days=1)


class Other(Struct, frozen=True, kw_only=True):
    """Another request that shares keys with this one. `share` is an estimate of how much of the facts agrees."""

    subject: UUID
    kind: str
    requester: str
    at: datetime
    share: float
    same_person: bool


def remember(request: Request, subject: Subject | None, now: datetime) -> None:
    """Writes down that this request was screened; in the caller's transaction. Again: its keys are made anew."""
    if not request.id:
        return
    trace, made = Trace.objects.get_or_create(
        subject=UUID(request.id),
        defaults={"id": ids.new(), "kind": request.subject, "requester": request.requester, "at": now},
    )
    if not made:
        TraceKey.objects.filter(trace=trace).delete()
    TraceKey.objects.bulk_create(
        [TraceKey(key=key, trace=trace, on=on) for key, on in blinded(subject).items()], ignore_conflicts=True
    )


def blinded(subject: Subject | None) -> dict[UUID, str]:
    """The keys of a subject that a trace keeps: its person where that is exact, and the bands of its facts."""
    if subject is None:
        return {}
    secret = protection.secret()
    return {blind(secret, f"trace {key.form}"): key.on for key in keys_of(subject).kept if is_kept(key)}


def short(form: str) -> str:
    """A form as a column holds it: of fixed length, whatever the name."""
    return hashlib.blake2b(form.encode(), digest_size=16).hexdigest()


def is_kept(key: Key) -> bool:
    return key.on == "facts" or (key.on == "person" and key.strength == "exact")


def others(request: Request, subject: Subject | None) -> list[Other]:
    """The other requests that share keys with this one, the latest first."""
    keys = blinded(subject)
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"keys": list(keys), "most": LATEST})
        rows = cursor.fetchall()
    bands: dict[UUID, int] = defaultdict(int)
    persons: set[UUID] = set()
    found: dict[UUID, tuple[str, str, datetime]] = {}
    for key, other, kind, requester, at in rows:
        if str(other) == request.id:
            continue
        found[other] = (kind, requester, at)
        if keys[key] == "facts":
            bands[other] += 1
        else:
            persons.add(other)
    listed = [
        Other(subject=one, kind=kind, requester=whose, at=at, share=_share(bands[one]), same_person=one in persons)
        for one, (kind, whose, at) in found.items()
    ]
    return sorted((one for one in listed if one.same_person or one.share), key=lambda one: one.at, reverse=True)


# Key by key, each with a limit, so that a text of which there are thousands costs no more than another. OFFSET 0 keeps
# the planner from turning the look-ups around, which it does while a table that grew fast has no statistics yet.
_FIND: Final = """
    SELECT asked.key, found.subject, found.kind, found.requester, found.at
    FROM unnest(%(keys)s::uuid[]) AS asked(key)
    CROSS JOIN LATERAL (
        SELECT one.trace_id FROM compliance_tracekey one
        WHERE one.key = asked.key ORDER BY one.trace_id DESC LIMIT %(most)s
    ) latest
    CROSS JOIN LATERAL (
        SELECT trace.subject, trace.kind, trace.requester, trace.at FROM compliance_trace trace
        WHERE trace.id = latest.trace_id OFFSET 0
    ) found
"""


def _share(bands: int) -> float:
    """How much two texts have in common, by the bands they share (each holds with the fourth power of the likeness)."""
    if bands < facts.ENOUGH_BANDS:
        return 0.0
    return float(min(1.0, bands / facts.BANDS) ** 0.25)


def similar(found: list[Other]) -> Iterator[Similar]:
    """Those whose facts read alike, the likest first."""
    alike = sorted((one for one in found if one.share), key=lambda one: -one.share)
    for one in alike[:MOST_SIMILAR]:
        yield Similar(
            case=str(one.subject), requester=one.requester, share=round(one.share, 2), same_person=one.same_person
        )


def alike_in_day(found: list[Other], requester: str, now: datetime) -> int:
    """How many requests of this requester within a day tell the same facts of other persons."""
    return sum(
        1 for one in found if one.share and not one.same_person and one.requester == requester and one.at > now - DAY
    )
