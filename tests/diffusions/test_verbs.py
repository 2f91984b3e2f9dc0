"""Drafting, sending, holding, releasing, recalling, acknowledging: works, refuses, audits once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comity.audit.models import Entry
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.diffusions import access, queries, reading, rules
from comity.diffusions import actions as diffusions
from comity.diffusions.actions.receiving import NothingToAcknowledge
from comity.diffusions.actions.writing import NobodyLeft
from comity.diffusions.models import Delivery, Diffusion, Photograph
from comity.diffusions.rules import NotNow
from comity.network.models import Bureau, Restriction
from comity.notices import queries as notices_queries
from comity.notices.models import Opening
from comity.notices.rules import NotOpenToYou, QuotaReached
from comity.protection import actions as protection
from comity.supervision.models import Measure
from comity.testing.requests import ALL, SILVER
from tests.diffusions.conftest import CLOCK, MACHINE, NOW, REASON, TODAY, People, later, stated, wanted

Make = Callable[..., Diffusion]


def entries(since: int = 0) -> list[tuple[str, str]]:
    return list(Entry.objects.filter(seq__gt=since).order_by("seq").values_list("verb", "outcome"))


def last_seq() -> int:
    entry = Entry.objects.order_by("seq").last()
    return entry.seq if entry else 0


def fields(refusal: Any) -> set[str]:
    return {problem.field for problem in refusal.value.problems}


def reached(diffusion: Diffusion) -> set[str]:
    return set(diffusion.deliveries.filter(delivered_at__isnull=False).values_list("recipient", flat=True))


def test_a_draft_may_be_incomplete_but_not_unreadable(people: People) -> None:
    made = diffusions.draft(actor=people["FR"], colour="red", stated=stated({}, recipients=()), now=NOW)
    assert (made.status, made.version, made.content) == ("draft", 1, {})
    assert entries() == [("diffusion.drafted", "done")]
    wrong = {"person": {"birth_dates": ["soon"], "shoe": "42"}, "weather": {}}
    with pytest.raises(Invalid) as refusal:
        diffusions.draft(
            actor=people["FR"],
            colour="red",
            stated=stated(wrong, recipients=("FR", "XX"), level="secret", ends_on=TODAY),
            now=NOW,
        )
    assert fields(refusal) == {"person.birth_dates", "person.shoe", "weather", "recipients", "level", "ends_on"}
    assert all(problem.accepted for problem in refusal.value.problems)
    assert Diffusion.objects.count() == 1


def test_all_that_is_missing_is_named_at_once_and_nothing_is_lost(people: People) -> None:
    made = diffusions.draft(
        actor=people["FR"], colour="red", stated=stated(wanted(warrant=None), recipients=()), now=NOW
    )
    with pytest.raises(Invalid) as refusal:
        diffusions.send(actor=people["FR"], diffusion_id=made.pk, now=NOW)
    assert {"recipients", "assurances.1", "assurances.2", "warrant.number"} <= fields(refusal)
    made.refresh_from_db()
    assert made.status == "draft" and made.content["person"]["family_name"] == "Varnholt"
    assert entries()[-1] == ("diffusion.sent", "refused")


def test_a_signature_stands_for_the_words_it_was_put_under(people: People, draft: Make) -> None:
    made = draft()
    assert set(made.assurances.values_list("number", "signed_name")) == {(1, "Officer of FR"), (2, "Officer of FR")}
    diffusions.change(
        actor=people["FR"], diffusion_id=made.pk, stated=stated(wanted(warrant={"number": "PL 2024/312"})), now=NOW
    )
    assert not made.assurances.exists()
    with pytest.raises(Invalid) as refusal:
        diffusions.send(actor=people["FR"], diffusion_id=made.pk, now=NOW)
    assert fields(refusal) == {"assurances.1", "assurances.2"}


def test_nobody_signs_what_is_not_asked_and_no_system_signs(people: People, draft: Make) -> None:
    made = draft()
    with pytest.raises(Invalid):
        diffusions.sign_assurance(actor=people["FR"], diffusion_id=made.pk, number=3, now=NOW)
    system = type(people["FR"])(
        **{name: getattr(people["FR"], name) for name in people["FR"].__struct_fields__} | {"id": "system:1"}
    )
    with pytest.raises(rules.NotByMachine):
        diffusions.sign_assurance(actor=system, diffusion_id=made.pk, number=1, now=NOW)


def test_what_seeks_arrest_waits_for_a_person(people: People, sent: Make) -> None:
    before = last_seq()
    made = sent()
    assert entries(before)[-1] == ("diffusion.sent", "done")
    assert made.status == "submitted" and not reached(made)
    assert list(queries.awaiting_screening()) == [made]
    with pytest.raises(rules.MustBeHeld):
        diffusions.deliver(actor=MACHINE, diffusion_id=made.pk, now=NOW)
    held = diffusions.hold(actor=MACHINE, diffusion_id=made.pk, reasons=["C-13"], now=NOW)
    assert held.holds == ["C-13", "coercive"] and held.target_at == later(hours=4)
    assert list(queries.held()) == [made] and not queries.awaiting_screening()
    with pytest.raises(rules.MustBeHeld):
        diffusions.deliver(actor=MACHINE, diffusion_id=made.pk, now=NOW)
    before = last_seq()
    diffusions.release(actor=people["kiwi"], diffusion_id=made.pk, now=later(minutes=9))
    assert entries(before) == [("diffusion.released", "done")]
    made.refresh_from_db()
    assert (made.status, made.route, made.is_reviewed) == ("delivered", "held", True)
    assert reached(made) == {"KE", "BR"}


def test_an_urgent_one_has_half_an_hour(held: Make) -> None:
    assert held(is_urgent=True).target_at == later(minutes=30)


@pytest.mark.parametrize("who", ["FR", "french", "stateless", "commission", "administrator", "KE"])
def test_who_may_not_release(people: People, held: Make, who: str) -> None:
    made = held()
    with pytest.raises((NotAllowed, rules.NotByCompatriot)):
        diffusions.release(actor=people[who], diffusion_id=made.pk, now=NOW)
    with pytest.raises((NotAllowed, rules.NotByCompatriot)):
        diffusions.refuse(actor=people[who], diffusion_id=made.pk, code="FACTS", reason=REASON, now=NOW)
    assert not reached(made)


def test_the_machine_neither_releases_nor_refuses_nor_recalls(people: People, held: Make) -> None:
    made = held()
    for call in (diffusions.release, diffusions.mark_reviewed):
        with pytest.raises(NotAllowed):
            call(actor=MACHINE, diffusion_id=made.pk, now=NOW)
    for call in (diffusions.refuse, diffusions.recall):
        with pytest.raises(NotAllowed):
            call(actor=MACHINE, diffusion_id=made.pk, code="ART3", reason=REASON, now=NOW)


def test_a_refused_one_reaches_nobody_and_does_not_come_back(people: People, held: Make) -> None:
    made = held()
    diffusions.refuse(actor=people["german"], diffusion_id=made.pk, code="FACTS", reason=REASON, now=NOW)
    made.refresh_from_db()
    assert (made.status, made.code) == ("refused", "FACTS") and not made.deliveries.exists()
    for step in (diffusions.send, diffusions.release):
        with pytest.raises(NotNow):
            step(actor=people["FR" if step is diffusions.send else "kiwi"], diffusion_id=made.pk, now=NOW)


def test_a_returned_one_is_put_right_and_sent_again(people: People, held: Make) -> None:
    made = held()
    found = {"field": "charges[0].law", "problem": "The law is not named.", "accepted": ""}
    diffusions.return_incomplete(actor=MACHINE, diffusion_id=made.pk, findings=[found], now=NOW)
    made.refresh_from_db()
    assert (made.status, made.findings, made.holds) == ("returned", [found], [])
    diffusions.change(actor=people["FR"], diffusion_id=made.pk, stated=stated(), now=NOW)
    for number in (1, 2):
        diffusions.sign_assurance(actor=people["FR"], diffusion_id=made.pk, number=number, now=NOW)
    again = diffusions.send(actor=people["FR"], diffusion_id=made.pk, now=later(hours=1))
    assert (again.status, again.version, again.findings) == ("submitted", 2, [])


def test_a_recall_reaches_all_and_each_must_say_what_became_of_it(people: People, held: Make) -> None:
    made = held()
    diffusions.release(actor=people["kiwi"], diffusion_id=made.pk, now=NOW)
    diffusions.recall(actor=people["german"], diffusion_id=made.pk, code="ART3", reason=REASON, now=later(hours=2))
    assert {one.recipient_id for one in queries.unacknowledged()} == {"KE", "BR"}
    seen = queries.view(people["KE"], access.get_for_reading(people["KE"], made.pk))
    assert not seen.is_readable and not seen.sections and not seen.title and seen.may_acknowledge
    with pytest.raises(Invalid):
        diffusions.acknowledge(actor=people["KE"], diffusion_id=made.pk, done="deleted", on=None, now=later(hours=3))
    diffusions.acknowledge(actor=people["KE"], diffusion_id=made.pk, done="deleted", on=TODAY, now=later(hours=3))
    with pytest.raises(NothingToAcknowledge):
        diffusions.acknowledge(actor=people["KE"], diffusion_id=made.pk, done="deleted", on=TODAY, now=later(hours=4))
    assert [one.recipient_id for one in queries.unacknowledged()] == ["BR"]
    assert not diffusions.remind_due(actor=CLOCK, now=later(hours=25))
    assert len(diffusions.remind_due(actor=CLOCK, now=later(hours=26))) == 1
    assert not diffusions.remind_due(actor=CLOCK, now=later(hours=49))
    assert len(diffusions.remind_due(actor=CLOCK, now=later(hours=50))) == 1
    assert queries.unacknowledged().get().reminders == 2


def test_the_sender_takes_back_wherever_it_stands(people: People, draft: Make, sent: Make, held: Make) -> None:
    for made in (draft(), sent(), held()):
        diffusions.withdraw(actor=people["FR"], diffusion_id=made.pk, reason=REASON, now=NOW)
        assert Diffusion.objects.get(pk=made.pk).status == "withdrawn" and not made.deliveries.exists()
    made = held()
    diffusions.release(actor=people["kiwi"], diffusion_id=made.pk, now=NOW)
    diffusions.withdraw(actor=people["FR"], diffusion_id=made.pk, reason=REASON, now=NOW)
    assert {one.recipient_id for one in queries.unacknowledged()} == {"KE", "BR"}
    assert queries.count_new(people["KE"]) == 1


def test_reading_leaves_a_receipt_for_the_sender(people: People, held: Make) -> None:
    made = held()
    diffusions.release(actor=people["kiwi"], diffusion_id=made.pk, now=NOW)
    assert queries.count_new(people["KE"]) == 1
    before = last_seq()
    diffusions.open_diffusion(actor=people["KE"], diffusion_id=made.pk, how="page", now=later(minutes=5))
    diffusions.open_diffusion(actor=people["KE"], diffusion_id=made.pk, how="page", now=later(minutes=9))
    diffusions.open_diffusion(actor=people["FR"], diffusion_id=made.pk, how="page", now=later(minutes=9))
    assert entries(before) == [("diffusion.read", "done")] * 2
    assert Delivery.objects.get(diffusion=made, recipient="KE").seen_at == later(minutes=5)
    assert queries.count_new(people["KE"]) == 0


def test_a_recipient_answers_and_only_the_sender_reads_it(people: People, held: Make) -> None:
    made = held()
    diffusions.release(actor=people["kiwi"], diffusion_id=made.pk, now=NOW)
    diffusions.report_located(actor=people["KE"], diffusion_id=made.pk, text="At a hotel.", place="Kiungani", now=NOW)
    for reader, count in (("FR", 1), ("KE", 1), ("BR", 0), ("german", 1)):
        row = access.get_for_reading(people[reader], made.pk)
        assert len(queries.view(people[reader], row).answers) == count
    with pytest.raises(NotFound):
        diffusions.report_located(actor=people["JP"], diffusion_id=made.pk, text="Here.", now=NOW)
    with pytest.raises(Invalid):
        diffusions.report(actor=people["BR"], diffusion_id=made.pk, kind="song", text="", now=NOW)


def test_what_waited_for_a_closed_link_comes_in_order(people: People, held: Make) -> None:
    Bureau.objects.filter(pk="KE").update(connected=False)
    made = [held() for _ in range(3)]
    for number, one in enumerate(made):
        diffusions.release(actor=people["kiwi"], diffusion_id=one.pk, now=later(minutes=number))
    diffusions.recall(actor=people["german"], diffusion_id=made[1].pk, code="FACTS", reason=REASON, now=later(hours=1))
    assert all(reached(one) == {"BR"} for one in made)
    assert not diffusions.catch_up(actor=CLOCK, now=later(hours=2))
    Bureau.objects.filter(pk="KE").update(connected=True)
    arrived = diffusions.catch_up(actor=CLOCK, now=later(hours=3))
    rows = Delivery.objects.in_bulk(arrived)
    assert [rows[one].diffusion_id for one in arrived] == [made[0].pk, made[2].pk]
    assert not access.received_by(people["KE"]).filter(pk=made[1].pk).exists()


def test_it_ends_on_its_last_day(people: People, held: Make) -> None:
    made = held(ends_on=TODAY + timedelta(days=2))
    diffusions.release(actor=people["kiwi"], diffusion_id=made.pk, now=NOW)
    assert not diffusions.expire_due(actor=CLOCK, now=later(days=2))
    assert diffusions.expire_due(actor=CLOCK, now=later(days=3)) == [made.pk]
    assert not queries.view(people["KE"], access.get_for_reading(people["KE"], made.pk)).is_readable


def test_a_closed_link_sends_nothing(people: People, draft: Make) -> None:
    made = draft()
    Bureau.objects.filter(pk="FR").update(connected=False)
    with pytest.raises(rules.LinkClosed):
        diffusions.send(actor=people["FR"], diffusion_id=made.pk, now=NOW)


def test_nationals_of_a_bureau_that_is_away_are_for_a_person(people: People, sent: Make) -> None:
    Bureau.objects.filter(pk="BR").update(connected=False)
    assert rules.Hold.DISCONNECTED in queries.reasons_to_hold(sent(), NOW)


def order(*effects: str, scopes: tuple[str, ...] = ("diffusions",), **more: Any) -> Measure:
    given = {"reasons": "Tests.", "basis": "heightened", "state": "endorsed", "review_on": TODAY, "ordered_by": "x"}
    return Measure.objects.create(
        bureau_id="FR", scopes=list(scopes), effects=list(effects), ordered_at=NOW, changed_at=NOW, **(given | more)
    )


def test_under_a_measure_everything_it_covers_is_held(sent: Make) -> None:
    order("hold")
    assert rules.Hold.MEASURE in queries.reasons_to_hold(sent(), NOW)


def test_a_measure_limited_to_countries_holds_what_concerns_them(sent: Make) -> None:
    order("hold", countries=["NZ"])
    assert rules.Hold.MEASURE not in queries.reasons_to_hold(sent(), NOW)
    assert rules.Hold.MEASURE in queries.reasons_to_hold(sent(content=wanted(person={"likely_in": ["NZ"]})), NOW)
    assert rules.Hold.MEASURE in queries.reasons_to_hold(sent(content=wanted(person={"nationalities": ["NZL"]})), NOW)


def test_beyond_its_quota_a_bureau_is_held(sent: Make) -> None:
    order("quota", quota=2)
    held = [rules.Hold.MEASURE in queries.reasons_to_hold(sent(), NOW) for _ in range(3)]
    assert held == [False, False, True]


def test_a_measure_may_ask_for_two_persons(people: People, held: Make) -> None:
    order("second_reviewer")
    made = held()
    german, kiwi, french = people["german"], people["kiwi"], people["french"]
    for reviewers in ((), (kiwi.id,), ("officer:nobody",), ("system:1",)):
        with pytest.raises((rules.NeedsAnother, rules.NotByMachine)):
            diffusions.release(actor=kiwi, diffusion_id=made.pk, reviewers=reviewers, now=NOW)
    with pytest.raises(rules.NotByCompatriot):
        diffusions.release(actor=kiwi, diffusion_id=made.pk, reviewers=(french.id,), now=NOW)
    diffusions.release(actor=kiwi, diffusion_id=made.pk, reviewers=(german.id,), now=NOW)
    assert reached(made) == {"KE", "BR"}


def test_what_is_remembered_holds_whoever_it_is_sent_as(people: People, sent: Make) -> None:
    first = sent()
    assert rules.Hold.EARLIER not in queries.reasons_to_hold(first, NOW)
    subject = reading.subject_of(first.content)
    protection.remember(
        actor=people["german"], kind="refused", subject=subject, requester="FR", code="ART3", decision=None, now=NOW
    )
    respelt = wanted(
        person={"family_name": "VARNHOLDT", "documents": ["P BRA YY7654321"]},
        warrant={"number": "PL 2025/9"},
        case={"facts": "On a day in March 2024 money of a fund went away in Port-Lacour, and he had the keys."},
    )
    for content in (wanted(), respelt):
        assert rules.Hold.EARLIER in queries.reasons_to_hold(sent(content=content), NOW)


def test_who_is_denied_the_senders_data_is_sent_none(people: People, draft: Make, held: Make) -> None:
    Restriction.objects.create(source_id="FR", against_id="KE", database="persons", set_by="x", starts_at=NOW)
    made = draft()
    with pytest.raises(Invalid) as refusal:
        diffusions.send(actor=people["FR"], diffusion_id=made.pk, now=later(hours=1))
    assert fields(refusal) == {"recipients"} and "KE" in refusal.value.problems[0].accepted
    everybody = draft(recipients=(), to_all=True)
    diffusions.send(actor=people["FR"], diffusion_id=everybody.pk, now=later(hours=1))
    diffusions.hold(actor=MACHINE, diffusion_id=everybody.pk, reasons=[], now=later(hours=1))
    diffusions.release(actor=people["kiwi"], diffusion_id=everybody.pk, now=later(hours=1))
    assert reached(everybody) == {"BR", "DE", "JP", "NZ"}


def test_silver_is_for_members_of_the_pilot_within_their_share_and_waits_for_a_person(
    people: People, draft: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write() -> Diffusion:
        return diffusions.draft(actor=people["FR"], colour="silver", stated=stated(SILVER), now=NOW)

    with pytest.raises(NotOpenToYou):
        write()
    for code in ("FR", "KE"):
        Opening.objects.create(bureau_id=code, colour="silver", basis="Pilot.", starts_on=TODAY, set_by="x")
    monkeypatch.setattr(notices_queries, "share_of", lambda _colour, _now: 1)
    sent = diffusions.send(actor=people["FR"], diffusion_id=write().pk, now=NOW)
    assert sent.status == "submitted" and rules.Hold.PROPERTY in queries.reasons_to_hold(sent, NOW)
    with pytest.raises(rules.MustBeHeld):
        diffusions.deliver(actor=MACHINE, diffusion_id=sent.pk, now=NOW)
    with pytest.raises(QuotaReached):
        diffusions.send(actor=people["FR"], diffusion_id=write().pk, now=NOW)


@pytest.mark.parametrize("colour", sorted(ALL))
def test_every_colour_goes_the_way_its_manifest_says(people: People, draft: Make, colour: str) -> None:
    Opening.objects.create(bureau_id="FR", colour=colour, basis="Agreement.", starts_on=TODAY, set_by="x")
    if colour == "un":
        with pytest.raises(NotOpenToYou):
            draft(colour, ALL[colour])
        return
    made = draft(colour, ALL[colour], names_nobody=True)
    row = {"width": 300, "height": 300, "added_at": NOW, "added_by": "x"}
    Photograph.objects.create(diffusion=made, file="diffusions/none.jpg", **row)
    sent = diffusions.send(actor=people["FR"], diffusion_id=made.pk, now=NOW)
    holds = queries.reasons_to_hold(sent, NOW)
    assert bool(holds) == bool(reading.manifest_of(sent).seeks & rules.READ_BEFORE)
    assert (sent.status == "delivered") == (not reading.names_person(sent) and not holds)


def test_one_that_waits_past_its_last_day_ends_and_reaches_nobody(people: People, held: Make) -> None:
    made = held(ends_on=TODAY + timedelta(days=1))
    assert diffusions.expire_due(actor=CLOCK, now=later(days=2)) == [made.pk]
    with pytest.raises(NotNow):
        diffusions.release(actor=people["kiwi"], diffusion_id=made.pk, now=later(days=2))
    assert not made.deliveries.exists() and not access.received_by(people["KE"]).exists()


def test_where_nobody_is_left_to_receive_it_a_person_looks(people: People, sent: Make) -> None:
    made = sent("blue", ALL["blue"], recipients=("KE",))
    Restriction.objects.create(source_id="FR", against_id="KE", database="persons", set_by="x", starts_at=NOW)
    with pytest.raises(rules.MustBeHeld):
        diffusions.deliver(actor=MACHINE, diffusion_id=made.pk, now=later(minutes=1))
    diffusions.hold(actor=MACHINE, diffusion_id=made.pk, reasons=[], now=later(minutes=1))
    with pytest.raises(NobodyLeft):
        diffusions.release(actor=people["kiwi"], diffusion_id=made.pk, now=later(minutes=1))
