"""The envelope: what of a message is in clear, as exact bytes that its sender signs.

Its form is canonical JSON: UTF-8, keys sorted, no spaces, every field present. Two envelopes that say the same are the
same bytes, and bytes in any other form are refused: what was signed can never be said in a second way.
"""

from typing import Final

import msgspec
from msgspec import Struct

from comity.core import shapes
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark

# What a signature over an envelope is a signature over: no signature of another kind can be taken for one.
DOMAIN: Final = "comity/message/1"
LARGEST: Final = 64 * 1024


class AttachmentSeal(Struct, frozen=True, forbid_unknown_fields=True):
    """One sealed file: its id, its bytes as sealed, and their SHA-256 in hex."""

    id: str
    size: int
    digest: str


class Envelope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What everybody on the way may read. Ids are the sender's (UUIDv7); times are ISO 8601 in UTC.

    `sealed_for` names the keys that open the content: of everyone in `to` and `cc`, and the sender's own.
    `commitment` binds the content (engine.content); `digest` is the SHA-256 of the sealed content of `size` bytes.
    `follows` is the message of the thread that the sender last knew: a reader who lacks it sees that there is a gap.
    """

    id: str
    thread: str
    sender: str
    sender_key: str
    officer: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    priority: str
    level: str
    kind: str
    asks: str
    names_person: bool
    cites: tuple[str, ...]
    answers: str | None
    forwards: str | None
    consent: str | None
    follows: str | None
    due_at: str | None
    language: str
    conditions: tuple[str, ...]
    automatic: bool
    size: int
    digest: str
    commitment: str
    attachments: tuple[AttachmentSeal, ...]
    sealed_for: tuple[str, ...]
    sent_at: str

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every bureau it is addressed to."""
        return (*self.to, *self.cc)


def encode(envelope: Envelope) -> bytes:
    """The envelope's exact bytes."""
    return msgspec.json.encode(envelope, order="sorted")


def decode(data: bytes) -> Envelope:
    """The envelope in these bytes. Raises Invalid with every field of a wrong kind, and for any form but the one."""
    if len(data) > LARGEST:
        raise Invalid(Problem("envelope", mark("The envelope is too large."), f"{LARGEST} bytes at most."))
    try:
        read: Envelope = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        read = shapes.read(data, Envelope)
    if encode(read) != data:
        accepted = mark("Canonical JSON: UTF-8, keys sorted, no spaces, every field present.")
        raise Invalid(Problem("envelope", mark("The envelope is not in its one form."), accepted))
    return read


_DECODER: Final = msgspec.json.Decoder(Envelope)
