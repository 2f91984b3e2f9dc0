"""A small network, a desk with two officers, their director, and somebody with no business there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from comity.core import ids
from comity.desk.actions import gathered
from comity.desk.models import Item
from comity.desk.rules import Found, Source, Urgency
from comity.network.access import actor_for
from comity.network.models import Bureau, Member, Officer
from comity.network.rules import Actor, Post

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # a Sunday
KINDS = {
    "FR": "national", "KE": "national", "GR": "national", "CN": "national", "CN-HK": "sub_bureau",
    "GS": "general_secretariat", "CCF": "commission",
}  # fmt: skip


class Desk:
    """Who is there. `melina` is of Greece, so she sees nothing of what Greece asks to have reviewed."""

    def __init__(self) -> None:
        for code in ("FR", "KE", "GR", "CN"):
            Member.objects.create(code=code, alpha3=f"{code}X", name=code, region="x", region_on_pages="x")
        for code, kind in KINDS.items():
            parent = "CN" if code == "CN-HK" else None
            member = code[:2] if kind in ("national", "sub_bureau") else None
            Bureau.objects.create(code=code, kind=kind, name=f"Bureau {code}", parent_id=parent, member_id=member)
        self.melina = self.officer("melina", Post.DUTY_OFFICER, "GR")
        self.tariq = self.officer("tariq", Post.DUTY_OFFICER, "KE")
        self.director = self.officer("director", Post.DIRECTOR, "FR")
        self.stranger = self.officer("stranger", Post.BUREAU_OFFICER, "", bureau="FR")

    def officer(self, name: str, post: Post, nationality: str, bureau: str = "GS", clearance: int = 3) -> Actor:
        made = Officer.objects.create(
            id=ids.new(), username=name, name=name.title(), bureau_id=bureau, posts=[post.value],
            clearance=clearance, nationality=nationality, created_at=NOW,
        )  # fmt: skip
        return actor_for(Officer.objects.select_related("bureau__parent", "entity").get(pk=made.pk), NOW)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    yield Desk()


def found(of: str = "hit:1", **changes: Any) -> Found:
    given: dict[str, Any] = {
        "of": of,
        "bureau": "FR",
        "urgency": Urgency.ROUTINE,
        "opened_at": NOW - timedelta(hours=1),
        "due_at": NOW,
    }
    return Found(**(given | changes))


def bring(*things: Found, source: Source = Source.OVERDUE_HIT, now: datetime = NOW) -> None:
    """What one gathering of this source writes when these are all it tells."""
    if news := gathered.news_of(source, things, is_all=True):
        gathered.gather(actor=gathered.CLOCK, source=source, news=news, now=now)


def item(of: str = "hit:1") -> Item:
    return Item.objects.get(of=of)


def put(of: str = "hit:1", source: Source = Source.OVERDUE_HIT, **changes: Any) -> UUID:
    """One thing on the desk."""
    bring(found(of, **changes), source=source)
    return item(of).pk
