"""The law of diffusions, by itself: ways out, steps, who decides, what is said of why, clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import Invalid
from comity.diffusions import codes, rules
from comity.diffusions.codes import Report
from comity.diffusions.rules import By, Decider, Facts, Hold, Side, Status

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
SEEKS = ("arrest", "restriction", "locate", "inform", "warn", "identify", "property")

facts = st.builds(
    Facts,
    seeks=st.frozensets(st.sampled_from(SEEKS)),
    names_person=st.booleans(),
    is_under_measure=st.booleans(),
    is_in_held_batch=st.booleans(),
    is_known_earlier=st.booleans(),
    targets_disconnected=st.booleans(),
)


@given(facts)
def test_nothing_coercive_goes_without_a_person(given_facts: Facts) -> None:
    holds = rules.reasons_to_hold(given_facts)
    assert bool(given_facts.seeks & {"arrest", "restriction"}) == (Hold.COERCIVE in holds)
    assert ("property" in given_facts.seeks) == (Hold.PROPERTY in holds)


@given(facts)
def test_directly_goes_only_what_names_nobody_and_nothing_holds(given_facts: Facts) -> None:
    directly = rules.may_go_directly(given_facts)
    assert not (directly and given_facts.names_person)
    assert not (directly and rules.reasons_to_hold(given_facts))


def test_recipients_know_of_none_that_was_never_delivered() -> None:
    never = {Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.HELD, Status.REFUSED}
    assert set(Status) - never == rules.KNOWN_TO_RECIPIENTS


def test_what_waits_for_a_person_is_delivered_by_one_step_alone() -> None:
    out = [step for step in rules.STEPS if step.to == Status.DELIVERED and Status.HELD in step.starts]
    assert [(step.verb, step.by) for step in out] == [("release", By.PERSON)]


def test_nothing_comes_back_from_where_it_ended() -> None:
    ended = {Status.REFUSED, Status.RECALLED, Status.WITHDRAWN, Status.EXPIRED}
    assert not [step.verb for step in rules.STEPS if step.starts & ended]


@given(st.sampled_from(list(Status)), st.sampled_from(list(Side)), st.booleans())
def test_buttons_are_for_whose_step_it_is(status: Status, side: Side, may_act: bool) -> None:
    for step in rules.steps_for(status, side, may_act=may_act):
        assert may_act and step.by == side.value and rules.require_step(step.verb, status) is step


def test_a_step_that_is_none_is_named_and_one_that_is_closed_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        rules.require_step("explode", Status.DRAFT)
    assert "send" in refusal.value.problems[0].accepted
    with pytest.raises(rules.NotNow):
        rules.require_step("send", Status.DELIVERED)


def decider(number: int, nationality: str = "DE", bureau: str = "GS", kind: str = "officer") -> Decider:
    return Decider(id=f"{kind}:{number}", nationality=nationality, bureau=bureau)


@pytest.mark.parametrize(
    ("deciders", "needed", "refusal"),
    [
        ([decider(1)], 1, None),
        ([decider(1), decider(2, "NZ")], 2, None),
        ([], 1, rules.NotByMachine),
        ([decider(1, kind="system")], 1, rules.NotByMachine),
        ([decider(1), decider(1, kind="command")], 1, rules.NotByMachine),
        ([decider(1, "FR")], 1, rules.NotByCompatriot),
        ([decider(1, "DE", "FR")], 1, rules.NotByCompatriot),
        ([decider(1), decider(2, "FR")], 1, rules.NotByCompatriot),
        ([decider(1)], 2, rules.NeedsAnother),
        ([decider(1), decider(1)], 2, rules.NeedsAnother),
    ],
)
def test_who_decides(deciders: list[Decider], needed: int, refusal: type[Exception] | None) -> None:
    def ask() -> None:
        rules.require_deciders(deciders, sender="FR", countries=frozenset({"FR"}), needed=needed)

    if refusal is None:
        ask()
    else:
        with pytest.raises(refusal):
            ask()


def test_nobody_learns_that_somebody_is_protected() -> None:
    assert codes.code_told("REFUGEE") == codes.code_told("unheard of") == codes.NOT_TOLD
    assert codes.label_of(codes.NOT_TOLD) == codes.NOT_COMPLIANT
    assert (codes.code_told(""), codes.code_told("FACTS"), codes.code_told("WITHDRAWN")) == ("", "FACTS", "WITHDRAWN")
    assert codes.label_of("FACTS") == codes.CODES["FACTS"]


@pytest.mark.parametrize("reason", ["", "short", " " * 40, "x" * 2001, "nothing of\0this"])
def test_a_reason_is_words(reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.require_reason(reason)
    assert refusal.value.problems[0].accepted


def test_clocks() -> None:
    assert rules.release_target(is_urgent=True, now=NOW, hours=8) == NOW + timedelta(minutes=30)
    assert rules.release_target(is_urgent=False, now=NOW, hours=8) == NOW + timedelta(hours=8)
    assert not rules.is_reminder_due(told_at=NOW, reminded_at=None, now=NOW + timedelta(hours=23))
    assert rules.is_reminder_due(told_at=NOW, reminded_at=None, now=NOW + timedelta(hours=24))
    later = NOW + timedelta(hours=24)
    assert not rules.is_reminder_due(told_at=NOW, reminded_at=later, now=later + timedelta(hours=23))


@pytest.mark.parametrize(
    ("ends_on", "is_good"),
    [
        (TODAY, False),
        (TODAY + timedelta(days=1), True),
        (date(2031, 11, 22), True),
        (date(2031, 11, 23), False),
    ],
)
def test_it_ends_within_the_notices_validity(ends_on: date, is_good: bool) -> None:
    assert bool(rules.problems_with_end(ends_on, TODAY, 5)) != is_good
    assert rules.last_day(date(2028, 2, 29), 5) == date(2033, 2, 28)


@pytest.mark.parametrize(
    ("done", "on", "field"),
    [
        ("deleted", TODAY, ""),
        ("deleted", None, "on"),
        ("deleted", TODAY + timedelta(days=1), "on"),
        ("never_copied", None, ""),
        ("will_delete", TODAY + timedelta(days=30), ""),
        ("will_delete", TODAY + timedelta(days=31), "on"),
        ("will_delete", None, "on"),
        ("shrugged", None, "done"),
    ],
)
def test_an_acknowledgement_says_what_was_done_and_when(done: str, on: date | None, field: str) -> None:
    assert [problem.field for problem in codes.problems_with_acknowledgement(done, on, TODAY)] == [field] * bool(field)


def test_every_word_has_a_label() -> None:
    assert set(rules.STATUS_LABELS) == set(Status) and set(rules.HOLD_LABELS) == set(Hold)
    assert set(codes.REPORT_LABELS) == set(Report) and set(rules.ROUTE_LABELS) == set(rules.Route)
