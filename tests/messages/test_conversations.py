"""Hits become conversations: one thread a hit, every step said once, reminders once, and nothing that helps to find
somebody who is protected."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from comity.audit.models import Entry
from comity.checks import actions as checks
from comity.checks.models import Hit
from comity.checks.rules import State
from comity.keys import founding, installation
from comity.keys import queries as keys
from comity.keys.engine.ring import Keyring
from comity.messages import conversations
from comity.messages.actions import conversations as actions
from comity.messages.engine import content as contents
from comity.messages.engine import envelope as envelopes
from comity.messages.engine import verifying
from comity.messages.engine.content import Content
from comity.messages.engine.envelope import Envelope
from comity.messages.models import Conversation, Delivery, Message, Posted, Thread
from comity.messages.rules import Folder
from comity.network.models import Bureau
from comity.protection import actions as protection
from comity.protection.engine.keys import Subject
from comity.testing import sought, tour
from comity.testing.fixtures import stage
from comity.testing.stage import Stage

__all__ = ["stage"]

BORDER = "Passenger control, Tana airport"
PLACE = "Tana, desk 9"


@pytest.fixture
def rings(stage: Stage, settings: Any) -> Iterator[dict[str, Keyring]]:
    """France and Kenya keep their keys themselves."""
    settings.INSTALLATION_KEYS = stage.folder / "keys"
    yield {code: founding.found_own(code, stage.now) for code in ("FR", "KE")}


def make_hit(stage: Stage, **more: Any) -> Hit:
    """Kenya's airport has scanned France's stolen passport."""
    asked = {"purpose": "border_control", "mrz": tour.stolen_zone(), "place": PLACE} | more
    stage.ask_api(stage.tokens[BORDER], asked)
    stage.ingest()
    return Hit.objects.get()


@pytest.fixture
def hit(stage: Stage, rings: dict[str, Keyring]) -> Hit:
    return make_hit(stage)


def said(message: Message, ring: Keyring) -> tuple[Envelope, Content]:
    """A message as one side reads it: verified, then opened."""
    key = keys.by_id(message.sender_key)
    envelope = verifying.verify(bytes(message.envelope), bytes(message.signature), bytes(message.sealed), key)
    return envelope, verifying.read(bytes(message.sealed), ring, envelope)


def posted(hit: Hit) -> list[Message]:
    thread = conversations.thread_of(hit.pk)
    return list(Message.objects.filter(thread=thread).order_by("received_at", "pk")) if thread else []


def all_said(hit: Hit, ring: Keyring) -> list[str]:
    return [said(message, ring)[1].body for message in posted(hit)]


def step(stage: Stage, username: str, hit: Hit, verb: str, reason: str = "") -> None:
    checks.answer_hit(actor=stage.actor(username), hit_id=hit.pk, verb=verb, reason=reason, now=stage.now)


def test_a_hit_opens_one_thread_between_both_sides(stage: Stage, hit: Hit, rings: dict[str, Keyring]) -> None:
    assert conversations.converse_step(stage.now) == 1
    assert conversations.converse_step(stage.now) == 0
    [message] = posted(hit)
    assert Thread.objects.get(pk=message.thread_id).hit == hit.pk
    for code in ("FR", "KE"):
        envelope, content = said(message, rings[code])
        assert (envelope.to, envelope.cc, envelope.sender, envelope.automatic) == (("FR",), ("KE",), "GS", True)
        assert envelope.cites == (f"hit:{hit.pk}",)
        assert "France" in content.subject and "Kenya" in content.body
    assert keys.by_id(message.sender_key).role == "automatic"
    owed = Delivery.objects.get(message=message, bureau="FR")
    assert (owed.folder, owed.due_at) == (Folder.NEEDS_ANSWER, _to_the_millisecond(hit.answer_due_at))
    assert Delivery.objects.get(message=message, bureau="KE").folder != Folder.NEEDS_ANSWER
    [entry] = Entry.objects.filter(verb="hit.conversation_opened")
    assert (entry.subject, entry.outcome) == (str(hit.pk), "done")


def test_nobody_else_can_open_it(stage: Stage, hit: Hit) -> None:
    conversations.converse_step(stage.now)
    third = founding.found_own("BR", stage.now)
    [message] = posted(hit)
    with pytest.raises(Exception, match="key"):
        said(message, third)


def test_the_text_says_nothing_that_the_hits_page_hides(stage: Stage, hit: Hit, rings: dict[str, Keyring]) -> None:
    checks.release_place(actor=stage.actor("ke.bureau"), hit_id=hit.pk, now=stage.now)
    step(stage, "fr.bureau", hit, "confirm")
    conversations.converse_step(stage.now)
    conversations.converse_step(stage.now + timedelta(hours=2))
    told = "\n".join(all_said(hit, rings["FR"]))
    hidden = (PLACE, "Tana", "Border police", "desk 9", tour.STOLEN_NUMBER, *tour.stolen_zone(), BORDER)
    assert told
    for words in hidden:
        assert words not in told
    officers = [stage.actor(username).name for username in ("ke.bureau", "ke.border", "fr.bureau")]
    assert not [name for name in officers if name in told]


def test_each_step_is_said_once_in_order_and_ends_the_clock(stage: Stage, hit: Hit, rings: dict[str, Keyring]) -> None:
    conversations.converse_step(stage.now)
    step(stage, "fr.bureau", hit, "confirm")
    conversations.converse_step(stage.now)
    opening = posted(hit)[0]
    delivery = Delivery.objects.get(message=opening, bureau="FR")
    assert (delivery.folder, delivery.answered_at) == (Folder.DONE, stage.now)
    assert Message.objects.get(pk=opening.pk).owed == 0
    step(stage, "ke.bureau", hit, "acted", "Arrested, and the court was told.")
    conversations.converse_step(stage.now)
    conversations.converse_step(stage.now)
    bodies = all_said(hit, rings["KE"])
    assert len(bodies) == 3
    assert "valid" in bodies[1] and "Arrested, and the court was told." in bodies[2]
    chain = [envelopes.decode(bytes(message.envelope)) for message in posted(hit)]
    assert [one.follows for one in chain] == [None, chain[0].id, chain[1].id]
    assert [one.to for one in chain] == [("FR",), ("KE",), ("FR",)]
    assert Posted.objects.count() == 2


def test_a_hit_answered_before_anybody_spoke_of_it_is_told_whole(
    stage: Stage, hit: Hit, rings: dict[str, Keyring]
) -> None:
    step(stage, "fr.bureau", hit, "outdated", "The passport was found.")
    conversations.converse_step(stage.now)
    assert len(posted(hit)) == 2
    assert not Delivery.objects.filter(folder=Folder.NEEDS_ANSWER).exists()


def test_the_source_is_reminded_at_half_and_both_at_the_end_once_each(
    stage: Stage, hit: Hit, rings: dict[str, Keyring]
) -> None:
    conversations.converse_step(stage.now)
    half, end = hit.at + timedelta(minutes=31), hit.answer_due_at + timedelta(seconds=1)
    for now, count in ((half, 2), (half, 2), (end, 3), (end + timedelta(days=1), 3)):
        conversations.converse_step(now)
        assert len(posted(hit)) == count
    reminder, over = (envelopes.decode(bytes(message.envelope)) for message in posted(hit)[1:])
    assert (reminder.to, reminder.cc) == (("FR",), ())
    assert (over.to, over.cc, over.priority) == (("FR",), ("KE",), "urgent")


def test_who_answered_is_not_reminded(stage: Stage, hit: Hit, rings: dict[str, Keyring]) -> None:
    conversations.converse_step(stage.now)
    step(stage, "fr.bureau", hit, "confirm")
    conversations.converse_step(stage.now)
    for now in (hit.at + timedelta(minutes=31), hit.answer_due_at + timedelta(minutes=1)):
        conversations.converse_step(now)
    assert len(posted(hit)) == 2


@pytest.mark.parametrize("why", ["silent", "not told", "shielded", "opted out", "own data", "protected since"])
def test_a_source_that_must_not_be_told_gets_nothing(stage: Stage, rings: dict[str, Keyring], why: str) -> None:
    hit = make_hit(stage)
    changes: dict[str, dict[str, Any]] = {
        "silent": {"silent": True},
        "not told": {"told_source": False},
        "shielded": {"shielded": True},
        "own data": {"asking": "FR"},
    }
    if why == "opted out":
        Bureau.objects.filter(pk="FR").update(hits_not_wanted=["travel_documents"])
    elif why == "protected since":
        protect(stage, documents=(f"FRA {tour.STOLEN_NUMBER}",))
    else:
        Hit.objects.filter(pk=hit.pk).update(**changes[why])
    for now in (stage.now, hit.at + timedelta(minutes=31), hit.answer_due_at + timedelta(minutes=1)):
        conversations.converse_step(now)
    assert not Message.objects.exists()
    assert not Entry.objects.filter(verb__startswith="hit.conversation").exists()


def test_a_conversation_stops_the_moment_the_person_is_protected(
    stage: Stage, hit: Hit, rings: dict[str, Keyring]
) -> None:
    conversations.converse_step(stage.now)
    protect(stage, documents=(f"FRA {tour.STOLEN_NUMBER}",))
    checks.release_place(actor=stage.actor("ke.bureau"), hit_id=hit.pk, now=stage.now)
    step(stage, "ke.bureau", hit, "not_same", "Another bearer.")
    for now in (stage.now, hit.at + timedelta(minutes=31), hit.answer_due_at + timedelta(minutes=1)):
        conversations.converse_step(now)
    assert len(posted(hit)) == 1


def test_without_keys_the_hit_stays_on_its_page_and_is_told_once_there_are_keys(stage: Stage, settings: Any) -> None:
    settings.INSTALLATION_KEYS = stage.folder / "keys"
    hit = make_hit(stage)
    conversations.converse_step(stage.now)
    [waiting] = conversations.without_keys()
    assert (waiting.hit_id, waiting.reason, waiting.thread) == (hit.pk, "no_keys", None)
    france = founding.found_own("FR", stage.now)
    conversations.converse_step(stage.now + conversations.RETRY_AFTER)
    [body] = all_said(hit, france)
    assert "has no keys yet" in body
    assert not conversations.without_keys()
    assert not Entry.objects.filter(verb="hit.conversation_opened", outcome="refused").exists()


def test_one_that_fails_does_not_hold_up_the_others(
    stage: Stage, hit: Hit, rings: dict[str, Keyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(actions.hit_words, "opening", broken)
        conversations.converse_step(stage.now)
    noted = Conversation.objects.get(pk=hit.pk)
    assert (noted.thread, noted.reason) == (None, "fault_ZeroDivisionError")
    conversations.converse_step(stage.now + conversations.RETRY_AFTER)
    assert len(posted(hit)) == 1


def test_nothing_is_said_twice_when_the_place_read_is_lost(stage: Stage, hit: Hit, rings: dict[str, Keyring]) -> None:
    step(stage, "fr.bureau", hit, "confirm")
    conversations.converse_step(stage.now)
    conversations.HitsRead.objects.update(change=0)
    conversations.converse_step(stage.now)
    assert len(posted(hit)) == 2


def test_the_content_can_be_proved_like_any_other(stage: Stage, hit: Hit, rings: dict[str, Keyring]) -> None:
    conversations.converse_step(stage.now)
    [message] = posted(hit)
    envelope, content = said(message, rings["FR"])
    assert contents.is_committed(envelope.commitment, content.opening, contents.encode(content))
    assert hit.state == State.OPEN and installation.automatic().current.id == envelope.sender_key


def protect(stage: Stage, **known: Any) -> None:
    protection.protect(
        actor=stage.actor("ke.head"), subject=Subject(**known), against=["FR"], until=None, now=stage.now
    )


def test_the_exile_who_is_protected_is_never_spoken_of(stage: Stage, rings: dict[str, Keyring]) -> None:
    protect(stage, names=(sought.FUGITIVE_NAME,), births=(sought.FUGITIVE_BORN,))
    exile = {"name": sought.FUGITIVE_ARABIC, "birth_date": sought.FUGITIVE_BORN}
    stage.ask_api(stage.tokens[BORDER], {"purpose": "border_control", "place": "Desk 4", "person": exile})
    stage.ingest()
    conversations.converse_step(stage.now)
    assert not Message.objects.filter(deliveries__bureau="FR").exists()


def _to_the_millisecond(at: Any) -> Any:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
