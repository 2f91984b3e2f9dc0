"""Sending from the page: judged on the writer's side, sealed and signed in their unlocked request, and handed in."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from msgspec.structs import replace

from comity.core import clock
from comity.core.errors import Conflict, Invalid, NotFound, Problem, Refused
from comity.core.languages import mark
from comity.keys import queries as keys
from comity.keys import unlocking
from comity.keys.engine.ring import Keyring, PublicKey
from comity.keys.engine.sealing import Altered, NotForThisKey
from comity.messages import access, consents
from comity.messages.actions import drafting as drafts
from comity.messages.actions import files, sending
from comity.messages.drafting import Typed
from comity.messages.engine import envelope as envelopes
from comity.messages.engine import form, writing
from comity.messages.engine.content import Forwarded
from comity.messages.engine.form import Bounds
from comity.messages.engine.writing import Letter, LetterFile
from comity.messages.forms import cited, judging
from comity.messages.forms.judging import Naming
from comity.messages.models import Message
from comity.messages.pages import acknowledging
from comity.messages.streams import AlteredFile
from comity.network.rules import Actor

_MEANT = ("is_flash", "asks_nothing_more")


def post(request: HttpRequest, actor: Actor, message_id: UUID, typed: Typed) -> Message:
    """Sends a draft, under its own id, so that pressing twice sends once. Raises Locked, Invalid, Conflict."""
    keyring, now = unlocking.require_keyring(request), clock.now()
    ticked = frozenset(name for name in _MEANT if name in request.POST)
    current = keys.current_of(typed.recipients)
    cites, problems = cited.read(actor, typed.cites)
    problems += judging.problems(typed, ticked, current)
    letter = _letter(actor, message_id, _with_consent(actor, typed, now), cites)
    _require_good(actor, letter, keyring, current, problems, now)
    letter = replace(letter, files=_resealed(actor, letter, typed, keyring, current, now))
    letter = replace(letter, forwarded=_forwarded(actor, typed, keyring))
    sealed = writing.compose(letter, keyring=keyring, keys=current, now=now)
    made = sending.send(
        actor=actor, envelope=sealed.envelope, signature=sealed.signature, content=sealed.content, now=now
    )
    _after(actor, made, message_id, keyring, now)
    return made


def sent(actor: Actor, message_id: UUID) -> Message | None:
    """The letter of this id, where it went out already."""
    return Message.objects.filter(pk=message_id, sender=actor.bureau).first()


def _with_consent(actor: Actor, typed: Typed, now: datetime) -> Typed:
    """What is passed on, with the consent that was given for these recipients, where there is one."""
    if not typed.forwards or typed.consent:
        return typed
    original = access.get_for_reading(actor, typed.forwards)
    given = consents.usable(actor, original, typed.recipients, now)
    return replace(typed, consent=str(given.pk)) if given else typed


def problems_of(refusal: Refused) -> list[Problem]:
    """What to show of a refusal: each problem at its field, or the refusal itself above the form."""
    return refusal.problems if isinstance(refusal, Invalid) else [Problem("", refusal.message)]


def _letter(actor: Actor, message_id: UUID, typed: Typed, cites: tuple[str, ...]) -> Letter:
    return Letter(
        id=str(message_id),
        thread=typed.thread,
        to=typed.to,
        cc=typed.cc,
        subject=typed.subject.strip(),
        body=typed.body.replace("\r\n", "\n").strip(),
        kind=typed.kind,
        priority=typed.priority,
        level=typed.level,
        asks=typed.asks,
        language=typed.language,
        officer=actor.name,
        names_person=typed.names_person,
        person=judging.person(typed),
        cites=cites,
        conditions=typed.conditions,
        answers=typed.answers or None,
        forwards=typed.forwards or None,
        consent=typed.consent or None,
        follows=typed.follows or None,
        due_at=judging.due(typed),
    )


def _require_good(
    actor: Actor,
    letter: Letter,
    keyring: Keyring,
    current: Mapping[str, PublicKey],
    problems: list[Problem],
    now: datetime,
) -> None:
    """Everything that is wrong, at once, before any file is sealed anew. Raises Invalid."""
    found = list(problems)
    try:
        trial = writing.compose(letter, keyring=keyring, keys=current, now=now)
        found += form.problems_of(envelopes.decode(trial.envelope), Bounds(actor=actor, received_at=now))
    except Invalid as refusal:
        found += refusal.problems
    if found:
        raise Invalid(list(dict.fromkeys(found)))


def _resealed(
    actor: Actor, letter: Letter, typed: Typed, keyring: Keyring, current: Mapping[str, PublicKey], now: datetime
) -> tuple[LetterFile, ...]:
    """The draft's files, sealed for everybody who may open the letter. Raises Invalid for one that is lost."""
    opened_by = writing.keys_of(letter, keyring, current)
    made = []
    for plain in typed.files:
        try:
            made.append(files.reseal(actor=actor, plain=plain, keyring=keyring, keys=opened_by, now=now))
        except (NotFound, AlteredFile, NotForThisKey, Altered):
            wrong = mark("This file can no longer be read. Take it away and add it again.")
            raise Invalid(Naming("files", wrong, named=plain.name)) from None
    return tuple(made)


def _forwarded(actor: Actor, typed: Typed, keyring: Keyring) -> Forwarded | None:
    """The message that is passed on, as it was signed, with what its commitment opens."""
    if not typed.forwards:
        return None
    original = access.get_for_reading(actor, typed.forwards)
    plain = keyring.unseal(bytes(original.sealed))
    return Forwarded(
        envelope=bytes(original.envelope).decode(), signature=bytes(original.signature).hex(), content=plain.decode()
    )


def _after(actor: Actor, made: Message, message_id: UUID, keyring: Keyring, now: datetime) -> None:
    """The draft goes; what was answered gets its receipt. The letter is out: nothing here may undo it."""
    with suppress(Refused, Conflict):
        drafts.discard(actor=actor, draft_id=message_id, now=now)
    if made.answers:
        with suppress(Refused):
            acknowledging.answered(actor, access.get_for_reading(actor, made.answers), keyring, now)
