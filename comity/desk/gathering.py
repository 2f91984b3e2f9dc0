"""What needs a human now, asked of the rooms below: one function for each source. A queue is a query.

Nothing below knows that there is a desk. What a source tells of a thing are ids, codes and numbers (rules.Found): what
a message or a record says never comes here.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from comity.checks import queries as checks
from comity.compliance import queries as compliance
from comity.compliance.rules import RELEASES, Matter
from comity.core.languages import mark
from comity.desk import rhythm
from comity.desk.models import IncidentTask, Rhythm
from comity.desk.rules import Found, Source, Urgency
from comity.diffusions import queries as diffusions
from comity.messages import conversations
from comity.messages import queries as messages
from comity.messages.models import Delivery
from comity.messages.rules import REASON_LABELS, Reason
from comity.network.models import Bureau

# Bounded: what is more than this is a flood, and a person would not read it line by line.
AT_MOST: Final = 20_000
SECRETARIAT: Final = "GS"
_NO_KEYS: Final = mark("The source has no keys yet, so no message reached it. The hit is on its page of hits.")
FLASH_ANSWER: Final = timedelta(minutes=10)
FAILED_FOR: Final = timedelta(days=7)
ANOMALY_READ: Final = timedelta(hours=12)  # somebody of every shift should have looked
# A task comes to the desk so long before it is due.
TASK_AHEAD: Final = timedelta(minutes=30)


def overdue_hits(now: datetime) -> Iterator[Found]:
    """Hits whose source was told and has not answered in time (RPD arts 104-106). Never one of which the source is not
    to know: what it is not told, it cannot owe."""
    unreached = set(conversations.without_keys().values_list("pk", flat=True)[:AT_MOST])
    columns = ("pk", "source", "asking", "database", "kind", "urgent", "at", "answer_due_at")
    for pk, source, asking, database, kind, urgent, at, due_at in checks.overdue(now).values_list(*columns)[:AT_MOST]:
        yield Found(
            of=f"hit:{pk}",
            bureau=source,
            urgency=Urgency.URGENT if urgent else Urgency.ROUTINE,
            opened_at=at,
            due_at=due_at,
            names_person=database == "persons",
            details={"asking": asking, "database": database, "kind": kind}
            | ({"reason": _NO_KEYS} if pk in unreached else {}),
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


def flashes(now: datetime) -> Iterator[Found]:
    """Flash messages to the General Secretariat that nobody has answered, or read where no answer is asked."""
    for row in _deliveries(messages.flash_to(SECRETARIAT)):
        yield Found(
            of=f"message:{row.message}",
            bureau=row.sender,
            due_at=row.due_at or row.sent_at + FLASH_ANSWER,
            **_envelope(row),
        )


def overdue_answers(now: datetime) -> Iterator[Found]:
    """Answers that bureaus owe each other, and are late. A hit has its own clock, and a flash message to the General
    Secretariat is here already."""
    owed = messages.overdue(now).exclude(message__kind="hit").exclude(bureau=SECRETARIAT, priority="flash")
    for row in _deliveries(owed):
        yield Found(of=f"delivery:{row.pk}", bureau=row.recipient, due_at=row.due_at or row.sent_at, **_envelope(row))


def failed_deliveries(now: datetime) -> Iterator[Found]:
    """Messages that could not be delivered in the last days: what is older has been seen, or never will be."""
    failed = messages.undeliverable().filter(made_at__gte=now - FAILED_FOR)
    for row in _deliveries(failed):
        yield Found(of=f"failed:{row.pk}", bureau=row.recipient, due_at=row.made_at, **_envelope(row))


class _Row(NamedTuple):
    """One message with one recipient, as far as its envelope tells."""

    pk: UUID
    message: UUID
    sender: str
    recipient: str
    priority: str
    level: int
    names_person: bool
    sent_at: datetime
    made_at: datetime
    due_at: datetime | None
    reason: str


def _deliveries(rows: QuerySet[Delivery]) -> Iterator[_Row]:
    # Columns alone: the sealed content is in the same row, and is never read here.
    columns = ("pk", "message", "message__sender", "bureau", "priority", "level", "message__names_person",
               "message__received_at", "made_at", "due_at", "reason")  # fmt: skip
    return (_Row(*row) for row in rows.order_by("made_at", "pk").values_list(*columns)[:AT_MOST])


def _envelope(row: _Row) -> dict[str, Any]:
    said = {"message": str(row.message), "sender": row.sender, "recipient": row.recipient, "priority": row.priority}
    return {
        "urgency": Urgency(row.priority),
        "level": row.level,
        "names_person": row.names_person,
        "opened_at": row.sent_at,
        "details": said | ({"reason": REASON_LABELS[Reason(row.reason)]} if row.reason else {}),
    }


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


def anomalies(now: datetime) -> Iterator[Found]:
    """What the rulebook found unusual in envelopes and figures: a question, for a person to answer (A-06)."""
    rows = list(compliance.anomalies(now)[:AT_MOST])
    members = dict(Bureau.objects.filter(pk__in={row.bureau for row in rows}).values_list("pk", "member"))
    for row in rows:
        yield Found(
            of=f"anomaly:{row.pk}",
            bureau=row.bureau,
            country=members.get(row.bureau) or "",
            urgency=Urgency.ROUTINE,
            opened_at=row.since,
            due_at=row.since + ANOMALY_READ,
            details={"rule": row.rule, "sentence": row.sentence, "count": row.count},
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
    Source.FLASH: (flashes, 1.0),
    Source.OVERDUE_HIT: (overdue_hits, 2.0),
    Source.HELD_DIFFUSION: (held_diffusions, 2.0),
    Source.URGENT_REVIEW: (urgent_reviews, 2.0),
    Source.OVERDUE_ANSWER: (overdue_answers, 5.0),
    Source.FAILED_DELIVERY: (failed_deliveries, 5.0),
    Source.SILENT_BUREAU: (silent_bureaus, 10.0),
    Source.ANOMALY: (anomalies, 10.0),
    Source.INCIDENT_TASK: (incident_tasks, 2.0),
}
