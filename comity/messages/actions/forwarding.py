"""Passing a message on: its originator is asked, says yes or no, and no forward goes out without the yes.

Rules on the Processing of Data, arts 66-67: forwarding beyond the first recipients needs the source's consent; level
and conditions of use go with it. Own messages, and recipients who have the message already, need no consent.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from comity.core.languages import mark
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.keys import queries as keys
from comity.keys.engine.ring import PublicKey
from comity.messages import access, consents, rules
from comity.messages.consents import Standing
from comity.messages.engine import consent as statements
from comity.messages.engine import envelope as envelopes
from comity.messages.engine.consent import Question, Signed
from comity.messages.engine.content import digest
from comity.messages.engine.envelope import Envelope
from comity.messages.models import Consent, ConsentReply, Message
from comity.network.models import Bureau
from comity.network.rules import Actor

LONGEST: Final = timedelta(days=366)
MOST_TO: Final = 200


class NotNeeded(Conflict):
    """No consent is needed: your bureau wrote it, or all of these have it already."""


class NoLongerAsked(Conflict):
    """The time that was asked for is over."""


@audit.verb("consent.asked")
def ask(*, actor: Actor, question: Signed, now: datetime) -> Consent:
    """Asks who wrote a message whether it may be passed on. The same question again changes nothing.

    Raises NotAllowed, NotFound for a message one has not, Invalid with every wrong field, NotNeeded, NotGenuine.
    """
    access.require_may_send(actor)
    asked = statements.verify_question(question, _key_of)
    message = access.get_for_reading(actor, asked.message)
    _require_own_key(actor, asked.key, asked.asked_by)
    problems = _problems_with(asked, message, now)
    if problems:
        raise Invalid(problems)
    of = consents.originators(message, but=actor.bureau)
    strangers = sorted(set(asked.to) - consents.parties(message) - set(of))
    if not of or not strangers:
        raise NotNeeded
    audit.about(subject=asked.id, details={"message": message.pk, "of": of, "to": strangers, "purpose": asked.purpose})
    if known := Consent.objects.filter(pk=asked.id).first():
        if bytes(known.statement) != question.statement:
            raise Conflict
        return known
    return Consent.objects.create(
        id=UUID(asked.id),
        message=message,
        asked_by_id=actor.bureau,
        of=list(of),
        to=list(asked.to),
        purpose=asked.purpose,
        until=date.fromisoformat(asked.until),
        statement=question.statement,
        signature=question.signature,
        digest=digest(question.statement),
        officer=actor.id,
        officer_name=actor.name,
        asked_at=now,
    )


@audit.verb("consent.answered", subject="consent_id")
def answer(*, actor: Actor, consent_id: UUID, reply: Signed, now: datetime) -> Consent:
    """Says yes or no, for a bureau that wrote it or part of it. A later no takes an earlier yes back: what was passed
    on before stays so, and nothing more goes out. Raises NotFound, NotAllowed, NoLongerAsked, Invalid, NotGenuine."""
    access.require_may_send(actor)
    consent = consents.get(actor, consent_id)
    if actor.bureau not in consent.of:
        raise NotAllowed
    if consent.until < now.date():
        raise NoLongerAsked
    said = statements.verify_reply(reply, _key_of)
    _require_own_key(actor, said.key, said.bureau)
    if (said.question, said.question_digest) != (str(consent.pk), consent.digest):
        raise Invalid(Problem("question", mark("This answers another question."), mark("The id of the question.")))
    ConsentReply.objects.create(
        consent=consent,
        bureau_id=actor.bureau,
        granted=said.granted,
        statement=reply.statement,
        signature=reply.signature,
        officer=actor.id,
        officer_name=actor.name,
        at=now,
    )
    audit.about(details={"granted": said.granted, "message": consent.message_id})
    return consent


def problems(actor: Actor, envelope: Envelope, now: datetime) -> list[Problem]:
    """What is wrong with passing a message on: asked when a message is sent; nothing where it passes none on."""
    if envelope.forwards is None:
        if envelope.consent is None:
            return []
        return [Problem("consent", mark("There is nothing here that is passed on."), mark("Leave it out."))]
    try:
        original = access.get_for_reading(actor, envelope.forwards)
    except NotFound:
        return [
            Problem(
                "forwards",
                mark("There is no such message, or it is not yours to read."),
                mark("The id of a message that your bureau sent or received."),
            )
        ]
    return [*_weaker(envelope, original), *_without_consent(actor, envelope, original, now)]


def _weaker(envelope: Envelope, original: Message) -> list[Problem]:
    """Level and conditions go with what they belong to."""
    wrong = []
    level = Level(original.level)
    if rules.LEVELS.get(envelope.level, level) < level:
        wrong.append(
            Problem("level", mark("What is passed on keeps its level of confidentiality."), f"{level.slug}, or higher")
        )
    carried = envelopes.decode(bytes(original.envelope)).conditions
    if missing := [code for code in carried if code not in envelope.conditions]:
        wrong.append(Problem("conditions", mark("What is passed on keeps its conditions of use."), ", ".join(missing)))
    return wrong


def _without_consent(actor: Actor, envelope: Envelope, original: Message, now: datetime) -> list[Problem]:
    of = consents.originators(original, but=actor.bureau)
    strangers = sorted(set(envelope.recipients) - consents.parties(original) - set(of) - {actor.bureau})
    if not of or not strangers:
        return []
    accepted = mark("The id of a consent that every originator has given, for all of these recipients, and that runs.")
    if envelope.consent is None:
        return [Problem("consent", mark("Who wrote it has not consented to its being passed on."), accepted)]
    found = Consent.objects.filter(pk=envelope.consent, message=original, asked_by=actor.bureau).first()
    if found is None:
        return [Problem("consent", mark("There is no such consent for this message."), accepted)]
    standing = consents.standing_of(found, found.replies.all(), now)
    if standing != Standing.GRANTED or not set(of) <= set(found.of):
        return [Problem("consent", consents.STANDING_LABELS[standing], accepted)]
    if beyond := [code for code in strangers if code not in found.to]:
        return [Problem("consent", mark("The consent does not name all of these recipients."), ", ".join(beyond))]
    return []


def _problems_with(asked: Question, message: Message, now: datetime) -> list[Problem]:
    wrong = []
    if not rules.is_id(asked.id):
        wrong.append(Problem("id", mark("This is not an id."), mark("A UUID.")))
    if asked.envelope_digest != message.digest:
        wrong.append(
            Problem(
                "envelope_digest",
                mark("This is not the digest of that message's envelope."),
                mark("The SHA-256 of the envelope's exact bytes, in hex."),
            )
        )
    if asked.purpose not in PURPOSES:
        wrong.append(Problem("purpose", mark("There is no such purpose."), ", ".join(PURPOSES)))
    if not _is_day(asked.until, now):
        accepted = mark("A day as YYYY-MM-DD, not before today and within a year.")
        wrong.append(Problem("until", mark("Nobody can consent until this day."), accepted))
    wrong += _unknown(asked.to)
    return wrong


def _unknown(codes: Iterable[str]) -> list[Problem]:
    named = list(codes)
    if not 0 < len(named) <= MOST_TO or len(set(named)) != len(named):
        return [Problem("to", mark("Name each recipient once."), f"1-{MOST_TO}")]
    known = set(Bureau.objects.filter(pk__in=named).values_list("pk", flat=True))
    return [
        Problem(f"to[{place}]", mark("There is no such bureau."), mark("The code of a bureau, such as KE."))
        for place, code in enumerate(named)
        if code not in known
    ]


def _is_day(text: str, now: datetime) -> bool:
    try:
        return now.date() <= date.fromisoformat(text) <= (now + LONGEST).date()
    except ValueError:
        return False


def _key_of(key_id: str) -> PublicKey | None:
    return keys.by_ids([key_id]).get(key_id)


def _require_own_key(actor: Actor, key_id: str, bureau: str) -> None:
    """A statement is its own bureau's, by the key of today."""
    current = keys.current(actor.bureau)
    if bureau != actor.bureau or current is None or current.id != key_id:
        accepted = mark("The current key of your own bureau.")
        raise Invalid(Problem("key", mark("This is not signed with your bureau's current key."), accepted))
