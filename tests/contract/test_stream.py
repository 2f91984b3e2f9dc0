"""The live stream holds no connection to the database while a page is open: else ten open pages would stop the site."""

import asyncio

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection
from django.utils import timezone

from comity.checks.pages.stream import changed_hits
from comity.desk.live import changed
from comity.look import live
from comity.messages.pages.stream import changed_lists


def _is_connected() -> bool:
    return connection.connection is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("look", [changed_hits, changed_lists, changed])
def test_looking_for_changes_gives_the_connection_back(look: live.Look) -> None:
    async def looks() -> bool:
        await live._looked(look, timezone.now())
        return await sync_to_async(_is_connected)()

    assert not async_to_sync(looks)()


def test_an_open_stream_holds_none(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go: list[bool] = []
    monkeypatch.setattr(live, "_let_go", lambda: let_go.append(True))
    monkeypatch.setattr(live.Watch, "join", lambda _watch, subjects: live.Listener(subjects))  # it never looks

    async def listen() -> None:
        events = live.events(lambda _since: {}, {"FR": ("changed", "hits")})
        await anext(events)
        await events.aclose()

    asyncio.run(listen())
    assert let_go == [True]
