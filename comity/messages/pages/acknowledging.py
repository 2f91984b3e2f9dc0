"""Receipts that a reader's unlocked session signs: for what its list showed, what it opened, what it answered."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.core.errors import Refused
from comity.keys.engine.ring import Keyring
from comity.messages.actions import receiving
from comity.messages.engine import receipts
from comity.messages.models import Delivery, Message
from comity.messages.rules import MOST_AT_ONCE, Said
from comity.network.rules import Actor


def delivered(actor: Actor, messages: Iterable[Message], keyring: Keyring, now: datetime) -> None:
    """Signs that these came, those of them for which nobody did yet."""
    _say(actor, messages, (Said.DELIVERED,), keyring, now)


def read(actor: Actor, messages: Iterable[Message], keyring: Keyring, now: datetime) -> None:
    """Signs that an officer of the bureau has opened these."""
    _say(actor, messages, (Said.DELIVERED, Said.READ), keyring, now)


def answered(actor: Actor, message: Message, keyring: Keyring, now: datetime) -> None:
    """Signs that the bureau has answered this."""
    _say(actor, [message], (Said.DELIVERED, Said.READ, Said.ANSWERED), keyring, now)


def _say(actor: Actor, messages: Iterable[Message], what: tuple[Said, ...], keyring: Keyring, now: datetime) -> None:
    came = {one.pk: one for one in messages if one.sender_id != actor.bureau}
    if not came:
        return
    listed = Delivery.objects.filter(bureau=actor.bureau, message__in=came, position__isnull=False)
    said_of = {key: set(said) for key, said in _said(listed).items()}
    owed = [
        receipts.sign(bytes(came[key].envelope), str(key), said, keyring=keyring, now=now)
        for key, known in said_of.items()
        for said in what
        if said not in known
    ]
    for first in range(0, len(owed), MOST_AT_ONCE):
        # A receipt that could not be taken must not keep a reader from reading; the next look signs it again.
        with suppress(Refused):
            receiving.acknowledge(actor=actor, receipts=owed[first : first + MOST_AT_ONCE], now=now)


def _said(listed: QuerySet[Delivery]) -> dict[UUID, list[str]]:
    """Message id -> what was said of it already, of those that were listed."""
    rows = listed.values_list("message", "receipts__said")
    found: dict[UUID, list[str]] = {}
    for message, said in rows:
        found.setdefault(message, []).append(said or "")
    return found
