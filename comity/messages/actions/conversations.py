"""A hit's conversation: a thread between the side that checked and the source, opened and continued by the system.

What is posted is sealed for both sides and signed with the system's own key; it says what both may know
(engine.hit_words). Who is protected against the source has no conversation, at no step of it (RPD art. 105; abuse
pattern A-18).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from comity.audit import actions as audit
from comity.checks import queries as checks
from comity.checks import shielding
from comity.checks.models import Hit, HitStep
from comity.checks.rules import State
from comity.core import ids
from comity.core.databases import DATABASES
from comity.core.errors import Conflict
from comity.core.purposes import PURPOSES
from comity.keys import installation
from comity.keys import queries as keys
from comity.keys.engine.ring import PublicKey
from comity.messages.actions import receiving, sending
from comity.messages.engine import hit_words, writing
from comity.messages.engine.hit_words import Facts, Words
from comity.messages.engine.writing import Letter
from comity.messages.models import Conversation, Message, Posted
from comity.messages.rules import Asks, Kind, Priority
from comity.network.rules import Actor
from comity.records import manifests

# The clock and the system write what nobody has to think about, and nothing else.
AUTOMATIC: Final = Actor(id="command:conversations", name="Automatic", bureau="GS", lineage=("GS",))


class NoKeys(Conflict):
    """The source has no keys that a message could be sealed for."""


class NotToBeTold(Conflict):
    """The source is not to be told of this hit."""


def is_told(hit: Hit) -> bool:
    """Whether the source may get messages about a hit, as things stand now.

    Asked before every single message, not once: protection may have been granted since, and an alert that was sent
    cannot be taken back.
    """
    told = hit.told_source and not hit.silent and not hit.shielded and hit.source_id != hit.asking_id
    if not told or hit.database in hit.source.hits_not_wanted:
        return False
    return not shielding.shielded([hit.record])


@audit.verb("hit.conversation_opened", subject="hit_id")
def open_for(*, actor: Actor, hit_id: UUID, now: datetime) -> Conversation:
    """Opens the thread of a hit, with everything said of it so far. Raises NotToBeTold, NoKeys.

    A hit that has its thread already is left as it is.
    """
    hit, conversation = _locked(hit_id)
    if conversation.thread is not None:
        return conversation
    if not is_told(hit):
        raise NotToBeTold
    thread = ids.new()
    facts = _facts(hit, asking_is_told=hit.asking_id in _keys_of(hit))
    letter = Letter(
        to=(hit.source_id,),
        cc=(hit.asking_id,),
        subject="",
        body="",
        priority=Priority.URGENT if hit.urgent else Priority.ROUTINE,
        asks=Asks.INFORMATION,
        due_at=hit.answer_due_at,
        id=str(thread),
    )
    _post(hit, letter, hit_words.opening(facts, _say), now)
    conversation.thread, conversation.opened_at, conversation.reason, conversation.retry_at = thread, now, "", None
    conversation.save()
    audit.about(details={"thread": thread})
    _catch_up(hit, conversation, now)
    return conversation


@audit.verb("hit.conversation_continued", subject="hit_id")
def continue_for(*, actor: Actor, hit_id: UUID, now: datetime) -> int:
    """Posts the steps of a hit that its conversation has not heard of; how many. Raises NotToBeTold, NoKeys."""
    hit, conversation = _locked(hit_id)
    if conversation.thread is None:
        return 0
    if not is_told(hit):
        raise NotToBeTold
    Conversation.objects.filter(pk=hit.pk).update(reason="", retry_at=None)
    return _catch_up(hit, conversation, now)


@audit.verb("hit.reminded", subject="hit_id")
def remind(*, actor: Actor, hit_id: UUID, is_over: bool, now: datetime) -> bool:
    """Reminds the source that half of its time is over, or both sides that all of it is. Once each; False: not now."""
    hit, conversation = _locked(hit_id)
    field = "over_told_at" if is_over else "half_told_at"
    fresh = Conversation.objects.filter(pk=hit.pk, **{field: None})
    if not fresh.update(**{field: now}) or hit.state != State.OPEN:
        return False
    if conversation.thread is None or not is_told(hit):
        return False
    facts = _facts(hit)
    letter = Letter(
        to=(hit.source_id,),
        cc=(hit.asking_id,) if is_over else (),
        subject="",
        body="",
        priority=Priority.URGENT if hit.urgent or is_over else Priority.ROUTINE,
        thread=str(conversation.thread),
        follows=_last(conversation.thread),
    )
    _post(hit, letter, (hit_words.over if is_over else hit_words.half_over)(facts, _say), now)
    audit.about(details={"over": is_over})
    return True


def obstacle(hit: Hit) -> type[NotToBeTold] | type[NoKeys] | None:
    """What stands in the way of saying anything of a hit now: asked before a verb, which would fill the ledger."""
    if not is_told(hit):
        return NotToBeTold
    return None if hit.source_id in _keys_of(hit) else NoKeys


def put_off(hit: Hit, reason: str, retry_at: datetime | None) -> None:
    """Notes why a hit has no conversation, or an incomplete one, and when to try again (None: never)."""
    Conversation.objects.bulk_create([_conversation(hit)], ignore_conflicts=True)
    Conversation.objects.filter(pk=hit.pk).update(reason=reason, retry_at=retry_at)


def _catch_up(hit: Hit, conversation: Conversation, now: datetime) -> int:
    """Says every step that was not said yet, in order, and ends the clock once the hit waits for nobody."""
    assert conversation.thread is not None
    taken = list(HitStep.objects.filter(hit=hit).order_by("at", "pk"))
    said = set(Posted.objects.filter(step__in=[step.pk for step in taken]).values_list("step", flat=True))
    unsaid = [step for step in taken if step.pk not in said]
    for step in unsaid:
        message = _say_step(hit, step, conversation.thread, now)
        Posted.objects.create(step=step.pk, message=message, at=now)
    if hit.state != State.OPEN:
        # What the opening asked for was given, by the hit's own verb: the source owes nothing any more.
        receiving.settle(message_id=conversation.thread, bureau=hit.source_id, now=now)
    audit.about(details={"steps": len(unsaid)})
    return len(unsaid)


def _say_step(hit: Hit, step: HitStep, thread: UUID, now: datetime) -> UUID:
    """Who took the step knows it, and keeps a copy; the other side is told."""
    is_source = step.bureau == hit.source_id
    name = hit.source.name if is_source else hit.asking.name
    letter = Letter(
        to=(hit.asking_id if is_source else hit.source_id,),
        cc=(hit.source_id if is_source else hit.asking_id,),
        subject="",
        body="",
        priority=Priority.URGENT if hit.urgent else Priority.ROUTINE,
        thread=str(thread),
        follows=_last(thread),
    )
    return _post(hit, letter, hit_words.step(_facts(hit), step.verb, name, step.reason, _say), now)


def _post(hit: Hit, letter: Letter, words: Words, now: datetime) -> UUID:
    """Seals, signs and sends; to those of both sides who have keys. Raises NoKeys where the source has none."""
    known = _keys_of(hit)
    if hit.source_id not in known:
        raise NoKeys
    to = _with_keys(letter.to, known)
    whole = {
        "to": to or _with_keys(letter.cc, known),
        "cc": _with_keys(letter.cc, known) if to else (),
        "subject": words.subject,
        "body": words.body,
        "kind": Kind.HIT.value,
        "cites": (f"hit:{hit.pk}",),
        "automatic": True,
        "officer": "",
        "id": letter.id or str(ids.new()),
    }
    letter = _replaced(letter, whole)
    sealed = writing.compose(letter, keyring=installation.automatic(), keys=known, now=now)
    sending.send(actor=AUTOMATIC, envelope=sealed.envelope, signature=sealed.signature, content=sealed.content, now=now)
    return UUID(letter.id)


def _replaced(letter: Letter, changes: dict[str, object]) -> Letter:
    kept = {name: getattr(letter, name) for name in letter.__struct_fields__}
    return Letter(**(kept | changes))


def _with_keys(codes: Iterable[str], known: dict[str, PublicKey]) -> tuple[str, ...]:
    return tuple(code for code in codes if code in known)


def _keys_of(hit: Hit) -> dict[str, PublicKey]:
    return keys.current_of([hit.source_id, hit.asking_id])


def _last(thread: UUID) -> str | None:
    last = Message.objects.filter(thread=thread).order_by("-received_at", "-pk").values_list("pk", flat=True).first()
    return str(last) if last else None


def _locked(hit_id: UUID) -> tuple[Hit, Conversation]:
    """The hit, and its conversation with its row locked: of two workers, one opens it.

    The hit itself is not locked: whoever takes a step holds the log's lock by then, and each would wait for the other.
    """
    hit = Hit.objects.select_related("source", "asking", "check_made").get(pk=hit_id)
    Conversation.objects.bulk_create([_conversation(hit)], ignore_conflicts=True)
    return hit, Conversation.objects.select_for_update().get(pk=hit_id)


def _conversation(hit: Hit) -> Conversation:
    half = hit.at + (hit.answer_due_at - hit.at) / 2
    return Conversation(hit=hit, half_at=half, due_at=hit.answer_due_at)


def _facts(hit: Hit, *, asking_is_told: bool = True) -> Facts:
    return Facts(
        source=hit.source.name,
        asking=hit.asking.name,
        source_contact=hit.source.contact,
        asking_contact=hit.asking.contact,
        database=DATABASES[hit.database],
        kind=manifests.told(hit.database, hit.kind).label,
        purpose=PURPOSES.get(hit.check_made.purpose, hit.check_made.purpose),
        at=_moment(hit.at),
        due_at=_moment(hit.answer_due_at),
        is_possible=hit.outcome == "possible",
        is_urgent=hit.urgent,
        place_is_hidden=checks.place_is_hidden(hit),
        asking_is_told=asking_is_told,
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _say(sentence: str) -> str:
    """In the language in which the system writes: a message has one, whoever reads it."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(sentence)
