"""Reads of consents: who wrote a message and what it passes on, what was asked and replied, whether a forward may go.

Rules on the Processing of Data, arts 66-67. Data that a message passes on belong to whoever wrote them first, so every
bureau along the way is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from comity.core.errors import NotFound
from comity.core.languages import mark
from comity.messages import access, rules
from comity.messages.engine import envelope as envelopes
from comity.messages.models import Consent, ConsentReply, Delivery, Message
from comity.network.rules import Actor

# How often a message may have been passed on: more is no chain that anybody could answer for.
LONGEST_CHAIN: Final = 10


class Standing(StrEnum):
    """How a question stands."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    OVER = "over"


STANDING_LABELS: Final = {
    Standing.WAITING: mark("Waiting for an answer"),
    Standing.GRANTED: mark("Consent given"),
    Standing.REFUSED: mark("Consent refused"),
    Standing.OVER: mark("Its time is over"),
}


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One question with its replies, as one of its two sides sees it."""

    consent: Consent
    standing: Standing
    replies: tuple[ConsentReply, ...]
    is_asker: bool
    may_answer: bool

    @property
    def label(self) -> str:
        return STANDING_LABELS[self.standing]


def visible_to(actor: Actor) -> QuerySet[Consent]:
    """What the actor's bureau asked, and what it is asked. Raises NotAllowed for who reads no messages."""
    access.require_may_read(actor)
    mine = Q(asked_by=actor.bureau) | Q(of__contains=[actor.bureau])
    return Consent.objects.filter(mine).select_related("message__sender", "asked_by")


def get(actor: Actor, consent_id: UUID | str) -> Consent:
    """Raises NotFound, for hidden and absent alike."""
    try:
        return visible_to(actor).get(pk=UUID(str(consent_id)))
    except (ValueError, Consent.DoesNotExist):
        raise NotFound from None


def views(actor: Actor, found: Iterable[Consent], now: datetime) -> list[ConsentView]:
    """The questions as this actor sees them."""
    rows = list(found)
    replies: dict[UUID, list[ConsentReply]] = {row.pk: [] for row in rows}
    for reply in ConsentReply.objects.filter(consent__in=list(replies)).select_related("bureau"):
        replies[reply.consent_id].append(reply)
    return [_view(actor, row, replies[row.pk], now) for row in rows]


def waiting_for(actor: Actor, now: datetime) -> QuerySet[Consent]:
    """What the actor's bureau is asked and has not answered."""
    answered = ConsentReply.objects.filter(bureau=actor.bureau).values("consent")
    return visible_to(actor).filter(of__contains=[actor.bureau], until__gte=now.date()).exclude(pk__in=answered)


def usable(actor: Actor, message: Message, recipients: Iterable[str], now: datetime) -> Consent | None:
    """A consent under which the actor's bureau may pass a message on to all of these; None when there is none."""
    asked = Consent.objects.filter(message=message, asked_by=actor.bureau, until__gte=now.date())
    for one in asked.prefetch_related("replies").order_by("-asked_at"):
        if set(recipients) <= set(one.to) and standing_of(one, one.replies.all(), now) == Standing.GRANTED:
            return one
    return None


def standing_of(consent: Consent, replies: Iterable[ConsentReply], now: datetime) -> Standing:
    """Granted once every bureau that wrote part of it has said yes, and none has taken it back."""
    last = {reply.bureau_id: reply.granted for reply in replies}
    if any(not granted for granted in last.values()):
        return Standing.REFUSED
    if consent.until < now.date():
        return Standing.OVER
    return Standing.GRANTED if set(consent.of) <= last.keys() else Standing.WAITING


def originators(message: Message, but: str = "") -> tuple[str, ...]:
    """The bureaus that wrote it or part of it: its sender, and the senders of what it passes on; `but` one."""
    found: dict[str, None] = {}
    at: Message | None = message
    for _ in range(LONGEST_CHAIN):
        if at is None:
            break
        found[at.sender_id] = None
        passed_on = envelopes.decode(bytes(at.envelope)).forwards
        at = Message.objects.filter(pk=passed_on).first() if passed_on else None
    return tuple(code for code in found if code != but)


def parties(message: Message) -> set[str]:
    """Who has it: its sender, and everyone it was addressed to."""
    addressed = Delivery.objects.filter(message=message).values_list("bureau", flat=True)
    return {message.sender_id, *addressed}


def _view(actor: Actor, row: Consent, replies: list[ConsentReply], now: datetime) -> ConsentView:
    return ConsentView(
        consent=row,
        standing=standing_of(row, replies, now),
        replies=tuple(replies),
        is_asker=row.asked_by_id == actor.bureau,
        may_answer=actor.bureau in row.of and row.until >= now.date() and rules.may_send(actor),
    )
