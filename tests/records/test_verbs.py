"""Adding, changing, withdrawing, renewing, marking a record: works, refuses, audits once, leaves nothing half done."""

from datetime import timedelta
from typing import Any

import pytest

from comity.audit.models import Entry
from comity.core import changes
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.core.levels import Level
from comity.network.rules import Post
from comity.records import access, actions, queries, rules
from comity.records.models import Mark, Record, RecordVersion
from comity.wiring import environment
from tests.records.conftest import NOW, actor, passport, person

pytestmark = pytest.mark.usefixtures("network")


def add(**values: object) -> Record:
    return actions.add(actor=actor(), database="travel_documents", values=passport(**values), now=NOW)


def entries() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("seq").values_list("verb", "outcome"))


def test_adding_writes_the_record_one_entry_and_one_change() -> None:
    record = add()
    assert record.source_id == "FR"
    assert record.review_on.isoformat() == "2036-11-22"
    assert entries() == [("record.added", "done")]
    noted = changes.after(0, 10)
    assert [(change.topic, change.subject) for change in noted] == [("record", record.pk)]


def test_the_ledger_holds_nothing_of_the_document() -> None:
    add(number="ZZ998877")
    entry = Entry.objects.get()
    assert "ZZ998877" not in entry.body
    assert entry.subject == str(Record.objects.get().pk)


def test_every_wrong_field_is_named_at_once_and_nothing_stays() -> None:
    with pytest.raises(Invalid) as refusal:
        add(kind="burnt", issuer="ATLANTIS", occurred_on="2026-02-30", colour="red")
    assert {problem.field for problem in refusal.value.problems} == {"kind", "issuer", "occurred_on", "colour"}
    assert all(problem.accepted for problem in refusal.value.problems)
    assert not Record.objects.exists()
    assert entries() == [("record.added", "refused")]


def test_only_the_issuing_country_adds_its_documents() -> None:
    with pytest.raises(Invalid) as refusal:
        actions.add(actor=actor("KE"), database="travel_documents", values=passport(), now=NOW)
    assert [problem.field for problem in refusal.value.problems] == ["issuer"]


def test_a_sub_bureau_adds_its_own_documents() -> None:
    record = actions.add(actor=actor("CN-HK"), database="travel_documents", values=passport(issuer="HKG"), now=NOW)
    assert record.source_id == "CN-HK"


def test_no_names_in_the_database_of_documents() -> None:
    with pytest.raises(Invalid, match="no names"):
        add(family_name="Durand")


def test_the_same_reference_twice_is_refused_and_the_first_stays() -> None:
    first = add()
    with pytest.raises(rules.AlreadyRecorded):
        add(number="99ZZ11111")
    assert Record.objects.get().fields == first.fields


def test_who_may_not_write_adds_nothing() -> None:
    for posts in ({Post.FRONTLINE}, {Post.DATA_PROTECTION_OFFICER}, {Post.ASKING_SYSTEM}, {Post.COMMISSION_MEMBER}):
        with pytest.raises(NotAllowed):
            actions.add(actor=actor("FR", *posts), database="travel_documents", values=passport(), now=NOW)
    with pytest.raises(NotAllowed):
        outside = actor(databases=frozenset({"vehicles"}))
        actions.add(actor=outside, database="travel_documents", values=passport(), now=NOW)


def test_a_level_above_ones_own_clearance_is_refused() -> None:
    with pytest.raises(Invalid, match="clearance"):
        low = actor(clearance=Level.RESTRICTED)
        actions.add(actor=low, database="travel_documents", values=passport(level="confidential"), now=NOW)


def test_an_update_keeps_what_was_said_before() -> None:
    record = add()
    later = NOW + timedelta(days=1)
    changed = actions.update(actor=actor(), record_id=record.pk, values=passport(kind="lost"), now=later, version=1)
    assert (changed.kind, changed.version, changed.verb) == ("lost", 2, "updated")
    assert [(copy.version, copy.kind) for copy in queries.history(changed)] == [(2, "lost"), (1, "stolen")]


def test_the_same_update_again_changes_nothing() -> None:
    record = add()
    again = actions.update(actor=actor(), record_id=record.pk, values=passport(), now=NOW)
    assert again.version == 1
    assert not RecordVersion.objects.exists()


def test_of_two_updates_at_once_one_is_refused() -> None:
    record = add()
    actions.update(actor=actor(), record_id=record.pk, values=passport(kind="lost"), now=NOW, version=1)
    with pytest.raises(rules.Changed):
        actions.update(actor=actor(), record_id=record.pk, values=passport(kind="invalid"), now=NOW, version=1)
    stale = Record.objects.get()
    stale.version = 1
    with pytest.raises(rules.Changed):
        stale.move_to(rules.Status.WITHDRAWN)


def test_another_bureau_cannot_tell_a_foreign_record_from_none() -> None:
    record = add()
    with pytest.raises(NotFound):
        actions.update(actor=actor("KE"), record_id=record.pk, values=passport(), now=NOW)
    with pytest.raises(NotFound):
        actions.withdraw(actor=actor("KE"), record_id=record.pk, reason="mine now", now=NOW)
    assert Record.objects.get().version == 1


def test_a_withdrawn_record_answers_no_longer_and_cannot_be_changed() -> None:
    record = add()
    withdrawn = actions.withdraw(actor=actor(), record_id=record.pk, reason="Found again", now=NOW)
    assert withdrawn.status == "withdrawn"
    assert not access.visible_to(actor("KE")).exists()
    assert access.visible_to(actor()).count() == 1
    with pytest.raises(rules.NotNow):
        actions.update(actor=actor(), record_id=record.pk, values=passport(kind="lost"), now=NOW)


def test_a_verb_that_needs_a_reason_refuses_without() -> None:
    record = add()
    with pytest.raises(Invalid, match="reason"):
        actions.withdraw(actor=actor(), record_id=record.pk, reason="  ", now=NOW)


def test_a_renewal_needs_a_new_reason_each_time() -> None:
    record = add()
    later = NOW + timedelta(days=365)
    renewed = actions.renew(actor=actor(), record_id=record.pk, reason="Still missing", now=later)
    assert renewed.review_on.isoformat() == "2037-11-22"
    with pytest.raises(Invalid, match="last renewal"):
        actions.renew(actor=actor(), record_id=record.pk, reason="still  missing", now=later)
    again = actions.renew(actor=actor(), record_id=record.pk, reason="Owner asked again", now=later)
    assert rules.needs_examination(again.renewals)
    updated = actions.update(actor=actor(), record_id=record.pk, values=passport(kind="lost"), now=later)
    assert updated.renewals == 0


def test_a_restriction_on_one_record_is_one_entry_and_hides_it_from_everything_under_the_bureau() -> None:
    record = add()
    restriction = actions.restrict(actor=actor(), record_id=record.pk, against="CN", reason="", now=NOW)
    assert entries()[1:] == [("record.restricted", "done")]
    for code in ("CN", "CN-HK"):
        assert not access.visible_to(actor(code)).exists()
        with pytest.raises(NotFound):
            access.get_for_reading(actor(code), record.pk)
    assert access.visible_to(actor("KE")).exists()
    actions.lift(actor=actor(), record_id=record.pk, restriction_id=restriction.pk, now=NOW)
    assert access.visible_to(actor("CN-HK")).exists()


def test_a_record_expires_on_its_review_date_unless_renewed() -> None:
    due = add(review_on="2026-12-01")
    stays = add(reference="FR-2", review_on="2027-12-01")
    later = NOW + timedelta(days=9)
    assert actions.expire_due(actor=actor("GS"), now=later) == [due.pk]
    assert entries()[-1] == ("records.expired", "done")
    assert Record.objects.get(pk=due.pk).status == "expired"
    assert Record.objects.get(pk=stays.pk).status == "active"
    assert actions.renew(actor=actor(), record_id=due.pk, reason="Still missing", now=later).status == "active"


def test_marks_are_placed_once_and_end() -> None:
    record = add()
    facts = {"record_id": record.pk, "kind": Mark.Kind.CAUTION, "from_room": "compliance", "reason_code": "refused"}
    first = actions.mark(actor=actor("GS"), **facts, now=NOW)
    assert actions.mark(actor=actor("GS"), **facts, now=NOW).pk == first.pk
    actions.unmark(actor=actor("GS"), **facts, now=NOW)
    with pytest.raises(NotFound):
        actions.unmark(actor=actor("GS"), **facts, now=NOW)


def test_a_blocked_record_answers_nobody_but_its_source_sees_it() -> None:
    record = add()
    actions.block(actor=actor("GS"), record_id=record.pk, reason="A request is examined", now=NOW)
    assert not access.visible_to(actor("KE")).exists()
    with pytest.raises(rules.NotNow):
        actions.renew(actor=actor(), record_id=record.pk, reason="Please", now=NOW)
    actions.unblock(actor=actor("GS"), record_id=record.pk, reason="Found in order", now=NOW)
    assert access.visible_to(actor("KE")).exists()


def test_victims_minors_and_convictions_have_their_conditions() -> None:
    def problems(**values: object) -> set[str]:
        with pytest.raises(Invalid) as refusal:
            actions.add(actor=actor(), database="persons", values=person(**values), now=NOW)
        return {problem.field for problem in refusal.value.problems}

    assert problems(kind="victim") == {"special_reason"}
    assert problems(birth_dates="2015-01-01") == {"special_reason"}
    assert problems(kind="missing", purposes="wanted_person") == {"purposes"}
    assert problems(kind="charged") == {"basis"}
    assert problems(name="", original_name="") == {"name"}
    assert problems(birth_dates="2027") == {"birth_dates", "special_reason"}


def test_what_followers_are_told() -> None:
    actions.add(
        actor=actor(), database="persons", values=person(documents="P RUS 12-345", conditions="do_not_arrest"), now=NOW
    )
    record = add(kind="stolen_blank", number="AB0001", number_last="AB0999")
    actions.restrict(actor=actor(), record_id=record.pk, against="KE", reason="", now=NOW)
    told = {entry.policy.database: entry for entry in queries.all_entries()}
    assert ("document", "12345") in told["persons"].keys
    assert told["persons"].conditions == ("Do not arrest on this record alone.",)
    blanks = told["travel_documents"].blanks
    assert blanks is not None and blanks.range.size == 999 and blanks.issuer == "FRA"
    assert told["travel_documents"].policy.denied == {"KE"}
    actions.withdraw(actor=actor(), record_id=record.pk, reason="Destroyed", now=NOW)
    assert [entry.visible for entry in queries.entries_for([record.pk])] == [False]
    assert len(list(queries.all_entries())) == 1


def test_an_installation_may_set_another_period(settings: Any) -> None:
    settings.RETENTION_YEARS = {"travel_documents": 2}
    assert add().review_on.isoformat() == "2028-11-22"
    with pytest.raises(Invalid, match="longest period"):
        add(reference="FR-2", review_on="2029-01-01")


@pytest.mark.parametrize("wrong", ["vehicles", "vehicles=x", "cars=3", "vehicles=0", "vehicles=15;firearms=4"])
def test_a_period_that_cannot_be_read_stops_the_start(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("COMITY_RETENTION_YEARS", wrong)
    with pytest.raises(ValueError, match="Accepted"):
        environment.retention_years()
    monkeypatch.setenv("COMITY_RETENTION_YEARS", "vehicles=15, firearms=40")
    assert environment.retention_years() == {"vehicles": 15, "firearms": 40}
