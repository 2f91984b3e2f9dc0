"""Keys of other bureaus as this system came to know them: whoever the server is, it cannot put another in their place.

The first time, a bureau's keys are taken as they are told, and their fingerprints are there to be compared by
telephone. From then on a known key never changes, and a new one counts when the newest known one has signed it.
"""

import base64
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from comity.client import told
from comity.keys.engine import ring, signing
from comity.keys.engine.ring import PublicKey, Statement

_FORMAT: Final = "comity/known-keys/1"


class NotTrusted(Exception):
    """The server tells of a key that the keys known of this bureau do not stand behind.

    Either the bureau lost its keys, or somebody is between you. Compare `fingerprint` with the bureau by telephone or
    in person, and say so with `KnownKeys.compared`.
    """

    def __init__(self, bureau: str, fingerprint: str, why: str) -> None:
        self.bureau = bureau
        self.fingerprint = fingerprint
        super().__init__(f"{bureau}: {why} Compare by telephone: {fingerprint}")


class KnownKeys:
    """Statements of keys, by bureau and role, oldest first; in a file, or with no path for as long as this object."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[str, list[bytes]] = {}
        self._load()

    def accept(self, bureau: str, role: str, told_of: Sequence[told.Key]) -> list[PublicKey]:
        """The bureau's keys, oldest first, once they are what they must be. Raises NotTrusted."""
        with self._alone():
            return self._accept(bureau, role, told_of)

    def _accept(self, bureau: str, role: str, told_of: Sequence[told.Key]) -> list[PublicKey]:
        known = self._known.get(_place(bureau, role), [])
        new: list[bytes] = []
        keys: list[PublicKey] = []
        for place, one in enumerate(told_of):
            key = _sound(one, bureau, role)
            if place < len(known):
                if known[place] != one.statement:
                    raise NotTrusted(bureau, key.fingerprint, "A key that was known is another now.")
            else:
                before = keys[-1] if keys else None
                if known and not (before and _follows(one, before)):
                    raise NotTrusted(bureau, key.fingerprint, "A new key was not signed by the one before it.")
                new.append(one.statement)
            keys.append(key)
        if len(keys) < len(known):
            fingerprint = _fingerprint(known[-1])
            raise NotTrusted(bureau, fingerprint, "A key that was known is not there any more.")
        if new:
            self._known[_place(bureau, role)] = [*known, *new]
            self._write()
        return keys

    def compared(self, bureau: str, role: str, told_of: Sequence[told.Key], fingerprint: str) -> list[PublicKey]:
        """Takes the keys as they are told, because an officer compared the fingerprint of the newest by another way.

        Raises NotTrusted when it is not that one.
        """
        keys = [_sound(one, bureau, role) for one in told_of]
        if not keys or keys[-1].fingerprint.split() != fingerprint.split():
            newest = keys[-1].fingerprint if keys else ""
            raise NotTrusted(bureau, newest, "The newest key has another fingerprint than the one you compared.")
        with self._alone():
            self._known[_place(bureau, role)] = [one.statement for one in told_of]
            self._write()
        return keys

    def fingerprints(self) -> dict[str, str]:
        """Of the newest key that is known, by "bureau role"."""
        return {place: _fingerprint(statements[-1]) for place, statements in sorted(self._known.items())}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """With what the file says now, and nobody else at it: two programs of a bureau may know keys together."""
        if self._path is None:
            yield
            return
        with Path(f"{self._path}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._load()
            yield

    def _load(self) -> None:
        if self._path is None or not self._path.exists():
            return
        read = json.loads(self._path.read_text())
        if read.get("format") != _FORMAT:
            raise ValueError(f"{self._path} is no file of known keys")
        said = read["keys"].items()
        self._known = {place: [base64.b64decode(text) for text in texts] for place, texts in said}

    def _write(self) -> None:
        if self._path is None:
            return
        said = {place: [base64.b64encode(one).decode() for one in all_] for place, all_ in self._known.items()}
        text = json.dumps({"format": _FORMAT, "keys": said}, indent=1, sort_keys=True)
        replace(self._path, text)


def replace(path: Path, text: str) -> None:
    """Writes a file whole or not at all, for its owner alone."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _place(bureau: str, role: str) -> str:
    return f"{bureau} {role}"


def _fingerprint(statement: bytes) -> str:
    return ring.fingerprint(msgspec.json.decode(statement, type=Statement))


def _follows(one: told.Key, before: PublicKey) -> bool:
    statement = msgspec.json.decode(one.statement, type=Statement)
    return ring.follows(statement, one.signature_before, before)


def _sound(one: told.Key, bureau: str, role: str) -> PublicKey:
    """The key that its statement describes, signed by itself. Raises NotTrusted."""
    try:
        statement = msgspec.json.decode(one.statement, type=Statement)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NotTrusted(bureau, "", "What the server tells of a key cannot be read.") from None
    fingerprint = ring.fingerprint(statement)
    is_its_own = (statement.bureau, statement.role, statement.id) == (bureau, role, one.id)
    is_exact = statement.encode() == one.statement
    if not (
        is_its_own and is_exact and signing.is_signed(statement.signing, ring.DOMAIN, one.statement, one.own_signature)
    ):
        raise NotTrusted(bureau, fingerprint, "A key did not sign its own statement.")
    return PublicKey(
        id=statement.id,
        bureau=statement.bureau,
        role=statement.role,
        generation=statement.generation,
        signing=statement.signing,
        sealing=statement.sealing,
        fingerprint=fingerprint,
        made_at=one.made_at,
        retired_at=one.retired_at,
        revoked_at=one.revoked_at,
        held_by=statement.held_by,
        is_chained=bool(one.signature_before) or statement.previous is None,
    )
