"""Questions without a date of birth: answered in processes of their own, so that no other check waits for them.

Such a search reads a hundred times the rows of another. Every worker of the service has a child process with an index
open, which takes questions one by one, with less of the machine than the service itself. A child with nothing to do
also takes those of other workers, over a socket beside the file of their doors. So many may wait, and no more. A child
ends when the service that started it ends, however that happens: its input is closed then.

    python -m comity.checks.undated FOLDER STALE_AFTER [SOCKET]
"""

import asyncio
import os
import selectors
import signal
import socket
import struct
import sys
import time
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from comity.checks.engine import garbage
from comity.checks.engine.asking import Checker, Said
from comity.checks.engine.http import Fault
from comity.checks.engine.index import Index
from comity.checks.engine.persons import searching
from comity.checks.engine.question import Question
from comity.core.errors import Refused
from comity.network.rules import Actor

# Beyond so many in one process the next is refused: it would wait for longer than its officer does.
MOST_WAITING: Final = 24
_NICENESS: Final = 3
_SOCKET: Final = "searches-"
# Seconds after which a worker looks for other workers' children again.
_UNTIL_LOOKED_AGAIN: Final = 1.0
_MOST_READ: Final = 1 << 16
_LENGTH: Final = struct.Struct("<I")


class TooManySearches(Refused):
    """Too many searches without a date of birth are waiting. Give the date, or ask again in a second."""

    status = 503


class Job(msgspec.Struct, frozen=True):
    """A question to be answered elsewhere: who asks, when, and the id of the check."""

    asked: Question
    actor: Actor
    at: datetime
    check: UUID


_encode = msgspec.msgpack.Encoder().encode
_decode_job = msgspec.msgpack.Decoder(Job).decode
_decode_said = msgspec.msgpack.Decoder(Said | None).decode


def is_undated(asked: Question) -> bool:
    """Whether the question looks for a person of whom no date of birth is given."""
    return asked.person is not None and not asked.person.birth_date


class _Line:
    """A child as one worker talks to it, and who waits for its answers."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.waiting: deque[asyncio.Future[bytes]] = deque()
        self.is_open = True
        self.reading = asyncio.create_task(self._read())

    async def say(self, job: bytes) -> bytes:
        """The answer. Raises Fault where the child ends before it."""
        if not self.is_open:
            raise Fault
        answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.waiting.append(answered)
        with suppress(ConnectionError):
            self._writer.write(_framed(job))
            await self._writer.drain()
        return await answered

    async def close(self) -> None:
        """Asks nothing more; what was asked is still answered."""
        self._writer.close()
        await self.reading

    async def _read(self) -> None:
        """Hands answers to those who wait, in order; to all that something is wrong, when the child is gone."""
        with suppress(IncompleteReadError, ConnectionError):
            while True:
                (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
                said = await self._reader.readexactly(length)
                first = self.waiting.popleft()
                if not first.done():
                    first.set_result(said)
        self.is_open = False
        self._writer.close()
        while self.waiting:
            lost = self.waiting.popleft()
            if not lost.done():
                lost.set_exception(Fault())


class Undated:
    """The child process, started when it is first needed, and whoever waits for it or for another worker's child,
    whose sockets are in the folder `others`. For one event loop.
    """

    def __init__(self, folder: Path, stale_after: float = 0, others: Path | None = None) -> None:
        self._command = [sys.executable, "-m", "comity.checks.undated", str(folder), str(stale_after)]
        self._others = others
        self._socket: Path | None = None
        self._process: Process | None = None
        self._own: _Line | None = None
        self._guest: dict[Path, _Line] = {}
        self._looked_at = 0.0
        self._starting = asyncio.Lock()

    @property
    def waiting(self) -> int:
        return sum(len(line.waiting) for line in (self._own, *self._guest.values()) if line is not None)

    async def start(self) -> None:
        """Starts the child before it is needed."""
        await self._running()

    async def say(self, job: Job) -> Said:
        """The answer. Raises TooManySearches at once, or Fault where the child fails or ends."""
        if self.waiting >= MOST_WAITING:
            raise TooManySearches
        line = await self._running()
        if line.waiting and self._others is not None:
            line = await self._least_busy(line, self._others)
        said: Said | None = _decode_said(await line.say(_encode(job)))
        if said is None:
            raise Fault
        return said

    async def close(self) -> None:
        """Ends the child, when it has done what it is at."""
        process, own = self._process, self._own
        self._process = self._own = None
        for line in (*self._guest.values(), own):
            if line is not None:
                await line.close()
        self._guest = {}
        if process is not None:
            await process.wait()

    async def _running(self) -> _Line:
        async with self._starting:
            if self._process is None or self._own is None or not self._own.is_open:
                if self._process is not None:
                    await self._process.wait()
                own = (str(self._others / f"{_SOCKET}{os.urandom(4).hex()}"),) if self._others else ()
                self._socket = Path(*own) if own else None
                self._process = await asyncio.create_subprocess_exec(*self._command, *own, stdin=PIPE, stdout=PIPE)
                assert self._process.stdin is not None and self._process.stdout is not None
                self._own = _Line(self._process.stdout, self._process.stdin)
            return self._own

    async def _least_busy(self, own: _Line, others: Path) -> _Line:
        """The own child, or another that answers fewer of this worker's questions."""
        now = time.monotonic()
        if now - self._looked_at > _UNTIL_LOOKED_AGAIN:
            self._looked_at = now
            for path in set(others.glob(f"{_SOCKET}*")) - {self._socket} - self._guest.keys():
                # One that has ended leaves its socket behind.
                with suppress(OSError):
                    self._guest[path] = _Line(*await asyncio.open_unix_connection(str(path)))
        for path in [path for path, line in self._guest.items() if not line.is_open]:
            del self._guest[path]
            path.unlink(missing_ok=True)
        return min((own, *self._guest.values()), key=lambda line: len(line.waiting))


class _Caller:
    """A worker as a child hears it: what it sent and was not taken yet, and where answers go."""

    def __init__(self, given: int, taken: int, connection: socket.socket | None = None) -> None:
        self.given, self.taken, self.connection = given, taken, connection
        self.is_there = True
        self._heard = b""

    def jobs(self) -> list[bytes]:
        """What has come by now; from then on nobody is there when nothing more will."""
        came = b""
        with suppress(ConnectionError):
            came = os.read(self.given, _MOST_READ)
        self.is_there = bool(came)
        found, self._heard = [], self._heard + came
        while len(self._heard) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._heard)
            if len(self._heard) < _LENGTH.size + length:
                break
            found.append(self._heard[_LENGTH.size : _LENGTH.size + length])
            self._heard = self._heard[_LENGTH.size + length :]
        return found

    def tell(self, said: bytes) -> None:
        view = memoryview(_framed(said))
        while view:
            view = view[os.write(self.taken, view) :]


class _Callers:
    """All who ask a child: the worker that started it, and guests. Questions wait in the order in which they came."""

    def __init__(self, own: _Caller, path: Path | None) -> None:
        self._own = own
        self._waiting: deque[tuple[_Caller, bytes]] = deque()
        self._heard = selectors.DefaultSelector()
        self._heard.register(own.given, selectors.EVENT_READ, own)
        listening = _listening(path) if path is not None else None
        if listening is not None:
            self._heard.register(listening, selectors.EVENT_READ)

    def questions(self) -> Iterator[tuple[_Caller, bytes]]:
        """Each question and who asks it, until the worker that started this child has no more."""
        while self._own.is_there or self._waiting:
            for key, _events in self._heard.select(0 if self._waiting else None):
                if isinstance(key.fileobj, socket.socket):
                    connection, _address = key.fileobj.accept()
                    guest = _Caller(connection.fileno(), connection.fileno(), connection)
                    self._heard.register(guest.given, selectors.EVENT_READ, guest)
                else:
                    self._hear(key.data)
            if self._waiting:
                yield self._waiting.popleft()

    def _hear(self, caller: _Caller) -> None:
        jobs = caller.jobs()
        self._waiting.extend((caller, job) for job in jobs)
        if caller.is_there:
            return
        self._heard.unregister(caller.given)
        if caller.connection is None:
            # What this child's own worker has asked is still answered, and nothing else.
            self._heard.close()
            self._heard = selectors.DefaultSelector()
            self._waiting = deque(one for one in self._waiting if one[0] is caller)
        else:
            self._waiting = deque(one for one in self._waiting if one[0] is not caller)
            caller.connection.close()


def _listening(path: Path) -> socket.socket | None:
    """A socket for guests; none where the folder's name is too long for one: then this child has no guests."""
    made = socket.socket(socket.AF_UNIX)
    try:
        made.bind(str(path))
    except OSError:
        made.close()
        return None
    made.listen()
    return made


def serve(checker: Checker, callers: _Callers) -> None:
    """The child: answers what is given until nothing more comes. A failure is said as nothing, never as its text."""
    for caller, question in callers.questions():
        said: Said | None = None
        with suppress(Exception):
            job = _decode_job(question)
            said = checker.say(job.asked, job.actor, job.at, job.check)
        with suppress(ConnectionError):
            caller.tell(_encode(said))


def main() -> None:
    """Until the input ends. An interrupt meant for the service is its own to obey."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(_NICENESS)
    folder, stale_after, *path = sys.argv[1:]
    checker = Checker(Index(Path(folder) / "index"), None, stale_after=float(stale_after))
    searching.warm()
    garbage.spare_collections()
    serve(checker, _Callers(_Caller(0, 1), Path(*path) if path else None))


def _framed(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content


if __name__ == "__main__":
    main()
