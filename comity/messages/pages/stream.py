"""The live stream of a reader's list: tells an open page that something came, and nothing of what. The page asks anew.

One look at the database serves every open page of the process; a page is told within half a second.
"""

import asyncio
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from comity.messages import access, queries
from comity.network.access import actor_of

EVERY_SECONDS = 0.3
# A stream ends by itself, so that a session that has ended does not hold it for ever.
LIFE_SECONDS = 300
HEARTBEAT_SECONDS = 15

Marks = dict[str, str]  # bureau -> what changes whenever something of its lists does


class Watch:
    """Watches the lists of the bureaus whose pages are open; wakes those whose list has changed."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Event, str] = {}
        self._task: asyncio.Task[None] | None = None

    def join(self, bureau: str) -> asyncio.Event:
        """An event that is set whenever a message or a receipt came to this bureau, or one of its own moved on."""
        event = asyncio.Event()
        self._listeners[event] = bureau
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return event

    def leave(self, event: asyncio.Event) -> None:
        self._listeners.pop(event, None)

    async def _run(self) -> None:
        known: Marks = {}
        while self._listeners:
            marks = await _marks(sorted(set(self._listeners.values())))
            for event, bureau in list(self._listeners.items()):
                if bureau in known and marks.get(bureau, "") != known[bureau]:
                    event.set()
            known = marks
            await asyncio.sleep(EVERY_SECONDS)


_watches: dict[asyncio.AbstractEventLoop, Watch] = {}


async def changed(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Server-sent events: "changed" whenever a list of the reader's bureau has."""
    actor = await sync_to_async(actor_of)(request)
    access.require_may_read(actor)
    watch = _watches.setdefault(asyncio.get_running_loop(), Watch())
    response = StreamingHttpResponse(_events(watch, actor.bureau), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(watch: Watch, bureau: str) -> AsyncIterator[bytes]:
    # Kept for as long as the page is open, the request's connection would be missing from the pool.
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
            yield b"event: changed\ndata: messages\n\n"
    finally:
        watch.leave(event)


@sync_to_async
def _marks(bureaus: list[str]) -> Marks:
    try:
        return queries.marks(bureaus)
    finally:
        # The thread belongs to whoever began to watch, and ends with that page.
        _let_go()


def _let_go() -> None:
    """Gives this thread's connection back to the pool, unless a transaction (a test's) stands in it."""
    if not connection.in_atomic_block:
        connection.close()
