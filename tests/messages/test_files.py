"""Sealed files: taken in once and whole, refused with the reason, there as long as something names them."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from comity.audit.models import Entry
from comity.core import ids
from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.keys import queries as keys
from comity.keys.engine import sealing
from comity.messages import rules, streams
from comity.messages.actions import drafting, files
from comity.messages.engine.content import AttachedFile
from comity.messages.engine.writing import LetterFile
from comity.messages.jobs import forget_step
from comity.messages.models import Attachment, Message
from comity.messages.streams import SealedUpload
from comity.network.rules import Post
from tests.messages.conftest import NOW, Office, Offices, later


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    storages = dict(settings.STORAGES)
    storages["default"] = storages["default"] | {"OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages
    return tmp_path / "files"


def _there(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _sealed(office: Office, plain: bytes = b"what the witness said") -> bytes:
    return sealing.seal(plain, [office.ring.current.sealing])


def _deposit(office: Office, data: bytes, attachment_id: Any = None, at: Any = NOW) -> Attachment:
    source = io.BytesIO(data)
    return files.deposit(actor=office.actor, attachment_id=attachment_id or ids.new(), source=source, now=at)


def test_a_file_is_taken_in_whole(offices: Offices, folder: Path) -> None:
    data = _sealed(offices["FR"], b"x" * 300_000)
    row = _deposit(offices["FR"], data)
    assert (row.size, row.digest) == (len(data), hashlib.sha256(data).hexdigest())
    with files.open_sealed(row) as source:
        files.require_unaltered(source, files.seal_of(row))
        assert source.read() == data
    [entry] = Entry.objects.filter(verb="attachment.deposited", outcome="done")
    assert entry.subject == str(row.pk)


def test_the_same_again_is_the_same_file(offices: Offices, folder: Path) -> None:
    one, data = ids.new(), _sealed(offices["FR"])
    first, again = (_deposit(offices["FR"], data, one) for _ in range(2))
    assert first.pk == again.pk and len(_there(folder)) == 1
    for office, other in ((offices["FR"], _sealed(offices["FR"])), (offices["KE"], data)):
        with pytest.raises(files.IdTaken):
            _deposit(office, other, one)
    assert len(_there(folder)) == 1


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 not sealed at all", b"age-encryption.org/v2\n..."])
def test_what_is_not_sealed_is_not_kept(offices: Offices, folder: Path, data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        _deposit(offices["FR"], data)
    assert [one.field for one in refusal.value.problems] == ["body"]
    assert not _there(folder) and not Attachment.objects.exists()


def test_what_is_too_large_is_refused_while_it_is_read(
    offices: Offices, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "LARGEST_SEALED_FILE", 200_000)
    with pytest.raises(files.FileTooLarge):
        _deposit(offices["FR"], _sealed(offices["FR"], bytes(300_000)))
    assert not _there(folder)


def test_who_may_not_send_deposits_nothing(offices: Offices, folder: Path) -> None:
    officer = offices["FR"].officer
    officer.posts = [Post.FRONTLINE]
    officer.save()
    with pytest.raises(NotAllowed):
        _deposit(offices["FR"], _sealed(offices["FR"]))
    assert not _there(folder)


def _draft(offices: Offices) -> Any:
    draft_id = ids.new()
    drafting.keep(actor=offices["FR"].actor, draft_id=draft_id, sealed=_sealed(offices["FR"], b"{}"), now=NOW)
    return draft_id


def _upload(offices: Offices, plain: bytes, problem: str = "") -> SealedUpload:
    sealed = io.BytesIO(_sealed(offices["FR"], plain))
    digest = hashlib.sha256(plain).hexdigest()
    return SealedUpload(
        sealed, name="statement.pdf", content_type="application/pdf", size=len(plain), digest=digest, problem=problem
    )


def _kept(offices: Offices, plain: bytes) -> AttachedFile:
    upload = _upload(offices, plain)
    row = files.keep(actor=offices["FR"].actor, upload=upload, draft_id=_draft(offices), now=NOW)
    return AttachedFile(str(row.pk), upload.name or "", "application/pdf", len(plain), upload.digest)


def _reseal(offices: Offices, plain: AttachedFile, sender: str = "FR") -> LetterFile:
    current = [*keys.current_of(["KE"]).values(), offices["FR"].ring.current]
    office = offices[sender]
    return files.reseal(actor=office.actor, plain=plain, keyring=office.ring, keys=current, now=NOW)


def test_a_drafts_file_is_sealed_anew_for_its_recipients(offices: Offices) -> None:
    plain = b"what the witness said " * 9_000
    made = _reseal(offices, _kept(offices, plain))
    row = Attachment.objects.get(pk=made.sealed.id)
    assert files.seal_of(row) == made.sealed
    with files.open_sealed(row) as source:
        data = source.read()
    assert offices["KE"].ring.unseal(data) == plain == offices["FR"].ring.unseal(data)
    with pytest.raises(sealing.NotForThisKey):
        offices["BR"].ring.unseal(data)
    message = offices.send("FR", files=(made,))
    row.refresh_from_db()
    assert row.message_id == message.pk


def test_a_drafts_file_that_was_exchanged_is_not_sent(offices: Offices) -> None:
    """Anybody can seal for a public key: whoever writes in the store must not put a file of theirs into a message."""
    kept = _kept(offices, b"what the witness said")
    row = Attachment.objects.get(pk=kept.id)
    Path(row.file.path).write_bytes(_sealed(offices["FR"], b"what another said...."))
    with pytest.raises(streams.AlteredFile):
        _reseal(offices, kept)
    assert Attachment.objects.count() == 1


def test_another_bureaus_file_is_not_there(offices: Offices) -> None:
    kept = _kept(offices, b"what the witness said")
    with pytest.raises(NotFound):
        _reseal(offices, kept, sender="BR")
    with pytest.raises(NotFound):
        files.discard(actor=offices["BR"].actor, attachment_id=kept.id, now=NOW)


def test_an_upload_with_a_fault_is_named(offices: Offices, folder: Path) -> None:
    upload = _upload(offices, b"x", problem="The file is too large.")
    with pytest.raises(Invalid) as refusal:
        files.keep(actor=offices["FR"].actor, upload=upload, draft_id=_draft(offices), now=NOW)
    assert refusal.value.problems[0].field == "files"
    assert not _there(folder)


def test_what_nothing_names_is_forgotten_after_a_day(offices: Offices, folder: Path) -> None:
    made = _reseal(offices, _kept(offices, b"in a message and in a draft"))
    message: Message = offices.send("FR", files=(made,))
    stray = _deposit(offices["FR"], _sealed(offices["FR"]))
    assert len(_there(folder)) == 3
    assert forget_step(later(hours=23)) == 0
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files.transaction, "on_commit", lambda work: work())
        assert forget_step(later(hours=25)) == 1
    assert not Attachment.objects.filter(pk=stray.pk).exists()
    assert len(_there(folder)) == 2 and message.attachments.count() == 1
    assert Entry.objects.filter(verb="attachments.forgotten").count() == 1


def test_a_file_whose_writer_was_killed_is_swept(offices: Offices, folder: Path) -> None:
    for days in (0, 2):
        at = NOW - timedelta(days=days)
        default_storage.save(f"{files.FOLDER}/{at:%Y-%m-%d}/stray.age", io.BytesIO(b"half"))  # type: ignore[arg-type]
    _deposit(offices["FR"], _sealed(offices["FR"]), at=NOW - timedelta(days=2))
    assert files.sweep(NOW) == 1
    assert len(_there(folder)) == 2
    assert files.sweep(NOW) == 0
    assert files.sweep(later(days=30)) == 0, "no such folder is no fault"
