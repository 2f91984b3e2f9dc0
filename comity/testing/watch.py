"""What the desk of the demo looks like at the start: a night's shift that offers its notes, an incident, a silence."""

from datetime import datetime, timedelta
from typing import Final

from comity.desk import actions as desk
from comity.desk import rhythm
from comity.desk.actions import pulsing
from comity.desk.duty import EntryKind, Opening, Tasking
from comity.desk.models import Incident, Rhythm, Shift
from comity.messages.models import Message
from comity.network.access import actor_for
from comity.network.models import Officer
from comity.network.rules import Actor

NIGHT, DAY = "gs.duty2", "gs.duty"
NOTES: Final = (
    "Quiet until three, then the ferry off Kiungani: Kenya's flash is for you to answer, the incident is open.\n\n"
    "Tonga closed its link at midnight for work on its line and comes back at nine; France has written there.\n\n"
    "From Fiji nothing has been heard for most of an hour: I rang twice, a machine answers the telephone.\n\n"
    "Brazil's second request about the loan is held. Leave it to the reviewers."
)
# Shows itself in half of its minutes, as a rule; and has not for most of an hour.
SILENT: Final = "FJ"
_USUAL, _QUIET = 30.0, timedelta(minutes=48)


def begin(now: datetime) -> None:
    """Everything, once."""
    if Shift.objects.exists():
        return
    _silence(now)
    night = _actor(NIGHT, now)
    shift = desk.begin(actor=night, now=now - timedelta(hours=7, minutes=50))
    _ferry(night, now)
    desk.note(actor=night, shift_id=shift.pk, text=NOTES, now=now - timedelta(minutes=3))
    desk.offer(actor=night, shift_id=shift.pk, to=_actor(DAY, now).id, now=now - timedelta(minutes=1))


def _ferry(night: Actor, now: datetime) -> None:
    """The incident that the flash message made."""
    if Incident.objects.exists():
        return
    opening = Opening(
        title="Ferry aground off Kiungani",
        kind="disaster",
        place="Kiungani, 3 nautical miles off the harbour",
        countries=("KE", "FR", "MA"),
        level=1,
    )
    at = now - timedelta(minutes=5)
    ferry = desk.open_incident(actor=night, opening=opening, now=at)
    flash = Message.objects.filter(sender="KE", priority="flash", deliveries__bureau="GS").first()
    if flash is not None:
        desk.link(
            actor=night,
            incident_id=ferry.pk,
            kind=EntryKind.MESSAGE,
            of=flash.pk,
            text="Kenya's first message",
            now=at,
        )
    desk.log(
        actor=night,
        incident_id=ferry.pk,
        text="Kiungani harbour rung: two launches are alongside, the sea is calm, no list of passengers yet.",
        now=at + timedelta(minutes=1),
    )
    for title, minutes, urgency, whose in (
        ("Ask bureaus for the forms on missing persons", 25, "urgent", _actor(DAY, now).id),
        ("Get the list of passengers from Kenya", 50, "flash", ""),
        ("Tell the press office where to send callers", 90, "routine", ""),
    ):
        task = Tasking(title=title, due_at=now + timedelta(minutes=minutes), assigned_to=whose, urgency=urgency)
        desk.assign_task(actor=night, incident_id=ferry.pk, task=task, now=at + timedelta(minutes=2))
    first = ferry.tasks.order_by("due_at").last()
    if first is not None:
        desk.finish_task(
            actor=night, task_id=first.pk, result="Told; they use one number.", now=at + timedelta(minutes=3)
        )


def _silence(now: datetime) -> None:
    """One bureau that owes signs of life."""
    pulsing.set_rhythm(SILENT, [_USUAL] * rhythm.HOURS, now - _QUIET)
    quiet = _QUIET / timedelta(minutes=1)
    Rhythm.objects.filter(bureau=SILENT).update(owed=_USUAL * quiet / 60, watched=quiet)


def _actor(username: str, at: datetime) -> Actor:
    return actor_for(Officer.objects.select_related("bureau__parent", "entity").get(username=username), at)
