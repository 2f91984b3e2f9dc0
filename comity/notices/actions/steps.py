"""What the verbs of notices share: taking a step of the table, and writing it into the notice's history."""

from datetime import datetime
from typing import Any

from comity.audit import actions as audit
from comity.network.rules import Actor
from comity.notices import rules
from comity.notices.models import Event, Notice
from comity.notices.rules import State


def take(notice: Notice, actor: Actor, verb: str, now: datetime, *, reason: str = "", **columns: Any) -> Notice:
    """Moves the notice as the table says, on condition that nobody else has, and keeps the step. Raises NotNow."""
    step = rules.require_step(verb, State(notice.state))
    said = columns.pop("said", None)
    to = step.to or State(columns.pop("state", notice.state))
    if reason:
        columns["reason"] = reason
    notice.move_to(to, now, **columns)
    keep(notice, actor, verb, now, reason=reason, said=said)
    audit.about(subject=notice, details={"colour": notice.colour, "state": str(to), "version": notice.version})
    return notice


def keep(
    notice: Notice, actor: Actor, verb: str, now: datetime, *, reason: str = "", said: dict[str, Any] | None = None
) -> None:
    """Writes the step down. `said` is what the notice said before, where the step changed that.

    A draft that one officer changes again and again, as it is typed, is one step.
    """
    last = notice.events.first() if verb == "change" and said is None else None
    if last is not None and (last.verb, last.by) == (verb, actor.id):
        Event.objects.filter(pk=last.pk).update(at=now, version=notice.version)
        return
    Event.objects.create(
        notice=notice,
        verb=verb,
        state=notice.state,
        at=now,
        by=actor.id,
        bureau=actor.bureau,
        reason=reason,
        version=notice.version,
        content=said,
    )
