"""A small network for the tests of records: four bureaus, one of them under another, and who acts for them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.network.models import Bureau
from comity.network.rules import Actor, Post

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
PARENTS = {"FR": None, "KE": None, "CN": None, "CN-HK": "CN", "UNSC": None, "GS": None}


def actor(bureau: str = "FR", *posts: Post, **changes: Any) -> Actor:
    """An actor with everything a head of bureau has, unless said otherwise."""
    parent = PARENTS.get(bureau)
    given = {
        "id": f"officer:{bureau.lower()}",
        "name": "A. Person",
        "bureau": bureau,
        "lineage": (bureau, parent) if parent else (bureau,),
        "posts": frozenset(posts or {Post.BUREAU_HEAD}),
        "databases": frozenset(DATABASES),
        "purposes": frozenset(PURPOSES),
        "clearance": Level.CONFIDENTIAL,
    }
    return Actor(**(given | changes))


@pytest.fixture
def network(db: None) -> None:
    for code, parent in PARENTS.items():
        kind = Bureau.Kind.SUB_BUREAU if parent else Bureau.Kind.NATIONAL
        if code in ("UNSC", "GS"):
            kind = Bureau.Kind.PARTNER if code == "UNSC" else Bureau.Kind.GENERAL_SECRETARIAT
        Bureau.objects.create(
            code=code,
            kind=kind,
            name=f"Bureau {code}",
            parent_id=parent,
            databases=list(DATABASES),
            purposes=list(PURPOSES),
        )


def passport(reference: str = "FR-1", **changes: Any) -> dict[str, Any]:
    return {
        "reference": reference,
        "kind": "stolen",
        "number": "12AB34567",
        "issuer": "FRA",
        "type": "passport",
        "occurred_on": "2026-05-03",
    } | changes


def person(reference: str = "P-1", **changes: Any) -> dict[str, Any]:
    return {
        "reference": reference,
        "kind": "suspect",
        "name": "Ivan Testov",
        "original_name": "Иван Тестов",
        "birth_dates": ["1985-04-12"],
    } | changes


@pytest.fixture
def someone() -> Callable[..., Actor]:
    return actor
