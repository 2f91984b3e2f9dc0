"""The content: what of a message is sealed, and how the envelope is bound to it.

`opening` is 32 random bytes in the content, and the envelope's `commitment` is their HMAC-SHA256 over the content's
exact bytes. The commitment tells nobody anything; whoever is given content and opening by a party to the message can
prove that this, and nothing else, is what the sender signed (message franking).
"""

import hashlib
import hmac
import os
from typing import Final

import msgspec
from msgspec import Struct

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark

OPENING_BYTES: Final = 32


class AttachedFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One file: the id under which it is sealed, and what it is once opened (`digest`: SHA-256 of the plain bytes)."""

    id: str
    name: str
    media_type: str
    size: int
    digest: str


class Person(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom the message is about: names as written, date of birth as far as known, nationality (two letters)."""

    names: tuple[str, ...] = ()
    birth: str = ""
    nationality: str = ""


class Forwarded(Struct, frozen=True, forbid_unknown_fields=True):
    """A message passed on as it was signed: its envelope and content as exact text, the signature in hex."""

    envelope: str
    signature: str
    content: str


class Content(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the message says. `opening` in hex; `attachments` in the order of the envelope's."""

    subject: str
    body: str
    opening: str
    attachments: tuple[AttachedFile, ...] = ()
    person: Person | None = None
    forwarded: Forwarded | None = None


def new_opening() -> str:
    return os.urandom(OPENING_BYTES).hex()


def encode(content: Content) -> bytes:
    """The content's exact bytes: canonical JSON, as the envelope's."""
    return msgspec.json.encode(content, order="sorted")


def decode(data: bytes) -> Content:
    """The content in these bytes. Raises Invalid: what is wrong, never what it says."""
    try:
        read: Content = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Not which field, nor what it says: a refusal is written down, and a content never is.
        raise Invalid(
            Problem(
                "content",
                mark("This is not the content of a message."),
                mark("Canonical JSON: UTF-8, keys sorted, no spaces, every field present."),
            )
        ) from None
    if encode(read) != data:
        raise Invalid(
            Problem(
                "content",
                mark("The content is not in its one form."),
                mark("Canonical JSON: UTF-8, keys sorted, no spaces, every field present."),
            )
        )
    if len(_from_hex(read.opening)) != OPENING_BYTES:
        raise Invalid(Problem("opening", mark("This does not open the commitment."), mark("32 bytes in hex.")))
    return read


def commitment(opening: str, data: bytes) -> str:
    """What the envelope says of the content's bytes, in hex."""
    return hmac.digest(_from_hex(opening), data, "sha256").hex()


def is_committed(envelope_commitment: str, opening: str, data: bytes) -> bool:
    """Whether these bytes, with this opening, are what the envelope was signed over."""
    is_whole = len(_from_hex(opening)) == OPENING_BYTES
    return is_whole and hmac.compare_digest(commitment(opening, data), envelope_commitment)


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


_DECODER: Final = msgspec.json.Decoder(Content)
