"""The law of the room: who may ask, who reviews, steps, terms. Pure."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import Invalid
from comity.notices import manifests, rules
from comity.notices.manifests.shape import Manifest, Requester
from comity.notices.manifests.values import Prose, Term, YesNo
from comity.notices.rules import By, NotNow, NotReviewed, Origin, OwnNational, Reviewer, State

COUNTRIES = ("", "DE", "NZ", "MA", "NO")
reviewers = st.lists(
    st.builds(
        Reviewer,
        id=st.sampled_from(["a", "b", "c", "d"]),
        nationality=st.sampled_from(COUNTRIES),
        bureau=st.sampled_from(["GS", "MA", "FR"]),
        may_review=st.booleans(),
    ),
    max_size=5,
)
origins = st.builds(
    Origin,
    bureau=st.sampled_from(["MA", "GS", "ICC"]),
    member=st.sampled_from(["MA", None]),
    kind=st.sampled_from(Requester),
    authors=st.frozensets(st.sampled_from(["a", "b"]), max_size=1),
)


@given(people=reviewers, origin=origins, manifest=st.sampled_from(manifests.all()))
def test_only_different_people_of_other_countries_who_hold_the_post_count(
    people: list[Reviewer], origin: Origin, manifest: Manifest
) -> None:
    try:
        rules.require_reviewers(manifest, people, origin)
    except (NotReviewed, OwnNational):
        return
    assert len({one.id for one in people}) >= manifest.reviewers >= 1
    for one in people:
        assert one.may_review
        assert one.nationality not in ("", origin.member)
        assert one.id not in origin.authors
        assert one.bureau != origin.bureau or origin.kind is Requester.SECRETARIAT


def test_two_strangers_are_enough_for_a_red_notice() -> None:
    two = [Reviewer(id=one, nationality="DE", bureau="GS", may_review=True) for one in ("a", "b")]
    rules.require_reviewers(manifests.get("red"), two, Origin(bureau="MA", member="MA", kind=Requester.BUREAU))


@pytest.mark.parametrize("verb", list(rules.STEPS))
@pytest.mark.parametrize("state", list(State))
def test_a_step_starts_where_the_table_says_and_nowhere_else(verb: str, state: State) -> None:
    if state in rules.STEPS[verb].from_:
        assert rules.require_step(verb, state).verb == verb
    else:
        with pytest.raises(NotNow):
            rules.require_step(verb, state)


def test_only_a_decision_from_above_leads_to_the_first_publication() -> None:
    published = {step.verb: step for step in rules.STEPS.values() if step.to == State.PUBLISHED}
    assert published.keys() == {"publish", "resume"}
    assert (published["publish"].by, published["publish"].from_) == (By.ABOVE, frozenset({State.IN_REVIEW}))
    assert published["resume"].from_ == {State.SUSPENDED}


def test_an_end_is_for_good() -> None:
    ends = set(State) - rules.OPEN
    assert ends == {State.REFUSED, State.WITHDRAWN, State.CANCELLED, State.EXPIRED}
    assert not [step.verb for step in rules.STEPS.values() if ends & step.from_]


@pytest.mark.parametrize(
    ("code", "kind", "asks"),
    [
        ("FR", "national", Requester.BUREAU), ("ICC", "partner", Requester.TRIBUNAL),
        ("IRMCT", "partner", Requester.TRIBUNAL), ("UNSC", "partner", Requester.UN_COMMITTEE),
        ("EUROPOL", "partner", Requester.PARTNER), ("GS", "general_secretariat", Requester.SECRETARIAT),
        ("CCF", "commission", None),
    ],
)  # fmt: skip
def test_what_a_bureau_is_as_a_requester(code: str, kind: str, asks: Requester | None) -> None:
    assert rules.requester_kind(code, kind) == asks


@given(st.integers(1, 1000), st.integers(1, 300))
def test_a_quota_is_shared_equally_and_never_exceeded(quota: int, members: int) -> None:
    assert rules.share(quota, members) * members <= quota


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 10))
def test_a_notice_ends_on_the_same_day_years_later(day: date, years: int) -> None:
    ends = rules.last_day(day, years)
    assert ends.year == day.year + years
    assert abs((ends - day) - timedelta(days=365.25 * years)) <= timedelta(days=2)


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        (96, 96), ("96", 96), ("8 years", 96), ("2 years 6 months", 30), ("2y 6m", 30), ("1 year and 1 month", 13),
        ("18 months", 18), ("life", "life"), ("Life imprisonment", "life"),
    ],
)  # fmt: skip
def test_terms_are_read_as_months(typed: object, months: object) -> None:
    assert Term()(typed) == months


@pytest.mark.parametrize("typed", ["", "long", "8 weeks", -1, True, "9999999", "years", "1e9", 4000, None, "٣"])
def test_what_is_no_term_is_refused(typed: object) -> None:
    with pytest.raises(ValueError, match="term"):
        Term()(typed)


@given(st.text(max_size=300))
def test_prose_is_read_twice_alike_and_keeps_its_lines(text: str) -> None:
    try:
        read = Prose(300)(text)
    except ValueError:
        return
    assert Prose(300)(read) == read
    assert read == read.strip()
    assert all(unicodedata.category(c) not in ("Cc", "Cs", "Cn") for c in read.replace("\n", ""))


@pytest.mark.parametrize(("typed", "said"), [("yes", True), ("No", False), (True, True), ("on", True), ("0", False)])
def test_yes_and_no(typed: object, said: bool) -> None:
    assert YesNo()(typed) is said


@pytest.mark.parametrize("days", [0, 184, -5, 10_000_000])
def test_a_suspension_lasts_six_months_at_most(days: int) -> None:
    with pytest.raises(Invalid):
        rules.require_suspension(date(2026, 1, 1), days)


@pytest.mark.parametrize("text", ["Attention\u00a0: il est armé.", "می\u200cرود", "\u200fخطر", "Zwei\nZeilen\tmehr"])
def test_what_belongs_to_a_language_can_be_written(text: str) -> None:
    assert rules.problems_with_text("text", text, 100) == []
    assert rules.require_reason(rules.STEPS["withdraw"], text)


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "\ud800x", "x\uffff", "y" * 101])
def test_what_no_text_has_is_refused(text: str) -> None:
    assert [one.field for one in rules.problems_with_text("text", text, 100)] == ["text"]
