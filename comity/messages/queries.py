"""Reads of the messages room: folders, threads, what came after a place, receipts, and what the desk must see.

Lists are read by place in the list (keyset): the thousandth page costs what the first does, however much there is.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.keys.models import Key
from comity.keys.rules import Reason
from comity.messages import access, rules
from comity.messages.engine import content, envelope
from comity.messages.engine.envelope import Envelope
from comity.messages.engine.verifying import NotGenuine
from comity.messages.models import Delivery, Draft, Mailbox, Message, Receipt, Thread
from comity.messages.rules import Folder, State
from comity.network.rules import Actor

PAGE: Final = 50
LONGEST_PAGE: Final = 500
# Counts end here: "1000 or more" is all that a folder needs to say.
MOST_COUNTED: Final = 1000
# A key in other hands still opens what was sealed for it; one that is lost does not.
_LOST: Final = (Reason.LOST, Reason.ANEW)
_UNREAD: Final = (State.LISTED, State.DELIVERED)

# --- One's own folders ---


def folder(actor: Actor, which: Folder, after: int | None = None, limit: int = PAGE) -> list[Delivery]:
    """What was received, of one folder or all, the newest first; `after`: the place of the last that was shown."""
    rows = access.received_by(actor)
    if which in rules.OF_DELIVERIES:
        rows = rows.filter(folder=which)
    elif which != Folder.ALL:
        raise ValueError(which)
    if after is not None:
        rows = rows.filter(position__lt=after)
    rows = rows.select_related("message__sender").order_by("-position")
    return list(rows[: _page(limit)])


def sent(actor: Actor, *, waiting: bool = False, after: int | None = None, limit: int = PAGE) -> list[Message]:
    """What the bureau sent, the newest first; `waiting`: for an answer."""
    rows = access.sent_by(actor)
    if waiting:
        rows = rows.filter(owed__gt=0)
    if after is not None:
        rows = rows.filter(position__lt=after)
    return list(rows.order_by("-position")[: _page(limit)])


def folder_counts(actor: Actor) -> dict[Folder, int]:
    """How much is in each folder, never more than MOST_COUNTED."""
    received = access.received_by(actor)
    counts = {one: _counted(received.filter(folder=one)) for one in rules.OF_DELIVERIES}
    counts[Folder.ALL] = _counted(received)
    sent_rows = access.sent_by(actor)
    counts[Folder.SENT], counts[Folder.WAITING] = _counted(sent_rows), _counted(sent_rows.filter(owed__gt=0))
    return counts


def count_new(actor: Actor) -> int:
    """How much of what was received nobody of the bureau has read, 100 at most: for the navigation."""
    if not rules.may_read(actor):
        return 0
    return access.received_by(actor).filter(read_at=None, state__in=_UNREAD)[:100].count()


def own(actor: Actor, before: tuple[datetime, UUID] | None = None, limit: int = PAGE) -> list[Message]:
    """Sent and received, the newest first, with what is sealed: what a reader searches on their own side.

    `before`: received_at and id of the last that was looked at; many may have come in one moment.
    """
    size = _page(limit)
    written = access.sent_by(actor).order_by("-received_at", "-pk")
    came = access.received_by(actor).order_by("-made_at", "-message")
    if before is not None:
        at, last = before
        written = written.filter(Q(received_at__lt=at) | Q(received_at=at, pk__lt=last), received_at__lte=at)
        came = came.filter(Q(made_at__lt=at) | Q(made_at=at, message__lt=last), made_at__lte=at)
    # Each side by its own index, a page of each: then the newest of both.
    newest = {*written.values_list("received_at", "pk")[:size], *came.values_list("made_at", "message")[:size]}
    places = [pk for _at, pk in sorted(newest, reverse=True)[:size]]
    rows = Message.objects.select_related("sender").in_bulk(places)
    return [rows[pk] for pk in places]


def marks() -> dict[str, str]:
    """Bureau -> a text that changes whenever something was sent, received or receipted: for pages that listen."""
    rows = Mailbox.objects.values_list("bureau", "last", "sent", "receipts")
    return {code: f"{last}.{sent_last}.{receipts}" for code, last, sent_last, receipts in rows}


def drafts(actor: Actor, limit: int = PAGE) -> list[Draft]:
    """The bureau's drafts, the latest first."""
    return list(access.drafts_of(actor).order_by("-updated_at", "pk")[: _page(limit)])


# --- One thread, one message ---


def thread(actor: Actor, thread_id: UUID | str) -> tuple[Thread, list[Message]]:
    """A thread and what the bureau sent or was sent in it, in order. Raises NotFound."""
    found = access.get_thread(actor, thread_id)
    rows = access.visible_to(actor).filter(thread=found).select_related("sender")
    return found, list(rows.order_by("received_at", "pk"))


def deliveries_of(actor: Actor, messages: Sequence[Message]) -> dict[UUID, list[Delivery]]:
    """Message id -> how it stands with its recipients: all of one's own, and one's own of what was received."""
    mine = Q(message__sender=actor.bureau) | Q(bureau=actor.bureau)
    rows = Delivery.objects.filter(mine, message__in=[one.pk for one in messages]).select_related("bureau")
    grouped: dict[UUID, list[Delivery]] = defaultdict(list)
    for row in rows.order_by("-role", "bureau__name", "pk"):
        grouped[row.message_id].append(row)
    return grouped


def receipts_of(actor: Actor, messages: Sequence[Message]) -> dict[UUID, list[Receipt]]:
    """Message id -> the receipts for it that this bureau may see: of what it sent, or its own."""
    mine = Q(sender=actor.bureau) | Q(delivery__bureau=actor.bureau)
    rows = Receipt.objects.filter(mine, delivery__message__in=[one.pk for one in messages])
    grouped: dict[UUID, list[Receipt]] = defaultdict(list)
    for row in rows.select_related("delivery__bureau").order_by("at", "position"):
        grouped[row.delivery.message_id].append(row)
    return grouped


def envelope_of(message: Message) -> Envelope:
    """The envelope of a row, once the columns say what its bytes say. Raises NotGenuine where they do not.

    The signature is for whoever reads to verify (engine.verifying): it needs the sender's key and nothing from here.
    """
    data = bytes(message.envelope)
    read = envelope.decode(data)
    answers = str(message.answers) if message.answers else None
    drawn = {
        "id": (str(message.pk), read.id),
        "thread": (str(message.thread_id), read.thread),
        "sender": (message.sender_id, read.sender),
        "sender_key": (message.sender_key, read.sender_key),
        "kind": (message.kind, read.kind),
        "priority": (message.priority, read.priority),
        "level": (message.level, rules.LEVELS.get(read.level)),
        "asks": (message.asks, read.asks),
        "names_person": (message.names_person, read.names_person),
        "cites": (tuple(message.cites), read.cites),
        "answers": (answers, read.answers),
        "size": (message.size, read.size),
        "automatic": (message.is_automatic, read.automatic),
        "digest": (message.digest, content.digest(data)),
    }
    if wrong := [field for field, (column, said) in drawn.items() if column != said]:
        why = mark("This was changed after it was signed.")
        raise NotGenuine([Problem(field, why) for field in wrong])
    return read


# --- For a bureau's own system ---


def received(actor: Actor, after: int = 0, limit: int = PAGE, *, sealed: bool = False) -> list[Delivery]:
    """What was received after this place, in order: without a gap for a reader who is cleared for every level.

    `sealed`: with the contents, of which each may be megabytes.
    """
    rows = access.received_by(actor).filter(position__gt=after).select_related("message").order_by("position")
    return list((rows if sealed else rows.defer("message__sealed"))[: _page(limit)])


def sent_after(actor: Actor, after: int = 0, limit: int = PAGE, *, sealed: bool = False) -> list[Message]:
    """What the bureau sent after this place, in order."""
    rows = access.sent_by(actor).filter(position__gt=after).order_by("position")
    return list((rows if sealed else rows.defer("sealed"))[: _page(limit)])


def receipts_since(actor: Actor, after: int = 0, limit: int = PAGE) -> list[Receipt]:
    """The receipts for what the bureau sent, after this place, in order."""
    access.require_may_read(actor)
    rows = Receipt.objects.filter(sender=actor.bureau, position__gt=after, delivery__level__lte=actor.clearance)
    return list(rows.select_related("delivery").order_by("position")[: _page(limit)])


# --- For the desk: envelopes, never contents ---


def flash_to(bureau: str) -> QuerySet[Delivery]:
    """Flash messages to this bureau that nobody answered, or read where nothing is asked."""
    open_ones = Delivery.objects.filter(bureau=bureau, priority=rules.Priority.FLASH, position__isnull=False)
    return open_ones.filter(folder__in=[Folder.NEEDS_ANSWER, Folder.TO_READ]).select_related("message")


def overdue(now: datetime) -> QuerySet[Delivery]:
    """Answers that are owed, and late."""
    late = Delivery.objects.filter(folder=Folder.NEEDS_ANSWER, due_at__lt=now)
    return late.select_related("message").order_by("due_at")


def overdue_for(actor: Actor, now: datetime) -> QuerySet[Delivery]:
    """The same, of what this bureau owes and of what it waits for: it shows on both desks."""
    access.require_may_read(actor)
    own_side = Q(bureau=actor.bureau) | Q(message__sender=actor.bureau)
    return overdue(now).filter(own_side, level__lte=actor.clearance)


def undeliverable() -> QuerySet[Delivery]:
    """What cannot be delivered, with the reason."""
    return Delivery.objects.filter(state=State.UNDELIVERABLE).select_related("message").order_by("made_at")


def per_minute(now: datetime) -> int:
    """Messages accepted within the last minute."""
    return Message.objects.filter(received_at__gt=now - timedelta(minutes=1), received_at__lte=now).count()


# --- For the clock ---


def waiting_for_a_link() -> QuerySet[Delivery]:
    """Deliveries that waited for a link that is open again."""
    return Delivery.objects.filter(state=State.WAITS, bureau__connected=True)


def lost() -> QuerySet[Delivery]:
    """Deliveries on their way whose key was revoked because it was lost: nobody holds what would open them."""
    gone = Key.objects.filter(revoked_at__isnull=False, reason__in=_LOST).values_list("pk", flat=True)
    return Delivery.objects.filter(state__in=[State.WAITS, State.LISTED], key__in=[str(pk) for pk in gone])


def _counted(rows: QuerySet[Delivery] | QuerySet[Message]) -> int:
    return rows[:MOST_COUNTED].count()


def _page(limit: int) -> int:
    if not 0 < limit <= LONGEST_PAGE:
        raise Invalid(Problem("limit", mark("There is no page of this length."), f"1 - {LONGEST_PAGE}"))
    return limit
