"""Killed at random moments under load: no answered check is lost, no accepted record, and the index agrees afterwards.

Real processes on a database and in a folder of their own. COMITY_KILLS says how often (3 by default, 30 in the bench).
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.testing import tour
from comity.wiring import database, environment

KILLS = int(os.environ.get("COMITY_KILLS") or 3)
PATIENCE_SECONDS = 90.0
SEED = 20261122

pytestmark = pytest.mark.slow


class Installation:
    """An installation in a folder: its commands, its check service and its worker."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
        self.environment = kept | {"COMITY_VAR": str(folder), "COMITY_PORT": str(port), "COMITY_DEMO": "1"}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def command(self, *arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "comity.wiring.cli", *arguments],
            cwd=environment.ROOT,
            env=self.environment,
            input=input,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS * 2,
            check=False,
        )

    def start(self, name: str) -> None:
        serve = ["-m", "uvicorn", "--port", str(self.port), "--no-access-log", "comity.checks.asgi:app"]
        what = {"checks": serve, "worker": ["-m", "comity.wiring.worker"], "database": ["-c", HOLD_DATABASE]}[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *what],
                cwd=environment.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )

    def kill(self, name: str) -> None:
        """kill -9, and all its children."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in ("checks", "worker", "database"):
            process = self.processes.pop(name, None)
            if process is not None:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def ready(self) -> bool:
        try:
            return bool(urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).status == 200)
        except (urllib.error.URLError, OSError):
            return False


# Keeps the embedded server up while the others come and go.
HOLD_DATABASE = """
import signal
from comity.wiring import embedded
embedded.start()
signal.sigwait({signal.SIGTERM})
embedded.release()
"""


class Load(threading.Thread):
    """Asks without end, and remembers the id of every check that was answered."""

    def __init__(self, installation: Installation, token: str) -> None:
        super().__init__(daemon=True)
        self.installation, self.token = installation, token
        self.answered: list[str] = []
        self.enough = threading.Event()

    def run(self) -> None:
        questions = [{"mrz": tour.stolen_zone()}, {"mrz": tour.clean_zone()}]
        batch = "\n".join(json.dumps(one | {"purpose": "border_control"}) for one in questions * 10).encode()
        single = json.dumps(questions[0] | {"purpose": "border_control"}).encode()
        while not self.enough.is_set():
            for path, body in (("/api/v1/checks", single), ("/api/v1/checks/batch", batch)):
                try:
                    self.answered += self._ask(path, body)
                except (urllib.error.URLError, OSError, ValueError):
                    time.sleep(0.02)

    def _ask(self, path: str, body: bytes) -> list[str]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.installation.port}{path}", body, headers)
        with urllib.request.urlopen(request, timeout=10) as response:
            lines = response.read().decode().splitlines()
        return [json.loads(line)["check"] for line in lines]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    if not database.is_embedded():
        pytest.skip("needs the embedded database, which it kills beside the rest")
    made = Installation(tmp_path, 20000 + os.getpid() % 20000)
    made.start("database")
    wait_until(lambda: made.command("init", "--quiet").returncode == 0, "init")
    assert (built := made.command("demo", "--scale", "0.001")).returncode == 0, built.stderr
    yield made
    made.stop()


def test_killed_under_load_nothing_is_lost(installation: Installation) -> None:
    chance = random.Random(SEED)
    token = json.loads((installation.folder / "demo.json").read_text())["tokens"][0]["token"]
    for name in ("checks", "worker"):
        installation.start(name)
    wait_until(installation.ready, "the check service being ready")
    loads = [Load(installation, token) for _ in range(2)]
    for load in loads:
        load.start()
    accepted: set[str] = set()
    for number in range(KILLS):
        accepted |= load_some(installation, number)
        time.sleep(chance.uniform(0.05, 1.0))
        victim = chance.choice(("checks", "worker"))
        installation.kill(victim)
        installation.start(victim)
        wait_until(installation.ready, "the check service being back")
    for load in loads:
        load.enough.set()
        load.join()
    answered = [check for load in loads for check in load.answered]
    assert len(answered) > KILLS
    assert len(answered) == len(set(answered))
    compare(installation, set(answered), accepted)


def load_some(installation: Installation, number: int) -> set[str]:
    """Loads a few records; the references that the command said are in."""
    references = {f"FR-KILL-{number}-{place}" for place in range(20)}
    rows = "".join(
        f"{name},stolen,{number:03d}QK{name[-2:].strip('-'):0>4},FRA,passport\n" for name in sorted(references)
    )
    path = installation.folder / f"load-{number}.csv"
    path.write_text(f"reference,kind,number,issuer,type\n{rows}")
    done = installation.command("import", str(path), "--database", "travel_documents", "--source", "FR")
    assert done.returncode == 0, done.stderr
    return references


def compare(installation: Installation, answered: set[str], accepted: set[str]) -> None:
    facts: dict[str, list[str]] = {}

    def all_there() -> bool:
        done = subprocess.run(
            [sys.executable, "-c", FACTS],
            cwd=environment.ROOT,
            env=installation.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=True,
        )
        facts.update(json.loads(done.stdout))
        return answered <= set(facts["ledger"])

    wait_until(all_there, "every answered check being in the ledger")
    assert len(facts["ledger"]) == len(set(facts["ledger"])), "a check is in the ledger twice"
    assert set(facts["ledger"]) == set(facts["checks"])
    assert accepted <= set(facts["references"])
    verified = installation.command("index", "verify", "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    ledger = installation.command("audit", "verify", "--json")
    assert ledger.returncode == 0, ledger.stdout + ledger.stderr


FACTS = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.wiring.settings"
import django
django.setup()
from comity.audit.models import Entry
from comity.checks.models import Check
from comity.records.models import Record
print(json.dumps({
    "ledger": list(Entry.objects.filter(verb="check.made").values_list("subject", flat=True)),
    "checks": [str(pk) for pk in Check.objects.values_list("pk", flat=True)],
    "references": list(Record.objects.values_list("reference", flat=True)),
}))
"""


def wait_until(is_so: object, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():  # type: ignore[operator]
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen within {PATIENCE_SECONDS:.0f} s")
        time.sleep(0.1)
