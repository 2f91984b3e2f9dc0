"""Placing letters that were admitted: rows, places in the lists of their recipients, what they answer, their files.

Places are given out under the lock of each mailbox, taken in the order of the bureaus' codes: so they have no gap, come
in the order of commits, and two senders cannot wait for each other. Whoever locks more takes it in this order:
deliveries (by message), messages, mailboxes, the ledger.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from comity.core import ids
from comity.core.errors import Conflict
from comity.messages import rules
from comity.messages.actions.admitting import Letter, World
from comity.messages.engine.content import digest
from comity.messages.models import Attachment, Delivery, Message, Thread
from comity.messages.rules import Folder, State
from comity.network.rules import Actor

_PLACES = """
INSERT INTO i247_mailbox (bureau_id, last, sent, receipts)
SELECT * FROM unnest(%s::varchar[], %s::bigint[], %s::bigint[], %s::bigint[]) AS w (bureau, last, sent, receipts)
ORDER BY w.bureau
ON CONFLICT (bureau_id) DO UPDATE SET last = i247_mailbox.last + EXCLUDED.last,
    sent = i247_mailbox.sent + EXCLUDED.sent, receipts = i247_mailbox.receipts + EXCLUDED.receipts
RETURNING bureau_id, last, sent, receipts
"""
_JOIN = """
UPDATE i247_thread SET parties = ARRAY(SELECT DISTINCT one FROM unnest(parties || %s::varchar[]) AS one ORDER BY one)
WHERE id = %s
"""


class FileTaken(Conflict):
    """A file of this message was put with another one meanwhile."""


class Places:
    """The next places of some mailboxes, taken once: (bureau, last, sent, receipts) that will be given out."""

    def __init__(self, received: Counter[str], sent: Counter[str], receipts: Counter[str]) -> None:
        codes = sorted({*received, *sent, *receipts})
        with connection.cursor() as cursor:
            counts = [[one[code] for code in codes] for one in (received, sent, receipts)]
            cursor.execute(_PLACES, [codes, *counts])
            rows = cursor.fetchall()
        self._received = {code: last - received[code] for code, last, _, _ in rows}
        self._sent = {code: last - sent[code] for code, _, last, _ in rows}
        self._receipts = {code: last - receipts[code] for code, _, _, last in rows}

    def next_received(self, bureau: str) -> int:
        return self._next(self._received, bureau)

    def next_sent(self, bureau: str) -> int:
        return self._next(self._sent, bureau)

    def next_receipt(self, bureau: str) -> int:
        return self._next(self._receipts, bureau)

    @staticmethod
    def _next(counters: dict[str, int], bureau: str) -> int:
        counters[bureau] += 1
        return counters[bureau]


def place(letters: Sequence[Letter], world: World, *, actor: Actor, now: datetime) -> list[Message]:
    """Writes letters that were admitted, in order; the messages."""
    answered = {UUID(one.envelope.answers) for one in letters if one.envelope.answers and _settles(one, world)}
    settle(answered, actor.bureau, now)
    _keep_threads({UUID(letter.envelope.thread) for letter in letters}, world)
    received = Counter(
        code for letter in letters for code in letter.envelope.recipients if world.bureaus.get(code, False)
    )
    places = Places(received, Counter({actor.bureau: len(letters)}), Counter())
    messages = [_message(letter, places, actor, now) for letter in letters]
    deliveries = [
        one for letter, row in zip(letters, messages, strict=True) for one in _deliveries(letter, row, world, places)
    ]
    Message.objects.bulk_create(messages)
    Delivery.objects.bulk_create(deliveries)
    _bind_files(letters, actor)
    return messages


def settle(message_ids: Iterable[UUID], bureau: str, now: datetime) -> int:
    """These messages are answered by this bureau; how many of them owed an answer. Run it inside a verb."""
    if not (named := sorted(message_ids)):
        return 0
    rows = Delivery.objects.filter(message__in=named, bureau=bureau, answered_at=None)
    owing = list(rows.select_for_update(no_key=True).order_by("message"))
    Delivery.objects.filter(pk__in=[row.pk for row in owing]).update(folder=Folder.DONE, answered_at=now)
    paid = [row.message_id for row in owing if row.due_at is not None]
    owe_less(paid)
    return len(paid)


def owe_less(message_ids: Sequence[UUID]) -> None:
    """One recipient less owes an answer to each of these."""
    for message_id in message_ids:
        Message.objects.filter(pk=message_id, owed__gt=0).update(owed=F("owed") - 1)


def _settles(letter: Letter, world: World) -> bool:
    known = world.messages.get(UUID(letter.envelope.answers or ""))
    return known is not None and rules.settles(letter.envelope, known.is_automatic)


def _keep_threads(opened: set[UUID], world: World) -> None:
    Thread.objects.bulk_create([world.threads[one] for one in sorted(opened & world.new_threads)])
    # What the database holds and these together: another sender may bring somebody in at the same time.
    joined = [(one, world.threads[one].parties) for one in sorted(opened & world.joined_threads)]
    with connection.cursor() as cursor:
        for thread, parties in joined:
            cursor.execute(_JOIN, [parties, thread])


def _message(letter: Letter, places: Places, actor: Actor, now: datetime) -> Message:
    envelope = letter.envelope
    sent_at = rules.moment(envelope.sent_at)
    assert sent_at is not None  # the form was checked
    is_owed = rules.owes_answer(envelope)
    return Message(
        id=UUID(envelope.id),
        thread_id=UUID(envelope.thread),
        sender_id=envelope.sender,
        sender_key=envelope.sender_key,
        envelope=letter.data,
        signature=letter.signature,
        sealed=letter.sealed,
        digest=digest(letter.data),
        kind=envelope.kind,
        priority=envelope.priority,
        level=rules.LEVELS[envelope.level],
        asks=envelope.asks,
        names_person=envelope.names_person,
        cites=list(envelope.cites),
        is_automatic=envelope.automatic,
        answers=UUID(envelope.answers) if envelope.answers else None,
        size=envelope.size,
        sent_by=actor.id,
        sent_at=sent_at,
        received_at=now,
        due_at=rules.due_at(envelope, now),
        position=places.next_sent(envelope.sender),
        owed=len(envelope.to) if is_owed else 0,
    )


def _deliveries(letter: Letter, message: Message, world: World, places: Places) -> list[Delivery]:
    envelope = letter.envelope
    roles = dict.fromkeys(envelope.to, "to") | dict.fromkeys(envelope.cc, "cc")
    return [_delivery(letter, message, world, places, code, role) for code, role in roles.items()]


def _delivery(letter: Letter, message: Message, world: World, places: Places, code: str, role: str) -> Delivery:
    is_open = world.bureaus[code]
    folder = rules.first_folder(letter.envelope, role)
    return Delivery(
        id=ids.new(),
        message=message,
        bureau_id=code,
        role=role,
        key=world.keys[code].id,
        level=message.level,
        priority=message.priority,
        position=places.next_received(code) if is_open else None,
        state=State.LISTED if is_open else State.WAITS,
        folder=folder,
        made_at=message.received_at,
        due_at=message.due_at if folder == Folder.NEEDS_ANSWER else None,
        listed_at=message.received_at if is_open else None,
    )


def _bind_files(letters: Sequence[Letter], actor: Actor) -> None:
    bound: dict[UUID, list[UUID]] = defaultdict(list)
    for letter in letters:
        for file in letter.envelope.attachments:
            bound[UUID(letter.envelope.id)].append(UUID(file.id))
    for message_id, files in bound.items():
        free = Attachment.objects.filter(pk__in=files, bureau=actor.bureau, message=None)
        if free.update(message=message_id) != len(files):
            raise FileTaken
