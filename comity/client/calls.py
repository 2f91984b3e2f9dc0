"""Calls over HTTP that may be repeated: every one of them says the same bytes again until it is answered."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, Final, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Struct

from comity.client import told

PIECE: Final = 64 << 10
_SLOWEST: Final = 5.0
# The server is away, restarts, or asks for patience: what was asked may be asked again.
_AGAIN: Final = frozenset({429, 502, 503, 504})
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LINES: Final = "application/x-ndjson"

Kind = TypeVar("Kind")


class NotReached(Exception):
    """The server did not answer in time. Nobody knows whether it took what was sent: send the same again."""


class NotAccepted(Exception):
    """The server said no: `status`, the `code` of the refusal, and every `problem` by its field."""

    def __init__(self, status: int, code: str, message: str, problems: Sequence[told.Fault] = ()) -> None:
        self.status = status
        self.code = code
        self.problems = tuple(problems)
        said = " ".join(f"{one.field}: {one.problem} {one.accepted}".strip() for one in problems)
        super().__init__(said or message)


class Calls:
    """Asks one server with one token. `patience`: how many seconds to go on asking a server that is away."""

    def __init__(self, address: str, token: str, *, patience: float, http: httpx.Client | None = None) -> None:
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ValueError("The address must begin with https://: the token would be readable on the way")
        self.patience = patience
        self._http = http or httpx.Client(timeout=httpx.Timeout(60.0, connect=10.0))
        self._address = address.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}

    def close(self) -> None:
        self._http.close()

    def get(self, path: str, kind: type[Kind], **query: str | int) -> Kind:
        return msgspec.json.decode(self._call("GET", path, params=query).content, type=kind)

    def post(self, path: str, body: Struct | dict[str, Any], kind: type[Kind]) -> Kind:
        content, headers = msgspec.json.encode(body), {"Content-Type": "application/json"}
        return msgspec.json.decode(self._call("POST", path, content=content, headers=headers).content, type=kind)

    def post_lines(self, path: str, bodies: Sequence[Struct], kind: type[Kind]) -> list[Kind]:
        """One answer for each, in order."""
        content, headers = b"\n".join(map(msgspec.json.encode, bodies)), {"Content-Type": _LINES}
        answer = self._call("POST", path, content=content, headers=headers)
        return [msgspec.json.decode(line, type=kind) for line in answer.content.splitlines()]

    def put_file(self, path: str, file: BinaryIO, size: int, kind: type[Kind]) -> Kind:
        """The file as the body, from its beginning, a piece at a time."""
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}

        def attempt() -> httpx.Response:
            file.seek(0)
            pieces = iter(lambda: file.read(PIECE), b"")
            return self._http.put(self._address + path, content=pieces, headers=self._headers | headers)

        return msgspec.json.decode(self._until_answered(attempt).content, type=kind)

    def get_file(self, path: str, target: BinaryIO) -> None:
        """The body of the answer into the file, from its beginning."""

        def attempt() -> httpx.Response:
            target.seek(0)
            target.truncate()
            with self._http.stream("GET", self._address + path, headers=self._headers) as answer:
                if answer.is_success:
                    for piece in answer.iter_bytes(PIECE):
                        target.write(piece)
                else:
                    answer.read()
            return answer

        self._until_answered(attempt)

    def _call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **how: Any) -> httpx.Response:
        said = self._headers | (headers or {})
        return self._until_answered(lambda: self._http.request(method, self._address + path, headers=said, **how))

    def _until_answered(self, attempt: Callable[[], httpx.Response]) -> httpx.Response:
        """Raises NotReached, NotAccepted."""
        ends_at, wait = time.monotonic() + self.patience, 0.1
        while True:
            why = "no answer"
            try:
                answer = attempt()
                if answer.status_code not in _AGAIN:
                    return _accepted(answer)
                why = f"status {answer.status_code}"
                wait = max(wait, _asked_to_wait(answer))
            except httpx.TransportError as error:
                why = type(error).__name__
            if time.monotonic() + wait > ends_at:
                raise NotReached(f"{NotReached.__doc__} ({why})")
            time.sleep(wait * random.uniform(0.5, 1.0))
            wait = min(_SLOWEST, wait * 2)


def refused(outcome: told.Outcome) -> NotAccepted:
    """The refusal of one of many."""
    return NotAccepted(422, outcome.refusal, outcome.message or outcome.refusal, outcome.errors)


def _accepted(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    try:
        said = msgspec.json.decode(answer.content, type=told.Problem)
    except msgspec.DecodeError:
        raise NotAccepted(answer.status_code, "", f"status {answer.status_code}") from None
    raise NotAccepted(answer.status_code, said.type.rpartition(":")[2], said.detail or said.title, said.errors)


def _asked_to_wait(answer: httpx.Response) -> float:
    said = answer.headers.get("Retry-After", "")
    return min(_SLOWEST, float(said)) if said.isdecimal() else 0.0
