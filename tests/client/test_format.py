"""The format as docs/client.md tells it, made and read without any of our own code: what another language would do."""

import base64
import hashlib
import hmac
import json
import secrets
import shutil
import subprocess
import time
import uuid
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyrage import x25519

from comity.client import Letter
from tests.client.conftest import Systems, token_of


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def new_id() -> str:
    value = bytearray(int(time.time() * 1000).to_bytes(6, "big") + secrets.token_bytes(10))
    value[6], value[8] = value[6] & 0x0F | 0x70, value[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(value)))


def moment() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Other:
    """A system of another language, of a bureau without keys so far: JSON, Ed25519 and age are all it has."""

    def __init__(self, systems: Systems, bureau: str) -> None:
        self.http = systems.new(bureau, systems.offices["FR"].ring, token=token_of(bureau))._calls
        self.bureau = bureau
        self.signing, self.sealing = Ed25519PrivateKey.generate(), x25519.Identity.generate()
        self.key = new_id()

    def sign(self, domain: str, data: bytes) -> bytes:
        return self.signing.sign(domain.encode() + b"\0" + data)

    def register(self) -> str:
        """The first key; returns its fingerprint as it is computed here."""
        signing = self.signing.public_key().public_bytes_raw().hex()
        said = {"bureau": self.bureau, "generation": 1, "held_by": "bureau", "id": self.key, "previous": None}
        statement = canonical(said | {"role": "messages", "signing": signing, "sealing": str(self.sealing.to_public())})
        own = self.sign("comity/key/1", statement)
        self.http.post("/api/v1/keys", {"statement": b64(statement), "own_signature": b64(own)}, dict)
        named = canonical([self.bureau, "messages", signing, str(self.sealing.to_public())])
        digest = hashlib.sha512(b"comity/fingerprint/1\0" + named).digest()
        return " ".join(f"{int.from_bytes(digest[at : at + 8], 'big') % 100_000:05}" for at in range(0, 64, 8))

    def key_of(self, bureau: str) -> dict[str, Any]:
        told = self.http.get("/api/v1/keys", dict, bureaus=bureau)["keys"][-1]
        return dict(json.loads(base64.b64decode(told["statement"])))

    def send(self, to: str, subject: str, file: bytes) -> str:
        theirs = self.key_of(to)
        keys = [x25519.Recipient.from_str(theirs["sealing"]), self.sealing.to_public()]
        opening, named, made = secrets.token_bytes(32), new_id(), new_id()
        sealed_file = pyrage.encrypt(file, keys)
        self.http._call("PUT", f"/api/v1/attachments/{named}", content=sealed_file)
        attached = {"id": named, "name": "récit.txt", "media_type": "text/plain", "size": len(file)}
        plain = canonical(
            {
                "attachments": [attached | {"digest": hashlib.sha256(file).hexdigest()}],
                "body": 'Line one\nخط ثانٍ "quoted" \\ \u2028 end\x1f',
                "forwarded": None,
                "opening": opening.hex(),
                "person": None,
                "subject": subject,
            }
        )
        content = pyrage.encrypt(plain, keys)
        envelope = canonical(
            dict.fromkeys(("answers", "forwards", "consent", "follows", "due_at"))
            | {"id": made, "thread": made, "sender": self.bureau, "sender_key": self.key, "officer": ""}
            | {"to": [to], "cc": [], "priority": "routine", "level": "official_use_only", "kind": "administrative"}
            | {"asks": "", "names_person": False, "cites": [], "language": "fr", "conditions": [], "automatic": False}
            | {"size": len(content), "digest": hashlib.sha256(content).hexdigest(), "sent_at": moment()}
            | {"commitment": hmac.new(opening, plain, "sha256").hexdigest(), "sealed_for": [theirs["id"], self.key]}
            | {"attachments": [{"id": named, "size": len(sealed_file), "digest": _sha256(sealed_file)}]}
        )
        body = {"envelope": b64(envelope), "content": b64(content)}
        body["signature"] = b64(self.sign("comity/message/1", envelope))
        return str(self.http.post("/api/v1/messages", body, dict)["id"])

    def read(self, message_id: str) -> dict[str, Any]:
        """The content, everything verified by the page's own words."""
        told = self.http.get(f"/api/v1/messages/{message_id}", dict)
        envelope, signature, sealed = (base64.b64decode(told[part]) for part in ("envelope", "signature", "content"))
        said = json.loads(envelope)
        sender = self.key_of(said["sender"])
        assert sender["id"] == said["sender_key"]
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(sender["signing"])).verify(
            signature, b"comity/message/1\0" + envelope
        )
        assert canonical(said) == envelope
        assert (len(sealed), _sha256(sealed)) == (said["size"], said["digest"])
        plain = pyrage.decrypt(sealed, [self.sealing])
        content: dict[str, Any] = json.loads(plain)
        assert hmac.new(bytes.fromhex(content["opening"]), plain, "sha256").hexdigest() == said["commitment"]
        receipt = canonical(
            {"message": message_id, "envelope_digest": _sha256(envelope), "kind": "delivered"}
            | {"bureau": self.bureau, "key": self.key, "at": moment()}
        )
        given = {"receipt": b64(receipt), "signature": b64(self.sign("comity/receipt/1", receipt))}
        [taken] = self.http.post("/api/v1/receipts", {"receipts": [given]}, dict)["receipts"]
        assert taken.get("said") == "delivered", taken
        return content


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def other(systems: Systems) -> Other:
    """Of a bureau that has no keys: a fresh one, so that the page is followed from its beginning."""
    from comity.network.models import Bureau

    Bureau.objects.create(code="BR-SP", kind=Bureau.Kind.SUB_BUREAU, name="São Paulo", parent_id="BR", member_id=None)
    return Other(systems, "BR-SP")


def test_another_language_sends_and_is_read(systems: Systems, other: Other, tmp_path: Path) -> None:
    fingerprint = other.register()
    sent = other.send("KE", "Récit", b"what the witness said")
    opened = systems["KE"].read(sent)
    assert opened.content.subject == "Récit" and "خط" in opened.content.body
    assert opened.key.fingerprint == fingerprint
    systems["KE"].download(opened, opened.content.attachments[0], tmp_path / "got")
    assert (tmp_path / "got").read_bytes() == b"what the witness said"


def test_another_language_reads_and_signs_for_it(systems: Systems, other: Other) -> None:
    other.register()
    body = 'Über "alles"\n\tالرجل \u2028 \x7f'
    sent = systems["KE"].send(Letter(to=("BR-SP",), subject="Made up", body=body))
    assert other.read(sent.id)["body"] == body
    [(_place, receipt)] = list(systems["KE"].receipts_since(0))
    assert (receipt.bureau, receipt.kind) == ("BR-SP", "delivered")


def test_a_signature_of_one_kind_is_none_of_another(systems: Systems) -> None:
    sealed = systems["FR"].compose(Letter(to=("KE",), subject="Made up", body="Nobody."))
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(systems["FR"].keyring.current.signing))
    key.verify(sealed.signature, b"comity/message/1\0" + sealed.envelope)
    for domain in (b"comity/receipt/1\0", b"comity/key/1\0", b""):
        with pytest.raises(InvalidSignature):
            key.verify(sealed.signature, domain + sealed.envelope)


@pytest.mark.skipif(shutil.which("age") is None, reason="needs the age program")
def test_the_age_program_opens_a_content(systems: Systems, tmp_path: Path) -> None:
    sealed = systems["FR"].compose(Letter(to=("KE",), subject="Made up", body="Nobody."))
    (tmp_path / "content.age").write_bytes(sealed.content)
    (tmp_path / "key.txt").write_text(systems.offices["KE"].ring.bundle.sealing[0])
    opened = subprocess.run(
        ["age", "--decrypt", "--identity", tmp_path / "key.txt", tmp_path / "content.age"],
        capture_output=True,
        check=True,
    )
    assert json.loads(opened.stdout)["subject"] == "Made up"
