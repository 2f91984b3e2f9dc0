"""Files on their way: sealed while they arrive, unsealed while they leave, and never more of one than a piece."""

import hashlib
import io
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import BinaryIO

import pytest
from django.core.files.uploadhandler import StopFutureHandlers
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from comity.keys.engine import ring, sealing
from comity.keys.engine.ring import Keyring, PublicKey
from comity.messages import rules, streams
from comity.messages.engine.content import AttachedFile

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def _keyring(bureau: str = "FR") -> Keyring:
    made = ring.new_key(id=f"key-{bureau}", bureau=bureau, role="messages", held_by="house", after=None)
    public = PublicKey(
        id=made.statement.id,
        bureau=bureau,
        role="messages",
        generation=1,
        signing=made.signing.public,
        sealing=made.sealing.public,
        fingerprint=ring.fingerprint(made.statement),
        made_at=NOW,
    )
    return Keyring(bureau, public, made.signing.secret, [made.sealing.secret])


RING = _keyring()


def _attached(plain: bytes) -> AttachedFile:
    return AttachedFile("1", "statement.pdf", "application/pdf", len(plain), hashlib.sha256(plain).hexdigest())


@given(st.lists(st.binary(max_size=200_000), max_size=6))
def test_what_is_poured_in_pieces_is_drawn_whole(pieces: list[bytes]) -> None:
    target = io.BytesIO()
    pouring = streams.Pouring(lambda source: sealing.seal_stream(source, target, [RING.current.sealing]))
    for piece in pieces:
        pouring.write(piece)
    pouring.finish()
    plain = b"".join(pieces)
    target.seek(0)
    assert b"".join(streams.unsealed(target, RING, _attached(plain))) == plain


def test_a_fault_of_the_other_thread_is_raised_here() -> None:
    def fail(source: BinaryIO) -> None:
        source.read(1)
        raise sealing.NotAKey

    pouring = streams.Pouring(fail)
    with pytest.raises(sealing.NotAKey):
        for _ in range(10_000):
            pouring.write(bytes(10_000))
    with pytest.raises(sealing.NotAKey):
        list(streams.drawn(lambda target: fail(io.BytesIO())))


def test_who_stops_reading_stops_the_writer() -> None:
    before = threading.active_count()
    drawn = streams.drawn(lambda target: [target.write(bytes(1 << 20)) for _ in range(1000)] and None)
    next(drawn)
    drawn.close()  # type: ignore[attr-defined]
    for thread in threading.enumerate()[before:]:
        thread.join(10)
    assert threading.active_count() == before


@pytest.mark.parametrize("place", [0, 30, 150, 300, 70_000, -1])
def test_a_changed_bit_never_leaves_as_the_file(place: int) -> None:
    plain = b"x" * 200_000
    sealed = bytearray(sealing.seal(plain, [RING.current.sealing]))
    sealed[place] ^= 1
    with pytest.raises((sealing.Altered, sealing.NotForThisKey)):
        list(streams.unsealed(io.BytesIO(bytes(sealed)), RING, _attached(plain)))


def test_another_file_for_the_same_key_is_not_the_one_that_was_sent() -> None:
    sealed = sealing.seal(b"another", [RING.current.sealing])
    with pytest.raises(streams.AlteredFile):
        list(streams.unsealed(io.BytesIO(sealed), RING, _attached(b"the one sent")))


def test_half_a_file_is_not_the_file() -> None:
    plain = b"x" * 200_000
    sealed = sealing.seal(plain, [RING.current.sealing])[:100_000]
    with pytest.raises(sealing.Altered):
        list(streams.unsealed(io.BytesIO(sealed), RING, _attached(plain)))


# --- Uploads ---


class _Actor:
    bureau = "FR"


def _handler(monkeypatch: pytest.MonkeyPatch, view: Callable[..., HttpResponse], key: PublicKey | None):
    request = RequestFactory().post("/messages/new")
    request.actor = _Actor()  # type: ignore[attr-defined]
    request.resolver_match = type("Match", (), {"func": staticmethod(view)})()
    monkeypatch.setattr(streams.keys, "current", lambda bureau: key)
    return streams.SealingUploadHandler(request)


@streams.sealed_uploads
def _marked(request: object) -> HttpResponse:
    return HttpResponse()


def _plain(request: object) -> HttpResponse:
    return HttpResponse()


def _upload(handler: streams.SealingUploadHandler, pieces: list[bytes]) -> streams.SealedUpload:
    with pytest.raises(StopFutureHandlers):
        handler.new_file("files", "statement.pdf", "application/pdf", None)
    for piece in pieces:
        assert handler.receive_data_chunk(piece, 0) is None, "no other handler sees it"
    done = handler.file_complete(sum(map(len, pieces)))
    assert done is not None
    return done


def test_an_upload_is_sealed_for_the_own_bureau(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [b"a" * 65_536, b"b" * 65_536, b"c"]
    done = _upload(_handler(monkeypatch, _marked, RING.current), pieces)
    plain = b"".join(pieces)
    assert (done.name, done.content_type, done.size) == ("statement.pdf", "application/pdf", len(plain))
    assert done.digest == hashlib.sha256(plain).hexdigest() and not done.problem
    sealed = done.file.read()
    assert b"aaaa" not in sealed
    assert RING.unseal(sealed) == plain
    done.close()


def test_two_files_of_one_form(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = _handler(monkeypatch, _marked, RING.current)
    for plain in (b"first", b"second", b""):
        done = _upload(handler, [plain] if plain else [])
        assert RING.unseal(done.file.read()) == plain
        done.close()


def test_a_file_that_is_too_large_is_named_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LARGEST_FILE", 100_000)
    done = _upload(_handler(monkeypatch, _marked, RING.current), [bytes(65_536)] * 3)
    assert done.problem and done.file.read() == b"" and done.size == 3 * 65_536
    done.close()


def test_without_keys_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    done = _upload(_handler(monkeypatch, _marked, None), [b"secret"])
    assert done.problem and done.file.read() == b""
    done.close()


def test_an_upload_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = threading.active_count()
    handler = _handler(monkeypatch, _marked, RING.current)
    with pytest.raises(StopFutureHandlers):
        handler.new_file("files", "statement.pdf", "application/pdf", None)
    handler.receive_data_chunk(b"half", 0)
    handler.upload_interrupted()
    assert threading.active_count() == before and handler._sealed is None


def test_other_pages_files_go_to_the_other_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = _handler(monkeypatch, _plain, RING.current)
    handler.new_file("files", "statement.pdf", "application/pdf", None)
    assert handler.receive_data_chunk(b"as it is", 0) == b"as it is"
    assert handler.file_complete(8) is None
