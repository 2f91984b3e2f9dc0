"""Places in a list have no gap and come in the order of commits, whoever sends at once; so does what waited."""

import contextlib
import threading
from typing import Any

import pytest
from django.db import connection

from comity.audit.models import Entry
from comity.core.errors import Conflict
from comity.messages import jobs, queries
from comity.messages.actions import receiving, sending
from comity.messages.engine import receipts
from comity.messages.engine.receipts import SignedReceipt
from comity.messages.engine.writing import Sealed
from comity.messages.models import Delivery, Mailbox, Message, Receipt
from comity.messages.rules import Folder
from comity.network.models import Bureau
from tests.messages.conftest import NOW, Offices, later


def places(code: str) -> list[tuple[int | None, str]]:
    return list(Delivery.objects.filter(bureau=code).order_by("made_at", "pk").values_list("position", "state"))


def test_a_bureau_that_was_away_gets_everything_in_order_and_once(offices: Offices) -> None:
    Bureau.objects.filter(pk="KE").update(connected=False)
    sent = [offices.send("FR", at=later(minutes=minute), to=("KE", "BR")).pk for minute in range(5)]
    assert places("KE") == [(None, "waits")] * 5
    assert [place for place, _ in places("BR")] == [1, 2, 3, 4, 5]
    assert jobs.deliver_step(later(minutes=9)) == 0
    Bureau.objects.filter(pk="KE").update(connected=True)
    assert jobs.deliver_step(later(minutes=10)) == 5
    assert jobs.deliver_step(later(minutes=11)) == 0
    listed = queries.received(offices["KE"].actor)
    assert [(one.position, one.message_id) for one in listed] == list(enumerate(sent, 1))
    assert {one.listed_at for one in listed} == {later(minutes=10)}
    assert Entry.objects.filter(verb="messages.caught_up").count() == 1
    offices.send("FR", at=later(minutes=12))
    assert [one.position for one in queries.received(offices["KE"].actor, after=5)] == [6]


def test_what_can_be_opened_no_more_is_shown_to_its_sender_with_the_reason(offices: Offices) -> None:
    sent = offices.send("FR", to=("KE", "BR"))
    stolen = offices.send("FR", to=("JP",))
    offices.replace_key("KE", "lost")
    offices.replace_key("JP", "stolen")
    assert jobs.give_up_step(NOW) == 1
    assert jobs.give_up_step(NOW) == 0
    (row,) = queries.undeliverable()
    assert (row.message_id, row.bureau_id, row.reason, row.folder) == (sent.pk, "KE", "key_revoked", "done")
    assert Message.objects.get(pk=sent.pk).owed == 1
    assert Delivery.objects.get(message=stolen).state == "listed"
    assert [one.state for one in queries.deliveries_of(offices["FR"].actor, [sent])[sent.pk]] == [
        "listed",
        "undeliverable",
    ]


def test_folders_are_read_page_by_page_without_a_loss(offices: Offices) -> None:
    for _ in range(7):
        offices.send("FR")
    reader, after, shown = offices["KE"].actor, None, []
    while page := queries.folder(reader, Folder.NEEDS_ANSWER, after=after, limit=3):
        shown += [one.position for one in page]
        after = page[-1].position
    assert shown == [7, 6, 5, 4, 3, 2, 1]
    writer = offices["FR"].actor
    assert [one.position for one in queries.sent(writer, after=4, limit=2)] == [3, 2]
    assert [one.position for one in queries.sent_after(writer, after=5)] == [6, 7]
    counts = queries.folder_counts(writer) | {"read": queries.folder_counts(reader)[Folder.NEEDS_ANSWER]}
    assert (counts[Folder.SENT], counts[Folder.WAITING], counts["read"]) == (7, 7, 7)


@pytest.mark.django_db(transaction=True)
def test_places_have_no_gap_when_all_send_to_all_at_once(offices: Offices) -> None:
    """Bureaus send to each other in lots and one by one, some of it twice, in threads of their own."""
    codes = ["FR", "KE", "BR", "JP"]
    letters: dict[str, list[Sealed]] = {
        code: [offices.write(code, to=tuple(other for other in codes if other != code)) for _ in range(12)]
        for code in codes
    }
    actors = {code: offices[code].actor for code in codes}
    faults: list[BaseException] = []

    def run(code: str, is_lot: bool) -> None:
        try:
            given = [(one.envelope, one.signature, one.content) for one in letters[code]]
            if is_lot:
                for first in range(0, 12, 4):
                    sending.send_many(actor=actors[code], letters=given[first : first + 4], now=NOW)
            else:
                for one in given:
                    with contextlib.suppress(Conflict):  # too often at once: who sends again is answered
                        sending.send(actor=actors[code], envelope=one[0], signature=one[1], content=one[2], now=NOW)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(code, lot)) for code in codes for lot in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert Message.objects.count() == 48
    for code in codes:
        rows = Delivery.objects.filter(bureau=code).order_by("position").values_list("position", flat=True)
        assert list(rows) == list(range(1, 37))
        sent = Message.objects.filter(sender=code).order_by("position").values_list("position", flat=True)
        assert list(sent) == list(range(1, 13))
        box = Mailbox.objects.get(bureau=code)
        assert (box.last, box.sent) == (36, 12)
    done = Entry.objects.filter(verb="message.sent", outcome="done").count()
    assert done == 48, "one entry each, however often it was sent"
    _answer_and_acknowledge_at_once(offices, codes)


def _answer_and_acknowledge_at_once(offices: Offices, codes: list[str]) -> None:
    """Whoever answers locks what whoever acknowledges locks: nobody may be turned away for it."""
    faults: list[BaseException] = []
    actors = {code: offices[code].actor for code in codes}
    given: dict[str, list[tuple[bytes, bytes, bytes]]] = {}
    signed: dict[str, list[SignedReceipt]] = {}
    for code in codes:
        came = [one.message for one in queries.received(actors[code], limit=100)]
        written = [
            offices.write(code, to=(one.sender_id,), kind="answer", thread=str(one.pk), answers=str(one.pk))
            for one in came
        ]
        given[code] = [(one.envelope, one.signature, one.content) for one in written]
        ring = offices[code].ring
        signed[code] = [
            receipts.sign(bytes(one.envelope), str(one.pk), said, keyring=ring, now=NOW)
            for one in came
            for said in ("delivered", "read", "answered")
        ]

    def run(code: str, answers: bool) -> None:
        try:
            for first in range(0, 36, 6):
                if answers:
                    sending.send_many(actor=actors[code], letters=given[code][first : first + 6], now=NOW)
                else:
                    some = signed[code][3 * first : 3 * first + 18]
                    outcomes = receiving.acknowledge(actor=actors[code], receipts=some, now=NOW)
                    assert all(isinstance(one, Receipt) for one in outcomes)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(code, side)) for code in codes for side in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert not Message.objects.filter(owed__gt=0, kind="request").exists()
    for code in codes:
        places = Receipt.objects.filter(sender=code).order_by("position").values_list("position", flat=True)
        assert list(places) == list(range(1, 109))


def test_a_search_misses_none_of_those_that_came_in_one_moment(offices: Offices) -> None:
    for sender, to in (("FR", "KE"), ("KE", "FR"), ("BR", "FR")):
        letters = [offices.write(sender, to=(to,)) for _ in range(5)]
        given = [(one.envelope, one.signature, one.content) for one in letters]
        sending.send_many(actor=offices[sender].actor, letters=given, now=NOW)
    offices.send("FR", at=later(minutes=1))
    reader, before, seen = offices["FR"].actor, None, []
    while page := queries.own(reader, before=before, limit=4):
        seen += [one.pk for one in page]
        before = (page[-1].received_at, page[-1].pk)
    assert len(seen) == len(set(seen)) == 16
    assert set(seen) == set(Message.objects.values_list("pk", flat=True))


def test_a_marker_changes_whenever_something_moves(offices: Offices) -> None:
    def mark() -> Any:
        return queries.marks()

    seen = [mark()]
    offices.send("FR")
    seen.append(mark())
    assert seen[0] == {}
    assert seen[1] == {"FR": "0.1.0", "KE": "1.0.0"}
