"""Reads of the judgements room: one for its page, those in force for the index, those long ended for the erasing."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from comity.judgements import rules
from comity.judgements.models import Judgement
from comity.judgements.rules import Compared, InForce, State, Traveller

_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class JudgementView:
    """A judgement as its own bureau's officers see it. Nothing of the traveller is in it: nothing of them is kept."""

    id: UUID
    record: UUID
    check: UUID
    state: State
    compared: tuple[Compared, ...]
    text: str
    decided_by: str
    decided_at: datetime
    until: date
    withdrawn_by: str
    withdrawn_at: datetime | None
    reason: str

    @property
    def is_in_force(self) -> bool:
        return self.state is State.IN_FORCE


def key() -> bytes:
    """The installation's key, under which travellers are kept: 32 bytes, of a secret of any length."""
    return hashlib.sha256(settings.JUDGEMENT_KEY.encode()).digest()


def view(judgement: Judgement, now: datetime) -> JudgementView:
    """The judgement as a page or the API shows it."""
    return JudgementView(
        id=judgement.pk,
        record=judgement.record,
        check=judgement.check_made,
        state=rules.state_of(judgement.expires_at, judgement.withdrawn_at, now),
        compared=tuple(Compared(one) for one in judgement.compared),
        text=judgement.text,
        decided_by=judgement.decided_by_name,
        decided_at=judgement.decided_at,
        until=rules.until(judgement.expires_at),
        withdrawn_by=judgement.withdrawn_by_name,
        withdrawn_at=judgement.withdrawn_at,
        reason=judgement.reason,
    )


def last_on(bureau: str, traveller: Traveller, record: UUID) -> Judgement | None:
    """The bureau's judgement of this traveller and this record that nobody has withdrawn; it may have run out."""
    digest = rules.digest(key(), bureau, traveller)
    return Judgement.objects.filter(digest=digest, record=record, withdrawn_at=None).first()


def standing(bureau: str, traveller: Traveller, record: UUID, now: datetime) -> Judgement | None:
    """The same, as long as it has not run out."""
    last = last_on(bureau, traveller, record)
    return last if last is not None and now < last.expires_at else None


def in_force(now: datetime, named: Collection[UUID] | None = None) -> Iterator[InForce]:
    """Every judgement that checks must know (of those named), in no order: what the index holds of them."""
    rows = Judgement.objects.filter(withdrawn_at=None, expires_at__gt=now)
    if named is not None:
        rows = rows.filter(pk__in=named)
    columns = ("id", "record", "digest", "facts", "decided_at", "expires_at")
    for own, record, digest, facts, decided_at, expires_at in rows.values_list(*columns).iterator(_AT_ONCE):
        yield InForce(
            id=own.bytes,
            record=record.bytes,
            digest=bytes(digest),
            facts=bytes(facts),
            decided_at=decided_at,
            expires_at=expires_at,
        )


def count_in_force(bureau: str, now: datetime) -> int:
    """How many hold for a bureau: for the law, and for nobody's eyes."""
    return Judgement.objects.filter(bureau=bureau, withdrawn_at=None, expires_at__gt=now).count()


def to_erase(now: datetime) -> QuerySet[Judgement]:
    """Those that ended so long ago that nobody has to account for them any more."""
    past = now - rules.KEPT_AFTER_END
    return Judgement.objects.filter(Q(expires_at__lte=past) | Q(withdrawn_at__lte=past))
