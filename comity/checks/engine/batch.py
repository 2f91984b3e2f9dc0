"""A batch: many questions in one request, one JSON text a line, answered in order, one outcome each.

Nearly every line of a real batch is a document that nobody has reported. Those are decoded together, hashed, looked up
in one pass over the table and answered from one prepared text; every other line goes the way of a single question.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from comity.checks.engine import answer, asking, faults, frames, question
from comity.checks.engine.answer import Answer
from comity.checks.engine.asking import Checker, Composed, Said
from comity.checks.engine.frames import BatchFrame, Matched, Pattern
from comity.checks.engine.question import PlainQuestion, Question
from comity.core import ids
from comity.core.errors import Invalid, NotAllowed, Problem
from comity.core.languages import mark
from comity.core.purposes import PURPOSES
from comity.network.rules import Actor, Right
from comity.records.engine import issuers, numbers

MOST_LINES: Final = 1000
# After so many lines answered one by one, others have their turn; after a person, whose search takes longer, at once.
TURN: Final = 25
_MOST_KEPT: Final = 5000
_COUNTER: Final = 0xFFF
_DIGITS: Final = [f"{number:03x}" for number in range(_COUNTER + 1)]

_NOT_YOUR_PURPOSE: Final = mark("You are not authorised to ask for this purpose.")


class TooManyLines(Exception):
    """A batch holds at most MOST_LINES lines."""


def count_lines(body: bytes) -> int:
    """How many lines there are: as many as frames.lines_of gives."""
    return body.count(b"\n") + (1 if body and not body.endswith(b"\n") else 0)


class Line(msgspec.Struct, frozen=True):
    """A line to be answered elsewhere: its number, the id of its check, and what is asked."""

    number: int
    check: UUID
    asked: Question


class Batch:
    """One batch at work: run `steps` to their end, journal `frame`, then send `body`. Raises TooManyLines."""

    def __init__(self, checker: Checker, body: bytes, actor: Actor, at: datetime) -> None:
        self._checker, self._actor, self._at = checker, actor, at
        self._body = body.replace(b"\r\n", b"\n") if b"\r" in body else body
        self.count = count_lines(self._body)
        if self.count > MOST_LINES:
            raise TooManyLines
        # The ids of a batch count its lines in their last three digits.
        self._first = UUID(int=ids.new().int & ~_COUNTER)
        self._nothing = checker.nothing(actor)
        self._patterns: dict[Pattern, int] = {Pattern(self._nothing.outcome, self._nothing.outcomes): 0}
        # Of the lines that are not answered with nothing: pattern, answer, and what was matched.
        self._numbers: dict[int, int] = {}
        self._answers: dict[int, bytes] = {}
        self._matched: dict[int, tuple[Matched, ...]] = {}
        self._set_aside: dict[int, tuple[bytes, ...]] = {}

    @property
    def body(self) -> bytes:
        """The answers, a line each. Between those made one by one, all differ in the last digits of their id only."""
        first = str(self._first)
        head, tail = self._nothing.text(first, asking.stamp(self._at)).split(first)
        head += first[:-3]
        between = f"{tail}\n{head}"
        parts, at = [], 0
        for number in [*sorted(self._answers), self.count]:
            if at < number:
                parts.append(f"{head}{between.join(_DIGITS[at:number])}{tail}\n".encode())
            if number < self.count:
                parts.append(self._answers[number] + b"\n")
            at = number + 1
        return b"".join(parts)

    def frame(self, asker: frames.Asker) -> bytes:
        """The journal's payload for the whole batch."""
        return frames.encode(
            BatchFrame(
                first=self._first,
                at=self._at,
                asker=asker,
                body=self._body,
                patterns=tuple(self._patterns),
                count=self.count,
                lines=self._numbers,
                matched=self._matched,
                set_aside=self._set_aside,
            )
        )

    def outcomes(self) -> dict[str, int]:
        """How many lines had which outcome."""
        counted = Counter({self._nothing.outcome: self.count - len(self._numbers)})
        outcomes = [pattern.outcome for pattern in self._patterns]
        counted.update(outcomes[pattern] for pattern in self._numbers.values())
        return counted

    def steps(self) -> Iterator[None]:
        """Answers the lines; yields now and then, so that a loop can serve others."""
        for _ in self.lines(lambda _asked: False):
            yield

    def lines(self, elsewhere: Callable[[Question], bool]) -> Iterator["Line | None"]:
        """As `steps`, but a line that is to be answered elsewhere is yielded: its answer must be given to `take`."""
        alike = self._all_plain()
        if alike is not None:
            one_by_one = self._found(alike[0], range(self.count), alike[1])
            lines = frames.lines_of(self._body) if one_by_one else []
            asked = {number: _decode(lines[number], self._at.date()) for number in one_by_one}
        else:
            every = self._decoded()
            asked = {number: every[number] for number in self._sorted_out(every)}
        for done, (number, one) in enumerate(asked.items()):
            if isinstance(one, Question) and elsewhere(one) and self._may(one):
                yield Line(number, frames.numbered(self._first, number), one)
                continue
            self._answer_one(number, one)
            if done % TURN == TURN - 1 or _is_long(one):
                yield None

    def _all_plain(self) -> tuple[str, list[str]] | None:
        """Purpose and normal forms, if every line asks for one document and no more, for one purpose; else None."""
        if not self._has_a_line_each():
            return None
        try:
            asked = question.plain_decoder.decode_lines(self._body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        purposes = {one.purpose for one in asked}
        if len(asked) != self.count or len(purposes) != 1 or not purposes <= self._actor.purposes:
            return None
        if self._body.count(b":") != _count_values(asked):
            return None
        if not _are_issuers({one.document.issuer for one in asked}):
            return None
        normals = _normals([one.document.number for one in asked])
        return (purposes.pop(), normals) if normals and all(normals) else None

    def _sorted_out(self, asked: list[Question | Invalid]) -> list[int]:
        """Looks up the lines that ask for a document only; what is left to be answered one by one."""
        documents: dict[str, list[int]] = {}
        normals: dict[int, str] = {}
        one_by_one = []
        for number, one in enumerate(asked):
            normal = question.plain_document(one) if isinstance(one, Question) else ""
            if normal and isinstance(one, Question) and one.purpose in self._actor.purposes:
                normals[number] = normal
                documents.setdefault(one.purpose, []).append(number)
            else:
                one_by_one.append(number)
        for purpose, positions in documents.items():
            one_by_one += self._found(purpose, positions, [normals[number] for number in positions])
        return one_by_one

    def _found(self, purpose: str, positions: Sequence[int], normals: list[str]) -> list[int]:
        """Those of the lines for which something visible is kept under the number."""
        edition = self._checker.index.current()
        if edition is None:
            return []
        found = edition.find_documents(normals, edition.sight(self._actor, purpose))
        return [positions[place] for place, _records in found]

    def _answer_one(self, number: int, one: Question | Invalid) -> None:
        check = frames.numbered(self._first, number)
        try:
            if isinstance(one, Invalid):
                raise one
            said = self._checker.say(one, self._actor, self._at, check)
        except Invalid as refusal:
            said = self._refused(check, refusal.problems)
        except NotAllowed:
            mine = ", ".join(purpose for purpose in PURPOSES if purpose in self._actor.purposes)
            said = self._refused(check, [Problem("purpose", _NOT_YOUR_PURPOSE, mine)])
        self.take(number, said)

    def take(self, number: int, said: Said) -> None:
        """The answer to a line."""
        self._answers[number] = said.body
        pattern = Pattern(said.outcome, said.outcomes)
        self._numbers[number] = self._patterns.setdefault(pattern, len(self._patterns))
        if said.matched:
            self._matched[number] = said.matched
        if said.set_aside:
            self._set_aside[number] = said.set_aside

    def _may(self, asked: Question) -> bool:
        """Whether the question would be answered, and not refused."""
        is_good = not faults.of_question(asked, self._at.date())
        return is_good and self._actor.may(Right.ASK_CHECKS) and asked.purpose in self._actor.purposes

    def _refused(self, check: UUID, problems: list[Problem]) -> Said:
        said = Answer(
            check=str(check), at=asking.stamp(self._at), outcome=answer.NOT_CHECKED, answers=[], errors=problems
        )
        return asking.said_of(Composed(said, ()))

    def _has_a_line_each(self) -> bool:
        """Whether every line is one object, if all is JSON: a text that breaks off inside an object cannot go on with a
        brace, and two objects on a line show in the count.
        """
        return self._body.count(b"}\n{") == self.count - 1

    def _decoded(self) -> list[Question | Invalid]:
        """Every line as a question, or what is wrong with it: all at once where that can be, else line by line."""
        if self._has_a_line_each():
            try:
                asked = question.decoder.decode_lines(self._body)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                asked = []
            if len(asked) == self.count and self._body.count(b":") == sum(map(question.count_values, asked)):
                return list(asked)
        return [_decode(line, self._at.date()) for line in frames.lines_of(self._body)]


def _count_values(asked: list[PlainQuestion]) -> int:
    """How many values are stated. Where there are more colons, a name may stand twice (faults.decode finds which)."""
    documents = [one.document for one in asked]
    left_out = (
        [one.issuer for one in documents].count(None)
        + [one.type for one in documents].count(None)
        + [one.place for one in asked].count("")
        + [one.silent for one in asked].count(False)
    )
    return 7 * len(asked) - left_out


_known_issuers: set[str | None] = {None, ""}


def _are_issuers(given: set[str | None]) -> bool:
    """Whether every one is a code of an issuing state, or nothing. Codes seen before are not read again."""
    fresh = given - _known_issuers
    if not all(code and issuers.canonical(code) for code in fresh):
        return False
    if len(_known_issuers) < _MOST_KEPT:
        _known_issuers.update(fresh)
    return True


def _normals(given: list[str]) -> list[str]:
    """The normal forms of document numbers, all in one go where they are letters and digits only."""
    joined = "\n".join(given)
    if joined.isascii() and joined.replace("\n", "").isalnum():
        normals = joined.upper().split("\n")
        if len(normals) == len(given):
            return normals
    return [numbers.normal(number) for number in given]


def _decode(line: bytes, on: date) -> Question | Invalid:
    if not line.strip():
        return Invalid(Problem("", mark("The line is empty."), question.accepted("")))
    try:
        return faults.decode(line, on)
    except Invalid as refusal:
        return refusal


def _is_long(asked: Question | Invalid) -> bool:
    """Whether a line took so long that others have their turn after it."""
    return isinstance(asked, Question) and (asked.person is not None or asked.mrz is not None)
