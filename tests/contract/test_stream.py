"""The live stream holds no connection to the database while a page is open: else ten open pages would stop the site."""

import asyncio

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection

from comity.checks.pages import stream


class Still(stream.Watch):
    """A watch that never looks."""

    def join(self, bureau: str) -> asyncio.Event:
        return asyncio.Event()


def _is_connected() -> bool:
    return connection.connection is not None


@pytest.mark.django_db(transaction=True)
def test_looking_for_changes_gives_the_connection_back() -> None:
    async def look() -> bool:
        await stream._recent()
        return await sync_to_async(_is_connected)()

    assert not async_to_sync(look)()


def test_an_open_stream_holds_none(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go: list[bool] = []
    monkeypatch.setattr(stream, "_let_go", lambda: let_go.append(True))

    async def listen() -> None:
        events = stream._events(Still(), "FR")
        await anext(events)
        await events.aclose()

    async_to_sync(listen)()
    assert let_go == [True]
