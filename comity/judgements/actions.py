"""The verbs of the judgements room: remember, open, withdraw; and erase what has ended."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from comity.audit import actions as audit
from comity.core import changes
from comity.core.errors import NotFound
from comity.judgements import access, queries, rules
from comity.judgements.models import Judgement
from comity.judgements.queries import JudgementView
from comity.judgements.rules import Grounds, State, Traveller
from comity.network.rules import Actor, Right, require_right
from comity.records import access as records
from comity.records import manifests
from comity.records.models import Record
from comity.records.rules import Status

TOPIC = "judgement"
ERASED_AT_ONCE = 500
_DECIDED_ANEW = "Decided anew."


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged: the traveller of a check, and a record as its answer showed it (`facts`: rules.facts_digest)."""

    check: UUID
    purpose: str
    traveller: Traveller
    document_ends: date | None
    record: UUID
    facts: bytes


@audit.verb("judgement.remembered")
def remember(*, actor: Actor, case: Case, grounds: Grounds, now: datetime) -> Judgement:
    """Remembers, for the actor's bureau, that the traveller is not the person of the record.

    Raises NotAllowed, NotFound, Invalid, RecordChanged, ListsDocument, AlreadyRemembered, TooMany.
    """
    require_right(actor, Right.JUDGE)
    is_system = actor.id.startswith("system:")
    expires_at = rules.require_grounds(grounds, today=now.date(), document_ends=case.document_ends, is_system=is_system)
    _require_as_shown(actor, case)
    _end_the_last(actor, case, now)
    if queries.count_in_force(actor.bureau, now) >= rules.MOST_IN_FORCE:
        raise rules.TooMany()
    judgement = Judgement(
        bureau=actor.bureau,
        digest=rules.digest(queries.key(), actor.bureau, case.traveller),
        record=case.record,
        facts=case.facts,
        check_made=case.check,
        compared=list(dict.fromkeys(grounds.compared)),
        text=rules.tidy(grounds.text),
        decided_by=actor.id,
        decided_by_name=rules.tidy(grounds.officer) if is_system else actor.name,
        decided_at=now,
        expires_at=expires_at,
    )
    try:
        with transaction.atomic():
            judgement.save(force_insert=True)
    except IntegrityError:
        raise rules.AlreadyRemembered() from None
    audit.about(
        subject=judgement,
        details={
            "record": str(case.record),
            "check": str(case.check),
            "compared": judgement.compared,
            "until": rules.until(expires_at).isoformat(),
        },
    )
    changes.note(TOPIC, [judgement.pk], now=now)
    return judgement


@audit.verb("judgement.read", subject="judgement_id")
def open_judgement(*, actor: Actor, judgement_id: UUID | str, now: datetime) -> JudgementView:
    """One judgement of the actor's bureau, for whoever met it in an answer. Raises NotAllowed, NotFound."""
    return queries.view(access.get_for_reading(actor, judgement_id), now)


@audit.verb("judgement.withdrawn", subject="judgement_id")
def withdraw(*, actor: Actor, judgement_id: UUID | str, reason: str, now: datetime) -> Judgement:
    """Ends a judgement at once: the next check shows the record again. Anyone of the bureau who may judge may do it.

    Raises NotAllowed, NotFound, Invalid, AlreadyEnded.
    """
    judgement = access.get_for_reading(actor, judgement_id)
    tidied = rules.require_reason(reason)
    if rules.state_of(judgement.expires_at, judgement.withdrawn_at, now) is not State.IN_FORCE:
        raise rules.AlreadyEnded()
    judgement.end(by=actor.id, name=actor.name, reason=tidied, at=now)
    audit.about(details={"record": str(judgement.record)})
    changes.note(TOPIC, [judgement.pk], now=now)
    return judgement


@audit.verb("judgements.erased")
def erase_ended(*, actor: Actor, now: datetime) -> list[UUID]:
    """Erases judgements that ended long ago: in the ledger, only their ids remain."""
    ids = list(queries.to_erase(now).order_by("pk").values_list("pk", flat=True)[:ERASED_AT_ONCE])
    Judgement.objects.filter(pk__in=ids).delete()
    audit.about(details={"count": len(ids), "judgements": [str(one) for one in ids]})
    changes.note(TOPIC, ids, now=now)
    return ids


def _require_as_shown(actor: Actor, case: Case) -> None:
    """The record must stand, be there for this actor, and still say of its person what the answer showed."""
    record: Record = records.get_for_reading(actor, case.record, case.purpose)
    if record.status != Status.ACTIVE:
        raise NotFound()
    facts = manifests.get(record.database).facts(record.fields)
    if not case.facts or rules.facts_digest(facts) != case.facts:
        raise rules.RecordChanged()
    if rules.lists_document(facts, case.traveller.number):
        raise rules.ListsDocument()


def _end_the_last(actor: Actor, case: Case, now: datetime) -> None:
    """One at a time: a judgement that ran out, or of a record that has changed since, makes room for the next."""
    last = queries.last_on(actor.bureau, case.traveller, case.record)
    if last is None:
        return
    is_in_force = rules.state_of(last.expires_at, last.withdrawn_at, now) is State.IN_FORCE
    if is_in_force and bytes(last.facts) == case.facts:
        raise rules.AlreadyRemembered()
    last.end(by=actor.id, name=actor.name, reason=_DECIDED_ANEW, at=now)
