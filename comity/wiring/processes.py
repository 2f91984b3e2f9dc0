"""The processes of one installation on one machine: started together, restarted when they die, stopped in order.

Each process leads a group of its own, so that Ctrl-C reaches only the supervisor and a stop reaches grandchildren too.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from comity.wiring import environment, holding

LONGEST_WAIT = 30.0  # seconds between attempts to restart what keeps dying
KEEP_LOG = 20_000_000  # bytes of an old log; then it is moved to .1
STEADY_AFTER = 60.0  # seconds of life after which a death counts as the first one again


class Program(msgspec.Struct, frozen=True):
    """What to run: a name for people, the command, and where it says that it is ready."""

    name: str
    command: tuple[str, ...]
    ready_at: str = ""


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
        holding.signal_group(self.process.pid, signal.SIGKILL)
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
        holding.signal_group(self.process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(holding.PATIENCE)
        holding.signal_group(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-8:])


class Supervisor:
    """Keeps the programs running until told to stop. `say` gets one sentence for each thing worth telling.

    `keep_database` looks after what they stand on: a sentence when it had died, whether it can be started or not.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        say: Callable[[str], None],
        keep_database: Callable[[], str] = str,
    ) -> None:
        self.children = [Child(program) for program in programs]
        self.say = say
        self.keep_database = keep_database
        self.stopping = False

    def announce(self) -> None:
        """Writes down who we are, so that `comity down` finds us from the first moment."""
        self._write()

    def finish(self, command: Sequence[str]) -> int:
        """Runs one command to its end; its exit code. Raises Interrupted when told to stop meanwhile."""
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0) as process:
            while process.poll() is None:
                if self.stopping:
                    holding.signal_group(process.pid, signal.SIGTERM)
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(holding.PATIENCE)
                    holding.signal_group(process.pid, signal.SIGKILL)
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
        if sentence := self.keep_database():
            self.say(sentence)
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
        holding.forget()

    def _write(self) -> None:
        alive = [child for child in self.children if child.process is not None]
        holding.write([holding.Left(child.program.name, child.process.pid) for child in alive if child.process])


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


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
