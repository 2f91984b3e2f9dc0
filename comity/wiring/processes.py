"""The processes of one installation on one machine: started together, restarted when they die, stopped in order.

Each process leads a group of its own, so that Ctrl-C reaches only the supervisor and a stop reaches grandchildren too.
The groups are written to var/up.json: who comes after a supervisor that was killed finds and stops what it left.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec
import psutil

from comity.wiring import environment

PATIENCE = 10.0  # seconds that a process has to end by itself before it is killed
LONGEST_WAIT = 30.0  # seconds between attempts to restart what keeps dying
KEEP_LOG = 20_000_000  # bytes of an old log; then it is moved to .1
STEADY_AFTER = 60.0  # seconds of life after which a death counts as the first one again


class Program(msgspec.Struct, frozen=True):
    """What to run: a name for people, the command, and where it says that it is ready."""

    name: str
    command: tuple[str, ...]
    ready_at: str = ""


class Left(msgspec.Struct, frozen=True):
    """A process group as written to var/up.json. `born` tells it from a later process with the same number."""

    name: str
    group: int
    born: float


class Run(msgspec.Struct, frozen=True):
    supervisor: int
    groups: list[Left]


class AlreadyUp(Exception):
    """Another `comity up` runs on the same folder."""


class PortTaken(Exception):
    """A port that we need is in use by another program."""


class NotReady(Exception):
    """A process did not become ready."""


class Interrupted(Exception):
    """We were told to stop before the start was over."""


class Child:
    """One program, kept running."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.started = self.retry_at = 0.0
        self.deaths = 0

    @property
    def log(self) -> Path:
        return environment.folder("log") / f"{self.program.name}.log"

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > KEEP_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.program.command,
                cwd=environment.ROOT,
                env=os.environ | environment.for_children(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        self.started = time.monotonic()

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> str:
        """Clears away a dead process's group and decides when to start anew; a sentence that says so."""
        assert self.process is not None
        code = self.process.returncode
        _signal_group(self.process.pid, signal.SIGKILL)
        self.process = None
        self.deaths = 1 if time.monotonic() - self.started > STEADY_AFTER else self.deaths + 1
        wait = min(LONGEST_WAIT, 0.25 * 2 ** (self.deaths - 1))
        self.retry_at = time.monotonic() + wait
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return f"{self.program.name} ended {how}; starting it again in {wait:g} s. Its log: {self.log}"

    def stop(self) -> None:
        """Asks the group to end, waits, then insists."""
        if self.process is None:
            return
        _signal_group(self.process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        _signal_group(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-8:])


class Supervisor:
    """Keeps the programs running until told to stop. `say` gets one sentence for each thing worth telling."""

    def __init__(self, programs: Sequence[Program], say: Callable[[str], None]) -> None:
        self.children = [Child(program) for program in programs]
        self.say = say
        self.stopping = False

    def announce(self) -> None:
        """Writes down who we are, so that `comity down` finds us from the first moment."""
        self._write()

    def finish(self, command: Sequence[str]) -> int:
        """Runs one command to its end; its exit code. Raises Interrupted when told to stop meanwhile."""
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0) as process:
            while process.poll() is None:
                if self.stopping:
                    _signal_group(process.pid, signal.SIGTERM)
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(PATIENCE)
                    _signal_group(process.pid, signal.SIGKILL)
                    raise Interrupted
                time.sleep(0.02)
            return process.returncode

    def start(self) -> None:
        for child in self.children:
            child.start()
        self._write()

    def wait_until_ready(self, seconds: float) -> None:
        """Returns when every program answers at its address; else raises NotReady with the end of a log."""
        end = time.monotonic() + seconds
        waiting = [child for child in self.children if child.program.ready_at]
        while waiting:
            if self.stopping:
                raise Interrupted
            self.tend()
            waiting = [child for child in waiting if not _answers(child.program.ready_at)]
            late = waiting[0] if waiting and time.monotonic() > end else None
            dying = next((child for child in self.children if child.deaths >= 3), None)
            if child := dying or late:
                raise NotReady(f"{child.program.name} did not become ready. The end of its log:\n{child.last_words()}")
            if waiting:
                time.sleep(0.1)

    def tend(self) -> None:
        """One look at every process: buries the dead, starts them anew when their wait is over."""
        for child in self.children:
            if child.has_died():
                self.say(child.bury())
            if child.process is None and time.monotonic() >= child.retry_at:
                child.start()
                self._write()

    def run(self) -> None:
        while not self.stopping:
            self.tend()
            time.sleep(0.2)

    def stop(self) -> None:
        """Stops every process, in the order in which they were named."""
        for child in self.children:
            child.stop()
        _run_file().unlink(missing_ok=True)

    def _write(self) -> None:
        groups = [
            Left(child.program.name, child.process.pid, psutil.Process(child.process.pid).create_time())
            for child in self.children
            if child.process is not None and psutil.pid_exists(child.process.pid)
        ]
        fresh = _run_file().with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(Run(os.getpid(), groups)))
        fresh.replace(_run_file())


@contextmanager
def the_only_one() -> Iterator[None]:
    """Holds the installation's folder for one supervisor. Raises AlreadyUp. A kill drops the hold."""
    with (environment.var() / "up.lock").open("a") as file:
        if not _try_lock(file):
            raise AlreadyUp(f"Comity already runs on {environment.var()}. `comity down` stops it.")
        yield


def running() -> int | None:
    """The process id of the supervisor that holds the installation's folder; None when there is none."""
    with (environment.var() / "up.lock").open("a") as file:
        if _try_lock(file):
            return None
    run = _read()
    return run.supervisor if run else None


def is_held() -> bool:
    with (environment.var() / "up.lock").open("a") as file:
        return not _try_lock(file)


def clear_leftovers() -> list[str]:
    """Stops what a killed supervisor left behind; the names of those processes. Call while holding the folder."""
    run = _read()
    cleared = []
    for left in run.groups if run else []:
        if _is_same(left):
            cleared.append(left.name)
            _signal_group(left.group, signal.SIGTERM)
            _wait_for_group(left.group, PATIENCE)
        _signal_group_members(left)
    _run_file().unlink(missing_ok=True)
    return cleared


def require_free(port: int, setting: str) -> None:
    """Raises PortTaken, with the setting that moves us elsewhere, when `port` cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.bind(), port))
        except OSError as taken:
            raise PortTaken(
                f"Port {port} is in use by another program. Choose another with {setting}, "
                f"for example {setting}={port + 100} make run."
            ) from taken


def python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


def _run_file() -> Path:
    return environment.var() / "up.json"


def _read() -> Run | None:
    try:
        return msgspec.json.decode(_run_file().read_bytes(), type=Run)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_same(left: Left) -> bool:
    try:
        return bool(abs(psutil.Process(left.group).create_time() - left.born) < 1)
    except psutil.NoSuchProcess:
        return False


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _members(group: int) -> list[psutil.Process]:
    """Who lives in the group; the dead that nobody has asked after are not counted."""
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.Error):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def _signal_group_members(left: Left) -> None:
    """Ends members that outlived their leader; only those born after it, lest the number has been given away since."""
    for process in _members(left.group):
        with suppress(psutil.Error):
            if process.create_time() >= left.born - 1:
                process.kill()


def _wait_for_group(group: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and _members(group):
        time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
