"""HTTP for the check service: heads, bodies with a limit, refusals as problem details (RFC 9457). Nothing else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final

import msgspec

from comity.core.errors import Invalid, Problem, Refused

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
# Gives the body if it is no longer than so many bytes; raises TooLong, or HungUp.
Read = Callable[[int], Awaitable[bytes]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

JSON: Final = b"application/json"
LINES: Final = b"application/x-ndjson"
PROBLEM: Final = b"application/problem+json"
TEXT: Final = b"text/plain; version=0.0.4; charset=utf-8"


class NoToken(Refused):
    """A bearer token is needed: Authorization: Bearer <token>."""

    status = 401


class TokenNotGood(Refused):
    """Nobody holds this token, or not any more."""

    status = 401


class NoSuchAddress(Refused):
    """There is no such address."""

    status = 404


class WrongMethod(Refused):
    """This address does not accept that method."""

    status = 405

    def __init__(self, allowed: str) -> None:
        super().__init__()
        self.allowed = allowed


class TooLong(Refused):
    """The request is too long."""

    status = 413


class WrongType(Refused):
    """The content is not of a type that is read here."""

    status = 415


class TooOften(Refused):
    """The rate of your token is used up. Wait a second."""

    status = 429


class NotJournalled(Refused):
    """The check could not be written to the journal, so it was not made. Try again."""

    status = 503


class Fault(Refused):
    """Something went wrong on our side. It has been noted."""

    status = 500


class HungUp(Exception):
    """Nobody waits for the answer any more."""


class Request(msgspec.Struct):
    """What is read of a request's head: `authorization` whole, `type` without parameters, `length` -1 if not given;
    `query` as it was sent, without the question mark.
    """

    method: str
    path: str
    authorization: bytes = b""
    type: str = ""
    length: int = -1
    client: str = ""
    query: str = ""


class Response(msgspec.Struct):
    """What is sent: the body, or where there is a `stream`, what it gives, piece by piece."""

    status: int
    type: bytes
    body: bytes
    headers: list[tuple[bytes, bytes]] = []
    stream: AsyncIterator[bytes] | None = None


def head(scope: Scope) -> Request:
    """The request's head. Lengths that are no numbers count as not given: the body is measured anyway."""
    client, query = (scope.get("client") or ("", 0))[0], scope.get("query_string", b"").decode("latin-1")
    request = Request(scope["method"], scope["path"], client=client, query=query)
    for name, value in scope["headers"]:
        if name == b"authorization":
            request.authorization = value
        elif name == b"content-type":
            request.type = value.split(b";", 1)[0].strip().lower().decode("latin-1")
        elif name == b"content-length" and value.isdigit() and len(value) < 16:
            request.length = int(value)
    return request


def require(request: Request, types: frozenset[str], longest: int) -> None:
    """Raises WrongMethod, WrongType or TooLong for what need not be read at all. No content type is taken as right."""
    if request.method != "POST":
        raise WrongMethod("POST")
    if request.type and request.type not in types:
        accepted = ", ".join(sorted(types))
        raise WrongType(f"This address reads {accepted}, not {request.type[:60]}.")
    if request.length > longest:
        raise TooLong(f"The request is longer than {longest} bytes.")


async def body(receive: Receive, longest: int) -> bytes:
    """The whole body. Raises TooLong, or HungUp."""
    message = await receive()
    if message["type"] != "http.request":
        raise HungUp
    first: bytes = message.get("body", b"")
    if not message.get("more_body"):
        if len(first) > longest:
            raise TooLong(f"The request is longer than {longest} bytes.")
        return first
    parts, size = [first], len(first)
    while message.get("more_body"):
        if size > longest:
            raise TooLong(f"The request is longer than {longest} bytes.")
        message = await receive()
        if message["type"] != "http.request":
            raise HungUp
        parts.append(message.get("body", b""))
        size += len(parts[-1])
    if size > longest:
        raise TooLong(f"The request is longer than {longest} bytes.")
    return b"".join(parts)


def of_refusal(refusal: Refused) -> Response:
    """The refusal as problem details; a field's problem says which field, what is wrong and what is accepted."""
    problems: list[Problem] = refusal.problems if isinstance(refusal, Invalid) else []
    said: dict[str, Any] = {
        "type": f"urn:comity:problem:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.message,
    }
    if problems:
        said["errors"] = problems
    headers = []
    if isinstance(refusal, WrongMethod):
        headers.append((b"allow", refusal.allowed.encode()))
    elif isinstance(refusal, NoToken):
        headers.append((b"www-authenticate", b"Bearer"))
    elif isinstance(refusal, TokenNotGood):
        headers.append((b"www-authenticate", b'Bearer error="invalid_token"'))
    elif isinstance(refusal, TooOften):
        headers.append((b"retry-after", b"1"))
    return Response(refusal.status, PROBLEM, msgspec.json.encode(said), headers)


def headers_of(response: Response) -> list[tuple[bytes, bytes]]:
    """Its headers. Answers are personal data: no cache may keep them."""
    length = [] if response.stream else [(b"content-length", b"%d" % len(response.body))]
    return [(b"content-type", response.type), *length, (b"cache-control", b"no-store"), *response.headers]


async def send_response(receive: Receive, send: Send, response: Response) -> None:
    """Sends it as ASGI messages; a stream no further than somebody waits for it."""
    await send({"type": "http.response.start", "status": response.status, "headers": headers_of(response)})
    if response.stream is not None:
        hung_up = asyncio.ensure_future(receive())  # what comes after the body is the end of the connection
        try:
            async for piece in response.stream:
                if hung_up.done():
                    return
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            hung_up.cancel()
    await send({"type": "http.response.body", "body": response.body})
