"""What needs a human comes to the desk, ends by itself when nobody is needed, and comes back with its history."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from comity.audit.models import Entry
from comity.checks.models import Check, Hit
from comity.compliance.models import Anomaly, Review, Screening
from comity.core import ids
from comity.desk import actions, gathering, jobs, queries
from comity.desk.actions import gathered
from comity.desk.models import Item, ItemStep
from comity.desk.queries import QueueFilter
from comity.desk.rules import Band, Found, Source, State, Urgency
from comity.diffusions.models import Diffusion
from comity.messages.models import Conversation, Delivery, Message, Thread
from tests.desk.conftest import NOW, Desk, bring, found, item, put

pytestmark = pytest.mark.django_db
WHY = "Called their desk: they are on it."
LATER = NOW + timedelta(minutes=5)


# --- Coming, going, coming back ---


def test_a_thing_comes_once_however_often_it_is_told(desk: Desk) -> None:
    for _again in range(3):
        bring(found())
    assert [one.verb for one in ItemStep.objects.all()] == ["open"]
    assert Entry.objects.filter(verb="items.gathered").count() == 1


def test_what_vanishes_below_ends_by_itself_also_in_somebodys_hands(desk: Desk) -> None:
    bring(found("hit:1"), found("hit:2"))
    actions.claim(actor=desk.melina, item_id=item("hit:1").pk, now=NOW)
    bring(now=LATER)
    assert {row.state for row in Item.objects.all()} == {State.RESOLVED}
    assert queries.history(item("hit:1").pk)[0].text == "Nobody is needed any more"
    assert item("hit:1").resolved_at == LATER


def test_what_comes_back_is_the_same_thing_reopened_and_counts_for_more(desk: Desk) -> None:
    pk = put()
    before = item().counts_from
    actions.resolve(actor=desk.melina, item_id=pk, reason=WHY, now=NOW)
    bring(found())
    assert item().state == State.RESOLVED  # still told below: a person has settled it
    bring()
    bring(found(), now=LATER)
    again = item()
    assert (again.pk, again.state, again.times_back, again.claimed_by) == (pk, State.OPEN, 1, "")
    assert again.counts_from < before
    assert [one.verb for one in ItemStep.objects.filter(item=pk)] == ["open", "resolve", "back"]


def test_what_is_told_anew_takes_its_new_place(desk: Desk) -> None:
    put()
    assert item().band == Band.SOON
    bring(found(urgency=Urgency.URGENT, details={"kind": "wanted"}))
    assert (item().band, item().details) == (Band.AT_ONCE, {"kind": "wanted"})
    assert ItemStep.objects.count() == 1


def test_what_becomes_due_rises_into_the_next_band(desk: Desk) -> None:
    bring(found("diffusion:1", due_at=LATER), source=Source.HELD_DIFFUSION)
    assert item("diffusion:1").band == Band.TODAY
    assert gathered.raise_due(NOW) == 0
    assert gathered.raise_due(LATER) == 1
    assert gathered.raise_due(LATER) == 0
    row = item("diffusion:1")
    assert (row.band, row.rises_at) == (Band.SOON, None)


def test_a_flood_that_is_cut_off_ends_nothing(desk: Desk) -> None:
    bring(found("hit:1"), found("hit:2"))
    news = gathered.news_of(Source.OVERDUE_HIT, [found("hit:1")], is_all=False)
    assert not news


def test_one_source_that_fails_keeps_no_other_from_the_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_now: object) -> Any:
        raise OSError("away")

    sources = {Source.FLASH: (broken, 0.0), Source.OVERDUE_HIT: (lambda _now: iter([found()]), 0.0)}
    monkeypatch.setattr(gathering, "SOURCES", sources)
    with pytest.raises(OSError, match="away"):
        jobs.Gatherer().step(NOW)
    assert item().state == State.OPEN


def test_the_queue_is_in_order_and_is_read_page_by_page_without_loss(desk: Desk) -> None:
    things = [
        found(f"hit:{number}", due_at=NOW - timedelta(minutes=number % 7), urgency=list(Urgency)[number % 3])
        for number in range(25)
    ]
    bring(*things)
    read, after = [], ""
    while True:
        page = queries.queue(desk.melina, QueueFilter(), after=after, limit=4)
        read += page.rows
        after = page.next
        if not after:
            break
    whole = queries.queue(desk.melina, QueueFilter()).rows
    assert [row.pk for row in read] == [row.pk for row in whole]
    assert len({row.pk for row in read}) == 25
    assert [(-row.band, row.counts_from) for row in read] == sorted((-row.band, row.counts_from) for row in read)
    counts = queries.counts(desk.melina)
    assert (counts.open, counts.by_source) == (25, {"overdue_hit": 25})


def test_the_queue_is_narrowed_by_source_bureau_and_hands(desk: Desk) -> None:
    pk = put("hit:1", bureau="FR")
    bring(found("bureau:KE", bureau="KE"), source=Source.SILENT_BUREAU)
    actions.claim(actor=desk.melina, item_id=pk, now=NOW)
    assert [row.of for row in queries.queue(desk.melina, QueueFilter(bureau="KE")).rows] == ["bureau:KE"]
    assert [row.of for row in queries.queue(desk.melina, QueueFilter(source="overdue_hit")).rows] == ["hit:1"]
    assert [row.of for row in queries.queue(desk.melina, QueueFilter(is_mine=True)).rows] == ["hit:1"]
    assert not queries.queue(desk.melina, QueueFilter(bureau="\0")).rows


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_bring_the_same_at_once_bring_it_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_looked = threading.Barrier(2, timeout=30)
    place = gathered._new

    def wait_and_place(*given: Any) -> Item:
        both_have_looked.wait()
        return place(*given)

    monkeypatch.setattr(gathered, "_new", wait_and_place)
    faults: list[Exception] = []

    def work() -> None:
        try:
            bring(found())
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _one in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not faults
    assert [one.verb for one in ItemStep.objects.all()] == ["open"]
    assert Item.objects.count() == 1


def test_what_was_settled_a_year_ago_is_erased_with_its_words(desk: Desk) -> None:
    for of in ("hit:old", "hit:kept"):
        bring(found("hit:old"), found("hit:kept"))
        actions.resolve(actor=desk.melina, item_id=item(of).pk, reason=WHY, now=NOW)
    bring(found("hit:kept"))  # still told below: it must not come back as new
    shift = actions.begin(actor=desk.melina, now=NOW)
    lines = {str(item("hit:old").pk): "Asked at 4."}
    actions.note(actor=desk.melina, shift_id=shift.pk, text="All quiet.", lines=lines, now=NOW)
    actions.offer(actor=desk.melina, shift_id=shift.pk, now=NOW)
    actions.accept(actor=desk.tariq, shift_id=shift.pk, now=NOW)
    year = NOW + timedelta(days=366)
    assert jobs.erase_step(NOW) is False
    assert jobs.erase_step(year) is True
    assert jobs.erase_step(year) is False
    assert [row.of for row in Item.objects.all()] == ["hit:kept"]
    shift.refresh_from_db()
    assert (shift.notes, shift.lines.count()) == ("", 0)
    assert Entry.objects.filter(verb="items.erased").count() == 1


# --- The rooms below ---


def hit(**changes: Any) -> Hit:
    made = Check.objects.create(id=ids.new(), at=NOW, actor="officer:x", bureau="KE", purpose="border_control",
                                outcome="hit", face="page", place="Gate 4")  # fmt: skip
    given: dict[str, Any] = {
        "check_made": made, "record": ids.new(), "database": "persons", "kind": "wanted", "outcome": "hit",
        "source_id": "FR", "asking_id": "KE", "asked_by": "officer:x", "at": NOW, "urgent": True, "state": "open",
        "answer_due_at": NOW + timedelta(minutes=1), "told_source": True, "changed_at": NOW, "change": 1,
    }  # fmt: skip
    return Hit.objects.create(**(given | changes))


def told(ask: Any, now: Any = LATER) -> list[Found]:
    return list(ask(now))


def test_a_hit_comes_when_its_clock_has_run_out_and_not_before(desk: Desk) -> None:
    one = hit()
    assert not told(gathering.overdue_hits, NOW)
    [late] = told(gathering.overdue_hits)
    assert (late.of, late.bureau, late.urgency) == (f"hit:{one.pk}", "FR", Urgency.URGENT)
    assert late.details == {"asking": "KE", "database": "persons", "kind": "wanted"}


def test_a_hit_that_no_message_could_tell_its_source_of_says_so(desk: Desk) -> None:
    one = hit()
    Conversation.objects.create(hit=one, reason="no_keys", half_at=NOW, due_at=NOW)
    [late] = told(gathering.overdue_hits)
    assert "no keys" in late.details["reason"]


@pytest.mark.parametrize("hidden", [{"silent": True}, {"shielded": True}, {"told_source": False}])
def test_a_hit_that_its_source_is_not_told_of_is_never_owed(desk: Desk, hidden: dict[str, bool]) -> None:
    hit(**hidden)
    assert not told(gathering.overdue_hits)


def held(**changes: Any) -> Diffusion:
    given: dict[str, Any] = {
        "number": f"D-{ids.new().hex[-10:]}", "colour": "red", "sender_id": "GR", "status": "held", "level": 2,
        "is_urgent": False, "to_all": True, "ends_on": NOW.date(), "made_at": NOW, "made_by": "officer:x",
        "sent_at": NOW, "target_at": NOW + timedelta(hours=2), "changed_at": NOW,
    }  # fmt: skip
    return Diffusion.objects.create(**(given | changes))


def review(matter: str, subject: UUID, **changes: Any) -> Review:
    screening = Screening.objects.create(matter=matter, subject=subject, requester_id="GR", at=NOW, outcome="hold",
                                         findings=[])  # fmt: skip
    given: dict[str, Any] = {
        "matter": matter, "subject": subject, "requester_id": "GR", "country": "GR", "state": "waiting",
        "is_urgent": True, "screening": screening, "made_at": NOW, "target_at": NOW + timedelta(hours=1),
        "changed_at": NOW,
    }  # fmt: skip
    return Review.objects.create(**(given | changes))


def test_a_held_diffusion_comes_unless_somebody_reads_it_in_time(desk: Desk) -> None:
    one = held()
    [waiting] = told(gathering.held_diffusions)
    assert (waiting.of, waiting.country, waiting.level) == (f"diffusion:{one.pk}", "GR", 2)
    assert "content" not in waiting.details
    in_hand = review("diffusion", one.pk, state="assigned", holder="officer:y")
    assert not told(gathering.held_diffusions)
    [late] = told(gathering.held_diffusions, in_hand.target_at)
    assert late.of == waiting.of


def test_an_urgent_review_tells_nothing_that_reviewers_alone_may_know(desk: Desk) -> None:
    review("notice", ids.new())
    document = review("travel_document", ids.new())
    told_of = {one.details["matter"]: one for one in told(gathering.urgent_reviews)}
    assert told_of["notice"].bureau == ""
    assert told_of["travel_document"].bureau == "GR"
    bring(*told_of.values(), source=Source.URGENT_REVIEW)
    # Of one's own country not even that there is one.
    assert not queries.queue(desk.melina, QueueFilter()).rows
    assert len(queries.queue(desk.tariq, QueueFilter()).rows) == 2
    Review.objects.filter(pk=document.pk).update(state="assigned", holder="officer:y")
    assert {one.details["matter"] for one in told(gathering.urgent_reviews)} == {"notice"}


def message(sender: str, to: str, **changes: Any) -> Delivery:
    thread = Thread.objects.create(kind="request", parties=[sender, to], opened_at=NOW)
    priority = changes.pop("priority", "urgent")
    sent = Message.objects.create(
        id=ids.new(), thread=thread, sender_id=sender, sender_key="k", envelope=b"e", signature=b"s", sealed=b"SECRET",
        digest="0" * 64, kind=changes.pop("kind", "request"), priority=priority, level=2, names_person=True, size=6,
        sent_by="officer:x", sent_at=NOW, received_at=NOW, position=Message.objects.count() + 1, owed=1,
    )  # fmt: skip
    given: dict[str, Any] = {
        "message": sent, "bureau_id": to, "role": "to", "key": "k", "level": 2, "priority": priority,
        "position": sent.position, "state": "listed", "folder": "needs_answer", "made_at": NOW,
        "due_at": NOW + timedelta(minutes=1),
    }  # fmt: skip
    return Delivery.objects.create(**(given | changes))


def test_messages_come_by_their_envelopes_alone(desk: Desk) -> None:
    flash, owed = message("FR", "GS", priority="flash"), message("FR", "KE")
    message("FR", "GR", kind="hit")  # a hit has its own clock
    failed = message("KE", "FR", state="undeliverable", folder="done", reason="key_revoked", position=None)
    [first], [second], [third] = (
        told(ask) for ask in (gathering.flashes, gathering.overdue_answers, gathering.failed_deliveries)
    )
    assert (first.of, first.bureau, first.urgency) == (f"message:{flash.message_id}", "FR", Urgency.FLASH)
    assert (second.of, second.bureau, second.details["sender"]) == (f"delivery:{owed.pk}", "KE", "FR")
    assert (third.of, third.bureau, third.details["recipient"]) == (f"failed:{failed.pk}", "FR", "FR")
    assert third.details["reason"].startswith("The key it was sealed for was revoked")
    assert {one.level for one in (first, second, third)} == {2}
    bring(first, source=Source.FLASH)
    assert "SECRET" not in str(Item.objects.values())
    assert not told(gathering.failed_deliveries, NOW + timedelta(days=8))


def test_an_answer_ends_it(desk: Desk) -> None:
    owed = message("FR", "GS", priority="flash")
    jobs.gather(Source.FLASH, gathering.flashes, LATER)
    assert queries.counts(desk.melina).flash == 1
    Delivery.objects.filter(pk=owed.pk).update(folder="done")
    jobs.gather(Source.FLASH, gathering.flashes, LATER)
    assert queries.counts(desk.melina).flash == 0


def test_an_anomaly_is_told_to_who_is_not_of_that_country(desk: Desk) -> None:
    Anomaly.objects.create(rule="A-06/uncited", bureau="GR", count=9, since=NOW, until=NOW + timedelta(days=1))
    [unusual] = told(gathering.anomalies)
    assert (unusual.bureau, unusual.country, unusual.details["count"]) == ("GR", "GR", 9)
    assert not told(gathering.anomalies, NOW + timedelta(days=2))
    bring(unusual, source=Source.ANOMALY)
    assert not queries.queue(desk.melina, QueueFilter()).rows
    assert queries.queue(desk.tariq, QueueFilter()).rows


def test_every_source_can_be_asked_of_an_empty_installation(desk: Desk) -> None:
    assert set(gathering.SOURCES) == set(Source)
    gatherer = jobs.Gatherer()
    assert gatherer.step(NOW) is False
    assert not Item.objects.exists()
