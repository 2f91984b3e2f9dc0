"""What needs a human now, asked of the rooms below: one function for each source. A queue is a query.

Nothing below knows that there is a desk. What a source tells of a thing are ids, codes and numbers (rules.Found): what
a message or a record says never comes here.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from comity.checks import queries as checks
from comity.compliance import queries as compliance
from comity.compliance.rules import RELEASES, Matter
from comity.desk import rhythm
from comity.desk.models import IncidentTask, Rhythm
from comity.desk.rules import Found, Source, Urgency
from comity.diffusions import queries as diffusions
from comity.network.models import Bureau

# Bounded: what is more than this is a flood, and a person would not read it line by line.
AT_MOST: Final = 20_000
# A task comes to the desk so long before it is due.
TASK_AHEAD: Final = timedelta(minutes=30)


def overdue_hits(now: datetime) -> Iterator[Found]:
    """Hits whose source was told and has not answered in time (RPD arts 104-106). Never one of which the source is not
    to know: what it is not told, it cannot owe."""
    for hit in checks.overdue(now)[:AT_MOST]:
        yield Found(
            of=f"hit:{hit.pk}",
            bureau=hit.source_id,
            urgency=Urgency.URGENT if hit.urgent else Urgency.ROUTINE,
            opened_at=hit.at,
            due_at=hit.answer_due_at,
            names_person=hit.database == "persons",
            details={"asking": hit.asking_id, "database": hit.database, "kind": hit.kind},
        )


def held_diffusions(now: datetime) -> Iterator[Found]:
    """Diffusions that wait for a person, and that nobody is reading in time."""
    in_hand = set(compliance.in_hand(Matter.DIFFUSION, now))
    for diffusion in diffusions.held()[:AT_MOST]:
        if diffusion.pk in in_hand:
            continue
        sent_at = diffusion.sent_at or diffusion.made_at
        yield Found(
            of=f"diffusion:{diffusion.pk}",
            bureau=diffusion.sender_id,
            country=_country(diffusion.sender),
            level=diffusion.level,
            urgency=Urgency.URGENT if diffusion.is_urgent else Urgency.ROUTINE,
            opened_at=sent_at,
            due_at=diffusion.target_at or sent_at,
            names_person=not diffusion.names_nobody,
            details={"number": diffusion.number, "colour": diffusion.colour},
        )


def urgent_reviews(now: datetime) -> Iterator[Found]:
    """Urgent requests that no reviewer is reading in time. Whose they are is told only of what the desk may release:
    the rest is for reviewers (compliance.access)."""
    for review in compliance.urgent_unread(now).exclude(matter=Matter.DIFFUSION)[:AT_MOST]:
        yield Found(
            of=f"review:{review.pk}",
            bureau=review.requester_id if review.matter in RELEASES else "",
            country=_country(review.requester),
            urgency=Urgency.URGENT,
            opened_at=review.made_at,
            due_at=review.target_at,
            names_person=True,
            details={"matter": review.matter, "state": review.state},
        )


def silent_bureaus(now: datetime) -> Iterator[Found]:
    """Bureaus that owe signs of life (rhythm). Who closed its own link is not silent; most at once are one thing."""
    hour = rhythm.hour_of(now)
    closed = Bureau.objects.filter(connected=False).values("pk")
    own = Bureau.objects.filter(kind__in=[Bureau.Kind.GENERAL_SECRETARIAT, Bureau.Kind.COMMISSION]).values("pk")
    rows = list(Rhythm.objects.exclude(bureau__in=closed).exclude(bureau__in=own).order_by("bureau"))
    silent = [row for row in rows if rhythm.is_silent(row.owed, row.watched)]
    if rhythm.are_most(len(silent), (row.usual[hour] for row in rows)):
        since = max(row.last_sign_at or now for row in silent)
        yield _silence("all", since, {"last_sign_at": since.isoformat()})
        return
    waiting = set(checks.overdue(now).order_by().values_list("source", flat=True).distinct()) if silent else set()
    for row in silent:
        since = row.last_sign_at or now
        # In powers of two: a figure that changed each minute would be written each minute.
        owed = 1 << (int(row.owed).bit_length() - 1)
        yield _silence(row.bureau, since, {"last_sign_at": since.isoformat(), "owed": owed}, row.bureau in waiting)


def _silence(bureau: str, since: datetime, details: dict[str, Any], more_waits: bool = False) -> Found:
    return Found(
        of=f"bureau:{bureau}",
        bureau=bureau,
        urgency=Urgency.URGENT,
        opened_at=since,
        due_at=since + timedelta(minutes=rhythm.SHORTEST),
        more_waits=more_waits,
        details=details,
    )


def incident_tasks(now: datetime) -> Iterator[Found]:
    """Tasks of open incidents that are due, or soon will be."""
    tasks = IncidentTask.objects.filter(done_at=None, due_at__lte=now + TASK_AHEAD, incident__state="open")
    for task in tasks.select_related("incident")[:AT_MOST]:
        yield Found(
            of=f"task:{task.pk}",
            level=task.incident.level,
            urgency=Urgency(task.urgency),
            opened_at=task.made_at,
            due_at=task.due_at,
            details={"incident": str(task.incident_id), "title": task.title},
        )


def _country(bureau: Bureau) -> str:
    """Whose people do not read its requests; "" for the Organization's own bodies."""
    return bureau.member_id or ""


# A source, the function that asks for it, and how many seconds it rests: what is most pressing is asked for most often.
SOURCES: Final[dict[Source, tuple[Callable[[datetime], Iterator[Found]], float]]] = {
    Source.OVERDUE_HIT: (overdue_hits, 2.0),
    Source.HELD_DIFFUSION: (held_diffusions, 2.0),
    Source.URGENT_REVIEW: (urgent_reviews, 2.0),
    Source.SILENT_BUREAU: (silent_bureaus, 10.0),
    Source.INCIDENT_TASK: (incident_tasks, 2.0),
}
