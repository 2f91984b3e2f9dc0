"""Restrictions: a source denies its data to a bureau and everything under it (RPD art. 58).

They come before any result is built: who is restricted cannot learn that a record exists, nor that they are restricted.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from comity.audit import actions as audit
from comity.core import changes
from comity.core.databases import DATABASES
from comity.core.errors import Conflict, Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.network import access, appointments
from comity.network.actions.entities import AlreadyEnded
from comity.network.models import Bureau, Restriction
from comity.network.rules import Actor, Right, require_right


class AlreadyRestricted(Conflict):
    """This restriction already stands."""


@audit.verb("restriction.set")
def restrict(*, actor: Actor, against: str, database: str, reason: str, now: datetime) -> Restriction:
    """A general restriction: the actor's bureau denies a whole database ("" = every one)."""
    if database and database not in DATABASES:
        raise Invalid(Problem("database", mark("There is no such database."), ", ".join(sorted(DATABASES))))
    restriction = _new(actor, against, reason, now)
    restriction.database = database
    _save(restriction)
    changes.note("access", [restriction.pk], now=now)
    return restriction


@audit.verb("restriction.set_on_record", subject="record")
def restrict_record(*, actor: Actor, record: UUID, against: str, reason: str, now: datetime) -> Restriction:
    """An individual restriction. Called by the records room once its gate has shown that the record is the actor's own;
    a row against somebody else's record would deny nothing, because only the record's own source counts."""
    restriction = _new(actor, against, reason, now)
    restriction.record = record
    _save(restriction)
    changes.note("record", [record], now=now)
    return restriction


@audit.verb("restriction.lifted", subject="restriction_id")
def lift(*, actor: Actor, restriction_id: UUID, now: datetime) -> Restriction:
    """Ends a restriction; the row stays, with its dates."""
    restriction = access.get_restriction(actor, restriction_id)
    if not Restriction.objects.filter(pk=restriction.pk, ends_at=None).update(ends_at=now):
        raise AlreadyEnded
    restriction.ends_at = now
    topic, subject = ("record", restriction.record) if restriction.record else ("access", restriction.pk)
    changes.note(topic, [subject], now=now)
    return restriction


def _new(actor: Actor, against: str, reason: str, now: datetime) -> Restriction:
    require_right(actor, Right.MANAGE_RESTRICTIONS)
    if len(reason) > 300:
        raise Invalid(Problem("reason", mark("This reason is too long."), mark("At most 300 characters.")))
    return Restriction(
        source_id=actor.bureau,
        against=_bureau_to_restrict(actor, against),
        reason=reason,
        set_by=actor.id,
        starts_at=now,
    )


def _bureau_to_restrict(actor: Actor, code: str) -> Bureau:
    try:
        bureau = access.get_bureau(code)
    except NotFound:
        raise Invalid(Problem("against", mark("There is no such bureau."))) from None
    if actor.bureau in access.lineage(bureau):
        raise Invalid(Problem("against", mark("Your own bureau and those under it always see your data.")))
    if bureau.kind in appointments.KINDS_NEVER_RESTRICTED:
        raise Invalid(Problem("against", mark("Data is restricted from bureaus, not from those who keep the rules.")))
    return bureau


def _save(restriction: Restriction) -> None:
    audit.about(
        subject=restriction.record or restriction,
        details={"against": restriction.against_id, "database": restriction.database, "restriction": restriction.pk},
    )
    try:
        with transaction.atomic():
            restriction.save()
    except IntegrityError:
        raise AlreadyRestricted from None
