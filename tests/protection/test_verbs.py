"""Remembering, registering, lifting, ending: each works, refuses, is written once, and says nothing of the person."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
from django.db import connection

from comity.audit.models import Entry as LedgerEntry
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.network.models import Member
from comity.network.rules import Post
from comity.protection import actions, queries, rules
from comity.protection.engine.keys import Subject
from comity.protection.models import Entry, EntryKey
from comity.protection.rules import Kind
from tests.protection.conftest import NOW, PERSON, actor

pytestmark = pytest.mark.django_db(transaction=True)
OTHER_SPELLING = Subject(names=("TESTOWA Iwana Petrowa",), births=("1985-04-12",))


def remember(subject: Subject = PERSON, **changes: object) -> Entry:
    given = {"kind": Kind.REFUSED, "requester": "KE", "code": "ART3", "decision": uuid4(), "now": NOW}
    return actions.remember(actor=actor("GS", Post.REVIEWER), subject=subject, **(given | changes))


def protect(bureau: str = "FR", against: tuple[str, ...] = ("KE",), **changes: object) -> str:
    given = {"subject": PERSON, "against": against, "until": None, "now": NOW}
    return actions.protect(actor=actor(bureau), **(given | changes)).receipt


def test_what_was_refused_is_recognised_in_another_script_and_by_any_requester() -> None:
    entry = remember()
    found = queries.matches(OTHER_SPELLING, requester="BR")
    assert [(one.entry, one.kind, one.strength, one.on, one.code) for one in found] == [
        (entry.pk, Kind.REFUSED, "exact", "person", "ART3")
    ]
    assert not queries.matches(Subject(names=("Ivana Testova",), births=("1986",)), requester="KE")


def test_the_same_decision_is_remembered_once() -> None:
    decision = uuid4()
    assert remember(decision=decision).pk == remember(decision=decision).pk
    assert Entry.objects.count() == 1


def test_a_document_a_case_and_facts_are_recognised_each_by_itself() -> None:
    facts = " ".join(f"word{at % 37} of the telling number {at}" for at in range(60))
    remember(Subject(documents=("KEN A 77-123",), cases=("Nairobi High Court 2024/0017",), facts=facts))
    by_document = queries.matches(Subject(documents=("KEN A77I23",)), requester="KE")
    by_case = queries.matches(Subject(cases=("HIGH COURT, Nairobi: 17/2024",)), requester="KE")
    alike = queries.matches(Subject(facts=facts.replace("word3 ", "another ")), requester="KE")
    assert [(one.on, one.strength) for one in by_document] == [("person", "exact")]
    assert [(one.on, one.strength) for one in by_case] == [("case", "exact")]
    assert [(one.on, one.strength) for one in alike] == [("facts", "near")]
    assert [one.strength for one in queries.matches(Subject(facts=facts), requester="KE")] == ["exact"]


def test_a_protected_person_is_protected_against_those_named_and_whoever_stands_under_them() -> None:
    protect(against=("CN",))
    assert queries.is_protected(OTHER_SPELLING, "CN")
    assert queries.is_protected(OTHER_SPELLING, "CN-HK")
    assert not queries.is_protected(OTHER_SPELLING, "KE")
    assert queries.matches(OTHER_SPELLING, requester="KE") == []
    near = Subject(names=("Ivana Testova",), births=("1985",))
    assert not queries.is_protected(near, "CN")
    assert [one.strength for one in queries.matches(near, requester="CN")] == ["near"]


@pytest.mark.parametrize("typed", ["FR 12AB34567", "FRA 12 ab-34567", "P FRA 12AB34567", "PL FRA 12AB34567"])
def test_a_document_is_read_as_an_officer_types_it(typed: str) -> None:
    for code, three in (("FR", "FRA"), ("PL", "POL")):
        Member.objects.create(code=code, alpha3=three, name=code, region="x", region_on_pages="x")
    protect("BR", subject=Subject(documents=(typed,)))
    assert queries.is_protected(Subject(documents=("FRA 12AB34567",)), "KE")


def test_a_claim_holds_and_is_no_confirmation() -> None:
    protect(is_confirmed=False)
    assert not queries.is_protected(PERSON, "KE")
    assert [one.kind for one in queries.matches(PERSON, requester="KE")] == [Kind.CLAIMED]


def test_a_match_says_neither_who_registered_nor_when_exactly() -> None:
    protect()
    [found] = queries.matches(PERSON, requester="KE")
    assert found.requester == "" and found.decision is None and found.code == ""
    assert (found.made_at.hour, found.made_at.minute, found.made_at.second) == (0, 0, 0)
    assert found.entry.version == 4, "an id made of the time would say when"


def test_a_bureau_lifts_its_own_by_receipt_or_by_giving_the_person_again() -> None:
    first, second = protect(), protect()
    with pytest.raises(NotFound):
        actions.lift(actor=actor("BR"), receipt=first, now=NOW)
    with pytest.raises(NotFound):
        actions.lift(actor=actor("BR"), subject=OTHER_SPELLING, now=NOW)
    assert actions.lift(actor=actor("FR"), receipt=first.replace("-", " ").lower(), now=NOW) == 1
    assert queries.is_protected(PERSON, "KE"), "the second registration still stands"
    with pytest.raises(rules.AlreadyEnded):
        actions.lift(actor=actor("FR"), receipt=first, now=NOW)
    assert actions.lift(actor=actor("FR"), subject=OTHER_SPELLING, now=NOW) == 1
    assert not queries.is_protected(PERSON, "KE") and not EntryKey.objects.exists()
    with pytest.raises(NotFound):
        actions.lift(actor=actor("FR"), subject=PERSON, now=NOW)
    assert {one.number for one in queries.receipts(actor("FR"))} == {first, second}
    assert queries.receipts(actor("BR")) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": Subject(names=("Ivana Testova",))}, "names"),
        ({"subject": Subject(names=("1234",), births=("1985",))}, "names"),
        ({"subject": Subject(names=("Ivana Testova",), births=("12.4.85",))}, "births"),
        ({"subject": Subject(documents=("77AB00123",))}, "documents"),
        ({"against": ()}, "against"),
        ({"against": ("FR",)}, "against"),
        ({"against": ("XX",)}, "against"),
        ({"against": ("GS",)}, "against"),
        ({"until": date(2026, 11, 22)}, "until"),
    ],
)
def test_a_registration_that_would_recognise_nobody_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        protect(**changes)
    assert field in {problem.field for problem in refusal.value.problems}
    assert all(problem.accepted for problem in refusal.value.problems)
    assert not Entry.objects.exists()


def test_only_a_bureau_that_grants_protection_registers() -> None:
    for who in (actor("FR", Post.BUREAU_OFFICER), actor("FR", Post.FRONTLINE), actor("GS", Post.BUREAU_HEAD)):
        with pytest.raises(NotAllowed):
            actions.protect(actor=who, subject=PERSON, against=("KE",), until=None, now=NOW)
    with pytest.raises(ValueError, match="registered by the bureau"):
        remember(kind=Kind.PROTECTED)


def test_it_ends_after_its_last_day_and_its_keys_go() -> None:
    protect(until=NOW.date() + timedelta(days=1))
    assert actions.expire_due(actor=actor("GS"), now=NOW + timedelta(days=1)) == 0
    assert actions.expire_due(actor=actor("GS"), now=NOW + timedelta(days=2)) == 1
    assert not EntryKey.objects.exists()


def test_something_remembered_can_be_ended_and_a_registration_only_by_its_bureau() -> None:
    entry = remember(kind=Kind.REDRESS_OPEN)
    actions.close(actor=actor("GS"), entry_id=entry.pk, now=NOW)
    assert queries.matches(PERSON, requester="KE") == []
    protect()
    with pytest.raises(NotFound):
        actions.close(actor=actor("GS"), entry_id=Entry.objects.get(owner__isnull=False).pk, now=NOW)


def test_each_verb_is_written_once_and_the_ledger_names_no_registration() -> None:
    remember()
    receipt = protect()
    actions.lift(actor=actor("FR"), receipt=receipt, now=NOW)
    entries = list(LedgerEntry.objects.order_by("seq").values_list("verb", "outcome", "subject", "body"))
    assert [verb for verb, *_ in entries] == ["tombstone.placed", "protection.registered", "protection.lifted"]
    assert [(subject, body) for _, _, subject, body in entries[1:]] == [("", "{}")] * 2


def test_a_dump_of_the_tables_and_the_ledger_holds_no_part_of_the_person() -> None:
    subject = msgspec.structs.replace(
        PERSON, cases=("Court of Kisumu 4711/2025",), facts="The quick fox told a tale " * 9
    )
    remember(subject)
    receipt = protect(subject=subject)
    with connection.cursor() as cursor:
        dump = ""
        for table in ("protection_entry", "protection_entrykey", "audit_entry"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            dump += "\n".join(row[0] for row in cursor.fetchall()).lower()
    said = " ".join((*subject.names, *subject.births, *subject.documents, *subject.cases, subject.facts))
    parts = {part for part in re.findall(r"\w{3,}", said.lower()) if not re.fullmatch(r"[0-9a-f]{1,4}", part)}
    assert len(parts) > 12
    assert not {part for part in parts if part in dump}
    assert not {part for part in ("1985-04", receipt.lower()) if part in dump}
    assert "FR" not in str(list(Entry.objects.filter(owner__isnull=False).values()))


@pytest.fixture
def count_queries(django_assert_max_num_queries: Callable[..., object]) -> Callable[..., object]:
    return django_assert_max_num_queries


def test_many_are_matched_with_a_bounded_number_of_queries(count_queries: Callable[..., object]) -> None:
    remember()
    with count_queries(3):
        found = queries.matches_of([PERSON, Subject(names=("Nobody Atall",), births=("1970",)), PERSON], requester="KE")
    assert [len(one) for one in found] == [1, 0, 1]


def test_a_decision_of_the_commission_protects_as_a_bureau_does() -> None:
    commission = actor("CCF", Post.COMMISSION_MEMBER)
    actions.protect_by_decision(actor=commission, subject=PERSON, against=["BR"], now=NOW)
    assert queries.is_protected(PERSON, "BR") and not queries.is_protected(PERSON, "KE")
    entry = LedgerEntry.objects.get(verb="protection.decided")
    assert not entry.subject and "BR" not in entry.body
