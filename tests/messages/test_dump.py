"""Whoever takes the database, the files, the sessions and the logs, all of them, reads no word and holds no key."""

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from comity.core import ids
from comity.keys.engine.ring import Bundle
from comity.messages.models import Attachment, Draft, Message
from tests.messages.desks import PASSPHRASE, Desks, desks, said_wrong

__all__ = ["desks"]

SUBJECT, BODY, NAME = "Zephyrine", "الرجل في ميناء Quillon. Whoever reads this has no key.", "vellichor-statement.pdf"
FILE = b"%PDF-1.7 petrichor and nothing else " * 5_000
PERSON = "Ondine Marchbanks"
DRAFT = "Susurrus, which nobody has sent"
WORDS = {
    "Zephyrine",
    "Quillon",
    "ميناء",
    "vellichor",
    "petrichor",
    "Marchbanks",
    "Susurrus",
    PASSPHRASE,
    "seven bridges",
}


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    storages = dict(settings.STORAGES)
    storages["default"] = storages["default"] | {"OPTIONS": {"location": tmp_path / "stored"}}
    settings.STORAGES = storages
    return tmp_path / "stored"


def _forms(word: bytes) -> Iterator[bytes]:
    """A word as a dump may hold it: as it is, in hex, in base64 at each of three places, in UTF-16, escaped in JSON."""
    yield word
    yield word.hex().encode()
    yield word.hex().upper().encode()
    for place in range(3):
        encoded = base64.b64encode(bytes(place) + word)
        yield encoded[4 if place else 0 : -4]
    try:
        text = word.decode()
    except UnicodeDecodeError:
        return
    yield text.encode("utf-16-le")
    yield json.dumps(text)[1:-1].encode()


def _tables() -> dict[str, bytes]:
    """Every table as COPY gives it out in its binary form: what pg_dump would have, with nothing escaped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            with cursor.copy(f'COPY "{name}" TO STDOUT (FORMAT BINARY)') as copy:
                found[name] = b"".join(bytes(piece) for piece in copy)
    return found


def _sessions() -> bytes:
    """What the sessions say once their own packing is undone: it is no seal."""
    return json.dumps([row.get_decoded() for row in Session.objects.all()], default=str).encode()


def _secrets(bundles: list[Bundle]) -> set[bytes]:
    secrets = {bundle.signing for bundle in bundles}
    for bundle in bundles:
        secrets |= {one.encode() for one in bundle.sealing} | {one.lower().encode() for one in bundle.sealing}
    return secrets


def _used(desks: Desks) -> Message:
    """A letter with a file and a person is written, sent, read, downloaded and searched for; another stays a draft."""
    kenya, france = desks.browser("ke.bureau"), desks.browser("fr.bureau")
    draft = ids.new()
    upload = SimpleUploadedFile(NAME, FILE, content_type="application/pdf")
    said = {"subject": SUBJECT, "body": BODY, "person_names": PERSON, "names_person": "on", "language": "ar"}
    answer = desks.post(kenya, draft=draft, files=upload, **said)
    assert answer.status_code == 302, said_wrong(answer)
    sent = Message.objects.get(pk=draft)
    seen = france.get(f"/messages/threads/{sent.thread_id}/").content.decode()
    assert SUBJECT in seen and "Quillon" in seen and NAME in seen
    got = france.get(f"/messages/{sent.pk}/files/{Attachment.objects.get(message=sent).pk}")
    assert b"".join(got.streaming_content) == FILE  # type: ignore[attr-defined]
    france.get("/messages/search/", {"q": "Quillon"})
    desks.post(kenya, draft=ids.new(), do="keep", subject=DRAFT, body=DRAFT)
    assert Draft.objects.exists()
    return sent


def test_nothing_that_is_kept_can_be_read(desks: Desks, files: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _used(desks)
    kept = _tables() | {"sessions, unpacked": _sessions(), "the log": caplog.text.encode()}
    stored = [path for path in files.rglob("*") if path.is_file()]
    kept |= {str(path): path.read_bytes() for path in stored}
    assert len(stored) >= 2 and len(kept["i247_message"]) > len(BODY) and b"KE" in kept["i247_message"]
    needles = {word.encode() for word in WORDS} | _secrets([ring.bundle for ring in desks.rings.values()])
    found = {
        (place, needle)
        for place, data in kept.items()
        for needle in needles
        for form in _forms(needle)
        if len(form) > 5 and form in data
    }
    assert not found


def test_the_search_of_this_test_finds_what_is_there(desks: Desks) -> None:
    """A net with holes proves nothing: what is in clear on purpose is found in every form that it may have."""
    sent = desks.send("ke.bureau", subject=SUBJECT)
    tables = _tables()
    name = desks.officer("ke.bureau").name.encode()
    assert any(form in tables["i247_message"] for form in _forms(name)), "the envelope names the officer"
    assert bytes(sent.digest.encode()) in tables["i247_message"]
    for word in (b"Zephyrine", "ميناء".encode()):
        for hidden in (word, word.hex().encode(), base64.b64encode(b"x" + word), base64.b64encode(b"xy" + word + b"z")):
            assert any(form in hidden for form in _forms(word))
