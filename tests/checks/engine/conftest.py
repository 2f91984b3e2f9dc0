"""A small index in a folder of its own, made through the writer as the follower does, and someone who asks it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from comity.checks.asgi import Service
from comity.checks.engine import keys
from comity.checks.engine.asking import Checker
from comity.checks.engine.index import Index
from comity.checks.engine.journal import Journal
from comity.checks.engine.payloads import Entry
from comity.checks.engine.writing import Writer
from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.network.rules import AccessSnapshot, Actor, BureauCard, GeneralRestriction, Post, SystemKey
from comity.records import manifests
from comity.records.rules import Policy

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TOKEN = "a-token-of-kenya"


class World:
    """An index and its writer. `put` takes fields as the records room stores them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writer = Writer(folder / "index")
        self.writer.build([], 0)
        self.writer.beat()
        self.asker = self.actor("KE")
        self.set_access()
        self.index = Index(folder / "index")
        self.journal = Journal(folder / "journal")
        self.checker = Checker(self.index, self.journal)
        self._last = 0

    def actor(self, bureau: str, **others: Any) -> Actor:
        """A national system of the bureau with every database and purpose, unless told otherwise."""
        stated: dict[str, Any] = {
            "id": f"system:{bureau}",
            "name": f"Borders of {bureau}",
            "bureau": bureau,
            "lineage": (bureau,),
            "posts": frozenset({Post.SYSTEM}),
            "databases": frozenset(DATABASES),
            "purposes": frozenset(PURPOSES),
            "clearance": Level.RESTRICTED,
        }
        return Actor(**stated | others)

    def set_access(self, *general: GeneralRestriction, actor: Actor | None = None, token: str = TOKEN) -> None:
        """One token, held by the asker or by the actor given, and these general restrictions."""
        key = SystemKey(
            digest=sha256(token.encode()).digest(),
            actor=actor or self.asker,
            expires_at=datetime.now(UTC) + timedelta(hours=1),
        )
        card = BureauCard(
            code="FR", name="NCB Paris", names={}, contact="+33 1 00 00 00 00", parent=None, connected=True
        )
        self.writer.set_access(AccessSnapshot(keys=(key,), restrictions=general, bureaus=(card,)))

    def put(self, database: str, fields: dict[str, Any], kind: str = "stolen", **policy: Any) -> UUID:
        """Adds a record of France, or updates the one named by `record`."""
        record = policy.pop("record", None)
        if record is None:
            self._last += 1
            record = UUID(int=0x7000 << 64 | 2 << 62 | self._last)
        manifest = manifests.get(database)
        blanks = manifest.blanks(fields)
        around = blanks.range if blanks else None
        entry = Entry(
            record=record.bytes,
            keys=tuple((int(keys.kind(key.kind)), key.normal) for key in manifest.keys(fields)),
            kind=kind,
            facts=manifest.facts(fields),
            conditions=policy.pop("conditions", ()),
            blanks=(around.prefix, around.digits, around.first, around.last) if around else None,
        )
        self.writer.put(entry, Policy(**{"source": "FR", "database": database} | policy))
        self.writer.advance(self.writer.seq + 1)
        return record

    def document(self, number: str, **policy: Any) -> UUID:
        """A French passport."""
        fields = {"number": number, "issuer": policy.pop("issuer", "FRA"), "type": "passport"}
        return self.put("travel_documents", fields, **policy)

    def close(self) -> None:
        self.journal.close()
        self.writer.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def service(world: World) -> Iterator[Service]:
    made = Service(world.folder)
    yield made
    made.close()
