"""The order of the queue: it explains itself, and time alone changes nothing in it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import Invalid, NotAllowed
from comity.desk import rules
from comity.desk.rules import BAND_LABELS, BAND_POINTS, SOURCES, STEPS, Band, Facts, Source, Stance, State, Urgency

BEGUN = datetime(2026, 11, 22, tzinfo=UTC)
moments = st.integers(-20_000_000, 20_000_000).map(lambda seconds: BEGUN + timedelta(seconds=seconds))
facts = st.builds(
    Facts,
    source=st.sampled_from(Source),
    urgency=st.sampled_from(Urgency),
    due_at=moments,
    names_person=st.booleans(),
    more_waits=st.booleans(),
    came_back=st.booleans(),
)


def order(one: Facts, now: datetime) -> tuple[int, datetime]:
    """As the queue is read: band first, then the moment it counts from."""
    return -rules.band_of(one, now), rules.counts_from(one)


@given(facts, moments)
def test_the_points_are_the_sum_of_their_reasons_and_stay_in_their_band(one: Facts, now: datetime) -> None:
    said = rules.priority(one, now)
    assert said.points == sum(points for _reason, points in said.reasons)
    assert said.points // BAND_POINTS == said.band
    assert all(reason.endswith(".") for reason, _points in said.reasons)


@given(facts, facts, moments)
def test_the_order_of_the_queue_never_says_otherwise_than_the_points(one: Facts, other: Facts, now: datetime) -> None:
    if order(one, now) < order(other, now):
        assert rules.priority(one, now).points >= rules.priority(other, now).points


@given(facts, facts, moments, st.integers(0, 10**8))
def test_two_of_one_band_never_change_places(one: Facts, other: Facts, now: datetime, seconds: int) -> None:
    later = now + timedelta(seconds=seconds)
    same_band = rules.band_of(one, now) == rules.band_of(other, now)
    still = rules.band_of(one, later) == rules.band_of(other, later)
    if same_band and still:
        assert (order(one, now) < order(other, now)) == (order(one, later) < order(other, later))


@given(facts, moments, st.integers(0, 10**8))
def test_the_band_changes_only_at_the_moment_foretold(one: Facts, now: datetime, seconds: int) -> None:
    later = now + timedelta(seconds=seconds)
    foretold = rules.rises_at(one, now)
    rose = rules.band_of(one, later) - rules.band_of(one, now)
    assert rose == (1 if foretold is not None and foretold <= later else 0)


def test_a_flash_message_comes_before_a_week_of_routine() -> None:
    flash = Facts(source=Source.FLASH, urgency=Urgency.FLASH, due_at=BEGUN + timedelta(minutes=10))
    old = Facts(source=Source.OVERDUE_ANSWER, urgency=Urgency.ROUTINE, due_at=BEGUN - timedelta(days=60),
                names_person=True, more_waits=True, came_back=True)  # fmt: skip
    assert rules.priority(flash, BEGUN).points > rules.priority(old, BEGUN).points


def test_every_source_is_on_the_table_and_pressing_is_never_lower_than_routine() -> None:
    assert set(SOURCES) == set(Source)
    for kind in SOURCES.values():
        assert kind.flash >= kind.urgent >= kind.routine >= Band.TODAY


# --- Steps ---

standings = st.frozensets(st.sampled_from(Stance))


@given(st.sampled_from(State), standings, st.sampled_from(sorted(STEPS)), st.booleans())
def test_what_the_buttons_show_is_what_the_rules_let(
    state: State, standing: frozenset[Stance], verb: str, is_needed: bool
) -> None:
    shown = {step.verb for step in rules.steps_for(state, standing, is_needed=is_needed)}
    try:
        step = rules.require_step(verb, state, standing, is_needed=is_needed, reason="Called their desk.")
    except (NotAllowed, rules.NotNow, rules.NobodyNeeded):
        assert verb not in shown
    else:
        assert step.verb == verb
        assert verb in shown


def test_a_step_that_others_must_understand_takes_a_reason() -> None:
    desk = frozenset({Stance.DESK})
    for reason in ("", "   ", "x" * 1001):
        with pytest.raises(Invalid) as refused:
            rules.require_step("escalate", State.OPEN, desk, is_needed=True, reason=reason)
        assert refused.value.problems[0].field == "reason"
    with pytest.raises(Invalid):
        rules.require_step("delete", State.OPEN, desk, is_needed=True, reason="x")


def test_who_neither_watches_nor_directs_nor_holds_may_nothing() -> None:
    nobody = rules.stances(holds=False, watches=False, directs=False)
    assert not any(rules.steps_for(state, nobody) for state in State)


def test_no_key_of_the_keyboard_stands_for_two_steps() -> None:
    keys = [step.key for step in STEPS.values()]
    assert len(keys) == len(set(keys))
    assert not set(keys) & {"j", "k"}


def test_the_document_says_what_the_tables_say() -> None:
    told = (Path(__file__).parents[2] / "docs" / "desk.md").read_text()
    rows = {cells[1].strip(): cells for line in told.splitlines() if len(cells := line.split("|")) > 5}
    for source, kind in SOURCES.items():
        cells = rows[f"`{source}`"]
        said = {urgency: cell.strip() for urgency, cell in zip(Urgency, cells[4:7], strict=True)}
        for urgency, words in said.items():
            band = BAND_LABELS[kind.band(urgency)].lower()
            assert words in ("", band + (" ↑" if kind.rises and band != "at once" else "")), (source, urgency)
    for step in STEPS.values():
        cells = rows[step.key]
        assert cells[2].strip() == step.verb.replace("_", " ")
        assert (cells[6].strip() == "yes") == step.needs_reason
