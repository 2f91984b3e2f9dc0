"""The live stream: every open desk is told once of what changed, however late a commit shows, and told no data."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from comity.desk import live
from comity.desk.live import FIGURES, QUEUE, SHIFT, Listener, Watch

seen = st.frozensets(st.tuples(st.integers(0, 5), st.integers(0, 5)))


@given(seen, seen)
def test_only_what_was_not_told_is_news(now: frozenset[Any], told: frozenset[Any]) -> None:
    assert live.is_new(now, told) == bool(now - told)


def test_more_than_can_be_told_apart_is_news() -> None:
    many = frozenset((number,) for number in range(live.MOST))
    assert live.is_new(many, many)


def test_a_page_is_told_each_subject_once() -> None:
    listener = Listener()
    listener.tell({SHIFT, QUEUE})
    listener.tell({QUEUE})
    assert listener.take() == [QUEUE, SHIFT]
    assert listener.take() == [] and not listener.woken.is_set()


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, set[Any]]]:
    """What the tables hold, in the place of the tables."""
    held: dict[str, set[Any]] = {QUEUE: {(1, 1)}, SHIFT: set(), FIGURES: {"1"}}

    async def news() -> live.News:
        return {subject: frozenset(rows) for subject, rows in held.items()}

    monkeypatch.setattr(live, "_news", news)
    monkeypatch.setattr(live, "EVERY_SECONDS", 0.001)
    yield held


async def _told(listener: Listener) -> list[str]:
    await asyncio.wait_for(listener.woken.wait(), 10)
    return listener.take()


def test_one_look_tells_every_page_that_is_open(tables: dict[str, set[Any]]) -> None:
    async def story() -> None:
        watch = Watch()
        first, second = watch.join(), watch.join()
        await asyncio.sleep(0.01)
        tables[QUEUE].add((2, 2))
        assert await _told(first) == [QUEUE] and await _told(second) == [QUEUE]
        watch.leave(second)
        tables[SHIFT].add((1, 1))
        assert await _told(first) == [SHIFT]
        assert not second.pending
        watch.leave(first)

    asyncio.run(story())


def test_what_was_there_before_a_page_opened_is_no_news(tables: dict[str, set[Any]]) -> None:
    async def story() -> None:
        watch = Watch()
        listener = watch.join()
        await asyncio.sleep(0.05)
        assert not listener.pending
        tables[FIGURES] = {"2"}
        assert await _told(listener) == [FIGURES]
        watch.leave(listener)

    asyncio.run(story())


def test_what_changed_while_the_database_was_away_is_told_afterwards(
    tables: dict[str, set[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = live._news

    async def away() -> live.News:
        raise OperationalError

    async def story() -> None:
        watch = Watch()
        listener = watch.join()
        await asyncio.sleep(0.02)
        monkeypatch.setattr(live, "_news", away)
        await asyncio.sleep(0.02)
        tables[QUEUE].add((7, 7))
        monkeypatch.setattr(live, "_news", there)
        assert await _told(listener) == [QUEUE]
        watch.leave(listener)

    asyncio.run(story())


def test_it_stops_looking_when_nobody_listens(tables: dict[str, set[Any]]) -> None:
    async def story() -> None:
        watch = Watch()
        listener = watch.join()
        await asyncio.sleep(0.01)
        watch.leave(listener)
        assert watch._task is not None
        await asyncio.wait_for(watch._task, 10)
        again = watch.join()
        await asyncio.sleep(0.01)
        tables[QUEUE].add((3, 3))
        assert await _told(again) == [QUEUE]
        watch.leave(again)

    asyncio.run(story())


def test_the_stream_names_what_changed_and_says_nothing_else(tables: dict[str, set[Any]], monkeypatch: Any) -> None:
    async def let_go() -> None:
        return None

    monkeypatch.setattr(live, "sync_to_async", lambda _act: let_go)

    async def story() -> None:
        stream = live.events()
        assert await anext(stream) == b"retry: 1000\n\n"
        coming = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.01)
        tables[QUEUE].add((9, 9))
        assert await asyncio.wait_for(coming, 10) == b"event: queue\ndata: changed\n\n"
        await stream.aclose()

    asyncio.run(story())
