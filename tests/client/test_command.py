"""The small command line: from no keys at all to a sealed message, its file and a signed receipt."""

from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from comity.client import Client, Keyfile, calls, command
from comity.core import clock
from comity.keys import founding
from comity.keys.actions import own
from comity.keys.actions.own import KeyOffered
from comity.keys.api import KeyIn, read_statement
from comity.keys.engine.wrapping import Cost
from comity.keys.models import Key
from comity.network.access import actor_for
from comity.network.models import Officer
from comity.network.rules import Post
from tests.client.conftest import ADDRESS, Inside, token_of

PASSPHRASE = "nine made-up words in a row"


@pytest.fixture
def run(
    network: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: pytest.CaptureFixture[str]
) -> Any:
    """`run("FR", "list")`: the command as that bureau's machine would run it; what it said."""
    storages = dict(settings.STORAGES)
    storages["default"] = storages["default"] | {"OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages
    tokens = {code: token_of(code) for code in ("FR", "KE")}
    monkeypatch.setenv("COMITY_VAR", str(tmp_path))
    monkeypatch.setenv("COMITY_PASSPHRASE", PASSPHRASE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "Keyfile", lambda path: Keyfile(path, Cost(64, 1, 1)))

    def asked(code: str, *arguments: str, code_is: int = 0, body: str = "") -> str:
        with httpx.Client(transport=Inside()) as http:
            monkeypatch.setattr(command, "Client", lambda *given, **named: Client(*given, **named, http=http))
            monkeypatch.setattr(command, "Calls", lambda *given, **named: calls.Calls(*given, **named, http=http))
            monkeypatch.setenv("COMITY_TOKEN", tokens[code])
            done = command.main(["--address", ADDRESS, "--keys", f"{code}.keys", "--patience", "1", *arguments])
        said = capsys.readouterr()
        assert done == code_is, said.err
        why = [line for line in said.err.splitlines() if not line.startswith("{")]
        return "\n".join([*said.out.splitlines(), *why])

    return asked


def _begin(run: Any, *codes: str) -> None:
    for code in codes:
        run(code, "keys", "new", "--bureau", code)
        assert "Generation 1 is registered" in run(code, "keys", "register")


def test_from_nothing_to_a_receipt(run: Any, tmp_path: Path) -> None:
    _begin(run, "FR", "KE")
    (tmp_path / "body.txt").write_text("Nobody real was seen.")
    (tmp_path / "photo.jpg").write_bytes(b"a picture")
    sent = run("FR", "send", "--to", "KE", "--subject", "Made up", "--body", "body.txt", "--file", "photo.jpg")
    assert f"1\t{sent}\troutine\tadministrative\tFR" in run("KE", "list")
    read = run("KE", "read", sent, "--into", str(tmp_path))
    assert "Subject: Made up" in read and "Nobody real was seen." in read
    assert (tmp_path / "1-photo.jpg").read_bytes() == b"a picture"
    assert run("KE", "ack", sent, "--said", "delivered") == f"{sent}\tdelivered"
    assert f"{sent}\tKE\tdelivered" in run("FR", "receipts")
    assert "KE:delivered" in run("FR", "list", "--sent")


def test_renewed_keys_are_taken_up_by_the_other_side(run: Any) -> None:
    _begin(run, "FR", "KE")
    first = run("FR", "send", "--to", "KE", "--subject", "1", "--body", "/dev/null")
    run("KE", "keys", "renew")
    assert "Generation 2 is registered" in run("KE", "keys", "register")
    second = run("FR", "send", "--to", "KE", "--subject", "2", "--body", "/dev/null")
    for sent, subject in ((first, "1"), (second, "2")):
        assert f"Subject: {subject}" in run("KE", "read", sent)
    assert Key.objects.filter(ring__bureau="KE").count() == 2
    assert len([line for line in run("KE", "keys", "show").splitlines() if line.startswith("own")]) == 2


def test_refusals_are_said_and_counted(run: Any) -> None:
    assert "FR.keys" in run("FR", "list", code_is=1), "there are no keys yet"
    _begin(run, "FR")
    said = run("FR", "send", "--to", "KE", "--subject", "x", "--body", "/dev/null", code_is=1)
    assert "to[0]" in said and "no key" in said
    assert "There is no such thing" in run("FR", "read", "01900000-0000-7000-8000-000000000000", code_is=1)
    assert "compared" in run("FR", "keys", "compared", "FR", "00000 00000", code_is=3)


def test_what_got_no_answer_is_kept_and_sent_again(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _begin(run, "FR", "KE")
    passed = Inside.handle_request

    def away(self: Inside, request: httpx.Request) -> httpx.Response:
        answer = passed(self, request)
        return httpx.Response(502) if request.url.path == "/api/v1/messages" else answer

    monkeypatch.setattr(Inside, "handle_request", away)
    said = run("FR", "send", "--to", "KE", "--subject", "x", "--body", "/dev/null", code_is=2)
    [unsent] = tmp_path.glob("*.unsent.json")
    assert unsent.name in said
    monkeypatch.setattr(Inside, "handle_request", passed)
    sent = run("FR", "resend", unsent.name)
    assert not unsent.exists()
    assert run("KE", "list").count(sent) == 1, "it had been taken the first time: it is the same message"


def test_a_bureau_takes_its_keys_home(run: Any, tmp_path: Path, settings: Any) -> None:
    """Until now the house held them: the current key signs the one made here, and what it opened is readable here."""
    settings.PASSPHRASE_COST = (64, 1, 1)
    officer = Officer.objects.create(
        username="fr.head", name="Head", bureau_id="FR", posts=[Post.BUREAU_HEAD], created_at=clock.now()
    )
    ring = founding.found_hosted("FR", [officer], "harbour lantern seven orchards", clock.now())
    _begin(run, "KE")
    before = run("KE", "send", "--to", "FR", "--subject", "Before", "--body", "/dev/null")
    offered, _what_next = run("FR", "keys", "take", "--bureau", "FR").splitlines()[-2:]
    said = msgspec.json.decode(offered, type=KeyIn)
    key = KeyOffered(read_statement(said.statement), said.own_signature)
    actor = actor_for(officer, clock.now())
    old = own.hand_over(actor=actor, keyring=ring, offered=key, now=clock.now())
    (tmp_path / "earlier-keys.age").write_bytes(old)
    assert "not sealed for a key" in run("FR", "read", before, code_is=1)
    assert "1 earlier keys" in run("FR", "keys", "earlier", "earlier-keys.age")
    assert "Subject: Before" in run("FR", "read", before)
    after = run("KE", "send", "--to", "FR", "--subject", "After", "--body", "/dev/null")
    assert "Subject: After" in run("FR", "read", after)
