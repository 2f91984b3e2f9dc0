"""A-06 in envelopes: requests on nothing reviewed stand out against what is usual, each is counted once, and the desk
is told; ordinary work is not."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.audit.models import Entry
from comity.compliance import queries
from comity.compliance.actions import watching
from comity.compliance.engine.messages import FEWEST, TIMES_USUAL, Unusual, is_unusual
from comity.compliance.models import Anomaly, MessagesWatched, UncitedTally
from comity.core import ids
from comity.messages.models import Delivery, Message, Thread
from comity.network import actions as network
from comity.network.models import Bureau
from comity.notices.models import Notice
from comity.notices.rules import State

NOW = datetime.fromisoformat("2026-11-20T09:30:00+00:00")


@pytest.fixture(autouse=True)
def _world(db: None) -> None:
    network.found(NOW)


def came(at: datetime, sender: str = "FR", to: str = "KE", *, cites: tuple[str, ...] = (), names: bool = True) -> UUID:
    """An envelope that was let in: how, is tested where messages are."""
    thread = Thread.objects.create(kind="request", parties=[sender, to], opened_at=at)
    message = Message.objects.create(
        id=ids.new(),
        thread=thread,
        sender_id=sender,
        sender_key="k",
        envelope=b"",
        signature=b"",
        sealed=b"",
        digest="",
        kind="request",
        priority="routine",
        level=1,
        asks="information",
        names_person=names,
        cites=list(cites),
        size=0,
        sent_by="x",
        sent_at=at,
        received_at=at,
        position=Message.objects.count() + 1,
    )
    Delivery.objects.create(
        message=message, bureau_id=to, role="to", key="k", level=1, priority="routine", state="listed",
        folder="needs_answer", made_at=at,
    )  # fmt: skip
    return message.pk


def watch(now: datetime = NOW) -> list[Anomaly]:
    while watching.watch(now):
        pass
    return list(queries.anomalies(now))


def test_a_handful_between_two_bureaus_is_unusual_once() -> None:
    for number in range(FEWEST[Unusual.UNCITED_PAIR]):
        came(NOW - timedelta(minutes=number + 1))
    [found] = watch()
    assert (found.rule, found.bureau, found.towards, found.count) == (Unusual.UNCITED_PAIR, "FR", "KE", 5)
    assert found.sentence
    came(NOW)
    [again] = watch(NOW + timedelta(minutes=1))
    assert (again.pk, again.count) == (found.pk, 6)
    assert Entry.objects.filter(verb="anomaly.found").count() == 1


def test_it_stands_for_a_day_and_then_is_gone() -> None:
    for number in range(5):
        came(NOW - timedelta(minutes=number + 1))
    watch()
    assert queries.anomalies(NOW + timedelta(hours=23)).exists()
    assert not queries.anomalies(NOW + timedelta(hours=25)).exists()


def test_what_cites_something_reviewed_or_names_nobody_is_ordinary() -> None:
    for number in range(30):
        came(NOW - timedelta(minutes=number + 1), cites=(f"notice:{ids.new()}",))
        came(NOW - timedelta(minutes=number + 1), names=False)
    assert watch() == []


def test_many_to_many_bureaus_is_unusual_for_the_sender() -> None:
    others = list(Bureau.objects.filter(kind="national").exclude(pk="FR").values_list("pk", flat=True)[:20])
    for number, other in enumerate(others):
        came(NOW - timedelta(minutes=number + 1), to=other)
    [found] = watch()
    assert (found.rule, found.bureau, found.towards) == (Unusual.UNCITED_VOLUME, "FR", "")


def test_a_busy_day_of_a_busy_pair_is_not() -> None:
    for days in range(1, 29):
        UncitedTally.objects.create(day=(NOW - timedelta(days=days)).date(), sender="FR", recipient="KE", count=4)
    for number in range(12):
        came(NOW - timedelta(minutes=number + 1))
    assert watch() == []
    came(NOW)
    assert [one.count for one in watch(NOW + timedelta(minutes=1))] == [13]


def test_numbers_that_nothing_is_held_against_any_more_are_not_kept() -> None:
    old = (NOW - watching.KEPT - timedelta(days=1)).date()
    UncitedTally.objects.create(day=old, sender="FR", recipient="KE", count=4)
    came(NOW - timedelta(minutes=1))
    watch()
    assert not UncitedTally.objects.filter(day=old).exists()


def test_a_request_that_cites_what_was_refused() -> None:
    refused = Notice.objects.create(
        colour="red", requester_id="FR", state=State.REFUSED, created_at=NOW, created_by="x", changed_at=NOW
    )
    came(NOW - timedelta(minutes=1), cites=(f"notice:{refused.pk}",))
    [found] = watch()
    assert (found.rule, found.bureau, found.count) == (Unusual.CITES_REFUSED, "FR", 1)


def test_every_envelope_is_counted_once_also_when_the_worker_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        came(NOW - timedelta(minutes=number + 1))
    with monkeypatch.context() as patched:
        patched.setattr(MessagesWatched.objects, "filter", None)
        with pytest.raises(TypeError):
            watching.watch(NOW)
    watch()
    watch()
    assert UncitedTally.objects.get().count == 4


def test_what_came_this_very_moment_waits_for_who_commits_late() -> None:
    came(NOW)
    assert watching.watch(NOW) == 0
    assert watching.watch(NOW + watching.LAG) == 1


@given(
    rule=st.sampled_from(sorted(FEWEST)),
    count=st.integers(0, 10_000),
    usual=st.floats(0, 1_000),
    more=st.integers(0, 50),
)
def test_more_is_never_less_unusual(rule: Unusual, count: int, usual: float, more: int) -> None:
    assert is_unusual(rule, count, usual) <= is_unusual(rule, count + more, usual)
    assert is_unusual(rule, count, usual + more) <= is_unusual(rule, count, usual)
    assert not is_unusual(rule, FEWEST[rule] - 1, 0) and is_unusual(rule, FEWEST[rule], 0)
    assert not is_unusual(rule, int(usual * TIMES_USUAL), usual)
