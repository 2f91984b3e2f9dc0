"""Asking over HTTP, as a national system does: some lines that stay open, and whoever has one to spare asks next.

What waits for one bureau is sent together, as national systems do when they are behind.
"""

import http.client
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from comity.testing.simulation.questions import Question

LINES: Final = 4
MOST_TOGETHER: Final = 50
SECONDS: Final = 10.0
REST: Final = 0.02


@dataclass(slots=True)
class Asker:
    """Asks what is put into it until it is closed. `outcomes` counts answers by outcome, and what went wrong."""

    host: str
    port: int
    tokens: dict[str, str]
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    _waiting: dict[str, deque[Question]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closing: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def open(self) -> None:
        """Starts the lines."""
        self._threads = [threading.Thread(target=self._line, name=f"line {number}") for number in range(LINES)]
        for thread in self._threads:
            thread.start()

    def put(self, bureau: str, question: Question) -> None:
        """Something for this bureau's system to ask. More than can be asked waits, and is counted by `behind`."""
        with self._lock:
            self._waiting.setdefault(bureau, deque()).append(question)

    def behind(self) -> int:
        """How many questions wait to be asked."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def close(self) -> None:
        """Asks no more; what waits is left."""
        self._closing.set()
        for thread in self._threads:
            thread.join()

    def _line(self) -> None:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)
        while not self._closing.is_set():
            if taken := self._take():
                self._ask(connection, *taken)
            else:
                self._closing.wait(REST)
        connection.close()

    def _take(self) -> tuple[str, list[Question]] | None:
        with self._lock:
            bureau = next(iter(self._waiting), None)
            if bureau is None:
                return None
            waiting = self._waiting.pop(bureau)
            taken = [waiting.popleft() for _ in range(min(MOST_TOGETHER, len(waiting)))]
            if waiting:
                self._waiting[bureau] = waiting
            return bureau, taken

    def _ask(self, connection: http.client.HTTPConnection, bureau: str, questions: list[Question]) -> None:
        begun = time.monotonic()
        said = self._said(connection, bureau, questions)
        with self._lock:
            self.slowest = max(self.slowest, time.monotonic() - begun)
            self.outcomes.update(said)

    def _said(self, connection: http.client.HTTPConnection, bureau: str, questions: list[Question]) -> list[str]:
        """The outcome of each question, or what went wrong."""
        one = len(questions) == 1
        path, kind = ("/api/v1/checks", "application/json") if one else ("/api/v1/checks/batch", "application/x-ndjson")
        headers = {"Authorization": f"Bearer {self.tokens[bureau]}", "Content-Type": kind}
        sent = b"\n".join(map(msgspec.json.encode, questions))
        # A line that rested for a while may have been closed from the other side: it is opened anew, once.
        for attempt in range(2):
            try:
                connection.request("POST", path, sent, headers)
                response = connection.getresponse()
                body = response.read()
            except (OSError, http.client.HTTPException) as fault:
                connection.close()
                if attempt:
                    return [f"not reached ({type(fault).__name__})"] * len(questions)
            else:
                break
        if response.status != 200:
            return [f"status {response.status}"] * len(questions)
        return [_outcome(line) for line in body.splitlines()]

    def take_slowest(self) -> float:
        """Seconds that the slowest answer took since this was asked last."""
        with self._lock:
            slowest, self.slowest = self.slowest, 0.0
        return slowest


def _outcome(line: bytes) -> str:
    said: dict[str, Any] = msgspec.json.decode(line)
    return str(said.get("outcome") or "refused")
