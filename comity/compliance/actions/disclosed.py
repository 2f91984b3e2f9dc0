"""What compliance does with a disclosed message: opens it with its own key, with proof of who wrote it, and finds."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from comity.audit import actions as audit
from comity.compliance import access
from comity.compliance.engine.messages import Found
from comity.compliance.models import Judged
from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.keys import queries as keys
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring
from comity.messages.engine import disclosure as evidence
from comity.messages.engine import verifying
from comity.messages.engine.content import digest
from comity.messages.engine.disclosure import Proof
from comity.messages.engine.envelope import Envelope
from comity.messages.models import Disclosure
from comity.network.rules import Actor

LONGEST = 5000


class AlreadyJudged(Conflict):
    """You have said what you find of this message already."""


class Opened(Struct, frozen=True):
    """A disclosed message as compliance reads it: `envelope` is None where not even its signature is the sender's."""

    envelope: Envelope | None
    proof: Proof
    is_handed_by_party: bool

    @property
    def is_proven(self) -> bool:
        return self.envelope is not None and self.proof.is_proven


@audit.verb("disclosure.read", subject="disclosure_id")
def read(*, actor: Actor, disclosure_id: UUID, keyring: Keyring, now: datetime) -> Opened:
    """Opens a disclosed message. What proves nothing is said to prove nothing, and is not shown.

    Raises NotFound, NotAllowed, NotForThisKey, Altered.
    """
    row = access.get_disclosure(actor, disclosure_id)
    plain = keyring.unseal(bytes(row.sealed))
    envelope = _verified(row)
    proof = evidence.prove(plain, envelope) if envelope else Proof(reason="", content=None, is_proven=False)
    opened = Opened(envelope, proof, _is_handed_by_party(row))
    audit.about(details={"message": row.message_id, "proven": opened.is_proven})
    return opened


@audit.verb("disclosure.judged", subject="disclosure_id")
def judge(*, actor: Actor, disclosure_id: UUID, found: str, reasons: str, now: datetime) -> Judged:
    """What this reviewer finds, once; the reasons are sealed for compliance. Raises Invalid, AlreadyJudged."""
    row = access.get_disclosure(actor, disclosure_id)
    problems = []
    if found not in set(Found):
        problems.append(Problem("found", mark("There is no such choice."), ", ".join(Found)))
    if not reasons.strip() or len(reasons) > LONGEST:
        problems.append(Problem("reasons", mark("Your reasons are missing or too long."), f"1-{LONGEST}"))
    if problems:
        raise Invalid(problems)
    if Judged.objects.filter(disclosure=row, officer=actor.id).exists():
        raise AlreadyJudged
    readers = dict.fromkeys([keys.by_id(row.key).sealing, *_current()])
    sealed = sealing.seal(reasons.strip().encode(), list(readers))
    audit.about(details={"found": found, "bureau": row.message.sender_id})
    return Judged.objects.create(
        disclosure=row, officer=actor.id, officer_name=actor.name, found=found, sealed=sealed, at=now
    )


def _current() -> list[str]:
    key = keys.current("GS", role="compliance")
    return [key.sealing] if key else []


def _verified(row: Disclosure) -> Envelope | None:
    """The envelope, if its sender signed it."""
    message = row.message
    try:
        key = keys.by_id(message.sender_key)
        return verifying.verify_signature(bytes(message.envelope), bytes(message.signature), key)
    except Invalid:
        return None


def _is_handed_by_party(row: Disclosure) -> bool:
    """Whether what was handed over is what the disclosing bureau signed for."""
    statement = evidence.read_statement(bytes(row.statement))
    key = keys.by_id(statement.key)
    return (
        key.bureau == row.by_id
        and key.is_signed(evidence.DOMAIN, bytes(row.statement), bytes(row.signature))
        and statement.digest == digest(bytes(row.sealed))
    )
