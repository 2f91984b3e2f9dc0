"""A batch: many questions in one request, one JSON text a line, answered in order, one outcome each.

Nearly every line of a real batch is a document that nobody has reported. Those are decoded together, hashed, looked up
in one pass over the table and answered from one prepared text; every other line goes the way of a single question.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from comity.checks.engine import answer, asking, faults, frames, question
from comity.checks.engine.answer import Answer
from comity.checks.engine.asking import Checker, Composed, Nothing
from comity.checks.engine.frames import BatchFrame, Matched, Pattern
from comity.checks.engine.question import Question
from comity.core import ids
from comity.core.errors import Invalid, NotAllowed, Problem
from comity.core.languages import mark
from comity.core.purposes import PURPOSES
from comity.network.rules import Actor
from comity.records.engine import issuers, numbers

MOST_LINES: Final = 1000
# After so many lines answered one by one, others have their turn.
TURN: Final = 25
_MOST_KEPT: Final = 5000

_NOT_YOUR_PURPOSE: Final = mark("You are not authorised to ask for this purpose.")


def count_lines(body: bytes) -> int:
    """How many lines there are: as many as frames.lines_of gives."""
    return body.count(b"\n") + (1 if body and not body.endswith(b"\n") else 0)


class Batch:
    """One batch at work: run `steps` to their end, journal `frame`, then send `body`."""

    def __init__(self, checker: Checker, body: bytes, actor: Actor, at: datetime) -> None:
        self._checker, self._actor, self._at = checker, actor, at
        self._body = body.replace(b"\r\n", b"\n") if b"\r" in body else body
        self.count = count_lines(self._body)
        self._first = ids.new()
        nothing = checker.nothing(actor)
        self._patterns: dict[Pattern, int] = {Pattern(nothing.outcome, nothing.outcomes): 0}
        self._numbers = [0] * self.count
        self._matched: dict[int, tuple[Matched, ...]] = {}
        self._answers = self._prepared(nothing)

    @property
    def body(self) -> bytes:
        """The answers, a line each."""
        return ("\n".join(self._answers) + "\n" if self._answers else "").encode()

    def frame(self, asker: frames.Asker) -> bytes:
        """The journal's payload for the whole batch."""
        few = len(self._patterns) <= 256
        return frames.encode(
            BatchFrame(
                first=self._first,
                at=self._at,
                asker=asker,
                body=self._body,
                patterns=tuple(self._patterns),
                lines=bytes(self._numbers) if few else self._numbers,
                matched=self._matched,
            )
        )

    def outcomes(self) -> dict[str, int]:
        """How many lines had which outcome."""
        counted: Counter[str] = Counter()
        outcomes = [pattern.outcome for pattern in self._patterns]
        for number, lines in Counter(self._numbers).items():
            counted[outcomes[number]] += lines
        return counted

    def steps(self) -> Iterator[None]:
        """Answers the lines; yields now and then, so that a loop can serve others."""
        alike = self._all_plain()
        if alike is not None:
            one_by_one = self._found(alike[0], range(self.count), alike[1])
            asked = self._decoded() if one_by_one else []
        else:
            asked = self._decoded()
            one_by_one = self._sorted_out(asked)
        for done, number in enumerate(one_by_one):
            self._answer_one(number, asked[number])
            if done % TURN == TURN - 1:
                yield

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
        check = UUID(int=frames.numbered(self._first.int, number))
        try:
            if isinstance(one, Invalid):
                raise one
            composed = self._checker.compose(one, self._actor, self._at, check)
        except Invalid as refusal:
            composed = self._refused(check, refusal.problems)
        except NotAllowed:
            mine = ", ".join(purpose for purpose in PURPOSES if purpose in self._actor.purposes)
            composed = self._refused(check, [Problem("purpose", _NOT_YOUR_PURPOSE, mine)])
        self._answers[number] = answer.encode(composed.answer).decode()
        self._numbers[number] = self._patterns.setdefault(_pattern(composed.answer), len(self._patterns))
        if composed.matched:
            self._matched[number] = composed.matched

    def _refused(self, check: UUID, problems: list[Problem]) -> Composed:
        said = Answer(
            check=str(check), at=asking.stamp(self._at), outcome=answer.NOT_CHECKED, answers=[], errors=problems
        )
        return Composed(said, ())

    def _prepared(self, nothing: Nothing) -> list[str]:
        """Every line answered with nothing found, each under its own id."""
        first = str(self._first)
        head, tail = nothing.text(first, asking.stamp(self._at)).split(first)
        head, number = head + first[:-12], int(first[-12:], 16)
        end = number + self.count
        if end > 1 << 48:  # The ids come round: once in a million million batches.
            return [f"{head}{own & (1 << 48) - 1:012x}{tail}" for own in range(number, end)]
        return [f"{head}{own:012x}{tail}" for own in range(number, end)]

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
            if len(asked) == self.count:
                return list(asked)
        return [_decode(line, self._at.date()) for line in frames.lines_of(self._body)]


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


def _pattern(said: Answer) -> Pattern:
    return Pattern(said.outcome, tuple((one.database, one.outcome) for one in said.answers))
