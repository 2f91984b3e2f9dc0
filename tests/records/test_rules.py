"""The law of the room: which step leads where, what a reason is, how long data may live."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import Invalid
from comity.core.levels import Level
from comity.records import rules
from comity.records.rules import STEPS, Policy, Status, Viewer, may_see


@given(st.sampled_from(sorted(STEPS)), st.sampled_from(list(Status)))
def test_a_step_is_taken_only_from_its_states(verb: str, status: Status) -> None:
    step = STEPS[verb]
    if status in step.from_:
        assert rules.require_step(verb, status) is step
    else:
        with pytest.raises(rules.NotNow):
            rules.require_step(verb, status)


def test_nothing_leaves_a_withdrawn_record_but_stating_it_again() -> None:
    assert [verb for verb, step in STEPS.items() if Status.WITHDRAWN in step.from_] == ["reinstate"]


def test_only_rooms_above_end_a_block() -> None:
    assert [verb for verb, step in STEPS.items() if Status.BLOCKED in step.from_] == ["unblock", "close"]


@given(st.text(max_size=600))
def test_a_reason_is_kept_tidy_or_refused(text: str) -> None:
    step = STEPS["withdraw"]
    try:
        kept = rules.require_reason(step, text)
    except Invalid as refusal:
        assert [problem.field for problem in refusal.problems] == ["reason"]
    else:
        assert 3 <= len(kept) <= 500
        assert kept == " ".join(kept.split())


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31)), st.integers(1, 60))
def test_the_period_ends_on_the_same_day_or_the_last_before_it(today: date, years: int) -> None:
    end = rules.last_review(today, years)
    assert (end.year, end.month) == (today.year + years, today.month)
    assert end.day == today.day or (today.month, today.day, end.day) == (2, 29, 28)


def test_the_reason_of_a_renewal_may_not_be_the_last_one_again() -> None:
    with pytest.raises(Invalid):
        rules.require_new_reason("Still Missing", "still missing")
    rules.require_new_reason("The owner asked again", "still missing")
    assert [rules.needs_examination(count) for count in (0, 1, 2, 3)] == [False, False, True, True]


def test_what_is_for_some_exists_for_them_and_its_source_alone() -> None:
    policy = Policy(source="FR", database="persons", audience=frozenset({"KE", "CN"}))

    def sees(*lineage: str) -> bool:
        reach = {"databases": frozenset({"persons"}), "purposes": frozenset(), "clearance": Level.CONFIDENTIAL}
        return may_see(Viewer(lineage=lineage, **reach), policy)

    assert sees("KE") and sees("FR") and sees("CN")
    # Who stands under a recipient is another bureau, with a channel of its own.
    assert not sees("BR") and not sees("CN-HK", "CN")
