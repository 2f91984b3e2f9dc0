"""Where the database is, and how the embedded one lives and dies."""

import subprocess
import sys
from pathlib import Path

import pytest

from comity.wiring import database, embedded, environment

USE = """
import sys
from comity.wiring import embedded
embedded.start(embedded.FOR_TESTS)
print("using", flush=True)
sys.stdin.readline()
"""


def test_an_address_becomes_settings() -> None:
    settings = database.from_url("postgresql://app:p%40ss@db.example:5433/police?sslmode=require")
    assert settings["USER"] == "app" and settings["PASSWORD"] == "p@ss" and settings["NAME"] == "police"
    assert (
        settings["HOST"] == "db.example"
        and settings["PORT"] == "5433"
        and settings["OPTIONS"] == {"sslmode": "require"}
    )


def test_another_kind_of_database_is_refused_with_what_is_accepted() -> None:
    with pytest.raises(ValueError, match="accepted: postgresql://"):
        database.from_url("mysql://x/y")


def test_the_owner_and_the_application_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMITY_DATABASE_URL", raising=False)
    assert (
        database.connection(as_owner=True)["USER"] != database.connection(as_owner=False)["USER"] == database.APP_ROLE
    )
    monkeypatch.setenv("COMITY_DATABASE_URL", "postgresql://app@h/x")
    monkeypatch.setenv("COMITY_DATABASE_OWNER_URL", "postgresql://owner@h/x")
    assert database.connection(as_owner=True)["USER"] == "owner"
    assert database.connection(as_owner=False)["USER"] == database.application_role() == "app"


def test_a_deep_folder_gets_a_short_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMITY_VAR", str(tmp_path / ("deep" * 30)))
    assert len(str(database.socket_folder() / ".s.PGSQL.5432")) < database.LONGEST_SOCKET_PATH
    assert database.socket_folder() != embedded.folder()


def _user(var: Path) -> subprocess.Popen[str]:
    user = subprocess.Popen(
        [sys.executable, "-c", USE],
        cwd=environment.ROOT,
        env={"COMITY_VAR": str(var), "PATH": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert user.stdout is not None and user.stdout.readline() == "using\n"
    return user


@pytest.mark.slow
def test_the_last_user_stops_the_server_also_after_a_kill(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMITY_VAR", str(tmp_path))
    first, second = _user(tmp_path), _user(tmp_path)
    second.kill()
    second.communicate()
    assert embedded.is_running()
    first.communicate("done\n")
    assert not embedded.is_running()

    third = _user(tmp_path)
    third.kill()
    third.communicate()
    assert embedded.is_running(), "nobody could stop it"
    fourth = _user(tmp_path)
    fourth.communicate("done\n")
    assert not embedded.is_running()
