"""Doors: the workers of one service share out their connections, and nobody waits for a worker that does not come."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from comity.checks import doors
from comity.checks.doors import Loop, Places

# A worker: says its name to whoever comes, and counts connections as the service's own protocol does.
WORKER = """
import asyncio, socket, sys
from comity.checks import doors

class Named(asyncio.Protocol):
    many = 0
    def connection_made(self, transport):
        Named.many += 1
        doors.has(Named.many)
        transport.write(sys.argv[2].encode())
    def connection_lost(self, error):
        Named.many -= 1
        doors.has(Named.many)

async def serve():
    listening = socket.socket(fileno=int(sys.argv[1]))
    await asyncio.get_running_loop().create_server(Named, sock=listening)
    print("ready", flush=True)
    await asyncio.sleep(60)

loop = doors.Loop()
loop.run_until_complete(serve())
"""


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@contextmanager
def worker(listening: socket.socket, name: str, followed: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(listening.fileno()), name],
        pass_fds=[listening.fileno()], stdout=subprocess.PIPE, text=True,
        env=os.environ | {doors.FOLLOWED: str(followed)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


Come = Callable[[int], list[bytes]]


@pytest.fixture
def come(listening: socket.socket) -> Iterator[Come]:
    """So many connections at once, which stay; the names of who took them."""
    with ExitStack() as kept:

        def come(many: int) -> list[bytes]:
            made = [kept.enter_context(socket.create_connection(listening.getsockname(), 20)) for _ in range(many)]
            return [connection.recv(1) for connection in made]

        yield come


def test_two_workers_have_as_many_each(listening: socket.socket, come: Come, tmp_path: Path) -> None:
    with worker(listening, "a", tmp_path / "doors"), worker(listening, "b", tmp_path / "doors"):
        assert 10 <= come(30).count(b"a") <= 20


def test_nobody_waits_for_a_worker_that_stands_still_or_is_gone(
    listening: socket.socket, come: Come, tmp_path: Path
) -> None:
    with worker(listening, "a", tmp_path / "doors"):
        with worker(listening, "b", tmp_path / "doors") as other:
            other.send_signal(signal.SIGSTOP)
            assert set(come(5)) == {b"a"}
        assert set(come(5)) == {b"a"}
        with worker(listening, "c", tmp_path / "doors"):
            assert come(4).count(b"c") >= 3


def test_the_place_of_a_worker_that_was_killed_is_taken_anew(
    listening: socket.socket, come: Come, tmp_path: Path
) -> None:
    for name in "abc":
        with worker(listening, name, tmp_path / "doors"):
            assert come(2) == [name.encode()] * 2
    places = Places(tmp_path / "doors")
    assert (places._place, places.own, places.is_next()) == (0, 0, True)
    places.close()


def test_where_nothing_is_followed_the_loop_serves_as_any_other(
    listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(doors.FOLLOWED, raising=False)
    loop = Loop()

    async def story() -> Any:
        server = await loop.create_server(asyncio.Protocol, sock=listening)
        assert not isinstance(server, doors.Door)
        server.close()
        await server.wait_closed()

    loop.run_until_complete(story())
    loop.close()


def test_a_door_that_is_closed_takes_nobody(
    listening: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(doors.FOLLOWED, str(tmp_path / "doors"))
    monkeypatch.setattr(doors, "_places", None)
    loop, made = Loop(), 0

    def protocol() -> asyncio.Protocol:
        nonlocal made
        made += 1
        return asyncio.Protocol()

    async def story() -> None:
        server = await loop.create_server(protocol, sock=listening)
        address = listening.getsockname()
        client = socket.create_connection(address, 20)
        while not made:
            await asyncio.sleep(0.001)
        server.close()
        server.close()
        await server.wait_closed()
        with pytest.raises(OSError):
            socket.create_connection(address, 1)
        client.close()

    loop.run_until_complete(story())
    loop.close()
    assert made == 1
