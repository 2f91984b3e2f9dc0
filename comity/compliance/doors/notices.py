"""The doors to notices: a request, a change of a published one, its renewal, and a published one in doubt."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from comity.compliance import reading
from comity.compliance.doors.door import Carried, Waiting, to_put_right
from comity.compliance.engine.findings import Screened
from comity.compliance.reading import Case
from comity.compliance.rules import Matter, Verdict
from comity.network.rules import Actor
from comity.notices import actions as notices
from comity.notices import manifests, queries
from comity.notices.models import Notice
from comity.notices.rules import CIRCULATED, State


class _NoticeDoor:
    """What the four have in common."""

    matter: ClassVar[Matter]

    def find(self, subject: UUID) -> Waiting | None:
        row = Notice.objects.select_related("requester").filter(pk=subject).first()
        return self._waiting(row) if row is not None and self.is_open(row) else None

    def is_open(self, row: Notice) -> bool:
        raise NotImplementedError

    def read(self, waiting: Waiting, now: datetime) -> Case:
        return reading.of_notice(waiting.row, now)

    def let_pass(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> bool:
        return False

    def give_back(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> bool:
        return False

    def hold(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> None:
        return None

    def _waiting(self, row: Notice, why: str = "") -> Waiting:
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
            why=why,
        )

    def _all(self, rows: Iterable[Notice]) -> Iterator[Waiting]:
        return (self._waiting(row) for row in rows)


class Requests(_NoticeDoor):
    """Submitted, and not yet published: nobody but the requester and its reviewers knows of it."""

    matter = Matter.NOTICE

    def waiting(self) -> Iterator[Waiting]:
        return self._all(queries.awaiting_screening())

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

    def waiting(self) -> Iterator[Waiting]:
        return self._all(queries.awaiting_change())

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

    def waiting(self) -> Iterator[Waiting]:
        return self._all(queries.awaiting_renewal())

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

    def waiting(self) -> Iterator[Waiting]:
        return (self._waiting(row, row.look_again) for row in queries.awaiting_cancellation())

    def is_open(self, row: Notice) -> bool:
        return row.state in CIRCULATED

    def carry_out(self, actor: Actor, carried: Carried, now: datetime) -> None:
        notice_id = carried.subject
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
