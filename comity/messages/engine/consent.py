"""Consent: a bureau asks who wrote a message whether it may be passed on, and is answered; both are signed.

Rules on the Processing of Data, arts 66-67: data are forwarded beyond their first recipients only with their source's
consent, and keep level and conditions. The question says to whom, for what and until when; the reply names the
question's exact bytes, so that no yes can be shown for something else.
"""

from collections.abc import Callable
from typing import Final

import msgspec
from msgspec import Struct

from comity.core import shapes
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.keys.engine import signing
from comity.keys.engine.ring import Keyring, PublicKey
from comity.messages.engine.verifying import NotGenuine

QUESTION: Final = "comity/consent-question/1"
REPLY: Final = "comity/consent-reply/1"
LARGEST: Final = 8 * 1024

KeyOf = Callable[[str], PublicKey | None]


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """May `asked_by` pass this message on to these bureaus, for this purpose, until the end of this day?"""

    id: str
    message: str
    envelope_digest: str
    asked_by: str
    key: str
    to: tuple[str, ...]
    purpose: str
    until: str
    at: str


class Reply(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Yes or no of a bureau that wrote it, or part of it. A later no takes back an earlier yes."""

    question: str
    question_digest: str
    bureau: str
    key: str
    granted: bool
    at: str


class Signed(Struct, frozen=True):
    """The exact bytes of a question or a reply (canonical JSON), and the signature over them."""

    statement: bytes
    signature: bytes


def encode(statement: Question | Reply) -> bytes:
    return msgspec.json.encode(statement, order="sorted")


def verify_question(signed: Signed, key_of: KeyOf) -> Question:
    """The question, once its signature fits the key it names. Raises NotGenuine, Invalid."""
    asked = _decoded(signed.statement, Question)
    _require_signed(signed, QUESTION, asked.key, asked.asked_by, key_of)
    return asked


def verify_reply(signed: Signed, key_of: KeyOf) -> Reply:
    """The same of a reply."""
    replied = _decoded(signed.statement, Reply)
    _require_signed(signed, REPLY, replied.key, replied.bureau, key_of)
    return replied


def _decoded(data: bytes, kind: type[shapes.Kind]) -> shapes.Kind:
    if len(data) > LARGEST:
        raise Invalid(Problem("statement", mark("This is too large."), f"{LARGEST} bytes at most."))
    read = shapes.read(data, kind)
    if msgspec.json.encode(read, order="sorted") != data:
        raise Invalid(
            Problem(
                "statement",
                mark("This is not in its one form."),
                mark("Canonical JSON: UTF-8, keys sorted, no spaces, every field present."),
            )
        )
    return read


def _require_signed(signed: Signed, domain: str, key_id: str, bureau: str, key_of: KeyOf) -> None:
    key = key_of(key_id)
    if key is None or key.bureau != bureau:
        raise NotGenuine(Problem("key", mark("The key is not that bureau's."), mark("A key of the bureau that signs.")))
    if not signing.is_signed(key.signing, domain, signed.statement, signed.signature):
        raise NotGenuine(
            Problem(
                "signature",
                mark("The signature is not that bureau's over this."),
                mark("The bureau's signature over these exact bytes."),
            )
        )


def ask(question: Question, keyring: Keyring) -> Signed:
    """The question, signed by the bureau that asks it."""
    data = encode(question)
    return Signed(data, keyring.sign(QUESTION, data))


def reply(reply: Reply, keyring: Keyring) -> Signed:
    """The reply, signed by the bureau that gives it."""
    data = encode(reply)
    return Signed(data, keyring.sign(REPLY, data))
