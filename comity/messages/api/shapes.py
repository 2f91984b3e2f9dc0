"""What the API of messages takes and answers. Bytes are base64; the envelope's and receipt's are exactly what was
signed (docs/client.md)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from comity.core.errors import Invalid, Refused
from comity.messages.models import Delivery, Message, Receipt


class MessageIn(Struct, forbid_unknown_fields=True):
    """A sealed message: the envelope's exact bytes, its sender's signature over them, and the sealed content."""

    envelope: bytes
    signature: bytes
    content: bytes


class ReceiptIn(Struct, forbid_unknown_fields=True):
    """A signed receipt: its exact bytes, and the recipient's signature over them."""

    receipt: bytes
    signature: bytes


class ReceiptsIn(Struct, forbid_unknown_fields=True):
    """Up to 200 receipts, of one message or of many."""

    receipts: list[ReceiptIn]


class MessageDelivery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a message stands with one recipient: waits, listed, delivered, read; or undeliverable, with the reason."""

    bureau: str
    role: str
    state: str
    reason: str = ""
    due_at: datetime | None = None
    listed_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    answered_at: datetime | None = None


class ReceiptOut(Struct, frozen=True, kw_only=True):
    """A receipt as its recipient signed it. `position` counts what the sender of the messages was given."""

    position: int
    message: UUID
    bureau: str
    said: str
    receipt: bytes
    signature: bytes


class MessageOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message as it was signed and sealed, and where it stands.

    `position` counts what the reader's bureau received, or what it sent, without a gap, in the order of arrival.
    `content` is left out of lists, unless asked for. A recipient sees its own delivery only.
    """

    id: UUID
    position: int
    envelope: bytes
    signature: bytes
    received_at: datetime
    deliveries: list[MessageDelivery]
    content: bytes | None = None
    receipts: list[ReceiptOut] = []


class MessagePage(Struct, frozen=True):
    """Messages in the order of their positions; `next` is what to give as `after` next time."""

    messages: list[MessageOut]
    next: int


class ReceiptPage(Struct, frozen=True):
    """Receipts in the order of their positions; `next` is what to give as `after` next time."""

    receipts: list[ReceiptOut]
    next: int


class MessageSent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one message: accepted, with its place among those that its sender sent, or refused and why."""

    line: int = 0
    id: UUID | None = None
    position: int = 0
    received_at: datetime | None = None
    refusal: str = ""
    message: str = ""
    errors: list[dict[str, str]] = []


class ReceiptTaken(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one receipt: taken (also when it was before), or refused and why."""

    line: int
    said: str = ""
    refusal: str = ""
    message: str = ""
    errors: list[dict[str, str]] = []


class ReceiptsTaken(Struct, frozen=True):
    """One outcome for each receipt, in order."""

    receipts: list[ReceiptTaken]


class FileDeposited(Struct, frozen=True):
    """A sealed file that is there: what the envelope says of it."""

    id: UUID
    size: int
    digest: str


def delivery_out(one: Delivery) -> MessageDelivery:
    times = ("due_at", "listed_at", "delivered_at", "read_at", "answered_at")
    return MessageDelivery(
        bureau=one.bureau_id,
        role=one.role,
        state=one.state,
        reason=one.reason,
        **{name: getattr(one, name) for name in times},
    )


def message_out(
    one: Message, position: int, deliveries: Iterable[Delivery], *, has_content: bool, receipts: Iterable[Receipt] = ()
) -> MessageOut:
    return MessageOut(
        id=one.pk,
        position=position,
        envelope=bytes(one.envelope),
        signature=bytes(one.signature),
        received_at=one.received_at,
        deliveries=[delivery_out(delivery) for delivery in deliveries],
        content=bytes(one.sealed) if has_content else None,
        receipts=[receipt_out(receipt) for receipt in receipts],
    )


def receipt_out(one: Receipt) -> ReceiptOut:
    return ReceiptOut(
        position=one.position,
        message=one.delivery.message_id,
        bureau=one.delivery.bureau_id,
        said=one.said,
        receipt=bytes(one.receipt),
        signature=bytes(one.signature),
    )


def refusal_of(refusal: Refused) -> dict[str, object]:
    """Why something of many was refused, as problem details say it of one."""
    problems = refusal.problems if isinstance(refusal, Invalid) else []
    errors = [{"field": p.field, "problem": p.problem, "accepted": p.accepted} for p in problems]
    return {"refusal": refusal.code, "message": "" if errors else refusal.message, "errors": errors}
