"""From the page on which a party discloses a message to the one on which a reviewer reads it, with its file."""

import io
from typing import Any
from uuid import UUID

from django.test import Client

from comity.core import ids
from comity.keys import founding
from comity.keys import queries as keys
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring
from comity.messages.actions import files
from comity.messages.engine import content as contents
from comity.messages.engine.content import AttachedFile
from comity.messages.engine.envelope import AttachmentSeal
from comity.messages.engine.writing import LetterFile
from comity.messages.models import Disclosure
from comity.network.models import Officer
from comity.testing.stage import Stage
from tests.messages import parties

REASON = "It asks for an arrest that was refused before."
PASSPHRASE = "quiet maple under seven bridges"


def unlocked(stage: Stage, username: str) -> Client:
    client = stage.client(username)
    said = client.post("/keys/unlock/", {"passphrase": PASSPHRASE})
    assert said.status_code == 302, said.content[:500]
    return client


def attach(stage: Stage, ring: Keyring, plain: bytes, *to: str) -> LetterFile:
    """A file that was sealed for these and its sender, and deposited."""
    key = str(ids.new())
    readers = [ring.current.sealing, *(one.sealing for one in keys.current_of(to).values())]
    sealed = sealing.seal(plain, readers)
    actor = stage.actor(parties.WRITERS[ring.bureau])
    files.deposit(actor=actor, attachment_id=UUID(key), source=io.BytesIO(sealed), now=stage.now)
    said = AttachedFile(key, "warrant.pdf", "application/pdf", len(plain), contents.digest(plain))
    return LetterFile(said, AttachmentSeal(key, len(sealed), contents.digest(sealed)))


def test_from_the_bureaus_page_to_the_reviewers(stage: Stage, settings: Any) -> None:
    officers = [Officer.objects.get(username=name) for name in ("gs.reviewer", "gs.director")]
    founding.found_hosted("GS", officers, PASSPHRASE, stage.now, role="compliance")
    rings = parties.found(stage, "FR")
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": stage.folder / "files"},
        }
    }
    officer = Officer.objects.get(username="br.bureau")
    founding.found_hosted("BR", [officer], PASSPHRASE, stage.now)
    attached = attach(stage, rings["FR"], b"A warrant that no court signed.", "BR")
    sent = parties.send(
        stage, rings["FR"], to=("BR",), subject="Keep him", body="Arrest him quietly.", files=(attached,)
    )
    desk = unlocked(stage, "br.bureau")
    assert desk.get(f"/messages/{sent.pk}/disclose").status_code == 200
    assert desk.post(f"/messages/{sent.pk}/disclose", {"reason": ""}).status_code == 422
    assert desk.post(f"/messages/{sent.pk}/disclose", {"reason": REASON}).status_code == 302
    row = Disclosure.objects.get()
    locked = stage.client("gs.reviewer").get(f"/compliance/disclosed/{row.pk}/")
    assert locked.status_code == 302 and locked["Location"].startswith("/keys/unlock/")
    reviewer = unlocked(stage, "gs.reviewer")
    listed = reviewer.get("/compliance/disclosed/").content.decode()
    assert "France" in listed and "quietly" not in listed
    page = reviewer.get(f"/compliance/disclosed/{row.pk}/").content.decode()
    assert "Proven: this is what the bureau of France signed." in page
    assert "Arrest him quietly." in page and REASON in page
    address = f"/compliance/disclosed/{row.pk}/files/{attached.plain.id}"
    assert address in page
    assert b"".join(reviewer.get(address)) == b"A warrant that no court signed."
    with row.files.get().file.open("rb") as kept:
        stored = kept.read()
    assert stored.startswith(b"age-encryption.org/v1") and b"warrant" not in stored
    assert stage.client("gs.publisher").get(address).status_code == 302
    said = reviewer.post(f"/compliance/disclosed/{row.pk}/", {"found": "measure", "reasons": "Twice this month."})
    assert said.status_code == 302
    assert "Twice this month." in reviewer.get(f"/compliance/disclosed/{row.pk}/").content.decode()
    not_a_holder = stage.client("gs.publisher").get(f"/compliance/disclosed/{row.pk}/")
    assert "quietly" not in not_a_holder.content.decode()
