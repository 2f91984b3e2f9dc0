"""The doors to diffusions: one that was sent and waits, and one that was delivered before anybody read it."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.compliance import reading
from comity.compliance.doors.door import Carried, OnlyPeople, Waiting, to_put_right
from comity.compliance.engine.findings import Outcome, Screened
from comity.compliance.reading import Case
from comity.compliance.rules import Matter, Verdict
from comity.diffusions import actions as diffusions
from comity.diffusions import queries
from comity.diffusions.models import Diffusion
from comity.diffusions.rules import MustBeHeld, Status
from comity.network.rules import Actor

_HOLDING: Final = (Outcome.HOLD, Outcome.BLOCK)


class _DiffusionDoor(OnlyPeople):
    """What both have in common."""

    matter: ClassVar[Matter]
    _open: ClassVar[Q]

    def waiting(self, row: Diffusion) -> Waiting:
        return _waiting(self.matter, row)

    def find(self, subject: UUID) -> Waiting | None:
        row = Diffusion.objects.select_related("sender").filter(self._open, pk=subject).first()
        return None if row is None else _waiting(self.matter, row)

    def still_open(self, subjects: Collection[UUID]) -> set[UUID]:
        return set(Diffusion.objects.filter(self._open, pk__in=subjects).values_list("pk", flat=True))

    def read(self, waiting: Waiting, now: datetime) -> Case:
        return reading.of_diffusion(waiting.row, now)


class Held(_DiffusionDoor):
    """Sent, and waiting: for the rulebook at first, then, where it must, for a person who releases it."""

    matter = Matter.DIFFUSION
    _open = Q(status__in=(Status.SUBMITTED, Status.HELD))

    def rows(self) -> QuerySet[Diffusion]:
        return queries.awaiting_screening()

    def let_pass(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> bool:
        try:
            diffusions.deliver(actor=actor, diffusion_id=waiting.subject, now=now)
        except MustBeHeld:
            return False
        return True

    def give_back(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> bool:
        findings = to_put_right(screened)
        diffusions.return_incomplete(actor=actor, diffusion_id=waiting.subject, findings=findings, now=now)
        return True

    def hold(self, actor: Actor, waiting: Waiting, screened: Screened, now: datetime) -> None:
        reasons = list(dict.fromkeys(one.rule for one in screened.findings if one.outcome in _HOLDING))
        diffusions.hold(actor=actor, diffusion_id=waiting.subject, reasons=reasons, now=now)

    def carry_out(self, actor: Actor, carried: Carried, now: datetime) -> None:
        if carried.verdict == Verdict.ACCEPT:
            diffusions.release(actor=actor, diffusion_id=carried.subject, now=now, reviewers=carried.officers)
        elif carried.verdict == Verdict.RETURN:
            diffusions.return_incomplete(
                actor=actor, diffusion_id=carried.subject, findings=carried.to_put_right, now=now
            )
        else:
            diffusions.refuse(
                actor=actor, diffusion_id=carried.subject, code=carried.code, reason=carried.reasons, now=now
            )


class Delivered(_DiffusionDoor):
    """Delivered after the rulebook alone: its recipients read "not yet reviewed" until a person has read it."""

    matter = Matter.DELIVERED
    _open = Q(status=Status.DELIVERED, is_reviewed=False)

    def rows(self) -> QuerySet[Diffusion]:
        return queries.awaiting_review()

    def carry_out(self, actor: Actor, carried: Carried, now: datetime) -> None:
        if carried.verdict == Verdict.ACCEPT:
            diffusions.mark_reviewed(actor=actor, diffusion_id=carried.subject, now=now)
        else:
            diffusions.recall(
                actor=actor, diffusion_id=carried.subject, code=carried.code, reason=carried.reasons, now=now
            )


def _waiting(matter: Matter, row: Diffusion) -> Waiting:
    return Waiting(
        matter=matter,
        subject=row.pk,
        version=row.version,
        requester=row.sender_id,
        row=row,
        colour=row.colour,
        reference=row.reference,
        is_urgent=row.is_urgent,
    )
