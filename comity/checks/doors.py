"""Doors: how the workers of one check service share out the connections that come in.

All workers listen at one address, and who wakes first would take every connection that waits: of thirty-two, thirty-one
were seen with one worker of two, which then answered alone. So each says in a file that all of them map how many it
has, takes one connection at a time, and looks away for a moment when another worker has fewer.
"""

import asyncio
import fcntl
import logging
import mmap
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import uvloop

# The file through which the workers of one service know of each other. Without it, or alone, whoever comes is taken.
FOLLOWED: Final = "COMITY_CHECK_DOORS"
_SIZE: Final = 4096
_PLACES: Final = _SIZE // 8
# A worker that has more connections than another leaves the next one to it for so long, in seconds, and no longer: the
# other may be busy, or gone.
_LEFT_TO_OTHERS: Final = 0.002
_UNTIL_ROOM: Final = 1.0

log = logging.getLogger("comity.checks")


class Places:
    """The file: for every worker one more than its connections; 0 where there is no worker."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, _SIZE)
        self._map = mmap.mmap(self._file, _SIZE)
        self._counts = memoryview(self._map).cast("Q")
        self._place = self._taken()
        self.has(0)

    @property
    def own(self) -> int:
        """So many connections this worker has."""
        return self._counts[self._place] - 1

    def has(self, connections: int) -> None:
        """This worker has so many now."""
        self._counts[self._place] = connections + 1

    def is_next(self) -> bool:
        """Whether no other worker has fewer."""
        own = self._counts[self._place]
        return all(not 0 < count < own for count in self._counts)

    def close(self) -> None:
        """There is one worker less."""
        self._counts[self._place] = 0
        self._counts.release()
        self._map.close()
        os.close(self._file)

    def _taken(self) -> int:
        """A place that no living worker has: the lock ends with its process, however that ends."""
        for place in range(_PLACES):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except OSError:
                continue
            return place
        raise OverflowError


class Door:
    """One listening socket at one worker: what an event loop calls a server."""

    def __init__(self, loop: asyncio.AbstractEventLoop, listening: socket.socket, made: Callable[[], Any]) -> None:
        self.sockets = [listening]
        self._loop, self._listening, self._made = loop, listening, made
        self._coming: set[asyncio.Task[Any]] = set()
        self._again: asyncio.TimerHandle | None = None
        self._is_open = True
        loop.add_reader(listening, self._come)

    def close(self) -> None:
        """Nobody is taken any more."""
        if self._is_open:
            self._is_open = False
            self._loop.remove_reader(self._listening)
            if self._again is not None:
                self._again.cancel()
            self._listening.close()

    async def wait_closed(self) -> None:
        """Those who were being taken are in."""
        await asyncio.gather(*self._coming, return_exceptions=True)

    def _come(self) -> None:
        """Somebody waits, who is left to a worker that has fewer."""
        if _places is None or _places.is_next():
            self._take()
            return
        self._loop.remove_reader(self._listening)
        self._again = self._loop.call_later(_LEFT_TO_OTHERS, self._look_again)

    def _look_again(self) -> None:
        """Whoever still waits is taken."""
        self._again = None
        self._loop.add_reader(self._listening, self._come)
        self._take()

    def _take(self) -> None:
        try:
            connection, _address = self._listening.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            # There are no descriptors left, or no memory: in a second there may be.
            log.error("no connection can be taken: %s", error.strerror)
            self._loop.remove_reader(self._listening)
            self._again = self._loop.call_later(_UNTIL_ROOM, self._look_again)
            return
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if _places is not None:
            _places.has(_places.own + 1)
        coming = self._loop.create_task(self._loop.connect_accepted_socket(self._made, connection))
        self._coming.add(coming)
        coming.add_done_callback(self._coming.discard)


class Loop(uvloop.Loop):
    """An event loop whose servers are such doors, where the workers know of each other."""

    async def create_server(self, protocol_factory: Any, *given: Any, **named: Any) -> Any:
        """See asyncio."""
        global _places
        listening, followed = named.get("sock"), os.environ.get(FOLLOWED)
        if listening is None or not followed or named.get("ssl") or listening.family == socket.AF_UNIX:
            return await super().create_server(protocol_factory, *given, **named)
        if _places is None:
            _places = Places(Path(followed))
        listening.setblocking(False)
        listening.listen(named.get("backlog", 100))
        return Door(self, listening, protocol_factory)


_places: Places | None = None


def has(connections: int) -> None:
    """This worker has so many connections now."""
    if _places is not None:
        _places.has(connections)
