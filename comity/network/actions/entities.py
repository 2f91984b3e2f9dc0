"""Authorising national services: by their own bureau, and only by it (Rules on the Processing of Data, art. 21)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from comity.audit import actions as audit
from comity.core import changes
from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.core.levels import Level
from comity.network import access, appointments
from comity.network.appointments import Reach
from comity.network.models import Bureau, Entity
from comity.network.rules import Actor, Right


class AlreadyEnded(Conflict):
    """This has already ended."""


@audit.verb("entity.authorised")
def authorise_entity(*, actor: Actor, bureau: str, name: str, reach: Reach, now: datetime) -> Entity:
    """Lets a national service ask, within the bureau's reach. `bureau` is the actor's own (any, for the operator)."""
    own = access.get_bureau_to_run(actor, bureau, Right.MANAGE_ENTITIES)
    if own.kind not in appointments.KINDS_WITH_SERVICES:
        raise Invalid(Problem("bureau", mark("This bureau has no national entities to authorise.")))
    _require_fit(own, name, reach)
    entity = Entity(bureau=own, authorised_at=now)
    _write(entity, name, reach)
    changes.note("access", [entity.pk], now=now)
    return entity


@audit.verb("entity.changed", subject="entity_id")
def change_entity(*, actor: Actor, entity_id: UUID, name: str, reach: Reach, now: datetime) -> Entity:
    """Narrows or widens a service's reach, from its next question on."""
    entity = access.get_entity(actor, entity_id)
    if entity.ends_at is not None:
        raise AlreadyEnded
    _require_fit(entity.bureau, name, reach)
    _write(entity, name, reach)
    changes.note("access", [entity.pk], now=now)
    return entity


@audit.verb("entity.ended", subject="entity_id")
def end_entity(*, actor: Actor, entity_id: UUID, now: datetime) -> Entity:
    """Takes the authorisation back: from now on its officers and systems reach nothing."""
    entity = access.get_entity(actor, entity_id)
    if not Entity.objects.filter(pk=entity.pk, ends_at=None).update(ends_at=now):
        raise AlreadyEnded
    entity.ends_at = now
    changes.note("access", [entity.pk], now=now)
    return entity


def reach_of(bureau: Bureau, entity: Entity | None = None) -> Reach:
    """How far a bureau (or one of its services) may let its own go."""
    if entity is None:
        return Reach(
            databases=frozenset(bureau.databases), purposes=frozenset(bureau.purposes), clearance=Level.CONFIDENTIAL
        )
    return Reach(
        databases=frozenset(entity.databases) & frozenset(bureau.databases),
        purposes=frozenset(entity.purposes) & frozenset(bureau.purposes),
        clearance=Level(entity.clearance),
    )


def entity_of(bureau: Bureau, entity_id: str | None) -> Entity | None:
    """The bureau's entity of this id; None for the bureau itself. Raises Invalid for any other."""
    if entity_id is None:
        return None
    try:
        return Entity.objects.get(pk=UUID(entity_id), bureau=bureau, ends_at=None)
    except (ValueError, Entity.DoesNotExist):
        raise Invalid(Problem("entity", mark("This bureau has no such entity."))) from None


def _require_fit(bureau: Bureau, name: str, reach: Reach) -> None:
    problems = appointments.problems_with_name(name) + appointments.problems_with_reach(reach, reach_of(bureau))
    if problems:
        raise Invalid(problems)


def _write(entity: Entity, name: str, reach: Reach) -> None:
    entity.name = name.strip()
    entity.databases, entity.purposes = sorted(reach.databases), sorted(reach.purposes)
    entity.clearance = reach.clearance
    audit.about(details={"databases": entity.databases, "purposes": entity.purposes, "clearance": reach.clearance.slug})
    try:
        with transaction.atomic():
            entity.save()
    except IntegrityError:
        raise Invalid(Problem("name", mark("This bureau already has an entity of this name."))) from None
