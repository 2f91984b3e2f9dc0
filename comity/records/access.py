"""Gates of the records room: which records exist for an actor, and which are theirs to change.

The SQL here says the same as `rules.may_see`; tests hold the two against each other on made-up worlds. Hidden and
absent are one answer, so every gate raises the same NotFound.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from comity.core.errors import NotFound
from comity.core.levels import Level
from comity.network.models import Restriction
from comity.network.rules import Actor, Right, require_right
from comity.records.models import Record
from comity.records.rules import Policy, Status, Viewer


def visible_to(actor: Actor, purpose: str | None = None) -> QuerySet[Record]:
    """The records that exist for this actor: all for the Commission, none for who may not read records.

    `purpose` is what the look is for; without one, of other sources only records open to every purpose.
    """
    if actor.may(Right.READ_EVERY_RECORD):
        return Record.objects.all()
    if not actor.may(Right.READ_RECORDS):
        return Record.objects.none()
    reach = Q(database__in=actor.databases, level__lte=actor.clearance)
    return Record.objects.filter(reach & (Q(source__in=actor.lineage) | _shared_with(actor, purpose)))


def _shared_with(actor: Actor, purpose: str | None) -> Q:
    """Active records of other sources, for this purpose, that their source denies to nobody this actor answers to."""
    if purpose is not None and purpose not in actor.purposes:
        return Q(pk__in=())
    for_purpose = Q(purposes=[]) if purpose is None else Q(purposes=[]) | Q(purposes__contains=[purpose])
    for_them = Q(audience=[]) | Q(audience__contains=[actor.bureau])
    denied = Q(Exists(denials_of(OuterRef("pk")).filter(against__in=actor.lineage)))
    return Q(status=Status.ACTIVE) & for_purpose & for_them & ~denied


def denials_of(record: OuterRef) -> QuerySet[Restriction]:
    """Open restrictions on a record of the outer query: on itself, on its database, or on everything of its source."""
    now = Now()
    is_open = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    covers = Q(record=record) | Q(record=None, database__in=["", OuterRef("database")])
    return Restriction.objects.filter(is_open & covers, source=OuterRef("source"))


def own(actor: Actor) -> QuerySet[Record]:
    """Records of the actor's own bureau, in every status, as far as the actor may read."""
    return visible_to(actor).filter(source=actor.bureau)


def with_reference_shown(actor: Actor, records: QuerySet[Record]) -> QuerySet[Record]:
    """Those whose national reference the actor gets to see: one's own bureau's; all for the Commission."""
    return records if actor.may(Right.READ_EVERY_RECORD) else records.filter(source=actor.bureau)


def get_for_reading(actor: Actor, record_id: UUID | str, purpose: str | None = None) -> Record:
    """One record, or NotFound: for hidden and absent alike, and for an id that is none."""
    return _one(visible_to(actor, purpose), record_id)


def get_for_changing(actor: Actor, record_id: UUID | str) -> Record:
    """One record of the actor's own bureau, or NotFound. Raises NotAllowed for who may not write any."""
    require_right(actor, Right.WRITE_RECORDS)
    return _one(own(actor), record_id)


def get_for_review(actor: Actor, record_id: UUID | str) -> Record:
    """One record that is held, whoever's it is, or NotFound. Raises NotAllowed for who reviews nothing."""
    require_right(actor, Right.REVIEW)
    return _one(Record.objects.filter(status=Status.HELD), record_id)


def get_for_restricting(actor: Actor, record_id: UUID | str) -> Record:
    """One record of the actor's own bureau, or NotFound. Raises NotAllowed for who may not restrict any."""
    require_right(actor, Right.MANAGE_RESTRICTIONS)
    return _one(own(actor), record_id)


def viewer_of(actor: Actor, purpose: str | None = None) -> Viewer:
    """What the pure predicate needs to know of this actor."""
    return Viewer(
        lineage=actor.lineage,
        databases=actor.databases,
        purposes=actor.purposes,
        clearance=actor.clearance,
        purpose=purpose,
    )


def policy_of(record: Record, denied: frozenset[str]) -> Policy:
    """What the pure predicate needs to know of this record. `denied`: codes of every open restriction on it."""
    return Policy(
        source=record.source_id,
        database=record.database,
        level=Level(record.level),
        purposes=frozenset(record.purposes),
        denied=denied,
        audience=frozenset(record.audience),
    )


def _one(records: QuerySet[Record], record_id: UUID | str) -> Record:
    try:
        return records.select_related("source").get(pk=UUID(str(record_id)))
    except (ValueError, Record.DoesNotExist):
        raise NotFound from None
