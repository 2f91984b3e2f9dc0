"""Guessing gets slower, and a stranger slows only strangers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comity.sign_in import rules
from comity.sign_in.rules import LIMITS, Tally

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
kinds = st.sampled_from(sorted(LIMITS))
counts = st.integers(min_value=0, max_value=10_000)


@given(kinds, counts)
def test_waits_never_shrink_with_more_failures_and_never_exceed_the_longest(kind: str, failures: int) -> None:
    limit = LIMITS[kind]
    fewer, more = rules.wait(Tally(failures, NOW), limit), rules.wait(Tally(failures + 1, NOW), limit)
    assert timedelta(0) <= fewer <= more <= limit.longest


@given(kinds, counts)
def test_every_closed_door_opens_again_by_itself(kind: str, failures: int) -> None:
    limit = LIMITS[kind]
    assert rules.is_open(Tally(failures, NOW), limit, NOW + limit.longest)


@given(kinds)
def test_the_free_failures_cost_nothing_and_the_next_one_waits(kind: str) -> None:
    limit, tally = LIMITS[kind], Tally()
    for _ in range(limit.free):
        assert rules.is_open(tally, limit, NOW)
        tally = rules.after_failure(tally, NOW)
    assert not rules.is_open(tally, limit, NOW)
    assert rules.is_open(tally, limit, NOW + limit.first)


@given(counts)
def test_yesterdays_failures_are_forgotten(failures: int) -> None:
    tally = rules.after_failure(Tally(failures, NOW), NOW + rules.FORGOTTEN_AFTER)
    assert tally.failures == 1


@given(st.lists(st.booleans(), max_size=60))
def test_successes_in_between_win_no_free_guesses(story: list[bool]) -> None:
    """Each attempt counts before it is made; a success takes back its own, so the tally is the number of failures."""
    tally = Tally()
    for succeeds in story:
        tally = rules.after_failure(tally, NOW)
        tally = rules.after_success(tally, "stranger") if succeeds else tally
    assert tally.failures == story.count(False)


@given(st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_a_known_device_shares_no_bucket_with_strangers(username: str, address: str, device: str) -> None:
    known = set(rules.buckets(username, address, device))
    assert known.isdisjoint(rules.buckets(username, address, None))
    assert rules.after_success(Tally(99, NOW), "device") == Tally()
