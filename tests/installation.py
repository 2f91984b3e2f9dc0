"""An installation in a folder and on ports of its own: real processes of `comity up`, to be asked and to be killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from comity.wiring import environment, holding
from tests.folders import own_folder
from tests.ports import two_free_ports

# A machine that runs other tests beside this one may take long; only what never happens is waited for so long.
PATIENCE_SECONDS = 240.0
COMMAND = (sys.executable, "-m", "comity.wiring.cli")


class Installation:
    """Its folder, its ports, its supervisor; `tokens` by the name of the demo's system. `settings`: its environment."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = two_free_ports()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
        self.environment = kept | {"COMITY_VAR": str(folder), "COMITY_PORT": str(self.port)} | settings
        self.started: list[subprocess.Popen[bytes]] = []
        self.supervisor: subprocess.Popen[bytes] | None = None
        self.tokens: dict[str, str] = {}

    def found(self) -> None:
        """Tables, the network and a small demo."""
        for arguments in (("init", "--quiet"), ("demo", "--scale", "0.001")):
            done = self.run(*arguments)
            assert done.returncode == 0, done.stderr
        told = json.loads((self.folder / "demo.json").read_text())
        self.tokens = {one["name"]: one["token"] for one in told["tokens"]}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.python(*COMMAND[1:], *arguments)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=environment.ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """A command that runs on its own; what it says is in `said`."""
        with (self.folder / "said").open("ab") as output:
            process = subprocess.Popen(
                [*COMMAND, *arguments],
                cwd=environment.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        self.started.append(process)
        return process

    def up(self) -> None:
        supervisor = self.supervisor = self.start("up")
        self.wait_until(lambda: self.is_ready() or supervisor.poll() is not None, "the installation being ready")
        assert supervisor.poll() is None, self.said

    def down(self) -> None:
        """As Ctrl-C does it."""
        assert self.supervisor is not None
        self.supervisor.send_signal(signal.SIGINT)
        assert self.supervisor.wait(PATIENCE_SECONDS) == 0, self.said

    def clear(self) -> None:
        """Whatever became of the test, nothing stays."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()
        self.run("down", "--quiet")

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text()

    def is_ready(self) -> bool:
        """Pages, check service and worker are there, and the first two say that they are ready.

        Those of this supervisor: what one that was killed left behind answers too, until the new one has come so far.
        """
        is_its_own = self.supervisor is not None and self._run().get("supervisor") == self.supervisor.pid
        return is_its_own and bool(self.group("worker")) and all(map(self.answers, (self.port, self.port + 1)))

    def answers(self, port: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def group(self, name: str) -> list[psutil.Process]:
        """The processes of one of the supervisor's programs."""
        groups = self._run().get("groups", ())
        return [one for left in groups if left["name"] == name for one in holding.members(left["group"])]

    def _run(self) -> dict[str, Any]:
        """Who supervises, and what it has started; nothing while nobody does."""
        try:
            run: dict[str, Any] = json.loads((self.folder / "up.json").read_text())
        except FileNotFoundError:
            return {}
        return run

    def database(self) -> list[psutil.Process]:
        """The server's first process and its children."""
        try:
            first = psutil.Process(int((self.folder / "pg" / "postmaster.pid").read_text().split(maxsplit=1)[0]))
            return [first, *first.children()]
        except (FileNotFoundError, IndexError, psutil.Error):
            return []

    def processes(self) -> list[psutil.Process]:
        """Every process that works on this folder: ours by their environment, the database's by its command line."""
        found = []
        for process in psutil.process_iter():
            try:
                is_ours = process.environ().get("COMITY_VAR") == str(self.folder)
                is_ours = is_ours or str(self.folder) in " ".join(process.cmdline())
                if is_ours and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def wait_until(self, is_so: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            if time.monotonic() > deadline:
                pytest.fail(f"{what} did not happen within {PATIENCE_SECONDS:.0f} s. It said:\n{self.said[-3000:]}")
            time.sleep(0.1)


@contextmanager
def installed(kept_in: Path, **settings: str) -> Iterator[Installation]:
    """An installation that nothing is left of afterwards, but its folder."""
    with own_folder(kept_in) as folder:
        made = Installation(folder, **settings)
        try:
            yield made
        finally:
            made.clear()
        assert not made.processes()


def kill(processes: list[psutil.Process], chance: random.Random) -> None:
    """kill -9 of one of them, its children left as they are."""
    if processes:
        victim = chance.choice(processes)
        try:
            victim.kill()
        except psutil.NoSuchProcess:
            return  # it went by itself, as processes do while others are killed
