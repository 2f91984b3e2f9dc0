"""One command starts it all, and one signal stops it all: with real processes, on a folder and ports of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from comity.wiring import database, environment
from tests.folders import own_folder
from tests.ports import two_free_ports

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not database.is_embedded(), reason="starts a server of its own, so wants the embedded one"),
]

PATIENCE = 120


class House:
    """An installation in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = two_free_ports()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
        self.environment = kept | {"COMITY_VAR": str(folder), "COMITY_PORT": str(self.port)}
        self.started: list[subprocess.Popen[bytes]] = []

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text()

    def up(self) -> subprocess.Popen[bytes]:
        with (self.folder / "said").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "comity.wiring.cli", "up"],
                cwd=environment.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.started.append(process)
        return process

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "comity.wiring.cli", *arguments],
            cwd=environment.ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def processes(self) -> list[psutil.Process]:
        """Every process that works on this folder: ours by their environment, the database's by its command line."""
        found = []
        for process in psutil.process_iter():
            try:
                is_ours = process.environ().get("COMITY_VAR") == str(self.folder)
                is_ours = is_ours or str(self.folder) in " ".join(process.cmdline())
                if is_ours and process.status() != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def worker(self) -> psutil.Process | None:
        return next((p for p in self.processes() if "comity.wiring.worker" in p.cmdline()), None)

    def answers(self, port: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False


def _until(condition: Callable[[], object], house: House) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, house.said
        time.sleep(0.1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with own_folder(tmp_path) as folder:
        home = House(folder)
        yield home
        for process in home.started:
            if process.poll() is None:
                process.kill()
                process.wait()
        home.run("down", "--quiet")
        assert not home.processes()


def test_it_starts_survives_a_death_and_leaves_nothing(house: House) -> None:
    supervisor = house.up()
    _until(lambda: "is ready" in house.said or supervisor.poll() is not None, house)
    assert supervisor.poll() is None, house.said
    assert house.answers(house.port) and house.answers(house.port + 1)
    for name in ("keys", "index", "journal", "log", "seals"):
        assert not (house.folder / name).stat().st_mode & 0o077, f"{name} is open to others"

    second = house.run("up")
    assert (second.returncode, "already runs" in second.stderr) == (2, True), second.stderr

    worker = house.worker()
    assert worker is not None
    worker.kill()
    _until(lambda: "worker ended by signal 9" in house.said, house)
    _until(lambda: (new := house.worker()) is not None and new.pid != worker.pid, house)

    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(PATIENCE) == 0
    assert house.processes() == []
    assert "Traceback" not in house.said


def test_what_a_killed_supervisor_left_is_found_and_stopped(house: House) -> None:
    supervisor = house.up()
    _until(lambda: "is ready" in house.said or supervisor.poll() is not None, house)
    supervisor.kill()
    supervisor.wait()
    orphans = [orphan for orphan in house.processes() if "postgres" not in orphan.name()]
    assert any("comity.wiring.asgi:application" in orphan.cmdline() for orphan in orphans)

    again = house.up()
    _until(lambda: house.said.count("is ready") == 2 or again.poll() is not None, house)
    assert "left behind: web, checks, worker" in house.said
    assert not any(orphan.is_running() for orphan in orphans)
    again.kill()
    again.wait()

    stopped = house.run("down")
    assert (stopped.returncode, "left behind" in stopped.stdout) == (0, True), stopped.stderr
    assert house.processes() == []
    assert house.run("down").stdout == "Nothing was running.\n"


def test_a_port_in_use_is_said_with_the_way_out(house: House) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()
        refused = house.run("up")
    assert refused.returncode == 2
    assert f"Port {house.port} is in use" in refused.stderr and "COMITY_PORT" in refused.stderr
    assert house.processes() == []
