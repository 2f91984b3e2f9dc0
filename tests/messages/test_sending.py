"""Sending: works, refuses with the field, audits once, is the same the second time."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection

from comity.audit.models import Entry
from comity.core import ids
from comity.core.errors import Invalid, NotAllowed, Refused
from comity.core.levels import Level
from comity.messages import queries, rules
from comity.messages.actions import placing, sending
from comity.messages.engine import verifying
from comity.messages.engine.content import AttachedFile
from comity.messages.engine.envelope import AttachmentSeal, decode
from comity.messages.engine.writing import LetterFile, Sealed
from comity.messages.models import Attachment, Delivery, Message, Thread
from comity.network.models import Bureau, Officer
from comity.network.rules import Actor
from tests.messages.conftest import NOW, Offices, later

AUTOMATIC = Actor(id="command:conversations", name="Conversations", bureau="GS", lineage=("GS",))


def entries() -> list[tuple[str, str]]:
    rows = Entry.objects.filter(verb__startswith="message").order_by("seq")
    return list(rows.values_list("verb", "outcome"))


def fields(refusal: Any) -> set[str]:
    return {problem.field for problem in refusal.value.problems}


def refused(offices: Offices, **said: Any) -> set[str]:
    """The fields for which this is refused; nothing of it is left, and one entry says so."""
    before = len(entries())
    with pytest.raises(Invalid) as refusal:
        offices.send("FR", **said)
    assert Message.objects.count() == Thread.objects.count() == Delivery.objects.count() == 0
    assert entries()[before:] == [("message.sent", "refused")]
    return fields(refusal)


def test_a_letter_is_in_the_list_of_everybody_it_names_and_of_nobody_else(offices: Offices) -> None:
    sent = offices.send("FR", to=("KE", "BR"), cc=("JP",))
    rows = {row.bureau_id: row for row in Delivery.objects.filter(message=sent)}
    assert {code: (row.role, row.state, row.position) for code, row in rows.items()} == {
        "KE": ("to", "listed", 1),
        "BR": ("to", "listed", 1),
        "JP": ("cc", "listed", 1),
    }
    assert (rows["KE"].folder, rows["JP"].folder, sent.owed) == ("needs_answer", "to_read", 2)
    assert rows["KE"].due_at == later(hours=24)
    assert rows["JP"].due_at is None
    assert entries() == [("message.sent", "done")]
    for code in ("KE", "BR", "JP", "FR"):
        read = verifying.read(bytes(sent.sealed), offices[code].ring, queries.envelope_of(sent))
        assert read.body == "Nobody real."
    with pytest.raises(Refused):
        verifying.read(bytes(sent.sealed), offices["GS"].ring, queries.envelope_of(sent))


def test_the_ledger_holds_no_word_of_it(offices: Offices) -> None:
    sent = offices.send("FR", subject="Word-in-the-subject", body="Word-in-the-body")
    entry = Entry.objects.get(verb="message.sent")
    assert entry.subject == str(sent.pk)
    assert entry.body == '{"files":0,"kind":"request","priority":"routine","recipients":1}'


def test_the_same_again_is_answered_as_the_first_time_and_written_once(offices: Offices) -> None:
    sealed = offices.write("FR")
    first, again = offices.post("FR", sealed), offices.post("FR", sealed, later(days=30))
    assert first.pk == again.pk
    assert entries() == [("message.sent", "done")]
    assert Delivery.objects.count() == 1


def test_the_same_id_with_other_bytes_is_refused_whoever_sends_it(offices: Offices) -> None:
    sealed = offices.write("FR")
    sent = offices.post("FR", sealed)
    with pytest.raises(rules.OtherBytes):
        offices.post("FR", offices.write("FR", id=str(sent.pk), thread=str(sent.pk)))
    with pytest.raises(rules.OtherBytes):
        offices.post("KE", offices.write("KE", to=("FR",), id=str(sent.pk), thread=str(sent.pk)))
    with pytest.raises(rules.OtherBytes):
        offices.post("FR", Sealed(sealed.envelope, sealed.signature, sealed.content + b"x"))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"priority": "at once"}, {"priority"}),
        ({"kind": "gossip", "level": "secret", "asks": "money"}, {"kind", "level", "asks"}),
        ({"language": "english"}, {"language"}),
        ({"language": "xx"}, {"language"}),
        ({"conditions": ("be_nice",)}, {"conditions[0]"}),
        ({"conditions": ("contact_first", "contact_first")}, {"conditions[1]"}),
        ({"to": ("KE", "KE")}, {"to[1]"}),
        ({"to": ("KE",), "cc": ("KE",)}, {"cc[0]"}),
        ({"officer": "Somebody else"}, {"officer"}),
        ({"cites": ("notice:1",)}, {"cites[0]"}),
        ({"cites": ("poem:" + str(ids.new()),)}, {"cites[0]"}),
        ({"asks": "arrest", "names_person": True}, {"cites"}),
        ({"asks": "location"}, {"names_person"}),
        ({"due_at": NOW}, {"due_at"}),
        ({"due_at": NOW + timedelta(days=400)}, {"due_at"}),
        ({"kind": "alert", "due_at": NOW + timedelta(days=1)}, {"due_at"}),
        ({"thread": str(ids.new())}, {"thread"}),
        ({"answers": str(ids.new())}, {"answers"}),
        ({"follows": str(ids.new())}, {"follows"}),
        ({"forwards": str(ids.new())}, {"forwards"}),
        ({"answers": "the last one"}, {"answers"}),
        ({"id": "1"}, {"id", "thread"}),
        ({"id": "0197a4c2-0000-4000-8000-000000000000"}, {"id"}),
        ({"automatic": True}, {"automatic"}),
    ],
)
def test_what_is_wrong_is_named_by_its_field(offices: Offices, said: dict[str, Any], wrong: set[str]) -> None:
    found = refused(offices, **said)
    assert wrong <= found <= wrong | {"cites", "thread"}


def test_everything_wrong_is_said_at_once(offices: Offices) -> None:
    assert refused(offices, language="xx", priority="soon", due_at=NOW) == {"language", "priority", "due_at"}


@pytest.mark.parametrize("at", [NOW - timedelta(days=8), NOW + timedelta(minutes=6)])
def test_a_letter_is_not_of_last_week_nor_of_tomorrow(offices: Offices, at: Any) -> None:
    sealed = offices.write("FR", at=at)
    with pytest.raises(Invalid) as refusal:
        offices.post("FR", sealed, NOW)
    assert fields(refusal) == {"sent_at"}


def test_a_level_above_ones_own_clearance_cannot_be_given(offices: Offices) -> None:
    Officer.objects.filter(pk=offices["FR"].officer.pk).update(clearance=Level.RESTRICTED)
    assert refused(offices, level="confidential") == {"level"}


def test_a_bureau_that_does_not_exist_or_has_no_keys_is_named_by_its_place(offices: Offices) -> None:
    Bureau.objects.create(code="ZZ", kind="national", name="Without keys")
    sealed = offices.write("FR", to=("KE", "BR"))
    said = sealed.envelope.replace(b'"to":["KE","BR"]', b'"to":["ZZ","XX"]')
    signature = offices["FR"].ring.sign("comity/message/1", said)
    with pytest.raises(Invalid) as refusal:
        offices.post("FR", Sealed(said, signature, sealed.content))
    assert fields(refusal) == {"to[0]", "to[1]"}
    assert [str(one.problem) for one in refusal.value.problems] == [
        "This bureau has no key that a message could be sealed for.",
        "There is no such bureau.",
    ]


# --- Who may ---


def test_who_may_not_send_leaves_one_refused_entry(offices: Offices) -> None:
    sealed = offices.write("FR")
    Officer.objects.filter(pk=offices["FR"].officer.pk).update(posts=["frontline"])
    with pytest.raises(NotAllowed):
        offices.post("FR", sealed)
    assert entries() == [("message.sent", "refused")]
    with pytest.raises(NotAllowed):
        many(offices, [sealed])
    assert entries() == [("message.sent", "refused")] * 2


def test_a_letter_that_cannot_be_read_leaves_an_entry_too(offices: Offices) -> None:
    sealed = offices.write("FR")
    with pytest.raises(Invalid):
        offices.post("FR", Sealed(b"{}", sealed.signature, sealed.content))
    assert entries() == [("message.sent", "refused")]


def test_a_fault_of_ours_leaves_nothing_but_its_name(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: Any, **_said: Any) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(placing, "place", fail)
    for attempt in (lambda: offices.send("FR"), lambda: many(offices, [offices.write("FR")])):
        with pytest.raises(RuntimeError):
            attempt()
    assert entries() == [("message.sent", "failed")] * 2
    assert Thread.objects.count() == 0


def test_a_bureau_whose_link_is_closed_sends_nothing(offices: Offices) -> None:
    sealed = offices.write("FR")
    Bureau.objects.filter(pk="FR").update(connected=False)
    with pytest.raises(rules.LinkClosed):
        offices.post("FR", sealed)


def test_the_system_itself_sends_automatic_messages_under_its_own_key_only(
    offices: Offices, settings: Any, tmp_path: Any
) -> None:
    from comity.keys import installation

    settings.INSTALLATION_KEYS = tmp_path
    said: dict[str, Any] = {
        "to": ("KE",),
        "cc": ("FR",),
        "kind": "hit",
        "asks": "information",
        "officer": "",
        "automatic": True,
    }
    hit = ids.new()
    sealed = offices.write("GS", **said)
    with pytest.raises(rules.KeysChanged):
        sending.send(
            actor=AUTOMATIC, envelope=sealed.envelope, signature=sealed.signature, content=sealed.content, now=NOW
        )
    offices["GS"].ring = installation.automatic()
    sealed = offices.write("GS", **said, cites=(f"hit:{hit}",))
    sent = sending.send(
        actor=AUTOMATIC, envelope=sealed.envelope, signature=sealed.signature, content=sealed.content, now=NOW
    )
    assert sent.is_automatic
    assert sent.thread.hit == hit
    rows = dict(sent.deliveries.values_list("bureau", "folder"))
    assert rows == {"KE": "needs_answer", "FR": "to_read"}
    # What the clock asked is ended by a step on the hit, not by words.
    offices.send("KE", to=("FR",), kind="answer", thread=str(sent.pk), answers=str(sent.pk))
    assert sent.deliveries.get(bureau="KE").folder == "needs_answer"


# --- Files ---


def deposit(offices: Offices, code: str = "FR", data: bytes = b"age-encryption.org/v1\nsealed") -> LetterFile:
    key = ids.new()
    digest = sha256(data).hexdigest()
    Attachment.objects.create(id=key, bureau_id=code, size=len(data), digest=digest, file="x", deposited_at=NOW)
    plain = AttachedFile(str(key), "photo.jpg", "image/jpeg", 3, sha256(b"abc").hexdigest())
    return LetterFile(plain, AttachmentSeal(str(key), len(data), digest))


def test_a_file_belongs_to_the_first_message_that_names_it(offices: Offices) -> None:
    file = deposit(offices)
    sent = offices.send("FR", files=(file,))
    assert Attachment.objects.get().message_id == sent.pk
    with pytest.raises(Invalid) as refusal:
        offices.send("FR", files=(file,))
    assert fields(refusal) == {"attachments[0].id"}


def test_a_file_must_be_there_be_ones_own_and_be_the_one_that_was_named(offices: Offices) -> None:
    missing = deposit(offices)
    Attachment.objects.all().delete()
    foreign = deposit(offices, "KE")
    good = deposit(offices)
    other = LetterFile(good.plain, AttachmentSeal(good.sealed.id, good.sealed.size, "0" * 64))
    assert refused(offices, files=(missing, foreign)) == {"attachments[0].id", "attachments[1].id"}
    assert refused(offices, files=(other,)) == {"attachments[0].digest"}
    huge = LetterFile(good.plain, AttachmentSeal(good.sealed.id, rules.LARGEST_SEALED_FILE + 1, good.sealed.digest))
    assert refused(offices, files=(huge,)) == {"attachments[0].size"}


# --- Many at once ---


def many(offices: Offices, sealed: list[Sealed], at: Any = NOW) -> list[Message | Refused]:
    letters = [(one.envelope, one.signature, one.content) for one in sealed]
    return sending.send_many(actor=offices["FR"].actor, letters=letters, now=at)


def test_each_of_many_has_its_own_outcome_and_its_own_entry(offices: Offices) -> None:
    first = offices.write("FR")
    key = decode(first.envelope).id
    follows = offices.write("FR", thread=key, follows=key)
    wrong = offices.write("FR", language="xx")
    torn = Sealed(first.envelope[:-1], first.signature, first.content)
    done = many(offices, [first, wrong, follows, torn])
    assert [type(one).__name__ for one in done] == ["Message", "Invalid", "Message", "Invalid"]
    assert entries() == [("message.sent", "done"), ("message.sent", "refused"), ("message.sent", "done"),
                         ("message.sent", "refused")]  # fmt: skip
    assert list(Delivery.objects.order_by("position").values_list("position", flat=True)) == [1, 2]
    again = many(offices, [first, wrong, follows])
    assert [getattr(one, "pk", None) for one in again] == [getattr(one, "pk", None) for one in done[:3]]
    assert Message.objects.count() == 2
    assert len(entries()) == 5


def test_the_same_twice_in_one_lot_is_sent_once(offices: Offices) -> None:
    one = offices.write("FR")
    done = many(offices, [one, one])
    assert isinstance(done[0], Message)
    assert isinstance(done[1], sending.SentMeanwhile)
    assert Message.objects.count() == 1


def test_none_and_too_many_at_once_are_refused(offices: Offices) -> None:
    for letters in ([], [offices.write("FR")] * (rules.MOST_AT_ONCE + 1)):
        with pytest.raises(Invalid):
            many(offices, letters)


def test_a_lot_costs_as_many_questions_as_one(
    offices: Offices, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    one, lot = [offices.write("FR", to=("KE", "BR"))], [offices.write("FR", to=("KE", "BR")) for _ in range(40)]
    with django_assert_max_num_queries(20) as first:
        many(offices, one)
    with django_assert_max_num_queries(20) as second:
        many(offices, lot)
    assert len(second) == len(first)
    assert connection.in_atomic_block
