"""The law of hits: who may take which step, and what the source may know of place."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.checks import rules
from comity.checks.rules import Clocks, Side, State
from comity.core.errors import Invalid

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
sides = st.frozensets(st.sampled_from(list(Side)))
states = st.sampled_from(list(State))
verbs = st.sampled_from(list(rules.BY_VERB))


@given(sides, states, st.booleans())
def test_nobody_is_offered_a_step_of_the_other_side(mine: frozenset[Side], state: State, hidden: bool) -> None:
    offered = rules.steps_for(state, mine, place_is_hidden=hidden)
    assert all(step.side in mine and state in step.starts for step in offered)
    assert hidden or all(step.verb != "release_place" for step in offered)


@given(verbs, sides, states, st.booleans())
def test_what_is_offered_is_allowed_and_nothing_else(
    verb: str, mine: frozenset[Side], state: State, hidden: bool
) -> None:
    offered = {step.verb for step in rules.steps_for(state, mine, place_is_hidden=hidden)}
    try:
        rules.require_step(verb, state, mine, place_is_hidden=hidden, reason="Seen by both.")
    except (rules.NotYourSide, rules.StepTaken):
        assert verb not in offered
    else:
        assert verb in offered


@given(states)
def test_a_settled_hit_stays_settled(state: State) -> None:
    moves = [
        step
        for step in rules.steps_for(state, frozenset(Side), place_is_hidden=False)
        if state not in (State.OPEN, State.CONFIRMED)
    ]
    assert not moves


def test_action_waits_for_the_source() -> None:
    with pytest.raises(rules.StepTaken):
        rules.require_step("acted", State.OPEN, frozenset({Side.ASKING}), place_is_hidden=False, reason="Done.")


@pytest.mark.parametrize("verb", [step.verb for step in rules.STEPS if step.needs_reason])
def test_a_reason_is_asked_for_and_has_an_end(verb: str) -> None:
    step = rules.BY_VERB[verb]
    state, mine = next(iter(step.starts)), frozenset({step.side})
    for reason in ("", "   ", "x" * 1001):
        with pytest.raises(Invalid) as refused:
            rules.require_step(verb, state, mine, place_is_hidden=True, reason=reason)
        assert refused.value.problems[0].field == "reason"


def test_the_clock_is_shorter_where_somebody_may_be_held() -> None:
    clocks = Clocks()
    assert rules.is_urgent("persons", "missing")
    assert not rules.is_urgent("works_of_art", "missing")
    assert rules.answer_due(AT, urgent=True, clocks=clocks) == AT + timedelta(minutes=10)
    assert rules.answer_due(AT, urgent=False, clocks=clocks) == AT + timedelta(hours=1)


@given(sides)
def test_place_is_the_asking_sides_until_released(mine: frozenset[Side]) -> None:
    assert rules.may_show_place(sides=mine, place_is_hidden=False)
    assert rules.may_show_place(sides=mine, place_is_hidden=True) is (Side.ASKING in mine)
