"""Disclosure: a party hands one message to compliance, with the reason, so that what it hands over can be proved.

The Secretariat secures the channel and opens nothing by itself (RPD art. 22(6)): disclosure is an act of a party, is in
the ledger, and is shown to every other party of the message.
"""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.keys import queries as keys
from comity.keys.engine.ring import Keyring, PublicKey
from comity.messages import access, rules
from comity.messages.engine import content as contents
from comity.messages.engine import disclosure as evidence
from comity.messages.engine import verifying, writing
from comity.messages.engine.disclosure import Handed, Statement
from comity.messages.models import Disclosure, Message
from comity.network.rules import Actor

SECRETARIAT = "GS"


class NobodyToOpenIt(Conflict):
    """Compliance has no key yet: nothing can be sealed for it. Nothing was disclosed."""


class AlreadyDisclosed(Conflict):
    """Your bureau has disclosed this message already."""


def compliance_key() -> PublicKey:
    """Raises NobodyToOpenIt."""
    key = keys.current(SECRETARIAT, role="compliance")
    if key is None:
        raise NobodyToOpenIt
    return key


def sealed_for_compliance(
    message: Message, reason: str, *, keyring: Keyring, disclosure_id: UUID, now: datetime
) -> Handed:
    """Opens a message with its party's keys and seals content and reason anew, for compliance alone.

    What does not prove that the sender signed it is not handed over. Raises NotGenuine, Altered, NotForThisKey, Invalid
    for a missing reason, NobodyToOpenIt.
    """
    whole = bytes(message.envelope)
    envelope = verifying.verify(whole, bytes(message.signature), bytes(message.sealed), keys.by_id(message.sender_key))
    plain = keyring.unseal(bytes(message.sealed))
    verifying.opened(plain, envelope)
    sealed = evidence.seal(plain, reason, [compliance_key().sealing])
    statement = evidence.encode(
        Statement(
            id=str(disclosure_id),
            message=str(message.pk),
            envelope_digest=contents.digest(whole),
            by=keyring.bureau,
            key=keyring.current.id,
            size=len(sealed),
            digest=contents.digest(sealed),
            at=writing.moment(now),
        )
    )
    return Handed(sealed, statement, keyring.sign(evidence.DOMAIN, statement))


@audit.verb("message.disclosed", subject="message_id")
def disclose(*, actor: Actor, message_id: UUID, handed: Handed, now: datetime) -> Disclosure:
    """Hands one message that the actor's bureau sent or was sent to compliance. It cannot be taken back.

    Raises NotAllowed, NotFound, AlreadyDisclosed, NobodyToOpenIt, Invalid.
    """
    message = access.get_for_reading(actor, message_id)
    statement = evidence.read_statement(handed.statement)
    problems = _problems_with(statement, message, actor, handed)
    if problems:
        raise Invalid(problems)
    if Disclosure.objects.filter(message=message, by=actor.bureau).exists():
        raise AlreadyDisclosed
    made = Disclosure(
        id=UUID(statement.id),
        message=message,
        by_id=actor.bureau,
        officer=actor.id,
        officer_name=actor.name,
        sealed=handed.sealed,
        key=compliance_key().id,
        statement=handed.statement,
        signature=handed.signature,
        at=now,
    )
    made.save(force_insert=True)
    audit.about(subject=message, details={"disclosure": made.pk, "thread": message.thread_id})
    return made


def _problems_with(statement: Statement, message: Message, actor: Actor, handed: Handed) -> list[Problem]:
    own = keys.current(actor.bureau)
    wrong = []
    if own is None or (statement.by, statement.key) != (actor.bureau, own.id):
        wrong.append(Problem("key", mark("This is not signed with your bureau's current key.")))
    elif not own.is_signed(evidence.DOMAIN, handed.statement, handed.signature):
        wrong.append(Problem("signature", mark("The signature is not your bureau's over this.")))
    if not rules.is_id(statement.id):
        wrong.append(Problem("id", mark("This is not an id."), mark("A UUID.")))
    if (statement.message, statement.envelope_digest) != (str(message.pk), message.digest):
        wrong.append(Problem("envelope_digest", mark("This is not the digest of that message's envelope.")))
    if (statement.size, statement.digest) != (len(handed.sealed), contents.digest(handed.sealed)):
        wrong.append(Problem("digest", mark("This is not the digest of what was sealed.")))
    if len(handed.sealed) > rules.LARGEST_CONTENT:
        wrong.append(Problem("sealed", mark("What was sealed is too large."), f"{rules.LARGEST_CONTENT}"))
    return wrong
