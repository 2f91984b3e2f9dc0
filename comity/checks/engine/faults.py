"""Everything that is wrong with a question, all at once: its shape, its values, and a zone that cannot be read.

A question that is right never comes here beyond the first line of `decode`.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import msgspec

from comity.checks.engine import mrz, question
from comity.checks.engine.mrz import Reading
from comity.checks.engine.question import Question
from comity.core import shapes
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.core.purposes import PURPOSES

_ZONE: Final = {
    "wrong_shape": mark("These are not the lines of a machine-readable zone."),
    "illegal_character": mark("There are characters that no machine-readable zone has."),
}

_FUTURE: Final = mark("This date of birth is in the future.")
_TWICE: Final = mark("This is given more than once.")


def decode(body: bytes | str, on: date) -> Question:
    """The question in the JSON text. Raises Invalid with everything that is wrong with it; `on` is today."""
    try:
        asked = question.decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(_of_shape(shapes.loosely(body, error, question.accepted("")), on)) from None
    # Every name is followed by a colon, so as many colons as values leave no room for a name that stands twice.
    if (body.count(b":") if isinstance(body, bytes) else body.count(":")) != question.count_values(asked):
        twice = list(_twice(json.loads(body, object_pairs_hook=_Pairs)))
        if twice:
            raise Invalid([Problem(path, _TWICE, question.accepted(path)) for path in twice[: shapes.MOST]])
    return asked


class _Pairs(list[tuple[str, Any]]):
    """An object as it is written: its names and values, in order, each as often as it stands there."""


def _twice(given: _Pairs, path: str = "") -> Iterator[str]:
    """The fields that are given more than once. All but the last would be left unchecked, and nobody would be told."""
    seen = Counter(name for name, _value in given)
    yield from (f"{path}{name}" for name, times in seen.items() if times > 1)
    for name, value in given:
        if isinstance(value, _Pairs):
            yield from _twice(value, f"{path}{name}.")


def of_question(asked: Question, on: date) -> list[Problem]:
    """What is wrong with a question of the right shape; empty when it can be asked and its zone was not looked at."""
    found = [*question.problems(asked), *_unborn(asked, on)]
    if found and asked.mrz is not None and not any(problem.field == "mrz" for problem in found):
        reading = mrz.read([asked.mrz] if isinstance(asked.mrz, str) else asked.mrz, on)
        found += [] if reading.readable else [of_zone(reading)]
    return found


def _unborn(asked: Question, on: date) -> list[Problem]:
    """A date of birth, as far as it is given, that is still to come."""
    born = asked.person.birth_date.strip() if asked.person and asked.person.birth_date else ""
    if born <= on.isoformat()[: len(born)]:
        return []
    return [Problem("person.birth_date", _FUTURE, question.accepted("person.birth_date"))]


def of_zone(reading: Reading) -> Problem:
    """Why the zone cannot be read."""
    said = [_ZONE.get(problem, problem) for problem in reading.problems]
    return Problem("mrz", " ".join(said), question.accepted("mrz"))


def _of_shape(given: dict[str, Any], on: date) -> list[Problem]:
    """Everything wrong with an object that is no question: first the shape, then the values whose shape is right."""
    good: dict[str, Any] = {}
    found = list(shapes.walk(given, Question, question.accepted, good))
    unread = {"purpose"} - good.keys()
    # What could not be read has been named; the rest is judged beside something that is right.
    asked = msgspec.convert({"purpose": next(iter(PURPOSES))} | good, Question)
    rest = [problem for problem in of_question(asked, on) if problem.field not in unread]
    if any(given.get(name) is not None for name in question.SUBJECTS):
        # Something is asked, if not rightly.
        rest = [problem for problem in rest if problem.field]
    return [*found, *rest][: shapes.MOST]
