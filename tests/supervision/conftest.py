"""A small network, and who orders, endorses and reads measures in it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from comity.network.models import Bureau, Member
from comity.network.rules import Actor, Post
from comity.supervision import actions
from comity.supervision.models import Measure
from comity.supervision.rules import Basis, Effect, Scope, Terms

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
KINDS = {"FR": "national", "KE": "national", "CN": "national", "CN-HK": "sub_bureau", "GS": "general_secretariat"}


def actor(bureau: str, *posts: Post, **changes: Any) -> Actor:
    given = {"id": f"officer:{bureau.lower()}", "name": "A. Person", "bureau": bureau, "lineage": (bureau,)}
    return Actor(**(given | {"posts": frozenset(posts)} | changes))


SECRETARY = actor("GS", Post.SECRETARY_GENERAL)
COMMITTEE = actor("GS", Post.COMMITTEE_MEMBER)


def terms(**changes: Any) -> Terms:
    given = {
        "bureau": "KE",
        "scopes": frozenset({Scope.DIFFUSIONS}),
        "effects": frozenset({Effect.HOLD}),
        "basis": Basis.HEIGHTENED,
        "reasons": "Many of its diffusions were not compliant.",
        "review_on": date(2027, 2, 1),
    }
    return Terms(**(given | changes))


def order(**changes: Any) -> Measure:
    return actions.order(actor=SECRETARY, terms=terms(**changes), now=NOW)


@pytest.fixture
def network(db: None) -> None:
    for code in ("FR", "KE", "CN", "UA"):
        Member.objects.create(code=code, alpha3=f"{code}X", name=code, region="x", region_on_pages="x")
    for code, kind in KINDS.items():
        parent = "CN" if code == "CN-HK" else None
        Bureau.objects.create(code=code, kind=kind, name=f"Bureau {code}", parent_id=parent)
