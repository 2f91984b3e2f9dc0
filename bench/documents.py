"""A made-up index of many documents, from a seed, straight into the index files: no database, minutes for 100 million.

Document i is the same at every run: its number is i shuffled by a multiplication (so that none occurs twice), its
source one of the bureaus in turn, and every twentieth is restricted against the bureau that asks.
"""

import zlib
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine import keys, payloads, ranges, writing
from comity.checks.engine.building import Builder
from comity.checks.engine.index import Index
from comity.checks.engine.payloads import Entry, Payloads
from comity.checks.engine.persons.gathering import Gathering
from comity.checks.engine.policies import Policies
from comity.core.databases import DATABASES
from comity.core.purposes import PURPOSES
from comity.network.rules import AccessSnapshot, Actor, BureauCard, Post, SystemKey
from comity.records.engine import issuers
from comity.records.rules import Policy

TOKEN = "bench-token"
ASKER = "KE"
LETTERS = np.frombuffer(b"ABCDEFGHJKLMNPQRSTUVWXYZ", np.uint8)
SPACE = 24 * 24 * 10**7
STEP = 2_654_435_761  # prime, so the multiplication visits every number once
CHUNK = 1_000_000
RESTRICTED_EACH = 20
SOURCES = [
    (issuer.alpha2, code)
    for code, issuer in sorted(issuers.BY_CODE.items())
    if issuer.alpha2 and issuer.part == "ISO 3166-1" and len(code) == 3 and issuer.alpha2 != ASKER
][:195]


def numbers_of(documents: NDArray[np.int64]) -> NDArray[np.bytes_]:
    """The document numbers: two letters, seven digits."""
    shuffled = (documents.astype(np.uint64) * np.uint64(STEP)) % np.uint64(SPACE)
    digits, letters = shuffled % np.uint64(10**7), shuffled // np.uint64(10**7)
    text = np.empty((len(documents), 9), np.uint8)
    text[:, 0] = LETTERS[letters // np.uint64(24)]
    text[:, 1] = LETTERS[letters % np.uint64(24)]
    for place in range(7):
        text[:, 8 - place] = 48 + (digits // np.uint64(10**place)) % np.uint64(10)
    return text.view("S9").ravel()


def number_of(document: int) -> str:
    """The number of one document."""
    return bytes(numbers_of(np.array([document], np.int64))[0]).decode()


def issuer_of(document: int) -> str:
    """The issuer of one document."""
    return SOURCES[document % len(SOURCES)][1]


def record_of(document: int) -> UUID:
    """The record id of one document."""
    return UUID(int=0x01900000_0000_7000_8000_000000000000 + document)


def entry_of(document: int) -> Entry:
    """One document as the index holds it."""
    return Entry(
        record=record_of(document).bytes,
        keys=((int(keys.Kind.DOCUMENT), number_of(document)),),
        kind="stolen",
        facts={"issuer": issuer_of(document), "type": "passport"},
    )


def policy_of(document: int, *, restricted: bool | None = None) -> Policy:
    """The policy of one document; restricted or not as the document says, unless told otherwise."""
    source, _issuer = SOURCES[document % len(SOURCES)]
    is_restricted = document % RESTRICTED_EACH == 0 if restricted is None else restricted
    return Policy(
        source=source, database="travel_documents", denied=frozenset({ASKER}) if is_restricted else frozenset()
    )


def access() -> AccessSnapshot:
    """One token for everything, without a limit of rate."""
    actor = Actor(
        id="system:bench",
        name="Bench",
        bureau=ASKER,
        lineage=(ASKER,),
        posts=frozenset({Post.SYSTEM}),
        databases=frozenset(DATABASES),
        purposes=frozenset(PURPOSES),
    )
    key = SystemKey(
        digest=sha256(TOKEN.encode()).digest(), actor=actor, expires_at=datetime.now(UTC) + timedelta(days=1)
    )
    cards = [
        BureauCard(code=code, name=f"NCB {code}", names={}, contact="", parent=None, connected=True)
        for code, _issuer in SOURCES
    ]
    return AccessSnapshot(keys=(key,), restrictions=(), bureaus=tuple(cards))


def build(folder: Path, count: int, said: Any = print) -> None:
    """Builds the index of `count` documents under `folder`, and puts it into use."""
    with writing.Writer(folder) as writer:
        number = 1
        target = folder / f"build-{number}"
        target.mkdir()
        payloads.create(target / "payloads")
        store = Payloads(target / "payloads", writable=True)
        policies = Policies(target / "policies", writable=True)
        words_of = _Words(policies)
        slots, records = Builder(), Builder()
        for first in range(0, count, CHUNK):
            documents = np.arange(first, min(first + CHUNK, count), dtype=np.int64)
            _add(documents, store, words_of, (slots, records), writer.ring)
            if first % (10 * CHUNK) == 0:
                said(f"{first + len(documents):,} documents")
        store.flush()
        store.close()
        policies.close()
        slots.finish(target / "slots", writer.ring.id)
        records.finish(target / "records", writer.ring.id)
        nobody = Gathering(target, writer.ring)
        nobody.finish()
        nobody.close()
        ranges.write(target / "ranges", [])
        writer.set_access(access())
        writer.adopt(number, 1)
        writer.beat()


class _Words:
    """The slot word of each document, but for its place: the number of its policy."""

    def __init__(self, policies: Policies) -> None:
        self._open = np.array([policies.number(policy_of(i, restricted=False)) for i in range(len(SOURCES))], np.uint64)
        self._shut = np.array([policies.number(policy_of(i, restricted=True)) for i in range(len(SOURCES))], np.uint64)

    def of(self, documents: NDArray[np.int64]) -> NDArray[np.uint64]:
        source = documents % len(SOURCES)
        return np.where(documents % RESTRICTED_EACH == 0, self._shut[source], self._open[source])


def _add(
    documents: NDArray[np.int64],
    store: Payloads,
    words_of: _Words,
    builders: tuple[Builder, Builder],
    ring: keys.Keyring,
) -> None:
    text = numbers_of(documents)
    bodies = _bodies(documents, text)
    length = bodies.shape[1]
    size = (length + 8 + 7) & ~7
    checksums = np.array([zlib.crc32(body) for body in bodies.view(f"S{length}").ravel().tolist()], np.uint32)
    frames = np.zeros((len(documents), size), np.uint8)
    frames[:, 0:4] = np.frombuffer(np.uint32(length).tobytes(), np.uint8)
    frames[:, 4:8] = checksums.view(np.uint8).reshape(-1, 4)
    frames[:, 8 : 8 + length] = bodies
    place = store.append_framed(frames.tobytes())
    places = np.uint64(place) + np.arange(len(documents), dtype=np.uint64) * np.uint64(size)
    words = (words_of.of(documents) << np.uint64(40)) | (places >> np.uint64(3))
    seed = ring.seeds[keys.Kind.DOCUMENT]
    builders[0].add(keys.of_skeletons(text.tolist(), seed), words)
    identities = bodies[:, 3:19].copy().view("V16").ravel().tolist()
    builders[1].add(keys.of_skeletons(identities, ring.record_seed), words)


def _bodies(documents: NDArray[np.int64], text: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """The entries' msgpack, from one example with the parts that differ written over."""
    example = payloads.framed(entry_of(1))
    length = int.from_bytes(example[:4], "little")
    body = np.frombuffer(example[8 : 8 + length], np.uint8)
    raw = body.tobytes()
    number_at, issuer_at = raw.index(number_of(1).encode()), raw.index(issuer_of(1).encode())
    assert raw[3:19] == record_of(1).bytes
    bodies = np.repeat(body[None, :], len(documents), axis=0)
    bodies[:, 11:19] = (
        (documents.astype(np.uint64) + np.uint64(0x8000_0000_0000_0000)).astype(">u8").view(np.uint8).reshape(-1, 8)
    )
    bodies[:, number_at : number_at + 9] = text.view(np.uint8).reshape(-1, 9)
    codes = np.array([list(issuer.encode()) for _source, issuer in SOURCES], np.uint8)
    bodies[:, issuer_at : issuer_at + 3] = codes[documents % len(SOURCES)]
    return bodies


def is_built(folder: Path, count: int) -> bool:
    """Whether the folder holds this index already, in use and trusted."""
    if not (folder / "control").exists():
        return False
    edition = Index(folder).current()
    return edition is not None and edition.build.table.count == count
