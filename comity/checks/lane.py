"""The fast lane: checks answered straight from the HTTP parser, in one write, without a cycle of ASGI messages between.

A head that was read before, byte by byte the same, is not read again, and a single check in one piece behind it needs
no task: programmes that ask send the same head each time. Everything else (other addresses, pipelined requests,
upgrades, `Expect`) goes uvicorn's usual way to the same service.
Why it is worth having: docs/decisions/0004-journal.md.
"""

import asyncio
from functools import partial
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from comity.checks import asgi, doors
from comity.checks.engine import http
from comity.checks.engine.http import Request, Response
from comity.core.errors import Refused

_ADDRESSES: Final = {path.encode(): (path, longest) for path, longest in asgi.LONGEST.items()}
_END: Final = b"\r\n\r\n"
_MOST_HEADS: Final = 2_000
_LONGEST_HEAD: Final = 2_048


class _Unheard:
    """Nobody waits in a turn to be told that a connection has ended."""

    def set(self) -> None:
        """Nothing."""


class Turn:
    """One request in the lane: stands where uvicorn looks for its own cycle when a connection ends or is shut down."""

    __slots__ = (
        "disconnected",
        "is_answered_early",
        "keep_alive",
        "longest",
        "parts",
        "request",
        "response_complete",
        "size",
    )
    message_event = _Unheard()

    def __init__(self, request: Request, longest: int, *, keep_alive: bool) -> None:
        self.request = request
        self.longest = longest
        self.keep_alive = keep_alive
        self.parts: list[bytes] = []
        self.size = 0
        self.is_answered_early = False
        self.response_complete = False
        self.disconnected = False

    async def read(self, longest: int) -> bytes:
        """The whole body, which has come by now."""
        if self.size > longest:
            raise http.TooLong(f"The request is longer than {longest} bytes.")
        return self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)


# Heads of single checks that were read and found right, and what was read.
_HEADS: Final[dict[bytes, Request]] = {}


class Lane(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._turn: Turn | None = None
        # Whether the next byte begins a request, and how many have ended since bytes last came.
        self._is_between = True
        self._ended = 0
        self._quiet_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        doors.has(len(self.connections))

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        doors.has(len(self.connections))

    def data_received(self, data: bytes) -> None:
        if not self._is_between or not self._is_free():
            super().data_received(data)
            return
        end = data.find(_END) + len(_END)
        known = _HEADS.get(data[:end])
        if known is not None and len(data) == end + known.length:
            self._begin_known(known, data[end:])
            return
        self._ended = 0
        super().data_received(data)
        if self._ended == 1 and self._is_between:
            self._remember(data, end)

    def on_message_begin(self) -> None:
        self._is_between = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        address = _ADDRESSES.get(self.url)
        is_usual = self.parser.get_method() != b"POST" or self.expect_100_continue or self.parser.should_upgrade()
        if address is None or is_usual or not self._is_free():
            super().on_headers_complete()
            return
        path, longest = address
        scope = {"method": "POST", "path": path, "headers": self.headers}
        keep_alive = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        self._turn = Turn(http.head(scope), longest, keep_alive=keep_alive)
        self.cycle = self._turn  # type: ignore[assignment]

    def on_body(self, body: bytes) -> None:
        turn = self._turn
        if turn is None:
            super().on_body(body)
            return
        turn.size += len(body)
        if turn.size <= turn.longest:
            turn.parts.append(body)
        elif not turn.is_answered_early:
            # It is refused at once; what still comes is dropped.
            turn.is_answered_early, turn.keep_alive = True, False
            turn.parts.clear()
            self._begin(turn)

    def on_message_complete(self) -> None:
        self._is_between = self.parser.should_keep_alive() and not self.parser.should_upgrade()
        self._ended += 1
        turn = self._turn
        if turn is None:
            super().on_message_complete()
            return
        self._turn = None
        if not turn.is_answered_early:
            self._begin(turn)

    def _is_free(self) -> bool:
        """Whether nobody is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _remember(self, data: bytes, end: int) -> None:
        """Keeps the head of what was a whole request, if it was a plain single check of which nothing is to be said."""
        turn: object = self.cycle
        is_plain = end <= _LONGEST_HEAD and b"transfer-encoding" not in data[:end].lower()
        if not isinstance(turn, Turn) or not turn.keep_alive or not is_plain or turn.request.path != asgi.ONE:
            return
        request = turn.request
        if b"".join(turn.parts) != data[end:] or request.length != len(data) - end:
            return
        try:
            http.require(request, asgi.TYPES_ONE, turn.longest)
        except Refused:
            return
        if len(_HEADS) >= _MOST_HEADS:
            _HEADS.clear()
        _HEADS[data[:end]] = request

    def _begin_known(self, request: Request, body: bytes) -> None:
        turn = Turn(request, asgi.LONGEST[asgi.ONE], keep_alive=True)
        self.cycle = turn  # type: ignore[assignment]
        if not asgi.app.begin(request, body, partial(self._say, turn)):
            turn.parts, turn.size = [body], len(body)
            self._begin(turn)

    def _begin(self, turn: Turn) -> None:
        task = self.loop.create_task(self._answer(turn))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    async def _answer(self, turn: Turn) -> None:
        response = await asgi.app.respond(turn.request, turn.read)
        self._say(turn, response)

    def _say(self, turn: Turn, response: Response) -> None:
        if self.transport.is_closing():
            turn.response_complete = True
            return
        self.transport.write(self._bytes(response, turn))
        if self.flow.write_paused:
            task = self.loop.create_task(self._end_slowly(turn))
            task.add_done_callback(self.tasks.discard)
            self.tasks.add(task)
        else:
            self._end(turn)

    async def _end_slowly(self, turn: Turn) -> None:
        await self.flow.drain()
        self._end(turn)

    def _end(self, turn: Turn) -> None:
        turn.response_complete = True
        if not turn.keep_alive:
            self.transport.close()
        if self.pipeline or self.flow.read_paused:
            self.on_response_complete()
            return
        self.server_state.total_requests += 1
        self._quiet_since = self.loop.time()
        if self.timeout_keep_alive_task is None and not self.transport.is_closing():
            self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self._when_quiet)

    def _when_quiet(self) -> None:
        """Closes a connection on which nothing came for long. One timer serves many requests."""
        self.timeout_keep_alive_task = None
        if self.transport.is_closing():
            return
        now = self.loop.time()
        left = self._quiet_since + self.timeout_keep_alive - now if self._is_free() else self.timeout_keep_alive
        if left <= 0:
            self.timeout_keep_alive_handler()
        else:
            self.timeout_keep_alive_task = self.loop.call_later(left, self._when_quiet)

    def _bytes(self, response: Response, turn: Turn) -> bytes:
        content = [STATUS_LINE[response.status]]
        for name, value in (*self.server_state.default_headers, *http.headers_of(response)):
            content += (name, b": ", value, b"\r\n")
        if not turn.keep_alive:
            content.append(b"connection: close\r\n")
        content += (b"\r\n", response.body)
        return b"".join(content)
