"""Bodies on their way in: what is too long is refused while it comes, and no disk ever holds one as it is."""

import secrets
from typing import Any

import httpx
import pytest
from asgiref.sync import async_to_sync
from hypothesis import given
from hypothesis import strategies as st

from comity.wiring import asgi, bodies

AT = f"{bodies.SEALED_AT}0192f0c0-0000-7000-8000-000000000000"


@given(st.lists(st.binary(max_size=300)), st.lists(st.integers(0, 200)), st.integers(1, 400))
def test_what_was_written_is_read(pieces: list[bytes], sizes: list[int], in_memory: int) -> None:
    body = bodies.Veiled(in_memory)
    for piece in pieces:
        assert body.write(piece) == len(piece)
    body.rewind()
    read = b"".join(body.read(size) for size in sizes) + body.read()
    body.rewind()
    assert read == b"".join(pieces) == body.read()
    body.close()


@given(st.binary(max_size=2000).map(lambda said: said.replace(b"a", b"\n")), st.lists(st.integers(0, 50)))
def test_lines_and_pieces_in_any_order_are_what_was_written(said: bytes, sizes: list[int]) -> None:
    body = bodies.Veiled(100)
    body.write(said)
    body.rewind()
    read = b"".join(body.readline() + body.read(size) for size in sizes)
    lines = list(iter(body.readline, b""))
    assert read + b"".join(lines) == said
    assert all(line.endswith(b"\n") for line in lines[:-1])
    body.close()


def test_what_lies_on_the_disk_is_veiled() -> None:
    said = b"the ferryman's second name " * 400
    body = bodies.Veiled(in_memory=100)
    body.write(said)
    assert body._file._rolled, "it is on the disk by now"
    body._file.seek(0)
    lying = body._file.read()
    assert len(lying) == len(said) and b"ferryman" not in lying
    body.rewind()
    assert body.read() == said
    body.close()


def test_two_bodies_alike_lie_there_differently() -> None:
    first, second = bodies.Veiled(10), bodies.Veiled(10)
    for body in (first, second):
        body.write(bytes(100))
        body._file.seek(0)
    assert first._file.read() != second._file.read()
    first.close()
    second.close()


def _put(content: Any, **headers: str) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=asgi.application)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.put(AT, content=content, headers=headers)

    return async_to_sync(send)()


@pytest.mark.django_db
def test_a_length_that_is_too_much_is_refused_before_anything_is_read() -> None:
    async def endless() -> Any:
        pytest.fail("it was read")
        yield b""

    answer = _put(endless(), **{"content-length": str(bodies.LARGEST_SEALED + 1)})
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["field"] == "body"
    assert _put(endless(), **{"content-length": "9" * 40}).status_code == 413


@pytest.mark.django_db
def test_a_body_that_becomes_too_much_is_refused_while_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LARGEST_SEALED", 1000)
    taken = []

    async def endless() -> Any:
        while True:
            taken.append(1)
            yield secrets.token_bytes(100)

    answer = _put(endless())
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(taken) <= 12


def test_a_page_says_it_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LARGEST", 10)

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=asgi.application)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post("/messages/new", content=b"x" * 11)

    answer = async_to_sync(send)()
    assert answer.status_code == 413 and "too long" in answer.text
