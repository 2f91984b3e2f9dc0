"""Signatures: Ed25519 (RFC 8032) over the exact bytes, behind the name of what they are signed as.

The name (`domain`) keeps a signature under a receipt from ever passing as one under a message of the same bytes.
"""

import secrets
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

_SIZE: Final = 32
# Points of small order verify signatures that nobody made, so they are no keys. By their y: orders four, one and two,
# eight (both), and the first two again, not reduced by the prime; each with and without the bit of its x.
_PRIME: Final = 2**255 - 19
_EIGHTH: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_ANYBODYS: Final = frozenset(
    (y | sign << 255).to_bytes(_SIZE, "little").hex()
    for y in (0, 1, _PRIME - 1, _EIGHTH, _PRIME - _EIGHTH, _PRIME, _PRIME + 1)
    for sign in (0, 1)
)


class SigningKey(Struct, frozen=True):
    """A signing key: 32 secret bytes, and the public half in hex."""

    secret: bytes
    public: str

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"


def new_signing_key() -> SigningKey:
    secret = secrets.token_bytes(_SIZE)
    return SigningKey(secret, public_of(secret))


def public_of(secret: bytes) -> str:
    """The public half, in hex, of 32 secret bytes."""
    return _private(secret).public_key().public_bytes_raw().hex()


def sign(secret: bytes, domain: str, message: bytes) -> bytes:
    """64 bytes that only the holder of the secret can make over this message as this kind of thing."""
    return _private(secret).sign(_bound(domain, message))


def is_signed(public: str, domain: str, message: bytes, signature: bytes) -> bool:
    """True when the holder of the public key's secret signed this message as this kind of thing."""
    key = _public(public)
    if key is None:
        return False
    try:
        key.verify(signature, _bound(domain, message))
    except InvalidSignature:
        return False
    return True


def is_public(public: str) -> bool:
    """True for 32 bytes in lower-case hex that are a key only one holder can sign for."""
    return _public(public) is not None


def _bound(domain: str, message: bytes) -> bytes:
    if "\0" in domain:
        raise ValueError("A domain holds no zero byte")
    return domain.encode() + b"\0" + message


@lru_cache(maxsize=4096)
def _public(public: str) -> Ed25519PublicKey | None:
    if public in _ANYBODYS:
        return None
    try:
        data = bytes.fromhex(public)
        return Ed25519PublicKey.from_public_bytes(data) if data.hex() == public else None
    except ValueError:
        return None


def _private(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secret)
