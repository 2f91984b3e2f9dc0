"""The law of measures: what it takes to begin and end one, when one lapses, what several do together."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.audit import actions as audit
from comity.network.rules import RIGHTS, Post, Right
from comity.supervision import rules
from comity.supervision.rules import STEPS, Basis, Effect, Effects, Standing, State
from tests.supervision.conftest import NOW, terms

COUNTRIES = st.frozensets(st.sampled_from(["FR", "KE", "UA"]))
STANDING = st.lists(
    st.builds(
        Standing,
        id=st.builds(uuid4),
        effects=st.frozensets(st.sampled_from(list(Effect))),
        quota=st.none() | st.integers(0, 9),
        countries=COUNTRIES,
    ),
    max_size=5,
)


@given(standing=STANDING, countries=COUNTRIES, more=STANDING)
def test_a_further_measure_never_loosens_anything(
    standing: list[Standing], countries: frozenset[str], more: list[Standing]
) -> None:
    before, after = rules.together(standing, countries), rules.together(standing + more, countries)
    assert after.hold >= before.hold and after.second_reviewer >= before.second_reviewer
    assert before.quota is None or (after.quota is not None and after.quota <= before.quota)
    assert set(before.measures) <= set(after.measures)


@given(standing=STANDING, countries=COUNTRIES)
def test_a_measure_limited_to_countries_reaches_only_what_concerns_them(
    standing: list[Standing], countries: frozenset[str]
) -> None:
    reached = {one.id for one in standing if not one.countries or one.countries & countries}
    found = rules.together(standing, countries)
    assert set(found.measures) == reached
    assert reached or found == Effects()


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_what_the_committee_endorsed_never_ends_without_it(verbs: list[str]) -> None:
    state, endorsed, last = State.ORDERED, False, ""
    for verb in verbs:
        if state in STEPS[verb].from_:
            state, last = STEPS[verb].to, verb
            endorsed = endorsed or state == State.ENDORSED
    if endorsed and state not in rules.IN_FORCE:
        assert STEPS[last].right == "measures.endorse" and STEPS[last].needs_reference


def test_every_way_out_of_force_is_a_step_that_somebody_takes_or_the_clock() -> None:
    out = {verb for verb, step in STEPS.items() if step.to not in rules.IN_FORCE}
    assert out == {"end", "endorse_end", "lapse"}
    assert STEPS["lapse"].from_ == {State.ORDERED} and STEPS["end"].from_ == {State.ORDERED}


@pytest.mark.parametrize(
    ("basis", "ordered", "lapses"),
    [
        (Basis.HEIGHTENED, "2026-11-22", "2026-12-22"),
        (Basis.INTERIM, "2026-02-10", "2026-03-12"),
        (Basis.SUPERVISION, "2026-11-22", "2027-02-22"),
        (Basis.SUPERVISION, "2026-11-30", "2027-02-28"),
        (Basis.SUPERVISION, "2027-11-30", "2028-02-29"),
        (Basis.SUPERVISION, "2026-01-31", "2026-04-30"),
    ],
)
def test_a_measure_lapses_after_the_time_set_and_supervision_after_three_months(
    basis: Basis, ordered: str, lapses: str
) -> None:
    at = datetime.fromisoformat(f"{ordered}T16:00:00+00:00")
    assert rules.lapses_at(basis, at, 30) == datetime.fromisoformat(f"{lapses}T16:00:00+00:00")


@given(st.datetimes(datetime(2024, 1, 1), datetime(2090, 1, 1)))
def test_supervision_never_holds_for_more_than_three_months(ordered: datetime) -> None:
    at = ordered.replace(tzinfo=UTC)
    assert timedelta(days=88) <= rules.lapses_at(Basis.SUPERVISION, at, 30) - at <= timedelta(days=92)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": frozenset()}, "scopes"),
        ({"effects": frozenset()}, "effects"),
        ({"effects": frozenset({Effect.QUOTA})}, "quota"),
        ({"quota": 5}, "quota"),
        ({"effects": frozenset({Effect.QUOTA}), "quota": -1}, "quota"),
        ({"countries": frozenset({"XX"})}, "countries"),
        ({"reasons": "Because."}, "reasons"),
        ({"reasons": "x" * 2001}, "reasons"),
        ({"review_on": date(2026, 11, 22)}, "review_on"),
        ({"review_on": date(2027, 11, 22)}, "review_on"),
    ],
)
def test_every_wrong_field_is_named_with_what_is_accepted(changes: dict[str, object], field: str) -> None:
    [problem] = rules.problems_with_terms(terms(**changes), {"FR", "KE"}, NOW.date())
    assert problem.field == field and problem.accepted


def test_no_verb_and_no_right_anywhere_suspends_or_excludes_a_member() -> None:
    """The Constitution has no provision for it. A bureau closes its own link, and opens it again."""
    cutting = ("suspend", "exclud", "expel", "ban", "disconnect", "remov", "eras", "delet", "dismiss", "revok")
    of_whom = ("member", "bureau", "partner", "network")
    catalogue = (Path(__file__).parents[2] / "docs" / "audit-events.md").read_text()
    verbs = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", catalogue, re.MULTILINE)) | set(audit.VERBS)
    assert len(verbs) > 80
    found = {verb for verb in verbs if verb.split(".")[0].startswith(of_whom) and any(word in verb for word in cutting)}
    assert found == {"bureau.disconnected"}
    assert not {right for right in Right if right.startswith(of_whom)} - {Right.CONNECT_BUREAU}
    assert {post for post, rights in RIGHTS.items() if Right.CONNECT_BUREAU in rights} == {Post.BUREAU_HEAD}
    assert not {effect for effect in Effect if any(word in effect for word in cutting)}
