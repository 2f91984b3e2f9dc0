"""The live stream holds no connection to the database while a page is open: else ten open pages would stop the site."""

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection

from comity.checks.pages import stream


def _is_connected() -> bool:
    return connection.connection is not None


@pytest.mark.django_db(transaction=True)
def test_looking_for_changes_gives_the_connection_back() -> None:
    async def look() -> bool:
        await stream._recent()
        return await sync_to_async(_is_connected)()

    assert not async_to_sync(look)()


@pytest.mark.django_db(transaction=True)
def test_an_open_stream_holds_none() -> None:
    async def listen() -> bool:
        await sync_to_async(connection.ensure_connection)()
        events = stream._events(stream.Watch(), "FR")
        await anext(events)
        held = await sync_to_async(_is_connected)()
        await events.aclose()
        return held

    assert not async_to_sync(listen)()
