"""The law of saved checks: each ends within a year, news is told exactly once, the steps are those of the table."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import Invalid
from comity.network.rules import Actor, Post
from comity.saved_checks import rules
from comity.saved_checks.rules import News, State, StepTaken, Terms, Told

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
RECORDS = st.binary(min_size=1, max_size=1)
SEEN = st.dictionaries(RECORDS, st.binary(max_size=1), max_size=6)
TOLD = st.dictionaries(RECORDS, st.builds(Told, st.binary(max_size=1), st.booleans()), max_size=6)


def after(seen: dict[bytes, bytes], told: dict[bytes, Told], news: News) -> dict[bytes, Told]:
    """What is told once the news is."""
    return told | {one: Told(seen[one]) for one in news.told} | {one: Told(told[one].digest, True) for one in news.gone}


@given(SEEN, TOLD)
def test_once_told_nothing_is_news(seen: dict[bytes, bytes], told: dict[bytes, Told]) -> None:
    assert rules.news(seen, after(seen, told, rules.news(seen, told))) == News()


@given(SEEN, TOLD)
def test_afterwards_exactly_what_is_seen_stands(seen: dict[bytes, bytes], told: dict[bytes, Told]) -> None:
    known = after(seen, told, rules.news(seen, told))
    assert {one: said.digest for one, said in known.items() if not said.is_gone} == seen


@given(SEEN, TOLD, st.frozensets(RECORDS))
def test_what_is_there_on_purpose_unshown_is_never_gone(
    seen: dict[bytes, bytes], told: dict[bytes, Told], kept: frozenset[bytes]
) -> None:
    news = rules.news(seen, told, kept)
    assert not kept & set(news.gone)
    assert news.told == rules.news(seen, told).told


@given(st.integers(-500, 800))
def test_it_ends_within_a_year_and_not_before_today(days: int) -> None:
    terms = Terms(case_reference="1", reason="Long enough a reason", ends_on=TODAY + timedelta(days=days))
    assert (not rules.problems_with_terms(terms, TODAY)) == (0 <= days <= 365)


@pytest.mark.parametrize(
    ("case", "reason", "fields"),
    [
        ("", "Long enough a reason", ["case_reference"]),
        ("x" * 61, "Long enough a reason", ["case_reference"]),
        ("a\nb", "Long enough a reason", ["case_reference"]),
        ("1", "   short   ", ["reason"]),
        ("1", "x" * 1001, ["reason"]),
        ("1", "A null\0 in a reason", ["reason"]),
        ("", "", ["case_reference", "reason"]),
    ],
)
def test_what_is_wrong_is_named(case: str, reason: str, fields: list[str]) -> None:
    problems = rules.problems_with_terms(Terms(case_reference=case, reason=reason, ends_on=TODAY), TODAY)
    assert [problem.field for problem in problems] == fields
    assert all(problem.accepted for problem in problems)


@pytest.mark.parametrize("state", State)
def test_the_buttons_are_the_steps_that_may_be_taken(state: State) -> None:
    shown = {step.verb for step in rules.steps_for(state, is_own=False)}
    for step in rules.STEPS:
        if step.verb in shown:
            assert rules.require_step(step.verb, state) is step
        else:
            with pytest.raises(StepTaken):
                rules.require_step(step.verb, state)
    assert "take_over" not in {step.verb for step in rules.steps_for(state, is_own=True)}
    with pytest.raises(Invalid):
        rules.require_step("nothing", state)


def test_renewing_needs_a_new_reason() -> None:
    rules.require_new_reason("The trial was put off.", "The trial is in May.")
    for same in ("The trial is in May.", " The  trial is\nin May. ", ""):
        with pytest.raises(Invalid):
            rules.require_new_reason(same, "The trial is in May.")


def actor(*posts: Post, entity: str | None = None) -> Actor:
    return Actor(id="officer:1", name="O", bureau="KE", lineage=("KE",), entity=entity, posts=frozenset(posts))


def test_a_bureaus_desk_saves_its_data_protection_officer_reads_and_nobody_else() -> None:
    keep = {post for post in Post if rules.may_keep(actor(post))}
    read = {post for post in Post if rules.may_read(actor(post))}
    assert keep == {Post.BUREAU_OFFICER, Post.BUREAU_HEAD, Post.DUTY_OFFICER, Post.ASKING_SYSTEM, Post.SYSTEM}
    assert read == keep | {Post.DATA_PROTECTION_OFFICER}
    assert not any(rules.may_read(actor(post, entity="airport")) for post in Post)


@given(st.booleans(), st.integers(0, 3600), st.integers(0, 120))
def test_a_sweep_is_due_as_often_as_it_may_and_never_takes_more_than_a_tenth(
    moved: bool, waited: int, took: int
) -> None:
    due = rules.is_due(moved=moved, begun_at=NOW - timedelta(seconds=waited), took=timedelta(seconds=took), now=NOW)
    if waited >= rules.AT_LATEST.total_seconds():
        assert due
    elif due:
        assert moved and waited >= 20 and waited >= took * 10
    else:
        assert not moved or waited < max(20, took * 10)
    assert rules.is_due(moved=False, begun_at=None, took=timedelta(0), now=NOW)
