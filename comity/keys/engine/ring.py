"""A bureau's keys as they are used: the public one that others seal for and verify with, and the ring that opens.

Every key is a statement signed by itself and by the key before it, so that a chain of keys leads from one whose
fingerprint two bureaus compared by telephone to the one of today.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO, Final, Literal, NoReturn

import msgspec
from msgspec import Struct

from comity.core.languages import mark
from comity.keys.engine import sealing, signing
from comity.keys.engine.sealing import Identity
from comity.keys.engine.signing import SigningKey

Role = Literal["messages", "compliance", "automatic"]
HeldBy = Literal["house", "bureau"]

DOMAIN: Final = "comity/key/1"
_GROUPS: Final = 8
_encoder: Final = msgspec.json.Encoder(order="sorted")


class Statement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is signed when a key is made: its public halves, whose and what for, and the key before it."""

    id: str
    bureau: str
    role: Role
    generation: int
    signing: str
    sealing: str
    held_by: HeldBy
    previous: str | None = None

    def encode(self) -> bytes:
        """The bytes that are signed: JSON, sorted by name, without a space."""
        return _encoder.encode(self)


class PublicKey(Struct, frozen=True, kw_only=True):
    """A generation of a bureau's keys as others know it. `is_chained`: the key before it signed it, or it is the first.

    `id` is what envelopes name; `fingerprint` is for comparing by voice.
    """

    id: str
    bureau: str
    role: Role
    generation: int
    signing: str
    sealing: str
    fingerprint: str
    made_at: datetime
    retired_at: datetime | None = None
    revoked_at: datetime | None = None
    held_by: HeldBy = "house"
    is_chained: bool = True

    def is_signed(self, domain: str, message: bytes, signature: bytes) -> bool:
        return signing.is_signed(self.signing, domain, message, signature)


class NewKey(Struct, frozen=True):
    """A new generation with its secrets: what is told of it, and what is not."""

    statement: Statement
    signing: SigningKey
    sealing: Identity

    def __repr__(self) -> str:
        return f"NewKey({self.statement.id})"


class Bundle(Struct, frozen=True):
    """The secrets of a ring as they are sealed for each holder: one to sign with, and all that open, newest first.

    `recovery` is the public half of the key on paper: kept in here, nobody outside can put another in its place.
    """

    signing: bytes
    sealing: tuple[str, ...]
    recovery: str = ""

    def __repr__(self) -> str:
        return "Bundle()"

    def encode(self) -> bytes:
        return msgspec.msgpack.encode(self)

    def then(self, new: "NewKey") -> "Bundle":
        """The bundle of the next generation: it opens what this one did, and signs as the new one."""
        return Bundle(new.signing.secret, (new.sealing.secret, *self.sealing), self.recovery)


def bundle_from(text: bytes) -> Bundle:
    """What `Bundle.encode` made."""
    return msgspec.msgpack.decode(text, type=Bundle)


class Keyring:
    """A bureau's secrets while they are unlocked: signs with the current key, opens with every one it ever had.

    Nothing of it is shown, and it cannot be pickled: it must not outlive the request it was unlocked for.
    """

    __slots__ = ("_bundle", "bureau", "current")

    def __init__(self, bureau: str, current: PublicKey, signing_secret: bytes, sealing_secrets: Sequence[str]) -> None:
        self.bureau = bureau
        self.current = current
        self._bundle = Bundle(signing_secret, tuple(sealing_secrets))

    @classmethod
    def of(cls, current: PublicKey, bundle: Bundle) -> "Keyring":
        """The ring of a key and its secrets. Raises Altered where the one is not the other's."""
        is_its = signing.public_of(bundle.signing) == current.signing
        if not is_its or not bundle.sealing or sealing.public_of(bundle.sealing[0]) != current.sealing:
            raise sealing.Altered(mark("These secrets do not belong to this key: the database was changed."))
        ring = cls(current.bureau, current, bundle.signing, bundle.sealing)
        ring._bundle = bundle
        return ring

    def sign(self, domain: str, message: bytes) -> bytes:
        return signing.sign(self._bundle.signing, domain, message)

    def unseal(self, sealed: bytes) -> bytes:
        """Raises NotForThisKey, Altered."""
        return sealing.unseal(sealed, self._bundle.sealing)

    def unseal_stream(self, source: BinaryIO, target: BinaryIO) -> None:
        """Raises NotForThisKey, Altered: then what is in `target` counts for nothing."""
        sealing.unseal_stream(source, target, self._bundle.sealing)

    @property
    def bundle(self) -> Bundle:
        """For the room of keys alone: what it seals for other holders."""
        return self._bundle

    def __repr__(self) -> str:
        return f"Keyring({self.current.id})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A keyring cannot be written down")


def new_key(*, id: str, bureau: str, role: Role, held_by: HeldBy, after: PublicKey | None) -> NewKey:
    """A new generation for a bureau, after the one it has."""
    own, sealed = signing.new_signing_key(), sealing.new_identity()
    statement = Statement(
        id=id,
        bureau=bureau,
        role=role,
        generation=after.generation + 1 if after else 1,
        signing=own.public,
        sealing=sealed.public,
        held_by=held_by,
        previous=after.id if after else None,
    )
    return NewKey(statement, own, sealed)


def follows(statement: Statement, signature: bytes, before: PublicKey) -> bool:
    """True when the key before it stands behind this one: it is named as the one before, and it signed."""
    is_next = (statement.bureau, statement.role) == (before.bureau, before.role)
    is_named = statement.previous == before.id and statement.generation == before.generation + 1
    return is_next and is_named and before.is_signed(DOMAIN, statement.encode(), signature)


def fingerprint(statement: Statement) -> str:
    """Eight groups of five digits: about 132 bits, said alike in every language."""
    digest = hashlib.sha512(b"comity/fingerprint/1\0" + _named(statement)).digest()
    groups = (int.from_bytes(digest[place * 8 : place * 8 + 8], "big") for place in range(_GROUPS))
    return " ".join(f"{group % 100_000:05}" for group in groups)


def _named(statement: Statement) -> bytes:
    return _encoder.encode([statement.bureau, statement.role, statement.signing, statement.sealing])
