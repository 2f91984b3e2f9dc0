"""The pulse counts everything exactly once, and silence is told from a night, a restart and an empty database."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from comity.audit import actions as audit
from comity.audit.rules import Event
from comity.desk import figures, gathering, jobs, rhythm
from comity.desk.actions import pulsing
from comity.desk.models import PulseHour, PulseMinute, PulsePlace, Rhythm
from comity.network.models import Bureau
from tests.desk.conftest import NOW, Desk

MINUTE = timedelta(minutes=1)
database = pytest.mark.django_db


def write(*events: tuple[datetime, str, str, dict[str, object]], actor: str = "officer:x") -> None:
    with transaction.atomic():
        audit.write_many(
            [
                Event(verb=verb, at=at, actor=actor, bureau=bureau, details=details)
                for at, bureau, verb, details in events
            ]
        )


def check(at: datetime, bureau: str, outcome: str = "no_hit", face: str = "api") -> tuple[datetime, str, str, dict]:
    # As the ingest writes it: the outcomes of the databases are beside the outcome of the whole.
    return at, bureau, "check.made", {"face": face, "outcome": outcome, "outcomes": {"persons": "no_hit"}}


def fold(now: datetime) -> None:
    while pulsing.fold(now):
        pass


# --- Counting ---


@database
def test_everything_is_counted_once_however_often_it_is_folded(desk: Desk) -> None:
    last = NOW - MINUTE
    write(check(last, "FR"), check(last, "FR", "hit"), check(NOW, "FR"), (last, "KE", "message.sent", {}))
    for _again in range(3):
        fold(NOW)
    write(check(last, "FR"))
    fold(NOW)
    row = PulseMinute.objects.get(minute=last, bureau="FR")
    assert (row.checks, row.hits, row.messages) == (3, 1, 0)
    view = figures.pulse(NOW)
    assert (view.minute, view.checks[-1], view.hits[-1], view.messages[-1]) == (last, 3, 1, 1)
    assert (len(view.checks), sum(view.checks)) == (60, 3)  # the minute under way is not told yet


@database
def test_a_piece_at_a_time_is_the_same_as_all_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulsing, "AT_ONCE", 3)
    write(*(check(NOW, "FR") for _one in range(11)))
    fold(NOW)
    assert PulseMinute.objects.get().checks == 11


@database
def test_what_the_machine_asks_is_nobodys_check_and_no_sign(desk: Desk) -> None:
    write(check(NOW, "FR", face="saved"))
    write((NOW, "FR", "message.sent", {}), actor="command:conversations")
    fold(NOW)
    assert not PulseMinute.objects.exists()
    assert not Rhythm.objects.exists()


@database
def test_the_map_counts_sub_bureaus_with_their_member_and_tells_who_is_away(desk: Desk) -> None:
    write(check(NOW - MINUTE, "CN"), check(NOW - MINUTE, "CN-HK"), check(NOW - 5 * MINUTE, "CN-HK", "hit"))
    fold(NOW)
    Bureau.objects.filter(pk="KE").update(connected=False)
    by_member = {one.member: one for one in figures.map_figures(NOW, desk.melina)}
    assert set(by_member) == {"FR", "KE", "GR", "CN"}
    assert (by_member["CN"].checks, by_member["CN"].hits) == (2, 1)
    assert (by_member["KE"].is_connected, by_member["KE"].checks) == (False, 0)


@database
def test_hours_are_kept_when_minutes_are_gone(desk: Desk) -> None:
    write(check(NOW, "FR"), check(NOW, "FR"))
    fold(NOW)
    fold(NOW + timedelta(hours=1))
    assert PulseHour.objects.get().checks == 2
    fold(NOW + timedelta(days=8))
    assert not PulseMinute.objects.exists()
    assert PulseHour.objects.get().checks == 2


# --- Silence ---


def live(begins: datetime, hours: int, active: Iterable[int], bureau: str = "FR") -> datetime:
    """Watches for so many hours, a look a minute; the bureau shows itself every minute of the active hours."""
    at, awake = begins, frozenset(active)
    for _minute in range(hours * 60):
        at += MINUTE
        if at.hour in awake:
            write((at, bureau, "session.begun", {}))
        fold(at)
    return at


@database
def test_a_bureau_that_falls_silent_by_day_is_missed_and_one_that_sleeps_is_not(desk: Desk) -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    # Two days are known: awake from 8 to 20.
    pulsing.set_rhythm("FR", [60.0 if 8 <= hour % 24 < 20 else 0.0 for hour in range(168)], monday)
    morning = live(monday, 9, range(8, 20))
    assert not list(gathering.silent_bureaus(morning))  # silent until eight: nobody missed it
    soon = live(morning, 1, ())
    [missed] = gathering.silent_bureaus(soon)
    assert (missed.of, missed.details["owed"]) == ("bureau:FR", 32)
    again = live(soon, 1, range(24))
    assert not list(gathering.silent_bureaus(again))


@database
def test_a_rhythm_is_learnt_from_hours_that_were_watched(desk: Desk) -> None:
    live(NOW, 2, {NOW.hour})
    row = Rhythm.objects.get(bureau="FR")
    hour = rhythm.hour_of(NOW)
    assert row.weeks[hour] == 1
    assert row.usual[hour] >= 58
    assert row.usual[(hour + 24) % 168] == row.usual[hour]  # not learnt yet: like the same hour of other days
    assert row.usual[(hour + 2) % 168] == 0


@database
def test_neither_an_empty_database_nor_a_restart_raises_anything(desk: Desk) -> None:
    later = live(NOW, 1, ())
    assert not list(gathering.silent_bureaus(later))
    pulsing.set_rhythm("FR", [60.0] * 168, later)
    fold(later + timedelta(days=3))  # down for three days
    assert Rhythm.objects.get().owed == 0
    assert not list(gathering.silent_bureaus(later + timedelta(days=3)))


@database
def test_who_closed_its_own_link_is_not_silent(desk: Desk) -> None:
    Rhythm.objects.create(bureau="FR", usual=[60.0] * 168, weeks=[1] * 168, owed=60, watched=60, last_sign_at=NOW)
    assert list(gathering.silent_bureaus(NOW))
    Bureau.objects.filter(pk="FR").update(connected=False)
    assert not list(gathering.silent_bureaus(NOW))


@database
def test_most_bureaus_silent_at_once_are_one_thing(desk: Desk) -> None:
    for number in range(rhythm.FEWEST + 2):
        Bureau.objects.create(code=f"X{number}", kind="national", name="x")
        Rhythm.objects.create(bureau=f"X{number}", usual=[60.0] * 168, weeks=[1] * 168, owed=60, watched=60,
                              last_sign_at=NOW)  # fmt: skip
    [one] = gathering.silent_bureaus(NOW)
    assert one.of == "bureau:all"
    Rhythm.objects.filter(bureau__in=["X0", "X1", "X2", "X3", "X4"]).update(owed=0)
    assert len(list(gathering.silent_bureaus(NOW))) == rhythm.FEWEST - 3


@database
def test_a_step_folds_and_says_whether_there_is_more(desk: Desk) -> None:
    assert jobs.pulse_step(NOW) is False
    assert PulsePlace.objects.get().at == NOW


known = st.dictionaries(st.integers(0, 167), st.floats(0, 60), max_size=12)


@given(known, st.integers(0, 167))
def test_nothing_is_expected_of_hours_of_which_nothing_is_known(known: dict[int, float], hour: int) -> None:
    usual, weeks = [known.get(one, 0.0) for one in range(168)], [int(one in known) for one in range(168)]
    expected = rhythm.expected(usual, weeks, hour)
    assert 0 <= expected <= 60
    if hour in known:
        assert expected == known[hour]
    assert any(other % 24 == hour % 24 for other in known) or expected == 0


@given(st.floats(0, 60), st.integers(0, 5), st.integers(0, 60))
def test_what_is_learnt_stays_between_what_was_usual_and_what_was_seen(was: float, weeks: int, seen: int) -> None:
    now = rhythm.learnt(was, weeks, seen)
    assert now == seen if weeks == 0 else min(was, seen) - 1e-9 <= now <= max(was, seen) + 1e-9


@given(st.integers(-10_000, 10_000).map(lambda seconds: timedelta(seconds=seconds)))
def test_time_in_which_nobody_looked_does_not_count(passed: timedelta) -> None:
    watched = rhythm.watched_between(NOW, NOW + passed)
    assert 0 <= watched <= 2
    assert (watched > 0) == (timedelta(0) < passed <= rhythm.LONGEST_STEP)
