"""A source denies one of its records to a bureau, and lets it see the record again."""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import NotFound
from comity.network import actions as network
from comity.network.models import Restriction
from comity.network.rules import Actor
from comity.records import access


@audit.verb("record.restricted", subject="record_id")
def restrict(*, actor: Actor, record_id: UUID, against: str, reason: str, now: datetime) -> Restriction:
    """Denies this record to a bureau and everything under it (RPD art. 58). From then on it does not exist for them."""
    record = access.get_for_restricting(actor, record_id)
    audit.about(details={"against": against[:20] if against.isalnum() else "", "database": record.database})
    return network.restrict_record(actor=actor, record=record.pk, against=against, reason=reason, now=now)


@audit.verb("record.restriction_lifted", subject="record_id")
def lift(*, actor: Actor, record_id: UUID, restriction_id: UUID, now: datetime) -> Restriction:
    """Ends a restriction on this record."""
    record = access.get_for_restricting(actor, record_id)
    if not Restriction.objects.filter(pk=restriction_id, record=record.pk, source=actor.bureau).exists():
        raise NotFound
    return network.lift(actor=actor, restriction_id=restriction_id, now=now)
