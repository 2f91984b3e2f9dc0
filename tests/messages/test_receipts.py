"""Receipts: signed by the recipient, kept as exact bytes, in order, once; forged ones are refused."""

from collections.abc import Sequence
from typing import Any

import pytest

from comity.audit.models import Entry
from comity.core import ids
from comity.core.errors import Invalid, NotFound, Refused
from comity.messages import queries
from comity.messages.actions import receiving
from comity.messages.actions.receiving import AnotherReceipt, NothingToClose
from comity.messages.engine import receipts
from comity.messages.engine.receipts import SignedReceipt
from comity.messages.engine.verifying import NotGenuine
from comity.messages.models import Delivery, Message, Receipt
from tests.messages.conftest import NOW, Offices, later


def signed(offices: Offices, sent: Message, kind: str, by: str = "KE", at: Any = NOW) -> SignedReceipt:
    return receipts.sign(bytes(sent.envelope), str(sent.pk), kind, keyring=offices[by].ring, now=at)


def given(offices: Offices, one: Sequence[SignedReceipt], by: str = "KE", at: Any = NOW) -> list[Receipt | Refused]:
    return receiving.acknowledge(actor=offices[by].actor, receipts=one, now=at)


def delivery(code: str = "KE") -> Delivery:
    return Delivery.objects.get(bureau=code)


def test_each_receipt_moves_the_delivery_and_anybody_can_verify_it(offices: Offices) -> None:
    sent = offices.send("FR")
    for minute, (kind, state) in enumerate([("delivered", "delivered"), ("read", "read"), ("answered", "read")]):
        (kept,) = given(offices, [signed(offices, sent, kind, at=later(minutes=minute))], at=later(minutes=minute))
        assert isinstance(kept, Receipt)
        assert delivery().state == state
        shown = SignedReceipt(bytes(kept.receipt), bytes(kept.signature))
        assert receipts.verify(shown, {kept.key: offices["KE"].ring.current}.get).kind == kind
    row = delivery()
    assert (row.delivered_at, row.read_at, row.answered_at) == (NOW, later(minutes=1), later(minutes=2))
    assert row.folder == "done"
    assert Message.objects.get().owed == 0
    assert [one.said for one in queries.receipts_since(offices["FR"].actor)] == ["delivered", "read", "answered"]
    assert [one.position for one in queries.receipts_since(offices["FR"].actor, after=1)] == [2, 3]
    assert queries.receipts_since(offices["BR"].actor) == []


def test_the_same_again_is_answered_as_the_first_time(offices: Offices) -> None:
    sent = offices.send("FR")
    one = signed(offices, sent, "delivered")
    first, again = given(offices, [one]), given(offices, [one], at=later(hours=1))
    assert isinstance(first[0], Receipt)
    assert isinstance(again[0], Receipt)
    assert first[0].pk == again[0].pk
    assert Receipt.objects.count() == 1
    other = given(offices, [signed(offices, sent, "delivered", at=later(minutes=1))], at=later(minutes=1))
    assert isinstance(other[0], AnotherReceipt)


def test_what_is_read_and_asks_for_nothing_is_done(offices: Offices) -> None:
    sent = offices.send("FR", kind="alert")
    assert delivery().folder == "to_read"
    given(offices, [signed(offices, sent, "read")])
    assert (delivery().folder, delivery().delivered_at) == ("done", NOW)


def test_receipts_that_contradict_each_other_are_refused(offices: Offices) -> None:
    sent = offices.send("FR")
    late = later(minutes=5)
    given(offices, [signed(offices, sent, "delivered", at=late)], at=late)
    (outcome,) = given(offices, [signed(offices, sent, "read", at=later(minutes=1))], at=late)
    assert isinstance(outcome, Invalid)
    assert outcome.problems[0].field == "at"
    for at in (later(minutes=-6), later(minutes=12)):
        (outcome,) = given(offices, [signed(offices, sent, "answered", at=at)], at=late)
        assert isinstance(outcome, Invalid)


def test_a_forged_receipt_is_refused_and_the_good_one_beside_it_is_kept(offices: Offices) -> None:
    sent, other = offices.send("FR", to=("KE", "BR")), offices.send("FR")
    good = signed(offices, sent, "delivered")
    by_another = signed(offices, sent, "delivered", by="BR")
    of_another = receipts.sign(bytes(other.envelope), str(sent.pk), "read", keyring=offices["KE"].ring, now=NOW)
    renamed = SignedReceipt(good.receipt.replace(b'"delivered"', b'"read"'), good.signature)
    flipped = SignedReceipt(good.receipt, bytes([good.signature[0] ^ 1]) + good.signature[1:])
    unknown = receipts.sign(bytes(sent.envelope), str(ids.new()), "read", keyring=offices["KE"].ring, now=NOW)
    torn = SignedReceipt(good.receipt[:-2], good.signature)
    outcomes = given(offices, [by_another, of_another, renamed, flipped, unknown, torn, good])
    kinds = [type(one).__name__ for one in outcomes]
    assert kinds == ["Invalid", "Invalid", "NotGenuine", "NotGenuine", "NotFound", "Invalid", "Receipt"]
    assert Receipt.objects.count() == 1
    entry = Entry.objects.get(verb="messages.acknowledged")
    assert entry.body == '{"kept":1,"refused":6}'


def test_any_changed_bit_of_a_receipt_is_found(offices: Offices) -> None:
    sent = offices.send("FR")
    good = signed(offices, sent, "delivered")
    key = offices["KE"].ring.current
    for place in range(len(good.receipt)):
        changed = bytearray(good.receipt)
        changed[place] ^= 1
        with pytest.raises(Refused):
            receipts.verify(SignedReceipt(bytes(changed), good.signature), {key.id: key}.get)


def test_nobody_gives_a_receipt_for_what_was_not_sent_to_them(offices: Offices) -> None:
    sent = offices.send("FR", to=("BR",))
    (outcome,) = given(offices, [signed(offices, sent, "read")])
    assert isinstance(outcome, NotFound)


def test_a_receipt_under_a_revoked_key_is_refused(offices: Offices) -> None:
    sent = offices.send("FR")
    one = signed(offices, sent, "read")
    offices.replace_key("KE", "stolen")
    (outcome,) = given(offices, [one])
    assert isinstance(outcome, Invalid)


def test_none_or_too_many_are_refused(offices: Offices) -> None:
    with pytest.raises(Invalid):
        given(offices, [])


# --- Answers and closing ---


def test_an_answer_settles_what_it_answers_and_a_question_back_does_not(offices: Offices) -> None:
    asked = offices.send("FR", to=("KE", "BR"))
    named: dict[str, Any] = {"thread": str(asked.pk), "answers": str(asked.pk), "to": ("FR",)}
    offices.send("KE", **named, kind="request")
    assert delivery("BR").folder == Delivery.objects.get(message=asked, bureau="KE").folder == "needs_answer"
    offices.send("KE", **named, kind="answer")
    row = Delivery.objects.get(message=asked, bureau="KE")
    assert (row.folder, row.answered_at) == ("done", NOW)
    assert Message.objects.get(pk=asked.pk).owed == 1
    offices.send("KE", **named, kind="answer")
    assert Message.objects.get(pk=asked.pk).owed == 1
    assert [one.pk for one in queries.sent(offices["FR"].actor, waiting=True)] == [asked.pk]
    offices.send("BR", **named, kind="answer")
    assert queries.sent(offices["FR"].actor, waiting=True) == []


def test_only_who_was_asked_answers(offices: Offices) -> None:
    asked = offices.send("FR", to=("KE",))
    for sender, to in (("FR", "KE"), ("BR", "FR")):
        with pytest.raises(Invalid) as refusal:
            offices.send(sender, to=(to,), kind="answer", thread=str(asked.pk), answers=str(asked.pk))
        assert {one.field for one in refusal.value.problems} & {"answers", "thread"}


def test_what_a_recipient_closes_is_overdue_no_more_and_its_sender_still_waits(offices: Offices) -> None:
    asked = offices.send("FR", priority="flash")
    late = later(minutes=11)
    assert [one.bureau_id for one in queries.overdue(late)] == ["KE"]
    assert queries.overdue_for(offices["FR"].actor, late).count() == 1
    assert queries.overdue_for(offices["KE"].actor, late).count() == 1
    assert queries.overdue_for(offices["BR"].actor, late).count() == 0
    receiving.close(actor=offices["KE"].actor, message_id=asked.pk, now=late)
    assert not queries.overdue(late)
    assert queries.sent(offices["FR"].actor, waiting=True)
    with pytest.raises(NothingToClose):
        receiving.close(actor=offices["KE"].actor, message_id=asked.pk, now=late)
    receiving.reopen(actor=offices["KE"].actor, message_id=asked.pk, now=late)
    assert delivery().folder == "needs_answer"
    receiving.close(actor=offices["FR"].actor, message_id=asked.pk, now=late)
    assert not queries.sent(offices["FR"].actor, waiting=True)
    with pytest.raises(NotFound):
        receiving.close(actor=offices["BR"].actor, message_id=asked.pk, now=late)
    done = Entry.objects.filter(verb__in=["message.closed", "message.reopened"]).order_by("seq")
    assert list(done.values_list("verb", "outcome")) == [
        ("message.closed", "done"),
        ("message.closed", "refused"),
        ("message.reopened", "done"),
        ("message.closed", "done"),
        ("message.closed", "refused"),
    ]


def test_a_receipt_that_names_no_key_we_know_is_not_genuine(offices: Offices) -> None:
    sent = offices.send("FR")
    one = signed(offices, sent, "read")
    with pytest.raises(NotGenuine):
        receipts.verify(one, lambda _key: None)
