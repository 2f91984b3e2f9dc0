"""Whatever is typed: an answer, in bounded time, and never an error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.names.comparing import compare
from comity.checks.engine.names.name import Person
from comity.checks.engine.names.parsing import parse

ODD = [
    "",
    "a",
    "ـ",
    "İ",
    "😀 👩‍👩‍👧",
    "a" * 10_000,
    "ab " * 3_000,
    "a a a a a a a a a a a a",
    "Аnа Рrаdо",
    "Ana محمد 王小明 Иван",
    "\u202eodarP anA\u202c",
    "A\u0301\u0301\u0301\u0301na",
    "٣٤٥",
    "null",
    "<script>alert(1)</script>",
    "'; DROP TABLE records; --",
    "\x00\x01Ana",
    "\ud800Ana",
    "ﷲ ﷺ",
    "ﬁ",
    "Z̸̢̛a̶l̷g̵o̴",
]


def person(name: str) -> Person:
    return Person(names=(parse(name),), births=("1985",))


@pytest.mark.parametrize("one", ODD)
@pytest.mark.parametrize("other", ODD)
def test_odd_input_is_answered(one: str, other: str) -> None:
    found = compare(person(one), person(other))
    assert 0.0 <= found.score <= 1.0
    assert found.score == pytest.approx(sum(part.points for part in found.parts), abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_are_answered(one: str, other: str) -> None:
    assert 0.0 <= compare(person(one), person(other)).score <= 1.0


def test_lookalikes_are_one_name() -> None:
    plain = compare(person("Ana Prado"), person("Ana Prado"))
    assert compare(person("Аnа Рrаdо"), person("Ana Prado")).score == plain.score


def test_one_letter_is_no_one() -> None:
    assert compare(person("a"), person("Ana Prado")).outcome == "different"
