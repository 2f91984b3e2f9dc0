"""The plan of a simulated day: the same for the same seed, in order, at the rates asked, by who is awake."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.question import Question
from comity.network import founding
from comity.testing.simulation import habits, letters
from comity.testing.simulation.day import Kind, Plan, Rhythm, events, pressed
from comity.testing.simulation.members import places
from comity.testing.simulation.questions import Recorded, question

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
PLAN = Plan(checks=3000, messages=60, seconds=60, begins_at=AT, silences=4)
NOTHING = Recorded({})

plans = st.builds(
    Plan,
    checks=st.floats(0, 3000),
    messages=st.floats(0, 300),
    seconds=st.floats(0.1, 60),
    begins_at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    seed=st.integers(),
    speed=st.sampled_from([1.0, 60.0, 1440.0]),
    silences=st.floats(0, 60),
)


@settings(max_examples=40)
@given(plans)
def test_a_plan_is_a_day_in_order_and_always_the_same(plan: Plan) -> None:
    made = list(events(plan))
    assert made == list(events(plan))
    assert all(before.at <= after.at for before, after in pairwise(made))
    assert all(0 < one.at <= plan.seconds for one in made)


@settings(max_examples=40)
@given(plans)
def test_nothing_comes_from_a_bureau_whose_line_is_cut(plan: Plan) -> None:
    silent: set[str] = set()
    for one in events(plan):
        if one.kind is Kind.BACK:
            silent.remove(one.bureau)
        else:
            assert one.bureau not in silent
        if one.kind is Kind.SILENT:
            silent.add(one.bureau)


def test_another_seed_is_another_day() -> None:
    assert list(events(PLAN)) != list(events(replace(PLAN, seed=2)))


def test_the_rates_are_those_asked() -> None:
    counts = Counter(one.kind for one in events(replace(PLAN, seconds=600)))
    assert counts[Kind.CHECK] == pytest.approx(30_000, rel=0.03)  # 5 sigma
    assert counts[Kind.MESSAGE] == pytest.approx(600, rel=0.2)
    assert counts[Kind.SILENT] == pytest.approx(40, abs=32)


def test_a_pressed_day_has_the_average_asked_and_the_shape_of_a_day() -> None:
    plan = pressed(Plan(checks=6000, messages=0, seconds=600, begins_at=AT.replace(hour=0), seed=5))
    made = [one for one in events(plan) if one.kind is Kind.CHECK]
    assert len(made) == pytest.approx(60_000, rel=0.03)
    by_minute = Counter(int(one.at // 60) for one in made)
    assert max(by_minute.values()) > 1.5 * min(by_minute.values())


def test_who_is_awake_asks() -> None:
    """At three in the morning of Tokyo it is the afternoon before in São Paulo."""
    rhythm = Rhythm(habits.CHECKS_BY_HOUR, 0.0)
    at, names = datetime(2026, 11, 22, 18, tzinfo=UTC), [one.code for one in places()]
    sums = rhythm.at(at).sums
    share = {code: after - before for code, before, after in zip(names, (0, *sums), sums, strict=False)}
    assert share["BR"] > 4 * share["JP"]


def test_every_member_has_its_place_and_hour() -> None:
    assert {one.code for one in places()} == {one.code for one in founding.members()}
    for place in places():
        assert place.millions > 0
        assert 0 <= place.hour(AT) < 24
        assert place.hour(AT + timedelta(hours=6)) != place.hour(AT)


def test_questions_are_those_that_the_service_takes() -> None:
    made = [one for one in events(PLAN) if one.kind is Kind.CHECK]
    asked = [question(one, PLAN, NOTHING) for one in made]
    assert asked == [question(one, PLAN, NOTHING) for one in made]
    for one in asked:
        msgspec.convert(one, Question)
    kinds = Counter("document" if one.keys() & {"mrz", "document"} else str(one.keys() & {"person"}) for one in asked)
    assert kinds["document"] == pytest.approx(0.8 * len(asked), rel=0.1)


def test_one_in_so_many_is_about_something_recorded() -> None:
    known = {"document": {"number": "X1", "issuer": "FRA"}}
    plan = replace(PLAN, one_hit_in=20)
    made = [one for one in events(plan) if one.kind is Kind.CHECK]
    asked = [question(one, plan, Recorded({"document": [known]})) for one in made]
    assert sum(one.get("document") == known["document"] for one in asked) == pytest.approx(
        0.8 * len(made) / 20, rel=0.4
    )


@given(st.randoms(use_true_random=False))
def test_every_letter_has_its_blanks_filled(random) -> None:
    for language, kinds in letters.TEXTS.items():
        assert kinds.keys() == {kind for kind, _ in habits.KINDS} | {"answer"}
        for kind in kinds:
            text = letters.letter(kind, language, 2026, random)
            assert text.body
            assert "{" not in text.body + text.subject
            assert bool(text.subject) is (kind != "answer")


def test_every_bureau_writes_one_of_the_four_languages() -> None:
    assert {habits.language_of(one.code) for one in places()} == {"en", "fr", "es", "ar"}
    assert set().union(*habits.WRITES.values()) <= {one.code for one in places()}
