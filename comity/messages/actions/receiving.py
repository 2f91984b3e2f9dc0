"""What a recipient does: signs receipts, closes what needs no answer, opens it again.

A receipt is kept as its exact bytes: the sender, and anybody it shows them to, verifies it with the recipient's key.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.core import ids
from comity.core.errors import Conflict, Invalid, NotFound, Problem, Refused
from comity.core.languages import mark
from comity.keys import queries as keys
from comity.keys.engine.ring import PublicKey
from comity.messages import access, rules
from comity.messages.actions import placing
from comity.messages.engine import form, receipts
from comity.messages.engine.form import Times
from comity.messages.engine.receipts import Receipt as Said
from comity.messages.engine.receipts import SignedReceipt
from comity.messages.models import Delivery, Message, Receipt
from comity.messages.rules import Folder, State
from comity.network.rules import Actor


class AnotherReceipt(Conflict):
    """A receipt of this kind was given already, with other bytes."""


class NothingToClose(Conflict):
    """There is nothing here to close, or to open again."""


@audit.verb("messages.acknowledged")
def acknowledge(*, actor: Actor, receipts: Sequence[SignedReceipt], now: datetime) -> list[Receipt | Refused]:
    """Keeps each receipt, or says why not. The same again is answered as the first time.

    Raises Invalid when there are none, or too many at once.
    """
    access.require_may_read(actor)
    if not 0 < len(receipts) <= rules.MOST_AT_ONCE:
        raise Invalid(Problem("", mark("There are no receipts, or too many at once."), f"1 - {rules.MOST_AT_ONCE}"))
    outcomes: dict[int, Receipt | Refused] = {}
    read = _readable(receipts, outcomes)
    rows = _deliveries(actor, read)
    known = _known(rows)
    signed_by = keys.by_ids({said.key for said in read.values()})
    kept: list[Receipt] = []
    for place, said in read.items():
        try:
            row = rows.get(said.message)
            if row is None:
                raise NotFound
            there = known.get((row.pk, said.kind))
            outcomes[place] = (
                _same(there, receipts[place]) if there else _kept(actor, row, receipts[place], signed_by, known, now)
            )
            if there is None:
                kept.append(outcomes[place])  # type: ignore[arg-type]
        except Refused as refusal:
            outcomes[place] = refusal.with_traceback(None)
    _write(kept, rows, now)
    audit.about(details={"kept": len(kept), "refused": sum(isinstance(one, Refused) for one in outcomes.values())})
    return [outcomes[place] for place in range(len(receipts))]


@audit.verb("message.closed", subject="message_id")
def close(*, actor: Actor, message_id: UUID | str, now: datetime) -> Message:
    """Puts a message away that its reader will not answer, or whose answer its sender awaits no more.

    Nobody is forced to answer (Constitution, art. 2): what a recipient closes is overdue no more, and its sender still
    sees that no answer came.
    """
    message = access.get_for_reading(actor, message_id)
    if message.sender_id == actor.bureau:
        if not Message.objects.filter(pk=message.pk, owed__gt=0).update(owed=0):
            raise NothingToClose
        return message
    row = access.get_delivery(actor, message_id)
    if row.folder == Folder.DONE:
        raise NothingToClose
    row.move_to(Folder.DONE, now, closed_at=now)
    return message


@audit.verb("message.reopened", subject="message_id")
def reopen(*, actor: Actor, message_id: UUID | str, now: datetime) -> Message:
    """Takes a message out again that was closed and never answered."""
    row = access.get_delivery(actor, message_id)
    if row.closed_at is None or row.answered_at is not None:
        raise NothingToClose
    row.move_to(Folder.NEEDS_ANSWER if row.due_at else Folder.TO_READ, now, closed_at=None)
    return row.message


def settle(*, message_id: UUID, bureau: str, now: datetime) -> bool:
    """Says that this bureau has answered, by other means than a message. Run it inside a verb; whether it was owed."""
    return bool(placing.settle([message_id], bureau, now))


# --- Receipts ---


def _readable(given: Sequence[SignedReceipt], outcomes: dict[int, Receipt | Refused]) -> dict[int, Said]:
    """Those that can be read, by their place; of the rest, why not."""
    read: dict[int, Said] = {}
    for place, one in enumerate(given):
        try:
            read[place] = receipts.decode(one.receipt)
        except Refused as refusal:
            outcomes[place] = refusal.with_traceback(None)
    return read


def _deliveries(actor: Actor, read: Mapping[int, Said]) -> dict[str, Delivery]:
    """Message id -> its delivery to the actor's bureau, locked."""
    named = {UUID(said.message) for said in read.values() if rules.is_id(said.message)}
    rows = access.received_by(actor).filter(message__in=named).order_by("message")
    locked = rows.select_for_update(of=("self",), no_key=True).select_related("message").defer("message__sealed")
    return {str(row.message_id): row for row in locked}


def _known(rows: Mapping[str, Delivery]) -> dict[tuple[UUID, str], Receipt]:
    there = Receipt.objects.filter(delivery__in=[row.pk for row in rows.values()])
    return {(one.delivery_id, one.said): one for one in there}


def _same(there: Receipt, given: SignedReceipt) -> Receipt:
    if (bytes(there.receipt), bytes(there.signature)) != (given.receipt, given.signature):
        raise AnotherReceipt
    return there


def _kept(
    actor: Actor,
    row: Delivery,
    given: SignedReceipt,
    signed_by: Mapping[str, PublicKey],
    known: dict[tuple[UUID, str], Receipt],
    now: datetime,
) -> Receipt:
    """The receipt as it will be written. Raises Invalid, NotGenuine."""
    said = receipts.verify(given, signed_by.get)
    problems = _problems(actor, row, said, signed_by[said.key])
    times = {rules.Said(kind): one.at for (pk, kind), one in known.items() if pk == row.pk}
    assert row.listed_at is not None  # received_by shows nothing else
    problems += form.problems_of_receipt(said.kind, said.at, Times(row.listed_at, times), now)
    if problems:
        raise Invalid(problems)
    at = rules.moment(said.at)
    assert at is not None
    kept = Receipt(
        id=ids.new(),
        delivery=row,
        sender_id=row.message.sender_id,
        said=said.kind,
        receipt=given.receipt,
        signature=given.signature,
        key=said.key,
        at=at,
        received_at=now,
    )
    known[row.pk, said.kind] = kept
    return kept


def _problems(actor: Actor, row: Delivery, said: Said, key: PublicKey) -> list[Problem]:
    problems = []
    if said.bureau != actor.bureau:
        problems.append(Problem("bureau", mark("A bureau signs receipts in its own name only."), actor.bureau))
    if key.role != "messages" or key.revoked_at is not None:
        problems.append(
            Problem("key", mark("This key signs no messages, or was revoked."), mark("Your bureau's current key."))
        )
    if said.envelope_digest != row.message.digest:
        problems.append(
            Problem(
                "envelope_digest",
                mark("This is not the envelope that was delivered."),
                mark("The SHA-256 of the envelope's exact bytes, in hex."),
            )
        )
    return problems


def _write(kept: Sequence[Receipt], rows: Mapping[str, Delivery], now: datetime) -> None:
    if not kept:
        return
    of_kind: dict[str, list[Delivery]] = {said: [] for said in rules.Said}
    for one in kept:
        of_kind[one.said].append(one.delivery)
    _note(of_kind[rules.Said.DELIVERED], now, State.DELIVERED)
    _note([*of_kind[rules.Said.READ], *of_kind[rules.Said.ANSWERED]], now, State.READ)
    placing.settle([row.message_id for row in of_kind[rules.Said.ANSWERED]], kept[0].delivery.bureau_id, now)
    # The mailboxes last, as in placing: two that wait for each other would both be turned away.
    places = placing.Places(Counter(), Counter(), Counter(one.sender_id for one in kept))
    for one in kept:
        one.position = places.next_receipt(one.sender_id)
    Receipt.objects.bulk_create(kept)


def _note(rows: Sequence[Delivery], now: datetime, state: State) -> None:
    """What a receipt moves. Who has read has had it; and what asks for nothing is done once it was read."""
    pks = [row.pk for row in rows]
    if not pks:
        return
    of_these = Delivery.objects.filter(pk__in=pks)
    of_these.filter(delivered_at=None).update(delivered_at=now)
    of_these.exclude(state=State.READ).update(state=state)
    if state == State.READ:
        of_these.filter(read_at=None).update(read_at=now)
        of_these.filter(folder=Folder.TO_READ).update(folder=Folder.DONE)
