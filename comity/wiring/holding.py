"""One supervisor holds an installation's folder; who comes after one that was killed stops what it left behind.

A lock says whether somebody runs: the kernel cannot forget to drop it, as a file with a number would. Process groups
are in var/up.json. A number may have been given to a stranger since, so a process is taken for ours only when its
environment names our folder.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
import psutil

from comity.wiring import environment, waiting

PATIENCE = 10.0  # seconds that a process has to end by itself before it is killed


class AlreadyUp(Exception):
    """Another `comity up` runs on the same folder."""


class Left(msgspec.Struct, frozen=True):
    """A process group that a supervisor started."""

    name: str
    group: int


class Run(msgspec.Struct, frozen=True):
    """A supervisor and what it started."""

    supervisor: int
    groups: list[Left]


@contextmanager
def the_only_one() -> Iterator[None]:
    """Holds the installation's folder for one supervisor. Raises AlreadyUp."""
    with _lock_file().open("a") as file:
        if not waiting.try_lock(file):
            raise AlreadyUp(f"Comity already runs on {environment.var()}. `comity down` stops it.")
        yield


def is_held() -> bool:
    """Whether a supervisor holds the folder at this moment."""
    with _lock_file().open("a") as file:
        return not waiting.try_lock(file)


def holder() -> int | None:
    """The process id of the supervisor that holds the folder; None when there is none."""
    run = _read() if is_held() else None
    return run.supervisor if run else None


def write(groups: list[Left]) -> None:
    """Writes down who we are and what we have started."""
    fresh = _run_file().with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(Run(os.getpid(), groups)))
    fresh.replace(_run_file())


def forget() -> None:
    """Nothing of ours runs any more."""
    _run_file().unlink(missing_ok=True)


def clear_leftovers() -> list[str]:
    """Stops what a killed supervisor left behind; the names of those processes. Call while holding the folder."""
    run = _read()
    cleared = []
    for left in run.groups if run else []:
        ours = [process for process in members(left.group) if _is_ours(process)]
        for process in ours:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        _gone, stubborn = psutil.wait_procs(ours, timeout=PATIENCE)
        for process in stubborn:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        cleared += [left.name] if ours else []
    forget()
    return cleared


def members(group: int) -> list[psutil.Process]:
    """Who lives in the process group; the dead that nobody has asked after are not counted."""
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.Error):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def signal_group(group: int, number: signal.Signals) -> None:
    """Signals every member of a group that we started; none need be left."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _is_ours(process: psutil.Process) -> bool:
    try:
        return bool(process.environ().get("COMITY_VAR") == str(environment.var()))
    except psutil.Error:
        return False


def _lock_file() -> Path:
    return environment.var() / "up.lock"


def _run_file() -> Path:
    return environment.var() / "up.json"


def _read() -> Run | None:
    try:
        return msgspec.json.decode(_run_file().read_bytes(), type=Run)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
