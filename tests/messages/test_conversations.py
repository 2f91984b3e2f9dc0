"""Hits become conversations: one thread a hit, every step said once, reminders once, and nothing that helps to find
somebody who is protected."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.audit.models import Entry
from comity.checks import actions as checks
from comity.checks.models import Check, Hit, next_change
from comity.checks.rules import State
from comity.core import ids
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
from comity.network.models import Bureau, Entity
from comity.protection import actions as protection
from comity.protection.engine.keys import Subject
from comity.records.models import Record
from comity.records.rules import Status
from tests.messages import parties
from tests.messages.parties import Quick, quick

__all__ = ["quick"]

PLACE = "Tana, desk 9"
NUMBER = "12AB34567"
SERVICE = "Border police, Tana international airport"


@pytest.fixture
def rings(quick: Quick, settings: Any, tmp_path: Path) -> dict[str, Keyring]:
    """France and Kenya keep their keys themselves."""
    settings.INSTALLATION_KEYS = tmp_path / "keys"
    return parties.found(quick, "FR", "KE")


def make_hit(quick: Quick) -> Hit:
    """Kenya's airport has scanned France's stolen passport: the rows that ingesting makes of it."""
    record = Record.objects.create(
        database="travel_documents",
        source_id="FR",
        reference="FR-1",
        kind="stolen",
        status=Status.ACTIVE,
        fields={"number": NUMBER, "issuer": "FRA", "type": "passport"},
        created_at=quick.now,
        changed_at=quick.now,
        entered_by="x",
        review_on=quick.now.date() + timedelta(days=3650),
    )
    service = Entity.objects.create(bureau_id="KE", name=SERVICE, authorised_at=quick.now)
    check = Check.objects.create(
        id=ids.new(),
        at=quick.now,
        actor="system:x",
        bureau="KE",
        entity=service.pk,
        purpose="border_control",
        place=PLACE,
        outcome="hit",
        question={"document": {"number": NUMBER}},
        face="api",
    )
    return Hit.objects.create(
        check_made=check,
        record=record.pk,
        database=record.database,
        kind=record.kind,
        outcome="hit",
        source_id="FR",
        asking_id="KE",
        entity=service.pk,
        asked_by="system:x",
        at=quick.now,
        answer_due_at=quick.now + timedelta(hours=1),
        state=State.OPEN,
        told_source=True,
        changed_at=quick.now,
        change=next_change(),
    )


@pytest.fixture
def hit(quick: Quick, rings: dict[str, Keyring]) -> Hit:
    return make_hit(quick)


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


def step(quick: Quick, username: str, hit: Hit, verb: str, reason: str = "") -> None:
    checks.answer_hit(actor=quick.actor(username), hit_id=hit.pk, verb=verb, reason=reason, now=quick.now)


def test_a_hit_opens_one_thread_between_both_sides(quick: Quick, hit: Hit, rings: dict[str, Keyring]) -> None:
    assert conversations.converse_step(quick.now) == 1
    assert conversations.converse_step(quick.now) == 0
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


def test_the_clock_is_the_hits_own_also_when_it_has_run_out(quick: Quick, hit: Hit) -> None:
    late = hit.answer_due_at + timedelta(minutes=20)
    conversations.converse_step(late)
    owed = Delivery.objects.get(message=conversations.thread_of(hit.pk), bureau="FR")
    assert (owed.folder, owed.due_at) == (Folder.NEEDS_ANSWER, hit.answer_due_at)
    assert len(posted(hit)) == 2, "and that it is over is said at once"


def test_nobody_else_can_open_it(quick: Quick, hit: Hit) -> None:
    conversations.converse_step(quick.now)
    third = founding.found_own("BR", quick.now)
    [message] = posted(hit)
    with pytest.raises(Exception, match="key"):
        said(message, third)


def test_the_text_says_nothing_that_the_hits_page_hides(quick: Quick, hit: Hit, rings: dict[str, Keyring]) -> None:
    checks.release_place(actor=quick.actor("ke.bureau"), hit_id=hit.pk, now=quick.now)
    step(quick, "fr.bureau", hit, "confirm")
    conversations.converse_step(quick.now)
    conversations.converse_step(quick.now + timedelta(hours=2))
    told = "\n".join(all_said(hit, rings["FR"]))
    hidden = (PLACE, "Tana", "desk 9", SERVICE, "Border police", NUMBER, "FR-1")
    assert told
    for words in hidden:
        assert words not in told
    officers = [quick.actor(username).name for username in ("ke.bureau", "fr.bureau")]
    assert not [name for name in officers if name in told]


def test_each_step_is_said_once_in_order_and_ends_the_clock(quick: Quick, hit: Hit, rings: dict[str, Keyring]) -> None:
    conversations.converse_step(quick.now)
    step(quick, "fr.bureau", hit, "confirm")
    conversations.converse_step(quick.now)
    opening = posted(hit)[0]
    delivery = Delivery.objects.get(message=opening, bureau="FR")
    assert (delivery.folder, delivery.answered_at) == (Folder.DONE, quick.now)
    assert Message.objects.get(pk=opening.pk).owed == 0
    step(quick, "ke.bureau", hit, "acted", "Arrested, and the court was told.")
    conversations.converse_step(quick.now)
    conversations.converse_step(quick.now)
    bodies = all_said(hit, rings["KE"])
    assert len(bodies) == 3
    assert "valid" in bodies[1] and "Arrested, and the court was told." in bodies[2]
    chain = [envelopes.decode(bytes(message.envelope)) for message in posted(hit)]
    assert [one.follows for one in chain] == [None, chain[0].id, chain[1].id]
    assert [one.to for one in chain] == [("FR",), ("KE",), ("FR",)]
    assert Posted.objects.count() == 2


def test_a_hit_answered_before_anybody_spoke_of_it_is_told_whole(
    quick: Quick, hit: Hit, rings: dict[str, Keyring]
) -> None:
    step(quick, "fr.bureau", hit, "outdated", "The passport was found.")
    conversations.converse_step(quick.now)
    assert len(posted(hit)) == 2
    assert not Delivery.objects.filter(folder=Folder.NEEDS_ANSWER).exists()


def test_the_source_is_reminded_at_half_and_both_at_the_end_once_each(
    quick: Quick, hit: Hit, rings: dict[str, Keyring]
) -> None:
    conversations.converse_step(quick.now)
    half, end = hit.at + timedelta(minutes=31), hit.answer_due_at + timedelta(seconds=1)
    for now, count in ((half, 2), (half, 2), (end, 3), (end + timedelta(days=1), 3)):
        conversations.converse_step(now)
        assert len(posted(hit)) == count
    reminder, over = (envelopes.decode(bytes(message.envelope)) for message in posted(hit)[1:])
    assert (reminder.to, reminder.cc) == (("FR",), ())
    assert (over.to, over.cc, over.priority) == (("FR",), ("KE",), "urgent")


def test_who_answered_is_not_reminded(quick: Quick, hit: Hit, rings: dict[str, Keyring]) -> None:
    conversations.converse_step(quick.now)
    step(quick, "fr.bureau", hit, "confirm")
    conversations.converse_step(quick.now)
    for now in (hit.at + timedelta(minutes=31), hit.answer_due_at + timedelta(minutes=1)):
        conversations.converse_step(now)
    assert len(posted(hit)) == 2


@pytest.mark.parametrize("why", ["silent", "not told", "shielded", "opted out", "own data", "protected since"])
def test_a_source_that_must_not_be_told_gets_nothing(quick: Quick, rings: dict[str, Keyring], why: str) -> None:
    hit = make_hit(quick)
    changes: dict[str, dict[str, Any]] = {
        "silent": {"silent": True},
        "not told": {"told_source": False},
        "shielded": {"shielded": True},
        "own data": {"asking": "FR"},
    }
    if why == "opted out":
        Bureau.objects.filter(pk="FR").update(hits_not_wanted=["travel_documents"])
    elif why == "protected since":
        protect(quick, documents=(f"FRA {NUMBER}",))
    else:
        Hit.objects.filter(pk=hit.pk).update(**changes[why])
    for now in (quick.now, hit.at + timedelta(minutes=31), hit.answer_due_at + timedelta(minutes=1)):
        conversations.converse_step(now)
    assert not Message.objects.exists()
    assert not Entry.objects.filter(verb__startswith="hit.conversation").exists()


def test_a_conversation_stops_the_moment_the_person_is_protected(
    quick: Quick, hit: Hit, rings: dict[str, Keyring]
) -> None:
    conversations.converse_step(quick.now)
    protect(quick, documents=(f"FRA {NUMBER}",))
    checks.release_place(actor=quick.actor("ke.bureau"), hit_id=hit.pk, now=quick.now)
    step(quick, "ke.bureau", hit, "not_same", "Another bearer.")
    for now in (quick.now, hit.at + timedelta(minutes=31), hit.answer_due_at + timedelta(minutes=1)):
        conversations.converse_step(now)
    assert len(posted(hit)) == 1


def test_without_keys_the_hit_stays_on_its_page_and_is_told_once_there_are_keys(
    quick: Quick, settings: Any, tmp_path: Path
) -> None:
    settings.INSTALLATION_KEYS = tmp_path / "keys"
    hit = make_hit(quick)
    conversations.converse_step(quick.now)
    [waiting] = conversations.without_keys()
    assert (waiting.hit_id, waiting.reason, waiting.thread) == (hit.pk, "no_keys", None)
    france = founding.found_own("FR", quick.now)
    conversations.converse_step(quick.now + conversations.RETRY_AFTER)
    [body] = all_said(hit, france)
    assert "has no keys yet" in body
    assert not conversations.without_keys()
    assert not Entry.objects.filter(verb="hit.conversation_opened", outcome="refused").exists()


def test_one_that_fails_does_not_hold_up_the_others(
    quick: Quick, hit: Hit, rings: dict[str, Keyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(actions.hit_words, "opening", broken)
        conversations.converse_step(quick.now)
    noted = Conversation.objects.get(pk=hit.pk)
    assert (noted.thread, noted.reason) == (None, "fault_ZeroDivisionError")
    conversations.converse_step(quick.now + conversations.RETRY_AFTER)
    assert len(posted(hit)) == 1


def test_nothing_is_said_twice_when_the_place_read_is_lost(quick: Quick, hit: Hit, rings: dict[str, Keyring]) -> None:
    step(quick, "fr.bureau", hit, "confirm")
    conversations.converse_step(quick.now)
    conversations.HitsRead.objects.update(change=0)
    conversations.converse_step(quick.now)
    assert len(posted(hit)) == 2


def test_the_content_can_be_proved_like_any_other(quick: Quick, hit: Hit, rings: dict[str, Keyring]) -> None:
    conversations.converse_step(quick.now)
    [message] = posted(hit)
    envelope, content = said(message, rings["FR"])
    assert contents.is_committed(envelope.commitment, content.opening, contents.encode(content))
    assert hit.state == State.OPEN and installation.automatic().current.id == envelope.sender_key


def protect(quick: Quick, **known: Any) -> None:
    protection.protect(
        actor=quick.actor("ke.head"), subject=Subject(**known), against=["FR"], until=None, now=quick.now
    )


def _to_the_millisecond(at: Any) -> Any:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
