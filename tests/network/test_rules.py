"""The tables of posts and rights, and what may be given."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.databases import DATABASES
from comity.core.errors import NotAllowed
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.network import appointments, rules
from comity.network.appointments import POSTS_OF, Reach, TokenTerms
from comity.network.models import Bureau
from comity.network.rules import RIGHTS, Actor, Post, Right

posts = st.frozensets(st.sampled_from(list(Post)))
reaches = st.builds(
    Reach,
    databases=st.frozensets(st.sampled_from(sorted(DATABASES))),
    purposes=st.frozensets(st.sampled_from(sorted(PURPOSES))),
    clearance=st.sampled_from(list(Level)),
)
MACHINES = {Post.SYSTEM, Post.ASKING_SYSTEM}
POLICE_DATA = {Right.ASK_CHECKS, Right.READ_HITS, Right.READ_RECORDS, Right.READ_EVERY_RECORD, Right.WRITE_RECORDS}


def test_every_post_has_rights_a_name_and_a_summary() -> None:
    assert set(RIGHTS) == set(Post) == set(rules.POST_LABELS)
    assert set(rules.POST_SUMMARIES) == set(Post) - MACHINES


def test_every_kind_of_bureau_has_its_posts_and_every_human_post_a_home() -> None:
    assert set(POSTS_OF) == set(Bureau.Kind.values)
    assert frozenset().union(*POSTS_OF.values()) == set(Post) - MACHINES


def test_the_administrator_and_the_operator_see_no_police_data() -> None:
    assert RIGHTS[Post.ADMINISTRATOR].isdisjoint(POLICE_DATA)
    assert rules.COMMAND.rights.isdisjoint(POLICE_DATA) and not rules.COMMAND.databases


def test_the_commission_reads_everything_and_changes_nothing() -> None:
    assert Right.READ_EVERY_RECORD in RIGHTS[Post.COMMISSION_MEMBER]
    assert Right.WRITE_RECORDS not in RIGHTS[Post.COMMISSION_MEMBER]
    assert [post for post in Post if Right.READ_EVERY_RECORD in RIGHTS[post]] == [Post.COMMISSION_MEMBER]


def test_no_post_suspends_a_member() -> None:
    assert not [right for right in Right if "suspend" in right or "expel" in right]


@given(posts)
def test_rights_are_the_sum_of_posts(held: frozenset[Post]) -> None:
    actor = Actor(id="officer:x", name="X", bureau="FR", lineage=("FR",), posts=held)
    for right in Right:
        expected = any(right in RIGHTS[post] for post in held)
        assert actor.may(right) is expected is (right in actor.rights)
        if expected:
            rules.require_right(actor, right)
        else:
            with pytest.raises(NotAllowed):
                rules.require_right(actor, right)


@given(posts, st.sampled_from(sorted(POSTS_OF)), st.booleans())
def test_only_the_posts_of_its_kind_are_given(chosen: frozenset[Post], kind: str, is_in_entity: bool) -> None:
    problems = appointments.problems_with_posts(chosen, kind, is_in_entity)
    accepted = appointments.posts_of(kind, is_in_entity)
    assert bool(problems) is not (bool(chosen) and chosen <= accepted)
    assert all(problem.field == "posts" and problem.accepted is not None for problem in problems)


@given(reaches, reaches)
def test_nobody_gives_what_they_have_not_got(asked: Reach, had: Reach) -> None:
    problems = appointments.problems_with_reach(asked, had)
    fits = (
        asked.databases <= had.databases
        and asked.purposes <= had.purposes
        and asked.clearance <= had.clearance
        and bool(asked.databases and asked.purposes)
    )
    assert fits is (not problems)


@given(reaches, reaches, st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=800)))
def test_a_token_never_outlives_a_year_nor_reads_confidential(asked: Reach, had: Reach, lasts: timedelta) -> None:
    now = datetime(2026, 5, 4, tzinfo=UTC)
    terms = TokenTerms(name="X", reach=asked, expires_at=now + lasts)
    if not appointments.problems_with_token(terms, had, now):
        assert timedelta(0) < lasts <= timedelta(days=365)
        assert asked.clearance <= Level.RESTRICTED
