"""The law of judgements, on made-up records and days: what is remembered holds for exactly that, and ends."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import Invalid
from comity.judgements import rules
from comity.judgements.rules import Compared, Grounds, InForce, State, Traveller
from comity.records import manifests
from comity.records.engine import numbers

words = st.text("abcdefghij -", min_size=1, max_size=12)
normals = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=5, max_size=12)
travellers = st.builds(
    Traveller,
    number=normals,
    issuer=st.sampled_from(["FRA", "KEN", "BRA"]),
    names=st.lists(words, min_size=1, max_size=3).map(lambda names: tuple(sorted(set(names)))),
    born=st.dates(date(1900, 1, 1), date(2020, 1, 1)).map(date.isoformat),
)
papers = st.lists(st.fixed_dictionaries({"number": st.one_of(normals, words)}), max_size=3)
identities = st.fixed_dictionaries(
    {},
    optional={
        "name": words,
        "original_name": words,
        "aliases": st.lists(st.fixed_dictionaries({"name": words, "quality": words}), max_size=3),
        "birth_dates": st.lists(words, max_size=3),
        "sex": st.sampled_from(["male", "female"]),
        "documents": papers,
        "marks": st.lists(words, max_size=2),
    },
)
others = st.fixed_dictionaries({}, optional={"offence": words, "warnings": st.lists(words), "recorded_on": words})
moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
DAY = date(2026, 11, 22)
TEXT = "The prints of both hands differ."


@given(
    travellers,
    travellers,
    st.sampled_from(["FR", "KE"]),
    st.sampled_from(["FR", "KE"]),
    st.binary(min_size=32, max_size=32),
)
def test_one_digest_is_one_traveller_of_one_bureau(
    a: Traveller, b: Traveller, mine: str, yours: str, key: bytes
) -> None:
    same = (a, mine) == (b, yours)
    assert (rules.digest(key, mine, a) == rules.digest(key, yours, b)) is same
    assert rules.digest(key, mine, a) != rules.digest(b"another" + key, mine, a)


@given(identities, identities, others, others)
def test_the_digest_of_a_record_is_of_its_identity_alone(a: dict, b: dict, more: dict, other: dict) -> None:
    assert (rules.facts_digest(a | more) == rules.facts_digest(b | other)) is (a == b)


@given(identities, others)
def test_an_index_that_read_the_facts_back_agrees(identity: dict[str, Any], more: dict[str, Any]) -> None:
    facts = identity | more
    back = msgspec.msgpack.decode(msgspec.msgpack.encode(facts))
    assert rules.facts_digest(back) == rules.facts_digest(facts)


def test_every_fact_of_identity_is_one_that_answers_show() -> None:
    shown = {field.name for field in manifests.get("persons").fields if field.shown}
    assert set(rules.IDENTITY) <= shown
    # What else is shown says what the person is sought for, not who they are: name it here when that changes.
    assert shown - set(rules.IDENTITY) == {"warnings", "basis", "offence", "wanted_by"}


@given(papers, normals)
def test_a_record_names_a_document_also_where_it_is_misread(held: list[dict[str, str]], number: str) -> None:
    alike = {numbers.skeleton(numbers.normal(paper["number"])) for paper in held}
    assert rules.lists_document({"documents": held}, number) is (numbers.skeleton(number) in alike)
    assert rules.lists_document({"documents": [*held, {"number": number.lower()}]}, number.replace("O", "0"))
    assert not rules.lists_document({}, number) and not rules.lists_document({"documents": None}, number)


@given(identities, identities, normals, moments, moments)
def test_it_holds_in_time_of_the_same_facts_and_without_the_document(
    judged: dict, now: dict, number: str, at: datetime, ends: datetime
) -> None:
    judgement = InForce(
        id=bytes(16),
        record=bytes(16),
        digest=bytes(32),
        facts=rules.facts_digest(judged),
        decided_at=at,
        expires_at=ends,
    )
    expected = at < ends and judged == now and not rules.lists_document(now, number)
    assert rules.holds(judgement, now, number, at) is expected


@given(st.dates(DAY, DAY + timedelta(1500)), st.none() | st.dates(DAY - timedelta(50), DAY + timedelta(2000)))
def test_it_lasts_three_years_at_most_and_never_beyond_the_document(until: date, document: date | None) -> None:
    grounds = Grounds(compared=("face",), text=TEXT, until=until)
    allowed = DAY < until <= DAY.replace(year=2029) and (document is None or until <= document)
    try:
        ends = rules.require_grounds(grounds, today=DAY, document_ends=document, is_system=False)
    except Invalid as refusal:
        assert not allowed
        assert [problem.field for problem in refusal.problems] == ["until"]
    else:
        assert allowed
        assert ends == datetime.combine(until + timedelta(1), time.min, UTC)
        assert rules.until(ends) == until


def test_a_year_unless_somebody_chooses() -> None:
    ends = rules.require_grounds(Grounds(compared=("face",), text=TEXT), today=DAY, document_ends=None, is_system=False)
    assert rules.until(ends) == date(2027, 11, 22)
    with pytest.raises(Invalid, match="The document ends too soon"):
        rules.require_grounds(Grounds(compared=("face",), text=TEXT), today=DAY, document_ends=DAY, is_system=False)


@pytest.mark.parametrize(
    ("grounds", "is_system", "fields"),
    [
        (Grounds(compared=(), text=TEXT), False, ["compared"]),
        (Grounds(compared=("horoscope",), text=TEXT), False, ["compared"]),
        (Grounds(compared=("face",), text="Not him."), False, ["text"]),
        (Grounds(compared=("face",), text="\u202e \u200b\0\n" * 30), False, ["text"]),
        (Grounds(compared=("face",), text="x" * 1001), False, ["text"]),
        (Grounds(compared=("face",), text=TEXT), True, ["officer"]),
        (Grounds(compared=("face",), text=TEXT, officer="x" * 121), True, ["officer"]),
        (Grounds(compared=("face",), text=TEXT, officer="Somebody else"), False, ["officer"]),
        (Grounds(compared=("x",), text="", until=date(9999, 12, 31)), True, ["compared", "text", "officer", "until"]),
    ],
)
def test_everything_that_is_wrong_is_named(grounds: Grounds, is_system: bool, fields: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        rules.require_grounds(grounds, today=DAY, document_ends=None, is_system=is_system)
    assert [problem.field for problem in refused.value.problems] == fields
    assert all(problem.problem and problem.accepted for problem in refused.value.problems)


@given(st.text(max_size=200))
def test_a_text_is_kept_as_one_line_that_can_be_read(text: str) -> None:
    tidied = rules.tidy(text)
    assert tidied == " ".join(tidied.split()) and (not tidied or tidied.isprintable())


@given(moments, moments, st.none() | moments)
def test_the_state_of_a_judgement(now: datetime, ends: datetime, withdrawn: datetime | None) -> None:
    state = rules.state_of(ends, withdrawn, now)
    assert (state is State.WITHDRAWN) is (withdrawn is not None)
    assert (state is State.IN_FORCE) is (withdrawn is None and now < ends)
    assert state in rules.STATE_LABELS and set(rules.COMPARED_LABELS) == set(Compared)
