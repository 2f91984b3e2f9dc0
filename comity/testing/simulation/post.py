"""The messages of a simulated day: sealed by each bureau's own system, fetched, verified, receipted and answered.

What people who try the demo write to a simulated bureau is read and answered as well.
"""

import heapq
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Final

import httpx

from comity.client import Client, KnownKeys, NotAccepted, NotReached, Opened
from comity.keys.engine.ring import Keyring
from comity.messages.engine.writing import Letter
from comity.testing.simulation import habits, letters
from comity.testing.simulation.day import Event
from comity.testing.simulation.questions import drawn

THREADS: Final = 3
PATIENCE: Final = 10.0
AGAIN: Final = 4.0  # seconds until somebody whose line is cut is tried again
SECRETARIAT: Final = "GS"

Task = Callable[[], None]


@dataclass(slots=True)
class Office:
    """The bureaus that write by themselves: their rings and tokens, one client for each. `people`: where people sit."""

    address: str
    rings: Mapping[str, Keyring]
    tokens: Mapping[str, str]
    people: tuple[str, ...]
    _http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=PATIENCE))
    _known: KnownKeys = field(default_factory=KnownKeys)
    _clients: dict[str, Client] = field(default_factory=dict)

    @property
    def bureaus(self) -> list[str]:
        return sorted(self.rings.keys() & self.tokens.keys())

    def client(self, bureau: str) -> Client:
        """What speaks for this bureau."""
        if bureau not in self._clients:
            self._clients[bureau] = Client(
                self.address,
                self.tokens[bureau],
                self.rings[bureau],
                known=self._known,
                patience=PATIENCE,
                http=self._http,
            )
        return self._clients[bureau]

    def close(self) -> None:
        self._http.close()


@dataclass(slots=True)
class Post:
    """Who writes, reads and answers, each at the time that it takes. `silent`: bureaus whose line is cut."""

    office: Office
    silent: set[str]
    year: int
    sent: int = 0
    answered: int = 0
    read: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    _due: list[tuple[float, int, str, Task]] = field(default_factory=list)
    _number: "count[int]" = field(default_factory=count)
    _wake: threading.Condition = field(default_factory=threading.Condition)
    _is_closing: bool = False
    _threads: list[threading.Thread] = field(default_factory=list)

    def open(self) -> None:
        """Starts to write."""
        self._threads = [threading.Thread(target=self._work, name=f"post {number}") for number in range(THREADS)]
        for thread in self._threads:
            thread.start()

    def put(self, event: Event) -> None:
        """A message of the day."""
        random = Random(event.seed)
        sender = event.bureau if event.bureau in self.office.bureaus else random.choice(self.office.bureaus)
        self._later(0, sender, lambda: self._write(sender, random))

    def receive(self, bureau: str, message_id: str, seed: int) -> None:
        """Something that people sent to a simulated bureau: it is read, and answered where that is asked for."""
        random = Random(seed)
        self._later(random.uniform(*habits.READ_AFTER), bureau, lambda: self._read(bureau, message_id, random))

    def close(self) -> None:
        """Writes and reads no more; what was not due yet is left."""
        with self._wake:
            self._is_closing = True
            self._wake.notify_all()
        for thread in self._threads:
            thread.join()
        self.office.close()

    # --- What is done ---

    def _write(self, sender: str, random: Random) -> None:
        priority, kind = drawn(habits.PRIORITIES, random), drawn(habits.KINDS, random)
        to = self._recipients(sender, priority, random)
        language = habits.language_of(sender)
        text = letters.letter(kind, language, self.year, random)
        letter = Letter(
            to=to,
            subject=text.subject,
            body=text.body,
            kind=kind,
            priority=priority,
            level=drawn(habits.LEVELS, random),
            asks="information" if kind == "request" else "",
            language=language,
            officer="Duty desk",
        )
        sent = self._deliver(sender, letter, has_file=random.randrange(100) < habits.WITH_FILE)
        for bureau in to:
            if bureau in self.office.rings:
                self.receive(bureau, sent, random.getrandbits(48))

    def _read(self, bureau: str, message_id: str, random: Random) -> None:
        client = self.office.client(bureau)
        opened = client.read(message_id)
        for said in ("delivered", "read"):
            client.acknowledge([opened.told], said)
        self.read += 1
        owes = opened.envelope.kind == "request" and bureau in opened.envelope.to
        if owes and random.randrange(100) < habits.ANSWERED:
            after = random.uniform(*habits.ANSWER_AFTER[opened.envelope.priority])
            self._later(after, bureau, lambda: self._answer(bureau, opened, random))

    def _answer(self, bureau: str, asked: Opened, random: Random) -> None:
        language = habits.language_of(bureau)
        text = letters.letter("answer", language, self.year, random)
        letter = Letter(
            to=(asked.envelope.sender,),
            subject=f"Re: {asked.content.subject}"[:200],
            body=text.body,
            kind="answer",
            priority=asked.envelope.priority,
            level=asked.envelope.level,
            language=language,
            officer="Duty desk",
            conditions=asked.envelope.conditions,
            answers=asked.envelope.id,
            follows=asked.envelope.id,
            thread=asked.envelope.thread,
        )
        sent = self._deliver(bureau, letter)
        self.answered += 1
        if asked.envelope.sender in self.office.rings:
            self.receive(asked.envelope.sender, sent, random.getrandbits(48))

    def _deliver(self, sender: str, letter: Letter, *, has_file: bool = False) -> str:
        """Sends the letter; its id."""
        with tempfile.TemporaryDirectory() as folder:
            files = []
            if has_file:
                files = [Path(folder) / "note.txt"]
                files[0].write_text(letter.body)
            sent = self.office.client(sender).send(letter, files)
        self.sent += 1
        return sent.id

    def _recipients(self, sender: str, priority: str, random: Random) -> tuple[str, ...]:
        """Mostly other simulated bureaus; now and then those where people sit, and the Secretariat."""
        if random.randrange(100) < habits.TO_SECRETARIAT[priority]:
            return (SECRETARIAT,)
        pool = self.office.people if random.randrange(100) < habits.TO_PEOPLE else tuple(self.office.bureaus)
        others = [bureau for bureau in pool if bureau != sender]
        return tuple(random.sample(others, int(drawn(habits.RECIPIENTS, random))))

    # --- When ---

    def _later(self, seconds: float, bureau: str, task: Task) -> None:
        with self._wake:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._number), bureau, task))
            self._wake.notify()

    def _work(self) -> None:
        while (task := self._next()) is not None:
            bureau, do = task
            if bureau in self.silent:
                self._later(AGAIN, bureau, do)
                continue
            try:
                do()
            except NotAccepted as refusal:
                if refusal.code == "link_closed":  # cut off a moment ago
                    self._later(AGAIN, bureau, do)
                else:
                    self.errors[f"refused ({refusal.code})"] += 1
            except NotReached:
                self.errors["not reached"] += 1
            except Exception as fault:
                self.errors[type(fault).__name__] += 1

    def _next(self) -> tuple[str, Task] | None:
        """What is due, as soon as it is; None when it is time to stop."""
        with self._wake:
            while not self._is_closing:
                if not self._due:
                    self._wake.wait()
                elif (left := self._due[0][0] - time.monotonic()) > 0:
                    self._wake.wait(left)
                else:
                    _at, _number, bureau, task = heapq.heappop(self._due)
                    return bureau, task
        return None
