"""The journal: every check on disk before it is answered (docs/decisions/0004-journal.md).

One file per process, append-only. A frame is its length, its CRC-32 and a msgpack payload. Everything that waits is
written with one write and one fdatasync, in a thread of its own, while the next questions are read; an answer leaves
only after that. A file whose write or sync failed is never written again.
"""

import asyncio
import fcntl
import os
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Final

FRAME: Final = struct.Struct("<II")
MAGIC: Final = b"COMITYJ1"
SUFFIX: Final = ".journal"
ROTATE_AT: Final = 256 << 20
# Longer frames do not exist: a length beyond this is a torn tail, not a frame.
LONGEST: Final = 64 << 20


class NotWritten(Exception):
    """The journal could not be written, so nothing may be answered."""


# Told when a frame is on disk: of the failure, or of none.
Done = Callable[[NotWritten | None], None]


class Journal:
    """The journal of this process. `append` for an event loop, `write` for a thread that may wait; both may mix."""

    def __init__(
        self, folder: Path, *, rotate_at: int = ROTATE_AT, sync: Callable[[int], object] = os.fdatasync
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._rotate_at = rotate_at
        self._sync = sync
        self._file = -1
        self._size = 0
        # Held while writing: by the flusher for a group, by `write` for one frame.
        self._lock = threading.Lock()
        self._waiting: list[tuple[bytes, Done]] = []
        # Groups of frames and their loop, on their way to the thread; nothing when it shall end.
        self._given: SimpleQueue[tuple[asyncio.AbstractEventLoop, list[tuple[bytes, Done]]] | None] = SimpleQueue()
        self._is_busy = False
        self._is_due = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def append(self, payload: bytes) -> "asyncio.Future[None]":
        """Queues a frame; the future is done when it is on disk, or fails with NotWritten. From the loop's thread."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.append_then(payload, partial(_settle, future))
        return future

    def append_then(self, payload: bytes, done: Done) -> None:
        """The same, for who needs no future: `done` is called by the loop, with the failure if there is one."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._serve(loop)
        self._waiting.append((_framed(payload), done))
        if not self._is_due and not self._is_busy:
            # At the end of this turn of the loop, with whatever else the turn brings.
            self._is_due = True
            loop.call_soon(self._hand_over)

    def write(self, payload: bytes) -> None:
        """Writes a frame and returns when it is on disk. Raises NotWritten."""
        with self._lock:
            self._commit(_framed(payload))

    def close(self) -> None:
        """Lets go of the file. What was appended must have been awaited."""
        if self._thread is not None:
            self._given.put(None)
            self._thread.join()
            self._thread, self._loop = None, None
        with self._lock:
            self._leave()

    def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        """Takes up a loop; whatever waited in one before it died with it."""
        self._loop, self._waiting = loop, []
        self._is_busy = self._is_due = False
        if self._thread is None:
            self._thread = threading.Thread(target=self._flush_forever, name="journal", daemon=True)
            self._thread.start()

    def _hand_over(self) -> None:
        self._is_due = False
        if self._waiting and self._loop is not None:
            self._is_busy = True
            work, self._waiting = self._waiting, []
            self._given.put((self._loop, work))

    def _flush_forever(self) -> None:
        while (given := self._given.get()) is not None:
            loop, work = given
            failure: NotWritten | None = None
            try:
                with self._lock:
                    self._commit(b"".join([frame for frame, _done in work]))
            except NotWritten as error:
                failure = error
            # A loop that was closed meanwhile has nobody left who waits.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._answered, loop, work, failure)
            del given, loop, work, failure

    def _answered(
        self, loop: asyncio.AbstractEventLoop, work: list[tuple[bytes, Done]], failure: NotWritten | None
    ) -> None:
        self._is_busy = False
        for _frame, done in work:
            try:
                done(failure)
            except Exception as error:
                # One who cannot be told does not keep the others waiting; the text may hold what was asked.
                loop.call_exception_handler({"message": f"nobody was told of a frame: {type(error).__name__}"})
        if self._waiting:
            self._hand_over()

    def _commit(self, frames: bytes) -> None:
        try:
            if self._file < 0 or self._size > self._rotate_at:
                self._open()
            view = memoryview(frames)
            while view:
                view = view[os.write(self._file, view) :]
            self._sync(self._file)
        except OSError as error:
            # After a failed sync the kernel may call the lost pages clean: this file's end is not to be trusted again.
            self._leave()
            raise NotWritten(error.strerror or "") from error
        self._size += len(frames)

    def _open(self) -> None:
        self._leave()
        path = self.folder / f"{time.time_ns() // 1_000_000:013d}-{os.getpid()}-{os.urandom(3).hex()}{SUFFIX}"
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        # Held while the file may still grow; a reader that gets it knows that the file is finished.
        fcntl.flock(self._file, fcntl.LOCK_EX)
        os.write(self._file, MAGIC)
        os.fsync(self._file)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._size = len(MAGIC)

    def _leave(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _settle(future: "asyncio.Future[None]", failure: NotWritten | None) -> None:
    if future.done():
        return
    if failure is None:
        future.set_result(None)
    else:
        future.set_exception(failure)


def _framed(payload: bytes) -> bytes:
    return FRAME.pack(len(payload), zlib.crc32(payload)) + payload


def segments(folder: Path) -> list[Path]:
    """The journal files of all processes, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def is_finished(path: Path) -> bool:
    """Whether no process will write to the file again: when it is read to its end, it may be removed."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def read(path: Path, offset: int = 0, *, at_most: int = 8 << 20) -> Iterator[tuple[bytes, int]]:
    """(payload, offset behind it) of the whole frames from `offset` on, about `at_most` bytes of them.

    Ends before the first frame that is not whole: it is still being written, or nobody was told of it.
    """
    start = max(offset, len(MAGIC))
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return
        file.seek(start)
        at = start
        while at - start < at_most:
            head = file.read(FRAME.size)
            if len(head) < FRAME.size:
                return
            length, checksum = FRAME.unpack(head)
            payload = file.read(length) if length <= LONGEST else b""
            if length != len(payload) or zlib.crc32(payload) != checksum:
                return
            at += FRAME.size + length
            yield payload, at
