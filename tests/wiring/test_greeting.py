"""var/demo.json: what scripts find where, in a file that only its owner reads."""

import json
import stat
from pathlib import Path

import pytest

from comity.wiring import greeting

CONTENT = {
    "sign_ins": [
        {"username": "fr.border", "name": "Maëlle", "bureau": "FR", "posts": ["frontline"], "password": "long-" * 6}
    ],
    "tokens": [{"name": "Gate", "token": "comity_x", "bureau": "KE"}],
    "passphrase": "four made-up words",
    "stolen_document": {"mrz": ["P<UTO<<A", "1234"], "source": "FR", "kind": "stolen"},
}


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMITY_VAR", str(tmp_path))
    monkeypatch.setenv("COMITY_PORT", "8123")
    return tmp_path


def test_the_file_has_the_addresses_of_this_start_and_the_rest_as_given(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    greeting.write_demo(CONTENT)
    written = json.loads((var / "demo.json").read_text())
    assert written["addresses"]["web"] == "http://localhost:8123/"
    assert written["addresses"]["checks"] == "http://localhost:8123/api/v1/checks"
    assert written["addresses"]["check_service"] == "http://localhost:8124/api/v1/checks"
    assert {name: written[name] for name in CONTENT} == CONTENT

    monkeypatch.setenv("COMITY_PORT", "9000")
    assert greeting.demo_ports() == (8123, 8124)
    greeting.write_demo(greeting.read_demo())
    assert greeting.demo_ports() == (9000, 9001)
    moved = json.loads((var / "demo.json").read_text())
    assert moved["addresses"]["web"] == "http://localhost:9000/" and moved["tokens"] == CONTENT["tokens"]


def test_only_its_owner_reads_it(var: Path) -> None:
    greeting.write_demo(CONTENT)
    assert stat.S_IMODE((var / "demo.json").stat().st_mode) == 0o600


def test_the_greeting_shows_whole_passwords_and_the_zone(capsys: pytest.CaptureFixture[str]) -> None:
    greeting.write_demo(CONTENT)
    greeting.show(demo=True, seconds=1.25)
    said = capsys.readouterr().out
    assert "http://localhost:8123/" in said and "long-" * 6 in said and "P<UTO<<A" in said and "1.2 s" in said
    assert CONTENT["passphrase"] in said and "comity simulate" in said


def test_a_real_installation_is_greeted_without_sign_ins(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    greeting.show(demo=False, seconds=1.0)
    assert "sign-ins" not in capsys.readouterr().out
    assert not (var / "demo.json").exists()
