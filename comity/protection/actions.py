"""The verbs of the blind registers: remember, close, register, lift; and the end by the clock.

Callers write `from comity.protection import actions as protection`. No entry of the ledger says whom one is about, and
of a registration not even which: whoever reads both learns nothing of who protects whom.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from uuid import UUID

from msgspec import Struct

from comity.audit import actions as audit
from comity.core.errors import Invalid, NotFound
from comity.network.models import Bureau
from comity.network.rules import Actor
from comity.protection import access, queries, rules
from comity.protection.engine import keys
from comity.protection.engine.keys import Key, Subject
from comity.protection.models import Entry, EntryKey
from comity.protection.rules import Kind


class Registered(Struct, frozen=True):
    """What the bureau that registered gets: the receipt's number, and nothing that names the entry."""

    receipt: str


@audit.verb("tombstone.placed")
def remember(  # noqa: PLR0913  (pinned between rooms; an actor and a moment are in every verb)
    *, actor: Actor, kind: Kind, subject: Subject, requester: str, code: str, decision: UUID | None, now: datetime
) -> Entry:
    """Remembers a person, a case and its facts by keys alone. For rooms above, which have decided it.

    The same decision remembered again changes nothing. `code` is the reason's code.
    """
    kind = Kind(kind)
    if kind in rules.REGISTERED:
        raise ValueError("A protected person is registered by the bureau of the country that protects.")
    audit.about(details={"kind": kind.value, "code": code, "requester": requester})
    if decision is not None and (known := Entry.objects.filter(decision=decision, kind=kind).first()):
        return known
    entry = Entry(kind=kind, requester=requester, code=code, decision=decision, made_at=now)
    entry.save(force_insert=True)
    _keep(entry, keys.keys_of(subject).kept)
    return entry


@audit.verb("tombstone.ended", subject="entry_id")
def close(*, actor: Actor, entry_id: UUID, now: datetime) -> Entry:
    """Ends something remembered: a request that was answered, a refusal that was overturned. For rooms above."""
    entry = Entry.objects.filter(pk=entry_id, ended_at=None).exclude(kind__in=rules.REGISTERED).first()
    if entry is None:
        raise NotFound
    _end([entry.pk], now)
    entry.refresh_from_db()
    return entry


@audit.verb("protection.registered")
def protect(
    *,
    actor: Actor,
    subject: Subject,
    against: Iterable[str],
    until: date | None,
    now: datetime,
    is_confirmed: bool = True,
) -> Registered:
    """Registers a person whom the actor's country protects against requests of those members.

    `is_confirmed`: the status has been granted; else it has been asked for, and requests wait for a person. `until` is
    the last day, None for no end. Raises NotAllowed, or Invalid with every wrong field.
    """
    access.require_may_register(actor)
    return _registered(actor, subject, against, until, now, Kind.PROTECTED if is_confirmed else Kind.CLAIMED)


@audit.verb("protection.decided")
def protect_by_decision(
    *, actor: Actor, subject: Subject, against: Iterable[str], now: datetime, until: date | None = None
) -> Registered:
    """Registers a person as protected because the Commission has decided so. For rooms above, which have decided it.

    The entry is the Commission's: its receipt ends it, and the ledger does not say whom it is about.
    """
    return _registered(actor, subject, against, until, now, Kind.PROTECTED)


@audit.verb("protection.lifted")
def lift(*, actor: Actor, now: datetime, receipt: str = "", subject: Subject | None = None) -> int:
    """Ends registrations of the actor's own bureau: the one of this receipt, or all of this very person; how many.

    Raises NotFound when there is none.
    """
    if receipt or subject is None:
        found = [access.get_by_receipt(actor, receipt)]
    else:
        exact = [
            key
            for key in keys.keys_of(queries.with_issuers(subject)).asked
            if key.strength == "exact" and key.on == "person"
        ]
        wanted = [rules.blind(access.secret(), key.form) for key in exact]
        found = list(access.visible_to(actor).filter(keys__key__in=wanted, ended_at=None).distinct())
    if not found:
        raise NotFound
    if all(entry.ended_at for entry in found):
        raise rules.AlreadyEnded
    _end([entry.pk for entry in found], now)
    return len(found)


@audit.verb("protection.expired")
def expire_due(*, actor: Actor, now: datetime, limit: int = 2000) -> int:
    """Ends up to `limit` entries whose last day is over; how many. One ledger entry for all, which names none."""
    due = Entry.objects.filter(ended_at=None, until__lt=now.date()).order_by("until", "pk")
    ids = list(due.select_for_update(skip_locked=True)[:limit].values_list("pk", flat=True))
    _end(ids, now)
    audit.about(details={"count": len(ids)})
    return len(ids)


def _registered(
    actor: Actor, subject: Subject, against: Iterable[str], until: date | None, now: datetime, kind: Kind
) -> Registered:
    subject = queries.with_issuers(subject)
    named = sorted({code.strip().upper() for code in against})
    known = Bureau.objects.filter(pk__in=named, kind__in=rules.MAY_BE_AGAINST).values_list("pk", flat=True)
    problems = rules.problems_with_subject(subject)
    problems += rules.problems_with_against(named, known, actor.bureau)
    problems += rules.problems_with_until(until, now.date())
    if problems:
        raise Invalid(problems)
    entry = Entry(
        kind=kind,
        against=named,
        owner=rules.owner_of(access.secret(), actor.bureau),
        made_at=datetime.combine(now.astimezone(UTC).date(), time(), UTC),
        until=until,
    )
    receipt = rules.receipt_of(access.secret(), entry.pk)
    entry.receipt = rules.digest_of_receipt(access.secret(), receipt)
    entry.save(force_insert=True)
    _keep(entry, (key for key in keys.keys_of(subject).kept if key.on == "person"))
    return Registered(receipt)


def _keep(entry: Entry, kept: Iterable[Key]) -> None:
    made = {rules.blind(access.secret(), key.form) for key in kept}
    EntryKey.objects.bulk_create(
        [EntryKey(key=key, entry_id=entry.pk, version=keys.VERSION) for key in sorted(made)], batch_size=500
    )


def _end(ids: list[UUID], now: datetime) -> None:
    """What has ended is recognised no more: its keys go, so that not even they can be tried out."""
    EntryKey.objects.filter(entry_id__in=ids).delete()
    # The day alone, for the same reason as with made_at.
    Entry.objects.filter(pk__in=ids).update(ended_at=datetime.combine(now.astimezone(UTC).date(), time(), UTC))
