"""The fast lane: checks answered straight from the HTTP parser, in one write, without a cycle of ASGI messages between.

Everything else (other addresses, pipelined requests, upgrades, `Expect`) goes uvicorn's usual way to the same service.
Why it is worth having: docs/decisions/0004-journal.md.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from comity.checks import asgi
from comity.checks.engine import doors, http
from comity.checks.engine.http import Request, Response

_ADDRESSES: Final = {path.encode(): (path, longest) for path, longest in asgi.LONGEST.items()}


class Turn:
    """One request in the lane: stands where uvicorn looks for its own cycle when a connection ends or is shut down."""

    def __init__(self, request: Request, longest: int, *, keep_alive: bool) -> None:
        self.request = request
        self.longest = longest
        self.keep_alive = keep_alive
        self.parts: list[bytes] = []
        self.size = 0
        self.is_answered_early = False
        self.response_complete = False
        self.disconnected = False
        self.message_event = asyncio.Event()

    async def read(self, longest: int) -> bytes:
        """The whole body, which has come by now."""
        if self.size > longest:
            raise http.TooLong(f"The request is longer than {longest} bytes.")
        return self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)


class Lane(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._turn: Turn | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        doors.has(len(self.connections))

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        doors.has(len(self.connections))

    def on_headers_complete(self) -> None:
        address = _ADDRESSES.get(self.url)
        is_free = self.cycle is None or self.cycle.response_complete
        is_usual = self.parser.get_method() != b"POST" or self.expect_100_continue or self.parser.should_upgrade()
        if address is None or is_usual or not is_free:
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
        turn = self._turn
        if turn is None:
            super().on_message_complete()
            return
        self._turn = None
        if not turn.is_answered_early:
            self._begin(turn)

    def _begin(self, turn: Turn) -> None:
        task = self.loop.create_task(self._answer(turn))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    async def _answer(self, turn: Turn) -> None:
        response = await asgi.app.respond(turn.request, turn.read)
        if self.transport.is_closing():
            turn.response_complete = True
            return
        self.transport.write(self._bytes(response, turn))
        if self.flow.write_paused:
            await self.flow.drain()
        turn.response_complete = True
        if not turn.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _bytes(self, response: Response, turn: Turn) -> bytes:
        content = [STATUS_LINE[response.status]]
        for name, value in (*self.server_state.default_headers, *http.headers_of(response)):
            content += (name, b": ", value, b"\r\n")
        if not turn.keep_alive:
            content.append(b"connection: close\r\n")
        content += (b"\r\n", response.body)
        return b"".join(content)
