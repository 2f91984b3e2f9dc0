"""Dates of birth that agree, that a slip explains, and that contradict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.checks.engine.names import births

DATES = st.one_of(
    st.dates().map(str),
    st.integers(1900, 2030).map(str),
    st.integers(1900, 2030).map("{}~".format),
    st.tuples(st.integers(1900, 2030), st.integers(0, 9)).map(lambda both: f"{both[0]}/{sum(both)}"),
    st.tuples(st.integers(1900, 2030), st.integers(1, 12)).map(lambda both: f"{both[0]}-{both[1]:02d}"),
)


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("1985-04-12", "1985-04-12", "born_same_day"),
        ("1985-4-12", "1985-04-12", "born_same_day"),
        ("1985-04", "1985-04-12", "born_same_month"),
        ("1985", "1985-04-12", "born_same_year"),
        ("1985~", "1986-04-12", "born_roughly"),
        ("1983/1987", "1986", "born_roughly"),
        ("1985-04-12", "1985-12-04", "born_day_and_month_swapped"),
        ("1985-04-12", "1985-04-13", "born_day_a_digit_off"),
        ("1985-04-12", "1985-04-21", "born_day_a_digit_off"),
        ("1985-04-12", "1985-05-12", "born_month_a_digit_off"),
        ("1985-04-12", "1984-04-12", "born_year_one_off"),
        ("1985", "1984", "born_year_beside"),
        ("1885-04-12", "1985-04-12", "born_century_off"),
        ("1985-04-12", "1982-04-12", "born_year_a_digit_off"),
        ("1985-04-12", "1985-09-30", "born_same_year_other_day"),
        ("1985-04-12", "1988-09-30", "born_other_day"),
        ("1985", "1988-09-30", "born_few_years_apart"),
        ("1985-04-12", "1975-04-12", "born_other_year"),
        ("1985-04-12", "1960-01-01", "born_other_year"),
        ("1983/1987", "1990", "born_few_years_apart"),
    ],
)
def test_what_two_dates_say(left: str, right: str, kind: str) -> None:
    assert births.compare([left], [right]) == (kind, left, right)
    assert births.compare([right], [left]) == (kind, right, left)


def test_the_best_of_several_dates_counts() -> None:
    assert births.compare(["1960", "1985-04-12"], ["1985-04-12", "1990"]) == (
        "born_same_day",
        "1985-04-12",
        "1985-04-12",
    )


@pytest.mark.parametrize("text", ["", "unknown", "1985-13-40", "85", "-", "1985-04-12-01", "١٩٨٥"])
def test_what_is_no_date_says_nothing(text: str) -> None:
    assert births.read(text) is None
    assert births.compare([text], ["1985"]) is None


@given(DATES, DATES)
def test_both_sides_say_the_same(left: str, right: str) -> None:
    found, back = births.compare([left], [right]), births.compare([right], [left])
    assert found is not None
    assert back is not None
    assert found[0] == back[0]
    assert found[0] in births.KINDS


@given(DATES)
def test_a_date_agrees_with_itself(text: str) -> None:
    found = births.compare([text], [text])
    assert found is not None
    assert found[0] in ("born_same_day", "born_same_month", "born_same_year", "born_roughly")
