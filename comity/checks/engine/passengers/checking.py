"""Checking a list, part by part: every passenger has an outcome, in the order of the list.

A part is a batch: its checks are in the journal before any outcome of it is shown. Between the steps of a part others
have their turn, so that a long list holds nobody up.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO, Final

import msgspec

from comity.checks.engine import answer, asking, frames, question
from comity.checks.engine.answer import Answer
from comity.checks.engine.asking import Checker
from comity.checks.engine.batch import Batch
from comity.checks.engine.journal import NotWritten
from comity.checks.engine.passengers import files
from comity.checks.engine.passengers.passenger import Passenger
from comity.checks.engine.question import Question
from comity.core.errors import Invalid, Problem, Refused
from comity.core.languages import mark
from comity.network.rules import Actor

# Beyond the largest ship; a list that is longer is several.
MOST: Final = 10_000
LONGEST: Final = 8 << 20
AT_ONCE: Final = 100

NO_PASSENGER: Final = mark("The list holds no passenger.")
ACCEPTED_LISTS: Final = mark("CSV with the names of its columns in the first line, or UN/EDIFACT PAXLST.")
NOT_WRITTEN: Final = mark("The check could not be written to the journal, so it was not made. Try again.")


class TooManyPassengers(Refused):
    """A list holds at most 10,000 passengers. Nothing was checked: send it in parts."""

    status = 413


class Terms(msgspec.Struct, frozen=True):
    """Why and where a list is checked, for all its passengers; `silent` as for a single check."""

    purpose: str
    place: str = ""
    silent: bool = False

    def of(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The question of one passenger, whole."""
        return asked | {"purpose": self.purpose, "place": self.place, "silent": self.silent}


class Asking(msgspec.Struct, frozen=True):
    """Who asks what for which purpose, and by which face ("page", "api", "batch", "command")."""

    checker: Checker
    actor: Actor
    terms: Terms
    face: str


class Checked(msgspec.Struct, frozen=True):
    """One passenger and what came of it: an answer; none where nothing was asked, and then `problems` say why."""

    passenger: Passenger
    answer: Answer | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def outcome(self) -> str:
        return self.answer.outcome if self.answer else answer.NOT_CHECKED


def require_may_check(actor: Actor, terms: Terms) -> None:
    """Raises Invalid for a purpose or a place that is none, NotAllowed for what is not this actor's."""
    asked = Question(purpose=terms.purpose, place=terms.place, silent=terms.silent)
    if wrong := [problem for problem in question.problems(asked) if problem.field]:
        raise Invalid(wrong)
    asking.require_may_ask(actor, terms.purpose)


class Listed:
    """A list that is read to its end before anything is asked: `read` goes on passenger by passenger, then `passengers`
    and what is wrong with the list itself, `remarks`, are there.
    """

    def __init__(self, source: BinaryIO, on: date) -> None:
        listed = files.read(source, on)
        self.format = listed.format
        self.passengers: list[Passenger] = []
        self.remarks: list[Passenger] = []
        self._coming = listed.passengers

    def read(self) -> Iterator[None]:
        """Yields now and then. Raises TooManyPassengers, or Invalid when there is nobody in the list."""
        for number, one in enumerate(self._coming, 1):
            (self.remarks if one.is_of_list else self.passengers).append(one)
            if number > MOST:
                raise TooManyPassengers
            if number % AT_ONCE == 0:
                yield
        if not self.passengers:
            problems = [problem for one in self.remarks for problem in one.problems]
            raise Invalid(problems or Problem("", NO_PASSENGER, ACCEPTED_LISTS))


class Part:
    """Some passengers at work: have the lines of `batch` answered, where there is one (`steps` does it here), journal
    `frame`, then take `outcomes`.
    """

    def __init__(self, asking: Asking, passengers: list[Passenger], at: datetime) -> None:
        self._asking, self._passengers, self.at = asking, passengers, at
        asked = [asking.terms.of(one.question) for one in passengers if one.question is not None]
        body = b"\n".join(msgspec.json.encode(one) for one in asked)
        self.batch = Batch(asking.checker, body, asking.actor, at) if asked else None

    def steps(self) -> Iterator[None]:
        if self.batch is not None:
            yield from self.batch.steps()

    def frame(self) -> bytes | None:
        """The journal's payload; None where nothing was asked."""
        if self.batch is None:
            return None
        return self.batch.frame(frames.asker(self._asking.actor, self._asking.face))

    def outcomes(self) -> list[Checked]:
        """To be shown only when the frame is on disk."""
        said = iter(_decode(self.batch.body) if self.batch else ())
        return [
            _unasked(one) if one.question is None else Checked(one, answer := next(said), _errors(answer))
            for one in self._passengers
        ]

    def left_out(self, why: Problem) -> list[Checked]:
        """The outcomes where the part could not be checked after all."""
        return left_out(self._passengers, why)


def parts_of(passengers: Iterable[Passenger]) -> Iterator[list[Passenger]]:
    """The passengers in the pieces that are checked together."""
    coming = iter(passengers)
    while some := list(islice(coming, AT_ONCE)):
        yield some


def check(asking: Asking, passengers: Iterable[Passenger], now: Callable[[], datetime]) -> Iterator[list[Checked]]:
    """The outcomes, part by part, in a thread that may wait. Who has seen enough stops asking for more."""
    for some in parts_of(passengers):
        part = Part(asking, some, now())
        for _ in part.steps():
            time.sleep(0)  # other threads of the process have their turn
        try:
            if frame := part.frame():
                asking.checker.journal.write(frame)
        except NotWritten:
            yield part.left_out(Problem("", NOT_WRITTEN))
        else:
            yield part.outcomes()


def left_out(passengers: Iterable[Passenger], why: Problem) -> list[Checked]:
    """Outcomes of passengers who were not asked about, for a reason that is not theirs."""
    return [_unasked(one) if one.question is None else Checked(one, problems=(why,)) for one in passengers]


def _unasked(one: Passenger) -> Checked:
    return Checked(one, problems=one.problems)


def _errors(said: Answer) -> tuple[Problem, ...]:
    return () if said.errors is msgspec.UNSET else tuple(said.errors)


_decode = msgspec.json.Decoder(Answer).decode_lines
