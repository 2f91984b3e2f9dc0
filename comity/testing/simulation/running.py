"""The run of a simulated day: every event at its moment, until the day is over or somebody stops it."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from comity.testing.simulation.asking import Asker
from comity.testing.simulation.day import Event, Kind, Plan, events
from comity.testing.simulation.hits import Answers
from comity.testing.simulation.links import Links
from comity.testing.simulation.people import FromPeople
from comity.testing.simulation.post import Post
from comity.testing.simulation.questions import Recorded, question

SAY_EVERY: Final = 5.0
LOOK_EVERY: Final = 2.0
OUTCOMES: Final = ("hit", "possible", "no_hit", "not_checked")
PATIENCE: Final = 5.0  # for what was asked last


@dataclass(slots=True)
class Run:
    """One run. `clock` gives the present; `stop` ends the run at the next event."""

    plan: Plan
    recorded: Recorded
    asker: Asker
    answers: Answers
    links: Links
    post: Post
    from_people: FromPeople
    say: Callable[[str], None]
    clock: Callable[[], datetime]
    stop: threading.Event = field(default_factory=threading.Event)
    planned: Counter[Kind] = field(default_factory=Counter)
    _begun: float = 0.0
    _said_at: float = 0.0
    _looked_at: float = 0.0
    _before: Counter[str] = field(default_factory=Counter)

    def play(self) -> None:
        """Plays the day to its end; whatever happens, nobody stays cut off."""
        self._begun = time.monotonic()
        self.links.begin()
        self.asker.open()
        self.post.open()
        try:
            for event in events(self.plan):
                self._wait_until(event.at)
                if self.stop.is_set():
                    break
                self._do(event)
            self._wait_until(self.plan.seconds)
            self._let_end()
        finally:
            self.asker.close()
            self.post.close()
            self.links.restore_all(self.clock())

    def summary(self) -> str:
        """What the whole run came to."""
        outcomes = self.asker.outcomes
        asked = sum(outcomes[one] for one in OUTCOMES)
        lines = [
            f"{asked:,} checks were answered of {self.planned[Kind.CHECK]:,} due: {outcomes['hit']} hits,"
            f" {outcomes['possible']} possible.",
            f"{self.post.sent:,} messages were sent, {self.post.answered:,} of them answers, {self.post.read:,} read.",
            f"{self.answers.answered} steps were taken on hits; {self.answers.left} hits were left to become overdue.",
        ]
        if self.errors():
            lines.append(f"Errors: {self._errors_said(self.errors())}.")
        return "\n".join(lines)

    def errors(self) -> Counter[str]:
        """What went wrong so far, and how often."""
        wrong = Counter({what: count for what, count in self.asker.outcomes.items() if what not in OUTCOMES})
        return wrong + self.post.errors

    def _do(self, event: Event) -> None:
        if event.kind is Kind.CHECK and not self.links.may_ask(event.bureau, self.clock()):
            return
        self.planned[event.kind] += 1
        if event.kind is Kind.CHECK:
            self.asker.put(event.bureau, question(event, self.plan, self.recorded))
        elif event.kind is Kind.MESSAGE:
            self.post.put(event)
        elif event.kind is Kind.SILENT:
            self.links.cut(event.bureau, self.clock(), by_verb=bool(event.seed % 2))
        elif event.kind is Kind.BACK:
            self.links.restore(event.bureau, self.clock())

    def _wait_until(self, at: float) -> None:
        while not self.stop.is_set():
            passed = time.monotonic() - self._begun
            if passed - self._looked_at >= LOOK_EVERY:
                self._looked_at = passed
                self.answers.step(passed, self.clock())
                self.from_people.step()
            if passed - self._said_at >= SAY_EVERY:
                self._say_so(passed)
            if (left := at - passed) <= 0:
                return
            self.stop.wait(min(left, 0.25))

    def _let_end(self) -> None:
        """Waits a little for the answers to what was asked last."""
        ends = time.monotonic() + PATIENCE
        while self.asker.behind() and time.monotonic() < ends and not self.stop.is_set():
            time.sleep(0.05)

    def _say_so(self, passed: float) -> None:
        """One line: what was due and what was reached in these seconds."""
        counts: Counter[str] = Counter({one: self.asker.outcomes[one] for one in OUTCOMES})
        counts["due"] = self.planned[Kind.CHECK]
        since, self._before = counts - self._before, counts
        to_a_minute = 60 / (passed - self._said_at)
        self._said_at = passed
        reached = sum(since[one] for one in OUTCOMES)
        parts = [
            f"{int(passed) // 60:02}:{int(passed) % 60:02}",
            f"checks a minute {since['due'] * to_a_minute:,.0f} due, {reached * to_a_minute:,.0f} reached"
            f" (slowest {1000 * self.asker.take_slowest():,.0f} ms)",
            f"hits {counts['hit']}, possible {counts['possible']}",
            f"messages {self.post.sent}, {self.post.answered} of them answers",
        ]
        if self.links.silent:
            parts.append(f"silent: {', '.join(sorted(self.links.silent))}")
        if behind := self.asker.behind():
            parts.append(f"{behind:,} waiting")
        if wrong := self.errors():
            parts.append(f"errors: {self._errors_said(wrong)}")
        self.say("  ".join(parts))

    @staticmethod
    def _errors_said(wrong: Counter[str]) -> str:
        return ", ".join(f"{what} {count}" for what, count in wrong.most_common(3))
