"""Tells open desks what changed: the queue, a shift, an incident, the figures. It carries no data: a page asks anew.

One look at the database serves every open desk of the process; a page is told within half a second.
"""

import asyncio
from collections.abc import AsyncIterator, Hashable
from datetime import timedelta

import structlog
from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from django.db.models import Model

from comity.core import clock
from comity.desk import queries
from comity.desk.models import Incident, Item, Shift

log = structlog.get_logger("comity.desk")

EVERY_SECONDS = 0.4
# A commit may become visible later than its `changed_at`: look back that far, and remember what was told.
LOOK_BACK = timedelta(seconds=10)
# So many changes within the time looked back over are news by themselves: no more are read.
MOST = 200
# A stream ends by itself so that a session that has ended, or a server that is stopping, does not hold it for ever.
LIFE_SECONDS = 300
HEARTBEAT_SECONDS = 15

# What a page can be told of.
QUEUE, SHIFT, INCIDENT, FIGURES = "queue", "shift", "incident", "figures"
News = dict[str, frozenset[Hashable]]


class Listener:
    """One open page: what it has not been told yet."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self.pending: set[str] = set()

    def tell(self, subjects: set[str]) -> None:
        self.pending |= subjects
        self.woken.set()

    def take(self) -> list[str]:
        """What changed since it was last asked, in a fixed order."""
        subjects, self.pending = sorted(self.pending), set()
        self.woken.clear()
        return subjects


class Watch:
    """Watches the desk's tables while anybody listens."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None

    def join(self) -> Listener:
        listener = Listener()
        self._listeners.add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return listener

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    async def _run(self) -> None:
        told: News | None = None
        while self._listeners:
            try:
                now = await _news()
            except DatabaseError:
                log.warning("the desk's stream cannot look")  # what it misses meanwhile, it tells afterwards
            else:
                changed = {subject for subject, seen in now.items() if told and is_new(seen, told[subject])}
                told = now
                for listener in list(self._listeners) if changed else ():
                    listener.tell(changed)
            await asyncio.sleep(EVERY_SECONDS)


_watches: dict[asyncio.AbstractEventLoop, Watch] = {}


def is_new(seen: frozenset[Hashable], told: frozenset[Hashable]) -> bool:
    """Whether there is something that was not told, or too much to tell apart."""
    return bool(seen - told) or len(seen) >= MOST


async def events() -> AsyncIterator[bytes]:
    """The stream of one page, as server-sent events named by what changed."""
    # The request took a connection to learn who asks. Kept for as long as the page is open, it would be missing from
    # the pool: ten open desks would stop the site.
    await sync_to_async(_let_go)()
    loop = asyncio.get_running_loop()
    watch = _watches.setdefault(loop, Watch())
    listener = watch.join()
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
                yield f"event: {subject}\ndata: changed\n\n".encode()
    finally:
        watch.leave(listener)


@sync_to_async
def _news() -> News:
    try:
        return {
            QUEUE: _changed_lately(Item),
            SHIFT: _changed_lately(Shift),
            INCIDENT: _changed_lately(Incident),
            FIGURES: frozenset([queries.pulse_version()]),
        }
    finally:
        # The thread belongs to whoever began to watch, and ends with that page.
        _let_go()


def _changed_lately(table: type[Model]) -> frozenset[Hashable]:
    rows = table._default_manager.filter(changed_at__gt=clock.now() - LOOK_BACK).order_by("-changed_at")
    return frozenset(rows.values_list("pk", "changed_at")[:MOST])


def _let_go() -> None:
    """Gives this thread's connection back to the pool, unless a transaction (a test's) stands in it."""
    if not connection.in_atomic_block:
        connection.close()
