"""Files on their way, through memory alone: sealed while they are uploaded, unsealed while they are downloaded.

No disk sees what a file says. What comes in goes through a pipe into the sealing, piece by piece; what goes out comes
through a pipe from the unsealing. A file of 100 MiB takes no more memory than one of one.
"""

import asyncio
import hashlib
import os
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, Final, TypeVar, cast

from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse

from comity.core.errors import Conflict
from comity.core.languages import mark
from comity.keys import queries as keys
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring
from comity.messages import rules
from comity.messages.engine.content import AttachedFile

PIECE: Final = 64 << 10
_IN_MEMORY: Final = 1 << 20

View = TypeVar("View", bound=Callable[..., Any])


class AlteredFile(Conflict):
    """This file is not the one that was sent, or not all of it. It is not shown."""


# --- Two threads and a pipe ---


class Pouring:
    """What is written here, `work` reads, in a thread of its own, no faster than it can."""

    def __init__(self, work: Callable[[BinaryIO], None]) -> None:
        reader, writer = os.pipe()
        self._reader, self._writer = os.fdopen(reader, "rb"), os.fdopen(writer, "wb")
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Raises what `work` raised."""
        try:
            self._writer.write(data)
        except BrokenPipeError:
            self.finish()

    def finish(self) -> None:
        """Waits until `work` has done all. Raises what it raised."""
        with suppress(BrokenPipeError):
            self._writer.close()
        self._thread.join()
        if self._fault is not None:
            raise self._fault

    def _run(self, work: Callable[[BinaryIO], None]) -> None:
        with self._reader:
            try:
                work(self._reader)
            except Exception as fault:
                self._fault = fault


def drawn(work: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """What `work` writes, in pieces, while it writes. Raises at its end what `work` raised."""
    reader, writer = os.pipe()
    faults: list[Exception] = []

    def run() -> None:
        try:
            with os.fdopen(writer, "wb", buffering=PIECE) as target:
                work(target)
        except Exception as fault:
            faults.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    with os.fdopen(reader, "rb") as source:
        thread.start()
        while piece := source.read(PIECE):
            yield piece
    thread.join()
    if faults:
        raise faults[0]


# --- In: sealed while it is uploaded ---


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # a file of bytes
    """An uploaded file as the page gets it: sealed for the bureau's own key, with what it was before.

    `size` and `digest` (SHA-256, in hex) are of the plain bytes; reading gives the sealed ones. With a `problem`, a
    marked sentence, there is nothing to read.
    """

    def __init__(self, file: BinaryIO, *, name: str, content_type: str, size: int, digest: str, problem: str) -> None:
        super().__init__(file, name, content_type, size)
        self.digest = digest
        self.problem = problem


def sealed_uploads(view: View) -> View:
    """Marks a page whose uploaded files are sealed while they arrive."""
    view.seals_uploads = True  # type: ignore[attr-defined]
    return view


class SealingUploadHandler(FileUploadHandler):
    """Seals what a marked page receives for its bureau's own key; leaves every other page's files to the others."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._is_on = False
        self._sealed: BinaryIO | None = None
        self._pouring: Pouring | None = None
        self._problem = ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        match = getattr(self.request, "resolver_match", None)
        self._is_on = bool(match and getattr(match.func, "seals_uploads", False))
        if not self._is_on:
            return
        actor = getattr(self.request, "actor", None)
        own = keys.current(actor.bureau) if actor else None
        self._hash = hashlib.sha256()
        self._size = 0
        self._problem = "" if own else mark("Your bureau has no keys yet: nothing can be sealed.")
        self._sealed = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
        if own:
            target, recipient = self._sealed, own.sealing
            self._pouring = Pouring(lambda source: sealing.seal_stream(source, target, [recipient]))
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self._is_on:
            return raw_data
        self._size += len(raw_data)
        if self._size > rules.LARGEST_FILE:
            self._problem = self._problem or mark("The file is too large.")
        elif not self._problem and self._pouring:
            self._hash.update(raw_data)
            self._pouring.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> SealedUpload | None:
        if not self._is_on or self._sealed is None:
            return None
        sealed, self._sealed = self._sealed, None
        self._end()
        sealed.seek(0)
        if self._problem:
            sealed.truncate()
        return SealedUpload(
            sealed,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=self._size,
            digest=self._hash.hexdigest(),
            problem=self._problem,
        )

    def upload_interrupted(self) -> None:
        """Of half a file nothing is kept."""
        self._end()
        if self._sealed is not None:
            self._sealed.close()
            self._sealed = None

    def _end(self) -> None:
        pouring, self._pouring = self._pouring, None
        if pouring is not None:
            pouring.finish()


# --- Out: unsealed while it is downloaded ---


def unsealed(sealed: BinaryIO, keyring: Keyring, plain: AttachedFile) -> Iterator[bytes]:
    """The file that was attached, in pieces. Raises AlteredFile before its last piece when it is not that one."""
    said, size, last = hashlib.sha256(), 0, b""
    for piece in drawn(lambda target: keyring.unseal_stream(sealed, target)):
        if last:
            yield last
        said.update(piece)
        size, last = size + len(piece), piece
    if (size, said.hexdigest()) != (plain.size, plain.digest):
        raise AlteredFile
    if last:
        yield last


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file as it is, from where it stands."""
    while piece := file.read(PIECE):
        yield piece


def closing(file: BinaryIO, content: Iterator[bytes]) -> Iterator[bytes]:
    """What is made of a file, which is closed when that ends, is left half read, or fails."""
    with file:
        yield from content


def streamed(request: HttpRequest, content: Iterator[bytes], content_type: str) -> StreamingHttpResponse:
    """An answer that is sent while it is made. Raises what making its first piece raises: an error is then an answer.

    Nobody keeps a copy on the way, and nothing in it is run, whatever it says it is.
    """
    first = next(content, b"")

    def whole() -> Generator[bytes, None, None]:
        yield first
        yield from content

    parts = whole()
    answer = StreamingHttpResponse(_aside(parts) if isinstance(request, ASGIRequest) else parts)
    answer.headers["Content-Type"] = content_type
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


async def _aside(parts: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    """The same for a server that waits for many at once."""
    await sync_to_async(_let_go)()
    try:
        while piece := await asyncio.to_thread(next, parts, b""):
            yield piece
    finally:
        parts.close()


def _let_go() -> None:
    """Gives the connection back to the pool, for as long as the download takes, unless a test's transaction has it."""
    if not connection.in_atomic_block:
        connection.close()
