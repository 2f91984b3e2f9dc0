"""A small network for the tests of this room: France and Kenya with people, and the Secretariat."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from comity.audit.models import Entry
from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.network import access
from comity.network import actions as network
from comity.network.appointments import Appointment, Reach, TokenTerms
from comity.network.models import Entity, Officer
from comity.network.rules import COMMAND, Actor, Post

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery 7"


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def world(db: None, now: datetime) -> None:
    network.found(now)


@pytest.fixture
def appoint(world: None, now: datetime):
    """appoint("fr.head", "FR", Post.BUREAU_HEAD) -> Officer with PASSWORD as their own."""

    def make(username: str, bureau: str, *posts: Post, entity: Entity | None = None) -> Officer:
        appointment = Appointment(
            username=username,
            name=f"Officer {username}",
            posts=frozenset(posts),
            clearance=Level.RESTRICTED,
            entity=str(entity.pk) if entity else None,
        )
        made = network.appoint_officer(
            actor=COMMAND, bureau=bureau, appointment=appointment, password=PASSWORD, now=now
        )
        return made.officer

    return make


@pytest.fixture
def head(appoint, now: datetime) -> Actor:
    return access.actor_for(appoint("fr.head", "FR", Post.BUREAU_HEAD), now)


@pytest.fixture
def kenya(appoint, now: datetime) -> Actor:
    return access.actor_for(appoint("ke.head", "KE", Post.BUREAU_HEAD), now)


@pytest.fixture
def frontline(appoint, now: datetime) -> Actor:
    return access.actor_for(appoint("fr.street", "FR", Post.FRONTLINE), now)


def reach(
    *databases: str, purposes: tuple[str, ...] = ("border_control",), clearance: Level = Level.RESTRICTED
) -> Reach:
    return Reach(databases=frozenset(databases), purposes=frozenset(purposes), clearance=clearance)


EVERYTHING = Reach(databases=frozenset(DATABASES), purposes=frozenset(PURPOSES), clearance=Level.RESTRICTED)


def terms(expires_at: datetime, *databases: str, **more: object) -> TokenTerms:
    return TokenTerms(name="Passenger control", reach=reach(*databases), expires_at=expires_at, **more)  # type: ignore[arg-type]


def officer_of(actor: Actor) -> Officer:
    return Officer.objects.get(pk=UUID(actor.id.partition(":")[2]))


def entries(verb: str) -> list[tuple[str, str]]:
    """(outcome, actor) of every entry of a verb, in order."""
    return list(Entry.objects.filter(verb=verb).order_by("seq").values_list("outcome", "actor"))
