"""A question about a person: whatever is put into it has a clear answer, or an error that names the field."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.checks.engine import faults, question
from comity.checks.engine.question import Person, Question
from comity.core.errors import Invalid
from tests.checks.engine.conftest import NOW

TODAY = NOW.date()


def wrong(person: dict[str, Any]) -> dict[str, str]:
    """Field and fault, of a question about this person as it would be read and asked."""
    body = msgspec.json.encode({"purpose": "border_control", "person": person})
    try:
        asked = faults.decode(body, TODAY)
    except Invalid as refusal:
        return {problem.field: problem.problem for problem in refusal.problems}
    return {problem.field: problem.problem for problem in faults.of_question(asked, TODAY)}


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({}, "person.name"),
        ({"name": ""}, "person.name"),
        ({"name": "   "}, "person.name"),
        ({"name": "😀😀"}, "person.name"),
        ({"name": "\u202e\u200f\u2066"}, "person.name"),
        ({"name": "12345"}, "person.name"),
        ({"name": "a"}, "person.name"),
        ({"name": "\u202ea\u0301"}, "person.name"),
        ({"name": "م"}, "person.name"),
        ({"name": "a" * 10_000}, "person.name"),
        ({"family_name": "x" * 201}, "person.family_name"),
        ({"family_name": "--"}, "person.family_name"),
        ({"given_name": "?"}, "person.given_name"),
        ({"name": "Ann Person", "names": ["Anna", "!"]}, "person.names[1]"),
        ({"name": "Ann Person", "names": ["Anna", "x" * 201]}, "person.names[1]"),
        ({"name": "Ann Person", "names": ["Anna", 3]}, "person.names[1]"),
        ({"name": "Ann Person", "names": ["Anna"] * 11}, "person.names"),
        ({"name": "Ann Person", "names": "Anna"}, "person.names"),
        ({"name": "Ann Person", "place_of_birth": "x" * 201}, "person.place_of_birth"),
        ({"name": "Ann Person", "born_in": "Paris"}, "person.born_in"),
        ({"name": "Ann Person", "birth_date": "31.12.1985"}, "person.birth_date"),
        ({"name": "Ann Person", "birth_date": "١٩٨٥-٠٢-٣٠"}, "person.birth_date"),
        ({"name": "Ann Person", "birth_date": "২০৮৫"}, "person.birth_date"),
        ({"name": "Ann Person", "sex": "W"}, "person.sex"),
        ({"name": "Ann Person", "nationality": "Nowhere"}, "person.nationality"),
    ],
)
def test_what_cannot_be_looked_up_is_refused_by_its_field(person: dict[str, Any], field: str) -> None:
    assert set(wrong(person)) == {field}


@pytest.mark.parametrize(
    "person",
    [
        {"name": "Ng"},
        {"name": "李"},
        {"name": "김"},
        {"family_name": "O", "given_name": "Yuri"},
        {"name": "قاسم البزرواني"},
        {"name": "Anna \u202eIvanova\u202c 😀"},
        {"name": "Ann Person", "names": [], "place_of_birth": "", "nationality": ""},
        {"name": "Ann Person", "names": ["Анна", "安娜"], "place_of_birth": "Lyon", "birth_date": "1985"},
    ],
)
def test_what_can_be_looked_up_is_asked(person: dict[str, Any]) -> None:
    assert wrong(person) == {}


@pytest.mark.parametrize("born", ["1985-04-12", "١٩٨٥-٠٤-١٢", "۱۹۸۵-۰۴-۱۲", "१९८५-०४-१२", "১৯৮৫-০৪-১২"])
def test_a_date_of_birth_in_the_digits_of_any_script_is_the_same_question(born: str) -> None:
    body = msgspec.json.encode({"purpose": "border_control", "person": {"name": "Ann Person", "birth_date": born}})
    asked = faults.decode(body, TODAY)
    assert asked.person is not None and asked.person.birth_date == "1985-04-12"
    assert faults.of_question(asked, TODAY) == []


@given(st.text(max_size=400), st.lists(st.text(max_size=220), max_size=12))
def test_any_text_is_asked_or_refused_by_the_field_it_is_in(name: str, names: list[str]) -> None:
    asked = Question(purpose="border_control", person=Person(name=name, names=names))
    faulty = {problem.field for problem in question.problems(asked)}
    assert faulty <= {"person.name", "person.names", *(f"person.names[{place}]" for place in range(len(names)))}
    if not faulty:
        assert all(any(c.isalpha() for c in one) for one in (name, *names))
