"""Sealing for many: the age format (age-encryption.org/v1), X25519 recipients, a stream of pieces of 64 KiB.

A sealed text says for how many keys it was sealed and not for whom. Whatever is changed in it is found; a stream that
was changed at its end is found at its end, so what `unseal_stream` wrote counts for nothing until it returned.
"""

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import BinaryIO, Final

import pyrage
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from msgspec import Struct
from pyrage import x25519

from comity.core.errors import Problem, Refused
from comity.core.languages import mark
from comity.keys.engine import bech32

_PREFIX: Final = "age"
_NO_KEY: Final = "No matching keys found"
# Recipients of one seal: 200 of a message, and the sender. A stanza of age is about 110 bytes; the library adds one or
# two that mean nothing, so that readers keep passing over what they do not know.
MOST: Final = 256
_MEANINGLESS: Final = 4
_LONGEST_HEADER: Final = MOST * 160
_STANZA: Final = b"\n-> "
_END: Final = b"\n--- "
_TRIAL: Final = X25519PrivateKey.generate()


class NotForThisKey(Refused):
    """This was not sealed for a key you hold."""

    status = 403


class Altered(Refused):
    """This has been altered since it was sealed, or is not whole."""

    status = 422


class NotAKey(Refused):
    """This is not a public key one can seal for."""

    status = 422


class Identity(Struct, frozen=True):
    """A sealing key: the secret half as age writes it (AGE-SECRET-KEY-1...), the public one (age1...)."""

    secret: str
    public: str

    def __repr__(self) -> str:
        return f"Identity({self.public})"


def new_identity() -> Identity:
    made = x25519.Identity.generate()
    return Identity(str(made), str(made.to_public()))


def public_of(secret: str) -> str:
    """The public half of a secret one. Raises NotAKey."""
    return str(_identity(secret).to_public())


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """Sealed for each of the public keys, about 200 bytes and 110 a recipient longer. Raises NotAKey."""
    sealed: bytes = pyrage.encrypt(plain, _recipients(recipients))
    return sealed


def unseal(sealed: bytes, secrets: Sequence[str]) -> bytes:
    """What was sealed for any of these. Raises NotForThisKey, Altered."""
    # As a stream, also what is whole: for 200 recipients the library takes 1.2 s over bytes, and 0.04 over a stream.
    target = io.BytesIO()
    unseal_stream(io.BytesIO(sealed), target, secrets)
    return target.getvalue()


def seal_stream(source: BinaryIO, target: BinaryIO, recipients: Sequence[str]) -> None:
    """Seals from one file to another, of any size, a piece at a time."""
    pyrage.encrypt_io(source, target, _recipients(recipients))


def unseal_stream(source: BinaryIO, target: BinaryIO, secrets: Sequence[str]) -> None:
    """Unseals from one file to another. Raises NotForThisKey, Altered: then `target` must be thrown away."""
    identities = [_identity(secret) for secret in secrets]
    try:
        pyrage.decrypt_io(_Bounded(source), target, identities)
    except (pyrage.DecryptError, OSError) as error:
        # A piece that does not open and a disk that is full are both an OSError here; only the disk's has a number.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise _refusal(error) from None


def is_public(text: str) -> bool:
    """True for a public key that only the holder of its secret can open: a point of low order is anybody's."""
    data = bech32.decode(_PREFIX, text)
    if data is None or len(data) != 32:
        return False
    try:
        _TRIAL.exchange(X25519PublicKey.from_public_bytes(data))
    except ValueError:
        return False
    return True


def problems_with(text: str, field: str) -> list[Problem]:
    """What is wrong with a text as a public sealing key; nothing when it is one."""
    if is_public(text):
        return []
    return [Problem(field, mark("This is not a public sealing key."), mark("An X25519 recipient of age: age1..."))]


class _Bounded:
    """A sealed stream whose header is no longer than one of MOST recipients: the library's time grows with its square.

    Raises Altered for a longer one, before anything is tried.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._head, self._source = b"", source
        # A source may give less than it was asked for, and have more.
        while len(self._head) < _LONGEST_HEADER and (piece := source.read(_LONGEST_HEADER - len(self._head))):
            self._head += piece
        header, end, _rest = self._head.partition(_END)
        if (not end and len(self._head) == _LONGEST_HEADER) or header.count(_STANZA) > MOST + _MEANINGLESS:
            raise Altered

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._source.read(size)
        piece = self._head if size < 0 else self._head[:size]
        self._head = self._head[len(piece) :]
        return piece if size >= 0 else piece + self._source.read()


def _recipients(texts: Sequence[str]) -> list[x25519.Recipient]:
    if not texts:
        raise NotAKey(mark("There is nobody to seal this for."))
    if len(texts) > MOST:
        raise NotAKey(mark("These are more keys than one seal is made for."))
    return [_recipient(text) for text in texts]


@lru_cache(maxsize=4096)
def _recipient(text: str) -> x25519.Recipient:
    if not is_public(text):
        raise NotAKey
    return x25519.Recipient.from_str(text)


def _identity(secret: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(secret)
    except pyrage.IdentityError:
        raise NotAKey(mark("This is not a sealing key.")) from None


def _refusal(error: Exception) -> Refused:
    return NotForThisKey() if _NO_KEY in str(error) else Altered()
