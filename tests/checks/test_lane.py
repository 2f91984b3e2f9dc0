"""The fast lane over real sockets: the same answers as the usual way, and no request that breaks the next one."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from comity.checks import asgi, lane
from comity.checks.asgi import LONGEST, MANY, ONE, Service
from comity.checks.engine import frames, journal
from comity.checks.engine.http import Request, Response
from comity.checks.lane import Lane
from tests.checks.engine.conftest import TOKEN, World, service, world

__all__ = ["service", "world"]

ASKED = {"purpose": "border_control", "document": {"number": "12AB34567", "issuer": "FRA"}}
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def served(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "app", service)


@asynccontextmanager
async def server(timeout_keep_alive: int = 5) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to a server of one worker."""
    config = Config(
        asgi.app, http=Lane, log_level="critical", server_header=False, timeout_keep_alive=timeout_keep_alive
    )  # type: ignore[arg-type]
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Lane(config, state, {}), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        listening.close()
        await listening.wait_closed()
        for connection in list(state.connections):
            connection.transport.close()
        await asyncio.gather(*state.tasks, return_exceptions=True)
        await asyncio.sleep(0)


def request(body: bytes, path: str = ONE, method: str = "POST", *more: str) -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {TOKEN}", "Content-Type: application/json"]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", *more, "", ""]).encode() + body


async def answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    return int(head[0].split()[1]), headers, await reader.readexactly(int(headers["content-length"]))


def ask(*requests: bytes) -> list[Answer]:
    """Sends all requests on one connection at once, and reads as many answers."""

    async def story() -> list[Answer]:
        async with server() as (reader, writer):
            for one in requests:
                writer.write(one)
            return [await asyncio.wait_for(answer(reader), 60) for _ in requests]

    return asyncio.run(story())


BODY = json.dumps(ASKED).encode()


def test_a_check_is_answered_with_the_headers_of_the_usual_way(world: World) -> None:
    world.document("12AB34567")
    [(status, headers, body)] = ask(request(BODY))
    [(usual_status, usual, usual_body)] = ask(request(BODY, f"{ONE}?"))
    assert status == usual_status == 200
    assert json.loads(body)["outcome"] == json.loads(usual_body)["outcome"] == "hit"
    assert headers | {"date": ""} == usual | {"date": ""}


def test_many_requests_one_behind_the_other_are_answered_in_order(world: World) -> None:
    world.document("12AB34567")
    other = json.dumps(ASKED | {"document": {"number": "X"}}).encode()
    lines = b"\n".join([BODY, other, b"{"])
    said = ask(
        request(BODY), request(other), request(lines, MANY), request(b"", "/healthz", "GET"), request(b"{"),
        request(BODY), request(b"", ONE, "GET"), request(other),
    )  # fmt: skip
    assert [status for status, _headers, _body in said] == [200, 200, 200, 200, 422, 200, 405, 200]
    assert [json.loads(said[i][2])["outcome"] for i in (0, 1, 5, 7)] == ["hit", "no_hit", "hit", "no_hit"]
    assert [json.loads(line)["outcome"] for line in said[2][2].splitlines()] == ["hit", "no_hit", "not_checked"]


def test_a_body_may_come_in_chunks_and_slowly(world: World) -> None:
    async def story() -> Answer:
        async with server() as (reader, writer):
            head = request(BODY).replace(b"Content-Length: %d" % len(BODY), b"Transfer-Encoding: chunked")
            writer.write(head[: -len(BODY)])
            for at in range(0, len(BODY), 7):
                part = BODY[at : at + 7]
                writer.write(b"%x\r\n%s\r\n" % (len(part), part))
                await asyncio.sleep(0)
            writer.write(b"0\r\n\r\n")
            return await asyncio.wait_for(answer(reader), 60)

    assert asyncio.run(story())[0] == 200


def test_too_long_a_body_is_refused_at_once_and_the_connection_ends() -> None:
    async def story() -> Answer:
        async with server() as (reader, writer):
            writer.write(request(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked"))
            for _ in range(40):
                writer.write(b"%x\r\n%s\r\n" % (1000, b"x" * 1000))
            said = await asyncio.wait_for(answer(reader), 60)
            # The rest was not read, so the end of the connection may come as a reset.
            with suppress(ConnectionResetError):
                assert await asyncio.wait_for(reader.read(), 60) == b""
            return said

    assert LONGEST[ONE] < 40_000
    status, headers, _body = asyncio.run(story())
    assert (status, headers["connection"]) == (413, "close")


@pytest.mark.parametrize("more", ["Expect: 100-continue", "Connection: Upgrade\r\nUpgrade: h2c"])
def test_what_is_unusual_goes_the_usual_way(more: str) -> None:
    async def story() -> bytes:
        async with server() as (reader, writer):
            writer.write(request(BODY, ONE, "POST", more))
            return await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)

    # uvicorn does not hand on a body behind an upgrade that it does not know.
    assert asyncio.run(story()).split()[1] == (b"100" if "Expect" in more else b"422")


def test_who_wants_no_further_request_is_closed() -> None:
    async def story() -> tuple[Answer, bytes]:
        async with server() as (reader, writer):
            writer.write(request(BODY, ONE, "POST", "Connection: close"))
            return await asyncio.wait_for(answer(reader), 60), await asyncio.wait_for(reader.read(), 60)

    (status, headers, _body), rest = asyncio.run(story())
    assert (status, headers["connection"], rest) == (200, "close", b"")


def test_a_connection_that_ends_in_the_middle_does_no_harm(world: World, service: Service) -> None:
    async def story() -> None:
        for cut in (10, 100, 200):
            async with server() as (_reader, writer):
                writer.write(request(BODY)[:cut])
                await writer.drain()
        async with server() as (_reader, writer):
            writer.write(request(BODY))
            await writer.drain()

    asyncio.run(story())
    assert ask(request(BODY))[0][0] == 200


def test_garbage_is_refused_without_an_answer_of_ours() -> None:
    async def story(garbage: bytes) -> bytes:
        async with server() as (reader, writer):
            writer.write(garbage)
            writer.write_eof()
            return await asyncio.wait_for(reader.read(), 60)

    assert asyncio.run(story(b"\0\1\2\r\n\r\n")).startswith(b"HTTP/1.1 400")
    assert asyncio.run(story(request(BODY).replace(b"HTTP/1.1", b"HTTP/9.9"))).startswith(b"HTTP/1.1 400")
    both = request(BODY, ONE, "POST", "Transfer-Encoding: chunked")
    assert asyncio.run(story(both)).startswith(b"HTTP/1.1 400")


def say_in_turn(*requests: bytes) -> list[Answer]:
    """Sends each request when the one before it is answered, on one connection."""

    async def story() -> list[Answer]:
        async with server() as (reader, writer):
            said = []
            for one in requests:
                writer.write(one)
                said.append(await asyncio.wait_for(answer(reader), 60))
            return said

    return asyncio.run(story())


@pytest.fixture
def begun(service: Service, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bodies of what was answered without reading its head anew."""
    lane._HEADS.clear()
    bodies: list[bytes] = []
    begin = service.begin

    def noted(request: Request, body: bytes, answer: Callable[[Response], None]) -> bool:
        bodies.append(body)
        return begin(request, body, answer)

    monkeypatch.setattr(service, "begin", noted)
    return bodies


OTHER = json.dumps(ASKED | {"document": {"number": "99ZZ99999", "issuer": "FRA"}}).encode()


def test_a_head_that_was_read_is_not_read_again_and_nothing_else_changes(world: World, begun: list[bytes]) -> None:
    world.document("12AB34567")
    wrong = b"{" + b" " * (len(BODY) - 1)
    said = say_in_turn(*(request(body) for body in (BODY, BODY, OTHER, wrong, BODY)))
    assert begun == [BODY, OTHER, wrong, BODY]
    assert [status for status, _headers, _body in said] == [200, 200, 200, 422, 200]
    assert [json.loads(body).get("outcome") for _status, _headers, body in said] == [
        "hit", "hit", "no_hit", None, "hit",
    ]  # fmt: skip
    assert said[0][1] | {"date": ""} == said[1][1] | {"date": ""}
    usual = say_in_turn(request(wrong, f"{ONE}?"))[0]
    assert (usual[0], usual[1] | {"date": ""}, usual[2]) == (said[3][0], said[3][1] | {"date": ""}, said[3][2])


def test_what_was_asked_over_known_heads_is_in_the_journal_and_counted(
    world: World, service: Service, begun: list[bytes]
) -> None:
    before = service._opened()[1].totals()
    said = say_in_turn(*[request(BODY)] * 3, request(BODY[:-1] + b" "))
    after = service._opened()[1].totals()
    made = [check for path in journal.segments(world.folder / "journal") for payload, _end in journal.read(path)
            for check in frames.checks(payload)]  # fmt: skip
    assert len(begun) == 3
    assert [str(check.check) for check in made] == [json.loads(body)["check"] for _s, _h, body in said[:3]]
    assert {name: after[name] - before[name] for name in ("checks no_hit", "requests 2", "requests 4")} == {
        "checks no_hit": 3, "requests 2": 3, "requests 4": 1,
    }  # fmt: skip


def test_a_known_head_gives_nobody_another_ones_rights(world: World, begun: list[bytes]) -> None:
    stranger = request(BODY).replace(TOKEN.encode(), b"x" * len(TOKEN))
    said = say_in_turn(request(BODY), stranger, request(BODY), stranger)
    assert [status for status, _headers, _body in said] == [200, 401, 200, 401]
    world.set_access(token="another")
    assert say_in_turn(request(BODY))[0][0] == 401


def test_known_heads_behind_each_other_in_pieces_and_with_other_bodies(world: World, begun: list[bytes]) -> None:
    world.document("12AB34567")
    one, other = request(BODY), request(OTHER)
    assert [json.loads(body)["outcome"] for _s, _h, body in ask(one, other, one, one)] == [
        "hit",
        "no_hit",
        "hit",
        "hit",
    ]

    async def story() -> list[Answer]:
        async with server() as (reader, writer):
            said = []
            for pieces in ((one,), (one[:20], one[20:]), (one[:-5], one[-5:]), (one + other[:30], other[30:]), (one,)):
                for piece in pieces:
                    writer.write(piece)
                    await asyncio.sleep(0.02)
                said.append(await asyncio.wait_for(answer(reader), 60))
                if len(pieces[0]) > len(one):
                    said.append(await asyncio.wait_for(answer(reader), 60))
            return said

    outcomes = [json.loads(body)["outcome"] for _status, _headers, body in asyncio.run(story())]
    assert outcomes == ["hit", "hit", "hit", "hit", "no_hit", "hit"]


@pytest.mark.parametrize("more", [["Connection: close"], ["Transfer-Encoding: chunked"], ["Expect: 100-continue"]])
def test_heads_that_are_not_plain_are_not_remembered(more: list[str], world: World, begun: list[bytes]) -> None:
    async def story() -> None:
        for _ in range(2):
            async with server() as (reader, writer):
                writer.write(request(BODY, ONE, "POST", *more))
                await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)

    asyncio.run(story())
    assert not lane._HEADS
    assert not begun


def test_no_more_than_so_many_heads_are_remembered(world: World, begun: list[bytes], monkeypatch: Any) -> None:
    monkeypatch.setattr(lane, "_MOST_HEADS", 3)
    assert {status for status, _h, _b in say_in_turn(*(request(BODY, ONE, "POST", f"X: {n}") for n in range(10)))} == {
        200
    }
    assert len(lane._HEADS) <= 3
    say_in_turn(request(BODY, ONE, "POST", "X: " + "x" * 3000))
    assert max(map(len, lane._HEADS)) < 2100


def test_a_search_that_takes_long_is_answered_over_a_known_head(world: World, begun: list[bytes]) -> None:
    world.put("persons", {"name": "Oksana Dovzhenkiv", "birth_dates": ["1985-04-12"]}, kind="charged")
    body = json.dumps({"purpose": "border_control", "person": {"name": "Довженкив Оксана"}}).encode()

    async def story() -> list[Answer]:
        async with server() as (reader, writer):
            said = []
            for _ in range(2):
                writer.write(request(body))
                said.append(await asyncio.wait_for(answer(reader), 120))
            await asgi.app.end_searches()
            return said

    assert [json.loads(body)["outcome"] for _status, _headers, body in asyncio.run(story())] == ["possible"] * 2
    assert begun == [body]


def test_a_connection_on_which_nothing_comes_is_closed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> bytes:
        async with server(timeout_keep_alive=1) as (reader, writer):
            for _ in range(3):
                writer.write(request(BODY))
                assert (await asyncio.wait_for(answer(reader), 60))[0] == 200
                await asyncio.sleep(0.6)
            return await asyncio.wait_for(reader.read(), 5)

    assert asyncio.run(story()) == b""


def test_nothing_is_answered_when_the_journal_cannot_be_written(
    world: World, service: Service, begun: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_file: int) -> None:
        raise OSError(5, "Input/output error")

    async def story() -> list[int]:
        async with server() as (reader, writer):
            said = []
            for is_broken in (False, False, True, False):
                monkeypatch.setattr(service.checker.journal, "_sync", fails if is_broken else os.fdatasync)
                writer.write(request(BODY))
                said.append((await asyncio.wait_for(answer(reader), 60))[0])
            return said

    assert asyncio.run(story()) == [200, 200, 503, 200]
    assert len(begun) == 3
