"""Held records: what holds them, who sees that and why, and what rooms above do with them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from comity.audit.models import Entry as LedgerEntry
from comity.core import clock
from comity.core.errors import NotAllowed, NotFound
from comity.network.models import Member
from comity.network.rules import Actor, Post
from comity.protection import actions as protection
from comity.protection.engine.keys import Subject
from comity.protection.rules import Kind
from comity.records import access, actions, queries, rules
from comity.records.loaders.lines import Row
from comity.records.models import Hold, Mark, Record, RecordVersion
from comity.records.rules import Status
from comity.supervision import actions as supervision
from comity.supervision.rules import Basis, Effect, Scope, Terms
from tests.records.conftest import NOW, actor, passport, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
HOLDER = {"holder_names": ["Ivana Petrova Testova"], "holder_birth_date": "1985-04-12"}
SAME_HOLDER = Subject(names=("Ивана Петрова Тестова",), births=("1985-04-12",))


def add(values: dict[str, Any] | None = None, database: str = "travel_documents", **more: Any) -> Record:
    return actions.add(actor=actor("FR"), database=database, values=values or passport(), now=NOW, **more)


def measure(*scopes: Scope, bureau: str = "FR", **changes: Any) -> None:
    given = {
        "bureau": bureau,
        "scopes": frozenset(scopes),
        "effects": frozenset({Effect.HOLD}),
        "basis": Basis.HEIGHTENED,
        "reasons": "Entries of exiles' passports were found.",
        "review_on": NOW.date() + timedelta(days=90),
    }
    who = actor("GS", Post.SECRETARY_GENERAL)
    supervision.order(actor=who, terms=Terms(**(given | changes)), now=NOW)


def refused_before(subject: Subject = SAME_HOLDER) -> None:
    protection.remember(
        actor=actor("GS"), kind=Kind.REFUSED, subject=subject, requester="FR", code="ART3", decision=None, now=NOW
    )


def load(*values: dict[str, Any]) -> Any:
    rows = (Row(line, one) for line, one in enumerate(values, 2))
    return actions.load_rows(
        actor=actor("FR"), database="travel_documents", rows=rows, report=lambda one: pytest.fail(str(one))
    )


def test_without_a_measure_or_a_likeness_nothing_is_held() -> None:
    assert add(passport() | HOLDER).status == Status.ACTIVE
    assert not Hold.objects.exists()


def test_a_holder_who_is_remembered_holds_the_document_and_is_kept_nowhere() -> None:
    refused_before()
    record = add(passport() | HOLDER)
    assert record.status == Status.HELD
    [hold] = queries.awaiting_release()[0].holds.all()
    assert hold.reasons == ["register"] and len(hold.matches) == 1
    said = str(list(Record.objects.values())) + str(list(RecordVersion.objects.values()))
    said += str(list(Hold.objects.values())) + str(list(LedgerEntry.objects.values()))
    assert "Testova" not in said and "1985-04-12" not in said


def test_what_was_matched_is_not_kept_beyond_the_decision() -> None:
    refused_before()
    record = add(passport() | HOLDER)
    actions.release(actor=actor("GS"), record_id=record.pk, now=NOW)
    assert [(one.reasons, one.matches) for one in record.holds.all()] == [(["register"], [])]


def test_the_document_itself_is_recognised_where_no_holder_is_named() -> None:
    refused_before(Subject(documents=("FRA 12AB34567",)))
    assert add().status == Status.HELD
    assert add(passport("FR-2", number="12AB34568")).status == Status.ACTIVE


def test_a_protected_holder_holds_what_the_bureau_named_enters_and_nobody_elses() -> None:
    protection.protect(actor=actor("KE"), subject=SAME_HOLDER, against=("FR",), until=None, now=NOW)
    assert add(passport() | HOLDER).status == Status.HELD
    theirs = passport("CN-1", number="E1234567", issuer="CHN") | HOLDER
    assert actions.add(actor=actor("CN"), database="travel_documents", values=theirs, now=NOW).status == Status.ACTIVE


def test_a_measure_holds_what_the_bureau_enters_and_only_travel_documents() -> None:
    measure(Scope.TRAVEL_DOCUMENTS)
    assert add().status == Status.HELD
    assert add(person(), "persons").status == Status.ACTIVE
    assert queries.hold_of(Record.objects.get(database="travel_documents")).reasons == ["measure"]


def test_a_measure_limited_to_countries_holds_what_concerns_them() -> None:
    for code in ("UA", "FR"):
        Member.objects.create(code=code, alpha3=code, name=code, region="x", region_on_pages="x")
    measure(Scope.TRAVEL_DOCUMENTS, countries=frozenset({"UA"}))
    assert add(passport("FR-1")).status == Status.ACTIVE
    assert add(passport("FR-2", number="77AA11111", reported_in="UKR")).status == Status.HELD


def test_a_quota_holds_what_is_more_than_so_many_a_day() -> None:
    measure(Scope.TRAVEL_DOCUMENTS, effects=frozenset({Effect.QUOTA}), quota=2)
    made = [
        actions.add(actor=actor("FR"), database="travel_documents", now=clock.now(), values=passport(f"FR-{at}"))
        for at in range(4)
    ]
    assert [one.status for one in made] == ["active", "active", "held", "held"]


def test_a_load_holds_line_by_line_and_a_bulk_measure_the_whole() -> None:
    refused_before()
    summary = load(passport("FR-1") | HOLDER, passport("FR-2", number="12AB34570"))
    assert (summary.added, summary.held) == (2, 1)
    assert dict(Record.objects.values_list("reference", "status")) == {"FR-1": "held", "FR-2": "active"}
    again = load(passport("FR-1") | HOLDER, passport("FR-2", number="12AB34570"))
    assert (again.added, again.updated, again.unchanged, again.held) == (0, 0, 2, 0)
    measure(Scope.BULK)
    whole = load(passport("FR-3", number="12AB34571"), passport("FR-2", number="12AB34579"))
    assert (whole.added, whole.updated, whole.held) == (1, 1, 2)
    assert set(Record.objects.values_list("status", flat=True)) == {"held"}


def test_a_held_record_can_be_put_right_and_stays_held() -> None:
    measure(Scope.TRAVEL_DOCUMENTS)
    record = add()
    changed = actions.update(
        actor=actor("FR"), record_id=record.pk, values=passport(type="identity_card"), now=NOW, version=1
    )
    assert changed.status == Status.HELD and changed.fields["type"] == "identity_card"
    assert load(passport(type="passport")).held == 1
    assert Hold.objects.filter(ended_at=None).count() == 1


def test_a_change_of_an_active_record_cannot_pass_what_a_new_one_could_not() -> None:
    record = add()
    refused_before()
    changed = actions.update(actor=actor("FR"), record_id=record.pk, values=passport(number="9Z8Y7X") | HOLDER, now=NOW)
    assert changed.status == Status.HELD


def test_release_and_refusal_end_the_hold() -> None:
    first, second = add(held=True), add(passport("FR-2"), held=True)
    assert not queries.awaiting_release().exists(), "what a room above holds, that room releases"
    assert actions.release(actor=actor("GS"), record_id=first.pk, now=NOW).status == Status.ACTIVE
    refused = actions.refuse_held(actor=actor("GS"), record_id=second.pk, reason="Not compliant.", now=NOW)
    assert (refused.status, refused.reason) == (Status.WITHDRAWN, "Not compliant.")
    assert not Hold.objects.filter(ended_at=None).exists()
    for verb in (actions.release, lambda **given: actions.refuse_held(reason="Not compliant.", **given)):
        with pytest.raises(rules.NotNow):
            verb(actor=actor("GS"), record_id=first.pk, now=NOW)


def test_a_room_above_holds_ends_and_restates() -> None:
    record = add()
    assert actions.hold(actor=actor("GS"), record_id=record.pk, now=NOW).status == Status.HELD
    values = passport(type="identity_card")
    restated = actions.restate(actor=actor("GS"), record_id=record.pk, values=values, now=NOW)
    assert (restated.status, restated.source_id, restated.fields["type"]) == (Status.HELD, "FR", "identity_card")
    assert actions.end(actor=actor("GS"), record_id=record.pk, reason="It ended.", now=NOW).status == Status.WITHDRAWN
    with pytest.raises(NotFound):
        actions.restate(actor=actor("GS"), record_id=record.pk, values=values, now=NOW)


def test_the_source_may_withdraw_what_is_held() -> None:
    record = add(held=True)
    gone = actions.withdraw(actor=actor("FR"), record_id=record.pk, reason="Found again.", now=NOW)
    assert gone.status == Status.WITHDRAWN and not Hold.objects.filter(ended_at=None).exists()


def test_what_bears_a_mark_is_not_changed_by_its_source_alone() -> None:
    record = add(person(), "persons")
    marked = {"record_id": record.pk, "kind": Mark.Kind.MARKER, "from_room": "notices", "reason_code": "red:2026/1"}
    actions.mark(actor=actor("GS"), now=NOW, **marked)
    with pytest.raises(rules.Marked):
        actions.update(actor=actor("FR"), record_id=record.pk, values=person(name="Someone Else"), now=NOW)
    with pytest.raises(rules.Marked):
        actions.withdraw(actor=actor("FR"), record_id=record.pk, reason="Not needed.", now=NOW)
    findings: list[Any] = []
    rows = [Row(2, person(name="Someone Else"))]
    actions.load_rows(actor=actor("FR"), database="persons", rows=rows, report=findings.append)
    assert [one.problem.field for one in findings] == ["reference"]
    assert actions.restate(actor=actor("GS"), record_id=record.pk, values=person(name="New Name"), now=NOW).version == 2
    actions.unmark(actor=actor("GS"), now=NOW, **marked)
    assert actions.withdraw(actor=actor("FR"), record_id=record.pk, reason="Not needed.", now=NOW)


def test_a_held_record_is_seen_by_its_source_reviewers_and_the_commission_only(
    someone: Callable[..., Actor],
) -> None:
    record = add(held=True)
    assert access.get_for_reading(someone("FR"), record.pk)
    assert access.get_for_reading(someone("GS", Post.COMMISSION_MEMBER), record.pk)
    for other in (someone("KE"), someone("GS", Post.REVIEWER), someone("GS", Post.DUTY_OFFICER)):
        with pytest.raises(NotFound):
            access.get_for_reading(other, record.pk)
    assert access.get_for_review(someone("GS", Post.REVIEWER), record.pk)
    for other in (someone("FR"), someone("GS", Post.DUTY_OFFICER)):
        with pytest.raises(NotAllowed):
            access.get_for_review(other, record.pk)
    actions.release(actor=actor("GS"), record_id=record.pk, now=NOW)
    with pytest.raises(NotFound):
        access.get_for_review(someone("GS", Post.REVIEWER), record.pk)


def test_the_index_holds_nothing_of_it_and_each_verb_is_written_once() -> None:
    record = add(held=True)
    [entry] = queries.entries_for([record.pk])
    assert not entry.visible and list(queries.all_entries()) == []
    actions.release(actor=actor("GS"), record_id=record.pk, now=NOW)
    assert [one.visible for one in queries.entries_for([record.pk])] == [True]
    verbs = list(LedgerEntry.objects.order_by("seq").values_list("verb", "subject", "outcome"))
    assert verbs == [("record.added", str(record.pk), "done"), ("record.released", str(record.pk), "done")]


def test_the_review_date_of_a_held_record_does_not_end_it() -> None:
    record = add(passport(review_on="2026-12-01"), held=True)
    assert actions.expire_due(actor=actor("GS"), now=NOW + timedelta(days=400)) == []
    record.refresh_from_db()
    assert record.status == Status.HELD and record.review_on == date(2026, 12, 1)
