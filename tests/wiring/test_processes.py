"""Processes are restarted with patience and stopped to the last grandchild."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from comity.wiring import holding, processes, worker
from comity.wiring.processes import Child, Program, Supervisor

SLEEP = "import time; time.sleep(60)"
# A parent whose child ignores the polite request.
STUBBORN = f"""
import signal, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"])
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("COMITY_VAR", str(tmp_path))
    yield tmp_path


def _program(code: str) -> Program:
    return Program("sleeper", (sys.executable, "-c", code))


def _members(group: int) -> list[psutil.Process]:
    return holding.members(group)


def test_a_stop_reaches_grandchildren_that_do_not_listen() -> None:
    child = Child(_program(STUBBORN))
    child.start()
    assert child.process is not None
    group = child.process.pid
    while len(_members(group)) < 2:
        time.sleep(0.02)
    child.stop()
    _until_empty(group)


def test_a_death_is_said_and_its_group_is_cleared() -> None:
    supervisor = Supervisor([_program(STUBBORN)], said := [].append)
    supervisor.start()
    [child] = supervisor.children
    assert child.process is not None
    group = child.process.pid
    while len(_members(group)) < 2:
        time.sleep(0.02)
    child.process.kill()
    child.process.wait()
    supervisor.tend()
    _until_empty(group)
    assert "ended by signal 9" in said.__self__[0]
    supervisor.stop()


def test_the_wait_before_a_restart_doubles_up_to_a_limit() -> None:
    child = Child(_program("raise SystemExit(3)"))
    waits = []
    for _ in range(10):
        child.start()
        assert child.process is not None
        child.process.wait()
        assert "exit code 3" in child.bury()
        waits.append(round(child.retry_at - time.monotonic(), 1))
    assert waits[:4] == sorted(set(waits[:4])) and waits[-1] <= processes.LONGEST_WAIT


def test_what_does_not_become_ready_is_said_with_its_last_words() -> None:
    program = Program(
        "broken",
        (sys.executable, "-c", "print('no such thing', flush=True); raise SystemExit(1)"),
        "http://127.0.0.1:1/",
    )
    supervisor = Supervisor([program], lambda sentence: None)
    supervisor.start()
    with pytest.raises(processes.NotReady, match="no such thing"):
        supervisor.wait_until_ready(20)
    supervisor.stop()


def test_only_one_holds_a_folder() -> None:
    with holding.the_only_one():
        with pytest.raises(holding.AlreadyUp), holding.the_only_one():
            pass
        assert holding.is_held()
    assert not holding.is_held()
    assert holding.holder() is None


@pytest.mark.parametrize("is_ours", [True, False])
def test_what_is_left_is_stopped_and_a_stranger_with_its_number_is_not(folder: Path, is_ours: bool) -> None:
    """The number of a group may have been given to another program since."""
    theirs = os.environ | {"COMITY_VAR": str(folder) if is_ours else "elsewhere"}
    other = subprocess.Popen([sys.executable, "-c", SLEEP], process_group=0, env=theirs)
    try:
        holding.write([holding.Left("web", other.pid)])
        assert holding.clear_leftovers() == (["web"] if is_ours else [])
        assert (other.poll() is not None) is is_ours
        assert holding.clear_leftovers() == []
    finally:
        other.kill()
        other.wait()


def test_a_command_that_is_interrupted_ends_before_we_go_on() -> None:
    supervisor = Supervisor([], lambda sentence: None)
    supervisor.stopping = True
    with pytest.raises(processes.Interrupted):
        supervisor.finish((sys.executable, "-c", SLEEP))


def test_a_step_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, tries = threading.Event(), []
    monkeypatch.setattr(worker, "connection", type("Closed", (), {"close": staticmethod(lambda: None)}))
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)

    def step() -> bool:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("away")
        stop.set()
        return True

    worker.loop("test", step, 0.001, stop)
    assert len(tries) == 2


def _until_empty(group: int) -> None:
    end = time.monotonic() + 20
    while _members(group):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_signal_for_stopping_is_the_polite_one() -> None:
    child = Child(
        _program(
            "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); "
            "print('up', flush=True); time.sleep(60)"
        )
    )
    child.start()
    while "up" not in child.last_words():
        time.sleep(0.02)
    process = child.process
    child.stop()
    assert process is not None and process.returncode == 0 != -signal.SIGKILL
