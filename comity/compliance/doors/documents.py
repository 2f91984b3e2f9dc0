"""The door to travel documents that wait before they answer any check (C-45, abuse pattern A-03)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.compliance import reading
from comity.compliance.doors.door import Carried, OnlyPeople, Waiting
from comity.compliance.reading import Case
from comity.compliance.rules import Matter, Verdict
from comity.network.rules import Actor
from comity.records import actions as records
from comity.records import queries
from comity.records.models import Record
from comity.records.rules import Status


class Documents(OnlyPeople):
    """Entered, and held: by a measure, or because its holder is one whom others protect."""

    matter = Matter.TRAVEL_DOCUMENT

    def rows(self) -> QuerySet[Record]:
        return queries.awaiting_release()

    def waiting(self, row: Record) -> Waiting:
        return _waiting(row)

    def find(self, subject: UUID) -> Waiting | None:
        row = Record.objects.filter(pk=subject, status=Status.HELD, database="travel_documents").first()
        return None if row is None else _waiting(row)

    def still_open(self, subjects: Collection[UUID]) -> set[UUID]:
        held = Record.objects.filter(pk__in=subjects, status=Status.HELD, database="travel_documents")
        return set(held.values_list("pk", flat=True))

    def read(self, waiting: Waiting, now: datetime) -> Case:
        return reading.of_travel_document(waiting.row, now)

    def carry_out(self, actor: Actor, carried: Carried, now: datetime) -> None:
        if carried.verdict == Verdict.ACCEPT:
            records.release(actor=actor, record_id=carried.subject, now=now)
        else:
            records.refuse_held(actor=actor, record_id=carried.subject, reason=carried.reasons, now=now)


def _waiting(row: Record) -> Waiting:
    return Waiting(
        matter=Matter.TRAVEL_DOCUMENT,
        subject=row.pk,
        version=row.version,
        requester=row.source_id,
        row=row,
        reference=row.reference,
    )
