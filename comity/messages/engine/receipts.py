"""Receipts: what a recipient signs about a message. No receipt can be made without the recipient's signing key."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from comity.core import shapes
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.keys.engine import signing
from comity.keys.engine.ring import Keyring, PublicKey
from comity.messages.engine.content import digest
from comity.messages.engine.verifying import NotGenuine
from comity.messages.engine.writing import moment

DOMAIN: Final = "comity/receipt/1"
LARGEST: Final = 1024


class Receipt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That `bureau` has had, read or answered a message: named by its id and by the SHA-256 of its envelope."""

    message: str
    envelope_digest: str
    kind: str
    bureau: str
    key: str
    at: str


class SignedReceipt(Struct, frozen=True):
    """A receipt's exact bytes (canonical JSON) and the signature over them."""

    receipt: bytes
    signature: bytes


def sign(envelope: bytes, message: str, kind: str, *, keyring: Keyring, now: datetime) -> SignedReceipt:
    """A receipt for the envelope of these exact bytes."""
    receipt = Receipt(
        message=message,
        envelope_digest=digest(envelope),
        kind=kind,
        bureau=keyring.bureau,
        key=keyring.current.id,
        at=moment(now),
    )
    data = encode(receipt)
    return SignedReceipt(data, keyring.sign(DOMAIN, data))


def encode(receipt: Receipt) -> bytes:
    return msgspec.json.encode(receipt, order="sorted")


def decode(data: bytes) -> Receipt:
    """The receipt in these bytes. Raises Invalid."""
    if len(data) > LARGEST:
        raise Invalid(Problem("receipt", mark("The receipt is too large."), f"{LARGEST} bytes at most."))
    read = shapes.read(data, Receipt)
    if encode(read) != data:
        raise Invalid(
            Problem(
                "receipt",
                mark("The receipt is not in its one form."),
                mark("Canonical JSON: UTF-8, keys sorted, no spaces, every field present."),
            )
        )
    return read


def verify(signed: SignedReceipt, key_of: Callable[[str], PublicKey | None]) -> Receipt:
    """The receipt, once its signature fits the key it names. Raises NotGenuine, Invalid."""
    read = decode(signed.receipt)
    key = key_of(read.key)
    if key is None or key.bureau != read.bureau:
        raise NotGenuine(Problem("key", mark("The key is not that bureau's."), mark("A key of the bureau that signs.")))
    if not signing.is_signed(key.signing, DOMAIN, signed.receipt, signed.signature):
        raise NotGenuine(
            Problem(
                "signature",
                mark("The signature is not that bureau's over this receipt."),
                mark("The bureau's signature over these exact bytes."),
            )
        )
    return read
