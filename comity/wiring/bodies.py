"""Bodies of requests on their way in: bounded before they are read, and never plain on a disk.

Django waits for a whole body before it looks at a request, and puts a long one into a file. What an officer uploads
to be sealed would lie there as it is; so the file is veiled, under a key that only this process's memory has.
A memory file system would do the same where there is one, but a container's is often of 64 MiB.
"""

import secrets
import tempfile
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

from comity.core.languages import mark
from comity.wiring import problems

Scope = Mapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_MIB: Final = 1 << 20
_PIECE: Final = 64 << 10
# One sealed file of 100 MiB with what sealing adds; a page may bring several files at once.
LARGEST_SEALED: Final = 101 * _MIB
LARGEST: Final = 256 * _MIB
SEALED_AT: Final = "/api/v1/attachments/"


class TooLarge(Exception):
    """A body is longer than its address accepts."""


class Veiled:
    """A temporary file, written once from its beginning and then read from there; on a disk nobody can read it.

    AES-256 in counter mode under a key of its own, which nothing but this object holds, for as long as the request.
    """

    def __init__(self, in_memory: int) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115 - closed by close()
        self._cipher = Cipher(AES(secrets.token_bytes(32)), CTR(secrets.token_bytes(16)))
        self._veil: CipherContext = self._cipher.encryptor()
        self._ahead = b""  # read of a line already, and not yet asked for

    def write(self, data: bytes) -> int:
        return self._file.write(self._veil.update(data))

    def rewind(self) -> None:
        """From here on it is read."""
        self._file.seek(0)
        self._veil, self._ahead = self._cipher.decryptor(), b""

    def read(self, size: int = -1, /) -> bytes:
        ahead, self._ahead = self._ahead, b""
        if 0 <= size < len(ahead):
            self._ahead = ahead[size:]
            return ahead[:size]
        return ahead + self._veil.update(self._file.read(size - len(ahead) if size >= 0 else -1))

    def readline(self, size: int = -1, /) -> bytes:
        """What is left up to the next line break; a line longer than a piece comes in several."""
        found = self._ahead or self._veil.update(self._file.read(_PIECE))
        end = found.find(b"\n") + 1 or len(found)
        end = min(end, size) if size >= 0 else end
        line, self._ahead = found[:end], found[end:]
        return line

    def close(self) -> None:
        self._file.close()


class Pages(ASGIHandler):
    """Django's handler, with bodies that are bounded and veiled."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, _bounded(scope, receive), send)
        except TooLarge:
            await _refuse(scope, send)

    async def read_body(self, receive: Any) -> Any:
        body = Veiled(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestAborted
                body.write(message.get("body", b""))
                if not message.get("more_body", False):
                    break
        except BaseException:
            body.close()
            raise
        body.rewind()
        return body


def largest(path: str) -> int:
    """How many bytes a request to this address may bring."""
    return LARGEST_SEALED if path.startswith(SEALED_AT) else LARGEST


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """Receives until it is too much; a length that was stated is believed when it is too much already."""
    most, got = largest(str(scope.get("path", ""))), 0
    stated = next((value for name, value in scope.get("headers", ()) if name == b"content-length"), b"0")
    is_too_long = stated.isdigit() and (len(stated) > 15 or int(stated) > most)

    async def counted() -> Message:
        nonlocal got
        if is_too_long:
            raise TooLarge
        message = await receive()
        got += len(message.get("body", b""))
        if got > most:
            raise TooLarge
        return message

    return counted


async def _refuse(scope: Scope, send: Send) -> None:
    """Says so and closes: what is still on its way is not read."""
    most = largest(str(scope.get("path", ""))) // _MIB
    sentence = mark("The request is too long.")
    error = {"field": "body", "problem": sentence, "accepted": f"at most {most} MiB"}
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    told = {
        "type": "urn:comity:problem:too_long",
        "title": status.phrase,
        "status": status.value,
        "detail": sentence,
        "errors": [error],
    }
    is_api = str(scope.get("path", "")).startswith("/api/")
    content = msgspec.json.encode(told) if is_api else f"{sentence} ({error['accepted']})".encode()
    kind = problems.CONTENT_TYPE if is_api else "text/plain; charset=utf-8"
    headers = [(b"content-type", kind.encode()), (b"connection", b"close"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": content})
