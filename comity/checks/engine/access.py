"""The snapshot of access: who holds which token, who is kept out of what, how to reach a bureau.

It is part of the index, so that the check service decides alone, and rightly, when the database is away.
"""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from comity.checks.engine import files
from comity.network.rules import AccessSnapshot, Actor, BureauCard, SystemKey

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(AccessSnapshot).decode

_EMPTY = AccessSnapshot(keys=(), restrictions=(), bureaus=())


class Access:
    """The snapshot, ready to be asked."""

    def __init__(self, snapshot: AccessSnapshot = _EMPTY) -> None:
        self._keys: dict[bytes, SystemKey] = {key.digest: key for key in snapshot.keys}
        self.bureaus: dict[str, BureauCard] = {card.code: card for card in snapshot.bureaus}
        self.general = {(row.source, row.database): row.against for row in snapshot.restrictions}

    def key(self, token: bytes) -> SystemKey | None:
        """What the token opens, and until when (to be compared at every use); None for no token of ours."""
        return self._keys.get(hashlib.sha256(token).digest())

    def holder(self, token: bytes, now: datetime) -> Actor | None:
        """Who holds the token; None when nobody does, or not any more."""
        key = self.key(token)
        return key.actor if key is not None and key.expires_at > now else None


def read(path: Path) -> Access:
    """The snapshot in the file; one in which nobody holds anything when there is none."""
    try:
        return Access(_decode(path.read_bytes()))
    except FileNotFoundError:
        return Access()


def write(path: Path, snapshot: AccessSnapshot) -> None:
    """Swaps the file for this snapshot."""
    files.swap(path, _encode(snapshot))
