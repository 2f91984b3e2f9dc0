"""Where the database is, and how the embedded one lives and dies."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from comity.core import changes
from comity.wiring import database, embedded, environment, waiting
from comity.wiring.cli import init, main
from tests.folders import own_folder

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


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The folder of an installation with a server in it."""
    with own_folder(tmp_path) as folder:
        monkeypatch.setenv("COMITY_VAR", str(folder))
        yield folder


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
def test_the_last_user_stops_the_server_also_after_a_kill(var: Path) -> None:
    first, second = _user(var), _user(var)
    second.kill()
    second.communicate()
    assert embedded.is_running()
    first.communicate("done\n")
    assert not embedded.is_running()

    third = _user(var)
    third.kill()
    third.communicate()
    assert embedded.is_running(), "nobody could stop it"
    fourth = _user(var)
    fourth.communicate("done\n")
    assert not embedded.is_running()


@pytest.mark.slow
def test_a_server_that_dies_under_its_users_is_started_anew(var: Path) -> None:
    user, keeper = _user(var), embedded.Keeper()
    assert not keeper.tend()
    server = embedded._postmaster()
    assert server is not None
    server.kill()
    server.wait(60)
    assert keeper.tend() == embedded.DIED
    embedded._connect().close()
    assert embedded._postmaster() != server
    user.communicate("done\n")
    assert not embedded.is_running()


def test_why_a_server_cannot_be_started_is_said_and_said_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMITY_VAR", str(tmp_path))
    monkeypatch.setattr(embedded, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(embedded, "_launch", lambda options, wait=True: "Permission denied")
    keeper = embedded.Keeper()
    assert "cannot be started: Permission denied" in keeper.tend()
    assert keeper.tend() == ""
    with pytest.raises(embedded.DatabaseFailed, match="Permission denied"):
        embedded._launch_at_last({})


def test_a_wait_for_another_command_is_said_and_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMITY_VAR", str(tmp_path))
    monkeypatch.setattr(waiting, "SECONDS_IN_SILENCE", 0.0)
    monkeypatch.setattr(embedded, "SECONDS_TO_RECOVER", 0.2)
    with (tmp_path / embedded.STARTING).open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(embedded.DatabaseFailed, match=embedded.STARTING), embedded._only_one():
            pass
        assert not embedded.Keeper().tend(), "it is being started already"
    assert "Waiting for another command" in capsys.readouterr().err
    with embedded._only_one():
        pass


@pytest.mark.django_db(transaction=True)
def test_init_does_not_wait_for_ever_behind_a_lock(capsys: pytest.CaptureFixture[str]) -> None:
    init._wait_no_longer_than(1)
    try:
        with psycopg.connect(**connection.get_connection_params()) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [changes.LOG_LOCK])
            with pytest.raises(OperationalError) as late, transaction.atomic():
                changes.take_log_lock()
    finally:
        init._wait_no_longer_than(0)
    assert main._explain(late.value) == 2
    assert "Another process holds what this needs" in capsys.readouterr().err
