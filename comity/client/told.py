"""What the server says, as the client reads it. More fields may come: what is not known here is passed over."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class Delivery(Struct, frozen=True, kw_only=True):
    """Where a message stands with one recipient, as the server says; what the recipient says is in its receipts."""

    bureau: str
    role: str
    state: str
    reason: str = ""
    due_at: datetime | None = None
    listed_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    answered_at: datetime | None = None


class Receipt(Struct, frozen=True, kw_only=True):
    """A receipt's exact bytes, the signature over them, and what the server says of it."""

    position: int
    message: UUID
    bureau: str
    said: str
    receipt: bytes
    signature: bytes


class Message(Struct, frozen=True, kw_only=True):
    """A message as it was signed and sealed. `content` comes with one that is fetched."""

    id: UUID
    position: int
    envelope: bytes
    signature: bytes
    received_at: datetime
    deliveries: tuple[Delivery, ...]
    content: bytes | None = None
    receipts: tuple[Receipt, ...] = ()


class Messages(Struct, frozen=True):
    """A part of a list; `next` is what to give as `after` next time."""

    messages: tuple[Message, ...]
    next: int


class Receipts(Struct, frozen=True):
    """The same of receipts."""

    receipts: tuple[Receipt, ...]
    next: int


class Fault(Struct, frozen=True):
    """What is wrong with one field."""

    field: str
    problem: str
    accepted: str = ""


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one message, or of one receipt, of many."""

    line: int = 0
    id: UUID | None = None
    position: int = 0
    said: str = ""
    refusal: str = ""
    message: str = ""
    errors: tuple[Fault, ...] = ()


class Outcomes(Struct, frozen=True):
    """One for each receipt, in order."""

    receipts: tuple[Outcome, ...]


class Problem(Struct, frozen=True, kw_only=True):
    """Problem details (RFC 9457)."""

    type: str = ""
    title: str = ""
    detail: str = ""
    errors: tuple[Fault, ...] = ()


class Deposited(Struct, frozen=True):
    """A sealed file that is there."""

    id: UUID
    size: int
    digest: str


class Key(Struct, frozen=True, kw_only=True):
    """A generation of a bureau's keys: the statement's exact bytes, its own signature, and that of the one before."""

    id: str
    statement: bytes
    own_signature: bytes
    signature_before: bytes = b""
    made_at: datetime
    retired_at: datetime | None = None
    revoked_at: datetime | None = None


class Keys(Struct, frozen=True):
    """Every generation of the bureaus asked for, the oldest first."""

    keys: tuple[Key, ...]
