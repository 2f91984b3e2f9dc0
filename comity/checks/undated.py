"""Questions without a date of birth: answered in a process of their own, so that no other check waits for them.

Such a search reads a hundred times the rows of another. A child process with an index open takes them one by one, with
less of the machine than the service itself; so many may wait, and no more. It ends when the service that started it
ends, however that happens: its input is closed then.

    python -m comity.checks.undated FOLDER STALE_AFTER
"""

import asyncio
import os
import signal
import struct
import sys
from asyncio import IncompleteReadError
from asyncio.subprocess import PIPE, Process
from collections import deque
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final
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
_NICENESS: Final = 5
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


class Undated:
    """The child process, started when it is first needed, and whoever waits for it. For one event loop."""

    def __init__(self, folder: Path, stale_after: float = 0) -> None:
        self._command = [sys.executable, "-m", "comity.checks.undated", str(folder), str(stale_after)]
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: deque[asyncio.Future[bytes]] = deque()
        self._starting = asyncio.Lock()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def start(self) -> None:
        """Starts the child before it is needed."""
        await self._running()

    async def say(self, job: Job) -> Said:
        """The answer. Raises TooManySearches at once, or Fault where the child fails or ends."""
        if len(self._waiting) >= MOST_WAITING:
            raise TooManySearches
        process = await self._running()
        answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting.append(answered)
        assert process.stdin is not None
        with suppress(ConnectionError):
            process.stdin.write(_framed(_encode(job)))
            await process.stdin.drain()
        said: Said | None = _decode_said(await answered)
        if said is None:
            raise Fault
        return said

    async def close(self) -> None:
        """Ends the child, when it has done what it is at."""
        process, reading = self._process, self._reading
        self._process = None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            await process.wait()
        if reading is not None:
            await reading

    async def _running(self) -> Process:
        async with self._starting:
            if self._process is None:
                self._process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE)
                self._reading = asyncio.create_task(self._read(self._process))
            return self._process

    async def _read(self, process: Process) -> None:
        """Hands answers to those who wait, in order; to all that something is wrong, when the child is gone."""
        assert process.stdout is not None
        with suppress(IncompleteReadError):
            while True:
                (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
                said = await process.stdout.readexactly(length)
                first = self._waiting.popleft()
                if not first.done():
                    first.set_result(said)
        if self._process is process:
            self._process = None
        while self._waiting:
            lost = self._waiting.popleft()
            if not lost.done():
                lost.set_exception(Fault())
        await process.wait()


def serve(folder: Path, stale_after: float, given: BinaryIO, taken: BinaryIO) -> None:
    """The child: answers what is given until nothing more comes. A failure is said as nothing, never as its text."""
    checker = Checker(Index(folder / "index"), None, stale_after=stale_after)
    searching.warm()
    garbage.spare_collections()
    while len(head := given.read(_LENGTH.size)) == _LENGTH.size:
        job = _decode_job(given.read(*_LENGTH.unpack(head)))
        said: Said | None = None
        with suppress(Exception):
            said = checker.say(job.asked, job.actor, job.at, job.check)
        taken.write(_framed(_encode(said)))
        taken.flush()


def main() -> None:
    """Until the input ends. An interrupt meant for the service is its own to obey."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(_NICENESS)
    with suppress(BrokenPipeError):
        serve(Path(sys.argv[1]), float(sys.argv[2]), sys.stdin.buffer, sys.stdout.buffer)


def _framed(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content


if __name__ == "__main__":
    main()
