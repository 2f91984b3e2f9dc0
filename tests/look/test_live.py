"""The live stream: every open page is told once of what concerns it, however late a commit shows, and told no data."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import structlog
from django.db import InterfaceError, OperationalError
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import LogCapture

from comity.look import live
from comity.look.live import Listener, Watch

seen = st.dictionaries(st.sampled_from("abc"), st.frozensets(st.integers(0, 5)))


@given(seen, seen)
def test_only_what_was_not_told_is_news(now: dict[str, frozenset[int]], told: dict[str, frozenset[int]]) -> None:
    known = {(subject, change) for subject, changes in told.items() for change in changes}
    found = {(subject, change) for subject, changes in now.items() for change in changes}
    assert live._news(now, told) == {subject for subject, _ in found - known}


def test_a_page_is_told_each_subject_once_and_only_those_it_wants() -> None:
    listener = Listener({"queue", "shift"})
    listener.tell({"figures"})
    assert not listener.woken.is_set()
    listener.tell({"shift", "queue"})
    listener.tell({"queue", "figures"})
    assert listener.take() == ["queue", "shift"]
    assert listener.take() == [] and not listener.woken.is_set()


class Tables:
    """What the tables hold, in the place of the tables."""

    def __init__(self) -> None:
        self.held: dict[str, set[Any]] = {"FR": {1}, "KE": set()}
        self.fault: Exception | None = None
        self.asked: list[datetime] = []

    def look(self, since: datetime) -> live.Seen:
        self.asked.append(since)
        if self.fault:
            raise self.fault
        return {subject: frozenset(rows) for subject, rows in self.held.items()}

    async def looked_at(self, times: int = 2) -> None:
        """Waits until so many looks have begun from now: all but the last are over."""
        wanted = len(self.asked) + times
        async with asyncio.timeout(10):
            while len(self.asked) < wanted:
                await asyncio.sleep(0.001)


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tables]:
    monkeypatch.setattr(live, "EVERY_SECONDS", 0.001)
    monkeypatch.setattr(live, "_let_go", lambda: None)
    yield Tables()


async def _told(listener: Listener) -> list[str]:
    await asyncio.wait_for(listener.woken.wait(), 10)
    return listener.take()


def test_one_look_tells_every_page_concerned_and_no_other(tables: Tables) -> None:
    async def story() -> None:
        watch = Watch(tables.look)
        first, second, other = watch.join({"FR"}), watch.join({"FR"}), watch.join({"KE"})
        await tables.looked_at()
        tables.held["FR"].add(2)
        assert await _told(first) == ["FR"] and await _told(second) == ["FR"]
        watch.leave(second)
        tables.held["FR"].add(3)
        assert await _told(first) == ["FR"]
        assert not second.pending and not other.pending
        watch.leave(first)
        watch.leave(other)

    asyncio.run(story())


def test_what_was_there_before_a_page_opened_is_no_news(tables: Tables) -> None:
    async def story() -> None:
        watch = Watch(tables.look)
        listener = watch.join({"FR", "KE"})
        await tables.looked_at(5)
        assert not listener.pending
        tables.held["BR"] = {1}
        tables.held["FR"] = {2}
        assert await _told(listener) == ["FR"]
        watch.leave(listener)

    asyncio.run(story())


@pytest.mark.parametrize("fault", [OperationalError("away"), InterfaceError("closed")])
def test_what_changed_while_the_database_was_away_is_told_afterwards(
    tables: Tables, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    log_output = LogCapture()
    monkeypatch.setattr(live, "log", structlog.wrap_logger(None, processors=[log_output]))

    async def story() -> None:
        watch = Watch(tables.look)
        listener = watch.join({"FR", "KE"})
        await tables.looked_at()
        tables.fault = fault
        await tables.looked_at(4)
        # However long it was away, it is asked for everything since the last look that succeeded.
        assert tables.asked[-1] == tables.asked[-2] and not listener.pending
        assert [entry["log_level"] for entry in log_output.entries] == ["warning"]
        tables.held["KE"].add(7)
        tables.fault = None
        assert await _told(listener) == ["KE"]
        await tables.looked_at()
        assert tables.asked[-1] > tables.asked[-2] and not listener.pending
        watch.leave(listener)

    asyncio.run(story())


def test_a_page_opened_while_the_database_is_away_is_told_whatever_may_be_new(tables: Tables) -> None:
    async def story() -> None:
        tables.fault = OperationalError("away")
        watch = Watch(tables.look)
        listener = watch.join({"FR", "KE"})
        await tables.looked_at()
        tables.fault = None
        assert await _told(listener) == ["FR"]
        watch.leave(listener)

    asyncio.run(story())


def test_it_stops_looking_when_nobody_listens_and_begins_again(tables: Tables) -> None:
    async def story() -> None:
        watch = Watch(tables.look)
        watch.leave(watch.join({"FR"}))
        assert watch._task is not None
        await asyncio.wait_for(watch._task, 10)
        again = watch.join({"FR"})
        await tables.looked_at()
        tables.held["FR"].add(3)
        assert await _told(again) == ["FR"]
        watch.leave(again)

    asyncio.run(story())


def test_the_stream_says_the_rooms_words_and_nothing_else(tables: Tables) -> None:
    async def story() -> None:
        stream = live.events(tables.look, {"FR": ("changed", "hits")})
        assert await anext(stream) == b"retry: 1000\n\n"
        coming = asyncio.ensure_future(anext(stream))
        await tables.looked_at()
        tables.held["FR"].add(9)
        assert await asyncio.wait_for(coming, 10) == b"event: changed\ndata: hits\n\n"
        await stream.aclose()

    asyncio.run(story())


def test_a_quiet_stream_says_that_it_is_there_and_ends_by_itself(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(live, "LIFE_SECONDS", 0.05)

    async def story() -> None:
        said = [part async for part in live.events(tables.look, {"FR": ("changed", "hits")})]
        assert said[0] == b"retry: 1000\n\n" and set(said[1:]) == {b": still here\n\n"}

    asyncio.run(story())
