"""A small network, and bureaus that protect and ask."""

from datetime import UTC, datetime
from typing import Any

import pytest

from comity.network.models import Bureau
from comity.network.rules import Actor, Post
from comity.protection.engine.keys import Subject

NOW = datetime(2026, 11, 22, 16, 5, 9, tzinfo=UTC)
KINDS = {"FR": "national", "KE": "national", "BR": "national", "CN": "national", "CN-HK": "sub_bureau",
         "GS": "general_secretariat"}  # fmt: skip

PERSON = Subject(
    names=("Ivana Petrova Testova", "Ивана Петрова Тестова"), births=("1985-04-12",), documents=("XKE 77AB00123",)
)


def actor(bureau: str = "FR", *posts: Post, **changes: Any) -> Actor:
    given = {
        "id": f"officer:{bureau.lower()}",
        "name": "A. Person",
        "bureau": bureau,
        "lineage": (bureau,),
        "posts": frozenset(posts or {Post.BUREAU_HEAD}),
    }
    return Actor(**(given | changes))


@pytest.fixture(autouse=True)
def network(db: None) -> None:
    for code, kind in KINDS.items():
        parent = "CN" if code == "CN-HK" else None
        Bureau.objects.create(code=code, kind=kind, name=f"Bureau {code}", parent_id=parent)
