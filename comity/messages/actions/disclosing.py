"""Disclosure: a party hands one message to compliance, with the reason, so that what it hands over can be proved.

The Secretariat secures the channel and opens nothing by itself (RPD art. 22(6)): disclosure is an act of a party, is in
the ledger, and is shown to every other party of the message.
"""

import tempfile
from datetime import datetime
from typing import BinaryIO, Final, cast
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage

from comity.audit import actions as audit
from comity.core import ids
from comity.core.errors import Conflict, Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.keys import queries as keys
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring, PublicKey
from comity.messages import access, rules, streams
from comity.messages.actions import files
from comity.messages.engine import content as contents
from comity.messages.engine import disclosure as evidence
from comity.messages.engine import verifying, writing
from comity.messages.engine.content import AttachedFile
from comity.messages.engine.disclosure import Handed, Statement
from comity.messages.models import DisclosedFile, Disclosure, Message
from comity.network.rules import Actor

SECRETARIAT: Final = "GS"
FOLDER: Final = "disclosed"


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


def hand_over_file(
    *, actor: Actor, disclosure: Disclosure, plain: AttachedFile, keyring: Keyring, now: datetime
) -> DisclosedFile:
    """Seals one file of a disclosed message anew, for compliance alone; nowhere does it lie open.

    Raises NotFound for a file that is not the message's, AlteredFile, NotForThisKey.
    """
    kept = access.get_attachment(actor, plain.id)
    if kept.message_id != disclosure.message_id:
        raise NotFound
    key = compliance_key()
    with cast(BinaryIO, tempfile.TemporaryFile()) as target, files.open_sealed(kept) as source:
        pouring = streams.Pouring(lambda opened: sealing.seal_stream(opened, target, [key.sealing]))
        try:
            for piece in streams.unsealed(source, keyring, plain):
                pouring.write(piece)
        finally:
            pouring.finish()
        size = target.tell()
        target.seek(0)
        name = default_storage.save(f"{FOLDER}/{now:%Y-%m-%d}/{ids.new()}.age", File(target))
    try:
        return _add_file(
            actor=actor, disclosure_id=disclosure.pk, attachment_id=UUID(plain.id), stored=(name, size), now=now
        )
    except Exception:
        default_storage.delete(name)
        raise


@audit.verb("message.file_disclosed", subject="disclosure_id")
def _add_file(
    *, actor: Actor, disclosure_id: UUID, attachment_id: UUID, stored: tuple[str, int], now: datetime
) -> DisclosedFile:
    name, size = stored
    audit.about(subject=disclosure_id, details={"attachment": attachment_id, "size": size})
    return DisclosedFile.objects.create(disclosure_id=disclosure_id, attachment=attachment_id, size=size, file=name)


def _problems_with(statement: Statement, message: Message, actor: Actor, handed: Handed) -> list[Problem]:
    own = keys.current(actor.bureau)
    wrong = []
    if own is None or (statement.by, statement.key) != (actor.bureau, own.id):
        wrong.append(
            Problem(
                "key", mark("This is not signed with your bureau's current key."), mark("Your bureau's current key.")
            )
        )
    elif not own.is_signed(evidence.DOMAIN, handed.statement, handed.signature):
        wrong.append(
            Problem(
                "signature",
                mark("The signature is not your bureau's over this."),
                mark("Your bureau's signature over these exact bytes."),
            )
        )
    if not rules.is_id(statement.id):
        wrong.append(Problem("id", mark("This is not an id."), mark("A UUID.")))
    if (statement.message, statement.envelope_digest) != (str(message.pk), message.digest):
        wrong.append(
            Problem(
                "envelope_digest",
                mark("This is not the digest of that message's envelope."),
                mark("The SHA-256 of the envelope's exact bytes, in hex."),
            )
        )
    if (statement.size, statement.digest) != (len(handed.sealed), contents.digest(handed.sealed)):
        wrong.append(
            Problem(
                "digest",
                mark("This is not the digest of what was sealed."),
                mark("The SHA-256 of the sealed bytes, in hex."),
            )
        )
    if len(handed.sealed) > rules.LARGEST_CONTENT:
        wrong.append(Problem("sealed", mark("What was sealed is too large."), f"{rules.LARGEST_CONTENT}"))
    return wrong
