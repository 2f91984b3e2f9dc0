"""Where dates are filed and looked for: nobody who may be born then is out of reach."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.checks.engine.names import births as names_births
from comity.checks.engine.names import weights
from comity.checks.engine.persons import births
from comity.records.engine.persons import PartialDate, years_of

_dates = st.dates(date(1930, 1, 1), date(2020, 12, 31))
_asked = st.tuples(_dates, st.sampled_from([4, 7, 10])).map(lambda one: one[0].isoformat()[: one[1]])
_recorded = st.one_of(
    _asked,
    st.integers(1930, 2020).map(lambda year: f"{year}~"),
    st.tuples(st.integers(1930, 2020), st.integers(1, 40)).map(lambda one: f"{one[0]}/{one[0] + one[1]}"),
)
# The first look compiles what compares dates.
births.reads(PartialDate(2000, 1, 1))


def levels(recorded: str, asked: str) -> set[int]:
    """At which levels a person of that birth is read; at FAR where the person is found without any date."""
    stamps, is_open = births.filed([recorded])
    reads = births.reads(PartialDate.parse(asked)).tolist()
    read = {level for bucket, level, stamp in reads for own in stamps if (births.bucket(own), own) == (bucket, stamp)}
    return read | ({births.FAR} if is_open else set())


def may_be_born(recorded: str, asked: str) -> bool:
    """Whether somebody of whom the one is recorded can be born on the other, as far as both are known."""
    if recorded.endswith("~") or "/" in recorded:
        years = years_of(recorded)
        return not years or int(asked[:4]) in years
    return recorded.startswith(asked) or asked.startswith(recorded)


def is_read(recorded: str, asked: str) -> bool:
    return bool(levels(recorded, asked))


@given(_recorded, _asked)
def test_whoever_may_be_born_then_is_read(recorded: str, asked: str) -> None:
    if may_be_born(recorded, asked):
        assert is_read(recorded, asked)


def test_names_without_a_date_are_read_last() -> None:
    dated = births.reads(PartialDate(1985, 4, 12)).tolist()
    assert births.reads(PartialDate(1985, 4, 12), {7, 9}).tolist() == [
        *dated,
        *births.named(births.UNBORN, {7, 9}, births.ALONE).tolist(),
    ]


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        ("1985-04-12", "1985-04-21"),
        ("1985-04-12", "1985-12-04"),
        ("1985-04-12", "1985-03-12"),
        ("1985-01-12", "1985-11-12"),
        ("1985-04-12", "1885-04-12"),
        ("1985", "1986-01-02"),
        ("1985-04", "1985-04-12"),
    ],
)
def test_a_slip_in_the_date_is_read(recorded: str, asked: str) -> None:
    assert is_read(recorded, asked)


# What a date may be and still leave the names a chance.
NEAR = {
    "born_same_month",
    "born_day_and_month_swapped",
    "born_day_a_digit_off",
    "born_month_a_digit_off",
    "born_year_one_off",
    "born_century_off",
}


@st.composite
def _beside(draw: st.DrawFn) -> tuple[date, date]:
    """Two dates of which the second is the first with one part changed, or both swapped."""
    born = draw(_dates).replace(day=draw(st.integers(1, 28)))
    part = draw(st.sampled_from(["year", "month", "day", "swapped"]))
    if part == "swapped":
        return born, born.replace(month=born.day, day=born.month) if born.day <= 12 else born
    most = {"year": (1900, 2050), "month": (1, 12), "day": (1, 28)}[part]
    return born, born.replace(**{part: draw(st.integers(*most))})  # type: ignore[arg-type]


@given(st.one_of(_beside(), st.tuples(_dates, _dates)))
def test_what_a_slip_explains_is_read_and_what_no_name_makes_up_for_is_not(dates: tuple[date, date]) -> None:
    recorded, asked = dates
    said = names_births.compare([asked.isoformat()], [recorded.isoformat()])
    assert said
    read = levels(recorded.isoformat(), asked.isoformat())
    if said[0] == "born_same_day":
        assert read == {births.SAME}
    elif said[0] == "born_same_year_other_day":
        assert read == ({births.STRICT} if recorded.month == asked.month else set())
    else:
        assert bool(read) == (said[0] in NEAR)


@given(_asked, _asked)
def test_no_kind_of_date_is_read_that_could_not_reach_the_score(recorded: str, asked: str) -> None:
    said = names_births.compare([asked], [recorded])
    if said and is_read(recorded, asked):
        best = weights.WEIGHTS["two_people"] + weights.WEIGHTS[said[0]] + weights.MOST_OF_NAME
        assert best / weights.SCALE + weights.EVEN > 0.6


def test_a_person_without_a_date_or_a_vague_one_is_found_by_the_name_alone() -> None:
    assert births.filed([]) == ([], True)
    assert births.filed(["1900/2000"]) == ([], True)
    assert births.filed(["not a date"]) == ([], True)
    places, is_open = births.filed(["1985", "1985", "1985-04-12"])
    assert len(places) == 2
    assert not is_open
