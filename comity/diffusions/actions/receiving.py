"""What recipients do: read what was delivered, answer it, and say what became of one that was taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.diffusions import access, codes, rules
from comity.diffusions.codes import Report
from comity.diffusions.models import Answer, Delivery, Diffusion
from comity.diffusions.rules import Side, Status
from comity.network.rules import Actor
from comity.records.manifests.read import Text


class NothingToAcknowledge(Conflict):
    """It was not taken back, or your bureau has acknowledged it already."""


def open_diffusion(*, actor: Actor, diffusion_id: UUID | str, how: str, now: datetime) -> Diffusion:
    """One diffusion for reading, or NotFound. Its sender can see that and when each recipient first read it."""
    diffusion = access.get_for_reading(actor, diffusion_id)
    if access.side_of(actor, diffusion) == Side.SENDER:
        return diffusion
    return _read(actor=actor, diffusion=diffusion, how=how, now=now)


@audit.verb("diffusion.read", subject="diffusion")
def _read(*, actor: Actor, diffusion: Diffusion, how: str, now: datetime) -> Diffusion:
    audit.about(details={"how": how, "sender": diffusion.sender_id})
    mine = Delivery.objects.filter(diffusion=diffusion, recipient=actor.bureau, delivered_at__isnull=False)
    mine.filter(seen_at=None).update(seen_at=now, seen_by=actor.id)
    return diffusion


def note_listing(*, actor: Actor, diffusions: Sequence[Diffusion], how: str, now: datetime) -> None:
    """One entry for a page of a list that names the persons of other bureaus' diffusions."""
    others = [one for one in diffusions if one.sender_id != actor.bureau]
    if others:
        _list(actor=actor, diffusions=others, how=how, now=now)


@audit.verb("diffusions.listed")
def _list(*, actor: Actor, diffusions: Sequence[Diffusion], how: str, now: datetime) -> None:
    audit.about(details={"how": how, "diffusions": [one.pk for one in diffusions]})


@audit.verb("diffusion.acknowledged", subject="diffusion_id")
def acknowledge(*, actor: Actor, diffusion_id: UUID | str, done: str, on: date | None, now: datetime) -> Delivery:
    """Says what became of one that was taken back: deleted from national systems, and when (art. 101)."""
    delivery = access.get_delivery(actor, diffusion_id)
    if problems := codes.problems_with_acknowledgement(done, on, now.date()):
        raise Invalid(problems)
    open_ = Delivery.objects.filter(pk=delivery.pk, recalled_at__isnull=False, acknowledged_at=None)
    said = {"acknowledged_at": now, "acknowledged_by": actor.id, "done": done, "done_on": on}
    if not open_.update(**said):
        raise NothingToAcknowledge
    audit.about(details={"done": done})
    delivery.refresh_from_db()
    return delivery


def report_located(*, actor: Actor, diffusion_id: UUID | str, text: str, now: datetime, place: str = "") -> Answer:
    """Says that the person was found; where, only if the recipient wants to say it (art. 87)."""
    return report(actor=actor, diffusion_id=diffusion_id, kind=Report.LOCATED, text=text, place=place, now=now)


@audit.verb("diffusion.answered", subject="diffusion_id")
def report(*, actor: Actor, diffusion_id: UUID | str, kind: str, text: str, now: datetime, place: str = "") -> Answer:
    """A recipient's answer, for the sender and for who reviews."""
    delivery = access.get_delivery(actor, diffusion_id)
    rules.require_step("report", Status(delivery.diffusion.status))
    problems = []
    if kind not in set(Report):
        problems.append(Problem("kind", mark("There is no such choice."), ", ".join(Report)))
    if not 0 < len(text.strip()) <= 2000 or "\0" in text:
        problems.append(Problem("text", mark("Words are missing, or there are too many."), "1 - 2000"))
    try:
        place = Text(200)(place) if place else ""
    except ValueError as error:
        problems.append(Problem("place", str(error), Text(200).accepted))
    if problems:
        raise Invalid(problems)
    audit.about(details={"kind": kind})
    return Answer.objects.create(
        diffusion=delivery.diffusion,
        bureau_id=actor.bureau,
        kind=kind,
        text=text.strip(),
        place=place,
        given_at=now,
        given_by=actor.id,
    )
