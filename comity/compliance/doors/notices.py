"""The doors to notices: a request, a change of a published one, its renewal, and a published one in doubt."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet

from comity.compliance import reading
from comity.compliance.doors.door import Carried, OnlyPeople, Waiting, to_put_right
from comity.compliance.engine.findings import Screened
from comity.compliance.reading import Case
from comity.compliance.rules import Matter, Verdict
from comity.network.rules import Actor
from comity.notices import actions as notices
from comity.notices import manifests, queries
from comity.notices.models import Notice, Report
from comity.notices.rules import CIRCULATED, LOOK_LABELS, Look, State
from comity.protection import actions as protection
from comity.protection.rules import Kind


class _NoticeDoor(OnlyPeople):
    """What the four have in common."""

    matter: ClassVar[Matter]

    def find(self, subject: UUID) -> Waiting | None:
        row = Notice.objects.select_related("requester").filter(pk=subject).first()
        return self.waiting(row) if row is not None and self.is_open(row) else None

    def still_open(self, subjects: Collection[UUID]) -> set[UUID]:
        return {row.pk for row in Notice.objects.filter(pk__in=subjects) if self.is_open(row)}

    def is_open(self, row: Notice) -> bool:
        raise NotImplementedError

    def read(self, waiting: Waiting, now: datetime) -> Case:
        return reading.of_notice(waiting.row, now)

    def waiting(self, row: Notice) -> Waiting:
        return Waiting(
            matter=self.matter,
            subject=row.pk,
            version=row.version,
            requester=row.requester_id,
            row=row,
            colour=row.colour,
            reference=row.reference,
            is_urgent=row.is_urgent,
            asked=manifests.get(row.colour).reviewers,
            why=self.why(row),
        )

    def why(self, row: Notice) -> str:
        return ""


class Requests(_NoticeDoor):
    """Submitted, and not yet published: nobody but the requester and its reviewers knows of it."""

    matter = Matter.NOTICE

    def rows(self) -> QuerySet[Notice]:
        return queries.awaiting_screening()

    def is_open(self, row: Notice) -> bool:
        return row.state in (State.SUBMITTED, State.IN_REVIEW)

    def give_back(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> bool:
        findings = to_put_right(screened)
        notices.return_incomplete(actor=actor, notice_id=waiting.subject, findings=findings, now=now)
        return True

    def hold(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> None:
        notices.take_for_review(actor=actor, notice_id=waiting.subject, now=now)

    def carry_out(self, actor: Actor, carried: Carried, now: datetime) -> None:
        notice_id = carried.subject
        if carried.verdict == Verdict.ACCEPT:
            notices.publish(actor=actor, notice_id=notice_id, reviewers=carried.officers, now=now)
        elif carried.verdict == Verdict.RETURN:
            notices.return_incomplete(actor=actor, notice_id=notice_id, findings=carried.to_put_right, now=now)
        else:
            notices.refuse(actor=actor, notice_id=notice_id, code=carried.code, reasons=carried.reasons, now=now)


class Changes(_NoticeDoor):
    """A change of a published notice: it stands as it was until people have read the change."""

    matter = Matter.CHANGE

    def rows(self) -> QuerySet[Notice]:
        return queries.awaiting_change()

    def is_open(self, row: Notice) -> bool:
        return row.state in (State.PUBLISHED, State.SUSPENDED) and row.pending is not None

    def read(self, waiting: Waiting, now: datetime) -> Case:
        return reading.of_change(waiting.row, now)

    def carry_out(self, actor: Actor, carried: Carried, now: datetime) -> None:
        notice_id = carried.subject
        if carried.verdict == Verdict.ACCEPT:
            notices.accept_change(actor=actor, notice_id=notice_id, reviewers=carried.officers, now=now)
        else:
            notices.refuse_change(actor=actor, notice_id=notice_id, code=carried.code, reasons=carried.reasons, now=now)


class Renewals(_NoticeDoor):
    """The source wants to keep it for another period: every condition is examined again (RPD arts 49-50)."""

    matter = Matter.RENEWAL

    def rows(self) -> QuerySet[Notice]:
        return queries.awaiting_renewal()

    def is_open(self, row: Notice) -> bool:
        return row.state in (State.PUBLISHED, State.SUSPENDED) and row.renewal_asked_at is not None

    def read(self, waiting: Waiting, now: datetime) -> Case:
        return reading.of_renewal(waiting.row, now)

    def carry_out(self, actor: Actor, carried: Carried, now: datetime) -> None:
        notice_id = carried.subject
        if carried.verdict == Verdict.ACCEPT:
            notices.accept_renewal(actor=actor, notice_id=notice_id, reviewers=carried.officers, now=now)
        else:
            notices.refuse_renewal(
                actor=actor, notice_id=notice_id, code=carried.code, reasons=carried.reasons, now=now
            )


class Doubts(_NoticeDoor):
    """Published, and in doubt: located and no papers sent, extradition refused, new information (RPD art. 81(3))."""

    matter = Matter.CANCELLATION

    def rows(self) -> QuerySet[Notice]:
        return queries.awaiting_cancellation()

    def why(self, row: Notice) -> str:
        return LOOK_LABELS[Look(row.look_again)] if row.look_again else ""

    def is_open(self, row: Notice) -> bool:
        return row.state in CIRCULATED

    def carry_out(self, actor: Actor, carried: Carried, now: datetime) -> None:
        notice_id = carried.subject
        _remember_refusal(actor, notice_id, now)
        if carried.verdict == Verdict.REFUSE:
            notices.cancel(actor=actor, notice_id=notice_id, code=carried.code, reasons=carried.reasons, now=now)
            return
        if carried.verdict == Verdict.ADDENDUM:
            notices.add_addendum(actor=actor, notice_id=notice_id, text=carried.told, now=now)
        elif carried.verdict == Verdict.BLOCK:
            notices.block(actor=actor, notice_id=notice_id, reason=carried.reasons, now=now)
        elif Notice.objects.filter(pk=notice_id, state=State.BLOCKED).exists():
            notices.unblock(actor=actor, notice_id=notice_id, reason=carried.reasons, now=now)
        if Notice.objects.exclude(look_again="").filter(pk=notice_id).exists():
            notices.keep(actor=actor, notice_id=notice_id, reason=carried.reasons, now=now)


def _remember_refusal(actor: Actor, notice_id: UUID, now: datetime) -> None:
    """That a country refused to extradite is known again in whatever is asked next of this person (C-27)."""
    flagged = Notice.objects.filter(pk=notice_id, look_again=Look.EXTRADITION_REFUSED).select_related("requester")
    for row in flagged:
        report = row.reports.filter(kind=Report.Kind.EXTRADITION_REFUSED, handled_at=None).first()
        subject = reading.of_notice(row, now).subject
        if report is not None and subject is not None:
            protection.remember(
                actor=actor,
                kind=Kind.EXTRADITION_REFUSED,
                subject=subject,
                requester=row.requester_id,
                code=report.ground,
                decision=report.pk,
                now=now,
            )
