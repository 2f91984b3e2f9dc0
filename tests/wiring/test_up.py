"""One command starts it all, and one signal stops it all: with real processes, on a folder and ports of their own."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.wiring import database
from tests.installation import Installation, installed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not database.is_embedded(), reason="starts a server of its own, so wants the embedded one"),
]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with installed(tmp_path) as made:
        yield made


def test_it_starts_survives_a_death_and_leaves_nothing(house: Installation) -> None:
    house.up()
    house.wait_until(lambda: "is ready" in house.said, "the greeting")
    for name in ("keys", "index", "journal", "log", "seals"):
        assert not (house.folder / name).stat().st_mode & 0o077, f"{name} is open to others"

    second = house.run("up")
    assert (second.returncode, "already runs" in second.stderr) == (2, True), second.stderr

    worker = next(one for one in house.group("worker") if "comity.wiring.worker" in one.cmdline())
    worker.kill()
    house.wait_until(lambda: "worker ended by signal 9" in house.said, "the end of the worker being told")
    house.wait_until(lambda: any(new.pid != worker.pid for new in house.group("worker")), "another worker")

    house.down()
    assert house.processes() == []
    assert "Traceback" not in house.said


def kill_supervisor(house: Installation) -> None:
    assert house.supervisor is not None
    house.supervisor.kill()
    house.supervisor.wait()


def test_what_a_killed_supervisor_left_is_found_and_stopped(house: Installation) -> None:
    house.up()
    kill_supervisor(house)
    orphans = [orphan for orphan in house.processes() if "postgres" not in orphan.name()]
    assert any("comity.wiring.asgi:application" in orphan.cmdline() for orphan in orphans)

    house.up()
    assert "left behind: web, checks, worker" in house.said
    assert not any(orphan.is_running() for orphan in orphans)
    kill_supervisor(house)

    stopped = house.run("down")
    assert (stopped.returncode, "left behind" in stopped.stdout) == (0, True), stopped.stderr
    assert house.processes() == []
    assert house.run("down").stdout == "Nothing was running.\n"


def test_a_port_in_use_is_said_with_the_way_out(house: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()
        refused = house.run("up")
    assert refused.returncode == 2
    assert f"Port {house.port} is in use" in refused.stderr and "COMITY_PORT" in refused.stderr
    assert house.processes() == []
