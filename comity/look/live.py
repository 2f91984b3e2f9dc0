"""Tells open pages that something changed. It carries no data and can leak none: a page asks anew.

One look at the database serves every open page of the process; a page is told within half a second.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Hashable, Mapping
from datetime import datetime, timedelta

import structlog
from asgiref.sync import sync_to_async
from django.db import Error, connection
from django.http import StreamingHttpResponse
from django.utils import timezone

log = structlog.get_logger("comity.look")

EVERY_SECONDS = 0.3
# A commit may become visible later than the time it carries: look back that far, and remember what was told.
LOOK_BACK = timedelta(seconds=10)
# A stream ends by itself so that a session that has ended, or a server that is stopping, does not hold it for ever.
LIFE_SECONDS = 300
HEARTBEAT_SECONDS = 15

Seen = Mapping[str, frozenset[Hashable]]  # subject -> what of it changed since a moment: news is what was not told
Look = Callable[[datetime], Seen]
Says = Mapping[str, tuple[str, str]]  # subject -> the name and data of the event that tells a page of it


class Listener:
    """One open page: what it wants to know of, and what of that it has not been told yet."""

    def __init__(self, subjects: Collection[str]) -> None:
        self.woken = asyncio.Event()
        self.pending: set[str] = set()
        self._subjects = frozenset(subjects)

    def tell(self, changed: Collection[str]) -> None:
        if news := self._subjects.intersection(changed):
            self.pending |= news
            self.woken.set()

    def take(self) -> list[str]:
        """What changed since it was last asked, in a fixed order."""
        subjects, self.pending = sorted(self.pending), set()
        self.woken.clear()
        return subjects


class Watch:
    """Looks while anybody listens, and tells each listener what concerns it."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None

    def join(self, subjects: Collection[str]) -> Listener:
        listener = Listener(subjects)
        self._listeners.add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return listener

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    async def _run(self) -> None:
        told: Seen | None = None
        since, is_away = timezone.now() - LOOK_BACK, False
        while self._listeners:
            began = timezone.now()
            try:
                seen = await _looked(self._look, since)
            except Error as error:  # `since` stays: what is missed meanwhile is told afterwards
                if not is_away:
                    log.warning("open pages cannot be told", of=self._look.__module__, error=type(error).__name__)
                told, is_away = told or {}, True
            else:
                changed = set() if told is None else _news(seen, told)
                told, since, is_away = seen, began - LOOK_BACK, False
                for listener in list(self._listeners):
                    listener.tell(changed)
            await asyncio.sleep(EVERY_SECONDS)


_watches: dict[tuple[asyncio.AbstractEventLoop, Look], Watch] = {}


def stream(look: Look, says: Says) -> StreamingHttpResponse:
    """The answer to a page that wants to be told, in these words, of these subjects of a look."""
    response = StreamingHttpResponse(events(look, says), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def events(look: Look, says: Says) -> AsyncIterator[bytes]:
    """The stream of one page."""
    # The request took a connection to learn who asks. Kept for as long as the page is open, it would be missing from
    # the pool: ten open pages would stop the site.
    await sync_to_async(_let_go)()
    loop = asyncio.get_running_loop()
    watch = _watches.setdefault((loop, look), Watch(look))
    listener = watch.join(says)
    ends_at = loop.time() + LIFE_SECONDS
    try:
        yield b"retry: 1000\n\n"
        while loop.time() < ends_at:
            try:
                await asyncio.wait_for(listener.woken.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            for subject in listener.take():
                event, data = says[subject]
                yield f"event: {event}\ndata: {data}\n\n".encode()
    finally:
        watch.leave(listener)


def _news(seen: Seen, told: Seen) -> set[str]:
    return {subject for subject, changes in seen.items() if changes - told.get(subject, frozenset())}


@sync_to_async
def _looked(look: Look, since: datetime) -> Seen:
    try:
        return look(since)
    finally:
        # The thread belongs to whoever began to watch, and ends with that page.
        _let_go()


def _let_go() -> None:
    """Gives this thread's connection back to the pool, unless a transaction (a test's) stands in it."""
    if not connection.in_atomic_block:
        connection.close()
