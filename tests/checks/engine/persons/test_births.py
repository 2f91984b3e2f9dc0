"""Where dates are filed and looked for: nobody who may be born then is out of reach."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.checks.engine.names import births as names_births
from comity.checks.engine.persons import births
from comity.records.engine.persons import PartialDate, may_be_born

_dates = st.dates(date(1930, 1, 1), date(2020, 12, 31))
_asked = st.tuples(_dates, st.sampled_from([4, 7, 10])).map(lambda one: one[0].isoformat()[: one[1]])
_recorded = st.one_of(
    _asked,
    st.integers(1930, 2020).map(lambda year: f"{year}~"),
    st.tuples(st.integers(1930, 2020), st.integers(1, 40)).map(lambda one: f"{one[0]}/{one[0] + one[1]}"),
)


def is_read(recorded: str, asked: str) -> bool:
    places, is_open = births.filed([recorded])
    reads = births.reads(PartialDate.parse(asked))
    return is_open or any(read.bucket == bucket and _fits(read, stamp) for bucket, stamp in places for read in reads)


def _fits(read: births.Read, stamp: int) -> bool:
    if read.mask == births.SLIPS:
        return stamp >> births.YEAR_SHIFT in births.slips(read.value)
    return stamp & read.mask == read.value


@given(_recorded, _asked)
def test_whoever_may_be_born_then_is_read(recorded: str, asked: str) -> None:
    if may_be_born(recorded, PartialDate.parse(asked)):
        assert is_read(recorded, asked)


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        ("1985-04-12", "1985-04-21"),
        ("1985-04-12", "1985-12-04"),
        ("1985-04-12", "1985-03-12"),
        ("1985-01-12", "1984-12-12"),
        ("1985-04-12", "1982-04-12"),
        ("1985-04-12", "1885-04-12"),
        ("1985", "1986-01-02"),
        ("1985-04", "1985-04-12"),
    ],
)
def test_a_slip_in_the_date_is_read(recorded: str, asked: str) -> None:
    assert is_read(recorded, asked)


@given(_dates, st.integers(2, 80))
def test_the_same_day_of_a_year_that_no_slip_explains_is_not_read(recorded: date, later: int) -> None:
    """No name makes up for such a year, so looking at those who bear it would be in vain."""
    born = recorded.replace(day=min(recorded.day, 28))
    asked = born.replace(year=born.year + later)
    said = names_births.compare([asked.isoformat()], [born.isoformat()])
    assert said
    assert is_read(born.isoformat(), asked.isoformat()) == (said[0] not in ("born_other_day", "born_other_year"))


@given(_dates, _dates)
def test_another_date_altogether_is_not_read(recorded: date, asked: date) -> None:
    if recorded.year != asked.year and (recorded.month, recorded.day) != (asked.month, asked.day):
        months = abs((recorded.year - asked.year) * 12 + recorded.month - asked.month)
        assert is_read(recorded.isoformat(), asked.isoformat()) == (months == 1 and recorded.day == asked.day)


def test_a_person_without_a_date_or_a_vague_one_is_found_by_the_name_alone() -> None:
    assert births.filed([]) == ([], True)
    assert births.filed(["1900/2000"]) == ([], True)
    assert births.filed(["not a date"]) == ([], True)
    places, is_open = births.filed(["1985", "1985", "1985-04-12"])
    assert len(places) == 3
    assert not is_open
