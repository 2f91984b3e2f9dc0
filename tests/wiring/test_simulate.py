"""`comity simulate` sends to a running demo on this machine, and says why not."""

import json
import subprocess
import sys

import pytest

from comity.wiring import environment
from tests.ports import two_free_ports


def _run(*arguments: str, var: object) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": "", "COMITY_VAR": str(var), "COMITY_PORT": str(two_free_ports())}
    command = [sys.executable, "-c", _WITHOUT_DATABASE, "simulate", *arguments]
    return subprocess.run(
        command, cwd=environment.ROOT, env=kept, capture_output=True, text=True, check=False, timeout=60
    )


# What is refused is refused before the database matters.
_WITHOUT_DATABASE = (
    "from comity.wiring.cli import main; from comity.wiring import embedded; embedded.start = lambda: None; main.main()"
)


def test_another_machine_is_refused(tmp_path) -> None:
    said = _run("--host", "192.0.2.7", var=tmp_path)
    assert said.returncode == 2
    assert "192.0.2.7 is not this machine" in said.stderr


@pytest.mark.parametrize("is_built", [False, True])
def test_without_a_running_demo_it_says_how_to_start_one(tmp_path, is_built: bool) -> None:
    if is_built:
        (tmp_path / "demo.json").write_text(json.dumps({"tokens": []}))
    said = _run(var=tmp_path)
    assert said.returncode == 2
    assert "comity up --demo" in said.stderr
    assert "Traceback" not in said.stderr
