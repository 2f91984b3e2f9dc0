"""The live stream: tells an open page that hits have changed. It carries no data and can leak none: the page asks anew.

One look at the database serves every open page of the process; a page is told within half a second.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from comity.checks.models import Hit
from comity.core import clock
from comity.network.access import actor_of

EVERY_SECONDS = 0.3
# A commit may become visible later than its `changed_at`: look back that far, and remember what was told.
LOOK_BACK = timedelta(seconds=10)
# A stream ends by itself so that a session that has ended, or a server that is stopping, does not hold it for ever.
LIFE_SECONDS = 300
HEARTBEAT_SECONDS = 15

Changed = tuple[UUID, datetime]


class Watch:
    """Watches for changed hits while anybody listens; wakes the listeners of the bureaus concerned."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Event, str] = {}
        self._task: asyncio.Task[None] | None = None

    def join(self, bureau: str) -> asyncio.Event:
        """An event that is set whenever a hit of this bureau, as source or as asker, has changed."""
        event = asyncio.Event()
        self._listeners[event] = bureau
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return event

    def leave(self, event: asyncio.Event) -> None:
        self._listeners.pop(event, None)

    async def _run(self) -> None:
        told: set[Changed] = {changed for changed, _ in await _recent()}
        while self._listeners:
            await asyncio.sleep(EVERY_SECONDS)
            recent = await _recent()
            concerned = {bureau for changed, bureaus in recent if changed not in told for bureau in bureaus}
            told = {changed for changed, _ in recent}
            for event, bureau in list(self._listeners.items()):
                if bureau in concerned:
                    event.set()


_watches: dict[asyncio.AbstractEventLoop, Watch] = {}


async def hits(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Server-sent events: "changed" whenever a hit of the reader's bureau has changed."""
    actor = await sync_to_async(actor_of)(request)
    watch = _watches.setdefault(asyncio.get_running_loop(), Watch())
    response = StreamingHttpResponse(_events(watch, actor.bureau), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(watch: Watch, bureau: str) -> AsyncIterator[bytes]:
    # The request took a connection to learn who asks. Kept for as long as the page is open, it would be missing from
    # the pool: ten open pages would stop the site.
    await sync_to_async(_let_go)()
    event = watch.join(bureau)
    ends_at = asyncio.get_running_loop().time() + LIFE_SECONDS
    try:
        yield b"retry: 1000\n\n"
        while asyncio.get_running_loop().time() < ends_at:
            try:
                await asyncio.wait_for(event.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            event.clear()
            yield b"event: changed\ndata: hits\n\n"
    finally:
        watch.leave(event)


@sync_to_async
def _recent() -> list[tuple[Changed, tuple[str, ...]]]:
    rows = Hit.objects.filter(changed_at__gt=clock.now() - LOOK_BACK)
    try:
        return [
            ((pk, changed_at), (asking, source) if told and not silent and not shielded else (asking,))
            for pk, changed_at, asking, source, told, silent, shielded in rows.values_list(
                "pk", "changed_at", "asking", "source", "told_source", "silent", "shielded"
            )
        ]
    finally:
        # The thread belongs to whoever began to watch, and ends with that page.
        _let_go()


def _let_go() -> None:
    """Gives this thread's connection back to the pool, unless a transaction (a test's) stands in it."""
    if not connection.in_atomic_block:
        connection.close()
