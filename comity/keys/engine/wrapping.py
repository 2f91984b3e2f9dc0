"""A secret behind a passphrase: Argon2id (RFC 9106) makes the key, ChaCha20-Poly1305 (RFC 8439) the box.

And a secret behind a random key, for the time of a session, where a cookie holds the one and a table the other.
"""

import secrets
import unicodedata
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Struct

from comity.core.errors import Refused

KEY_SIZE: Final = 32
_SALT: Final = 16
_NONCE: Final = 12
# What a box may ask of the machine that opens it: one that was tampered with must not take it down.
_MOST_MEMORY: Final = 1 << 18
_MOST_PASSES: Final = 16
_MOST_LANES: Final = 16


class WrongPassphrase(Refused):
    """This passphrase does not open it."""

    status = 403


class Cost(Struct, frozen=True):
    """What one guess costs: memory in KiB, passes over it, lanes (RFC 9106, section 4: its second choice)."""

    memory: int = 65_536
    passes: int = 3
    lanes: int = 4


class Wrapped(Struct, frozen=True):
    """A box and everything but the passphrase to open it."""

    cost: Cost
    salt: bytes
    nonce: bytes
    box: bytes

    def encode(self) -> bytes:
        return msgspec.msgpack.encode(self)


def decode(text: bytes) -> Wrapped:
    """Raises WrongPassphrase for what is no box: a broken one cannot be told from a wrong passphrase."""
    try:
        return msgspec.msgpack.decode(text, type=Wrapped)
    except (msgspec.DecodeError, RecursionError):
        raise WrongPassphrase from None


def wrap(secret: bytes, passphrase: str, cost: Cost) -> Wrapped:
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    box = ChaCha20Poly1305(_key(passphrase, salt, cost)).encrypt(nonce, secret, _bound(cost, salt))
    return Wrapped(cost, salt, nonce, box)


def unwrap(wrapped: Wrapped, passphrase: str) -> bytes:
    """The secret. Raises WrongPassphrase, also where anything of the box was changed."""
    cost = wrapped.cost
    is_bearable = cost.memory <= _MOST_MEMORY and cost.passes <= _MOST_PASSES and cost.lanes <= _MOST_LANES
    if not is_bearable or len(wrapped.nonce) != _NONCE:
        raise WrongPassphrase
    try:
        key = _key(passphrase, wrapped.salt, cost)
        return ChaCha20Poly1305(key).decrypt(wrapped.nonce, wrapped.box, _bound(cost, wrapped.salt))
    except (InvalidTag, ValueError):
        raise WrongPassphrase from None


def new_key() -> bytes:
    return secrets.token_bytes(KEY_SIZE)


def close(secret: bytes, key: bytes, context: str) -> bytes:
    """A box that this random key opens, where it is read in the same context."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, secret, context.encode())


def open_with(box: bytes, key: bytes, context: str) -> bytes | None:
    """The secret; None when the key, the context or the box is another."""
    if len(key) != KEY_SIZE or len(box) <= _NONCE:
        return None
    try:
        return ChaCha20Poly1305(key).decrypt(box[:_NONCE], box[_NONCE:], context.encode())
    except InvalidTag:
        return None


def _key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    kdf = Argon2id(salt=salt, length=KEY_SIZE, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return kdf.derive(normal(passphrase).encode())


def normal(passphrase: str) -> str:
    """The passphrase as it is used: the same from every keyboard (RFC 8265, OpaqueString), without spaces around it."""
    text = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in passphrase)
    return unicodedata.normalize("NFC", text).strip()


def _bound(cost: Cost, salt: bytes) -> bytes:
    return b"comity/wrapped/1\0" + msgspec.msgpack.encode((cost, salt))
