"""Everything that is wrong with a question, all at once: whoever corrects a form or a program wants the whole list.

A question that is right never comes here: its text is decoded once, strictly. Only when that fails is the text read
again, loosely, and walked field by field.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import msgspec

from comity.checks.engine import mrz, question
from comity.checks.engine.mrz import Reading
from comity.checks.engine.question import Question
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.core.purposes import PURPOSES

MOST: Final = 50
_LONGEST_NAME: Final = 60
_REQUIRED: Final = mark("This is required.")
_UNKNOWN: Final = mark("There is no such field.")
_FITS_NOT: Final = mark("This is not of the right kind.")
_KINDS: Final[dict[type, str]] = {
    type(None): mark("Nothing (null) is not accepted here."),
    bool: mark("True or false is not accepted here."),
    int: mark("A number is not accepted here."),
    float: mark("A number is not accepted here."),
    str: mark("Text is not accepted here."),
    list: mark("A list is not accepted here."),
    dict: mark("An object is not accepted here."),
}
_ZONE: Final = {
    "wrong_shape": mark("These are not the lines of a machine-readable zone."),
    "illegal_character": mark("There are characters that no machine-readable zone has."),
}


def decode(body: bytes | str, on: date) -> Question:
    """The question in the JSON text. Raises Invalid with everything that is wrong with it; `on` is today."""
    try:
        return question.decoder.decode(body)
    except msgspec.ValidationError:
        raise Invalid(_of_shape(body, on)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(_of_text(error)) from None


def of_question(asked: Question, on: date) -> list[Problem]:
    """What is wrong with a question of the right shape; empty when it can be asked and its zone was not looked at."""
    found = question.problems(asked)
    if found and asked.mrz is not None and not any(problem.field == "mrz" for problem in found):
        reading = mrz.read([asked.mrz] if isinstance(asked.mrz, str) else asked.mrz, on)
        found += [] if reading.readable else [of_zone(reading)]
    return found


def of_zone(reading: Reading) -> Problem:
    """Why the zone cannot be read."""
    said = [_ZONE.get(problem, problem) for problem in reading.problems]
    return Problem("mrz", " ".join(said), question.accepted("mrz"))


def _of_text(error: Exception) -> Problem:
    """Why the text is not JSON at all."""
    if isinstance(error, RecursionError):
        return Problem("", mark("The JSON is nested too deeply."), question.accepted(""))
    if isinstance(error, UnicodeDecodeError):
        return Problem("", mark("The text is not UTF-8."), question.accepted(""))
    return Problem("", f"This is not JSON: {error}.", question.accepted(""))


def _of_shape(body: bytes | str, on: date) -> list[Problem]:
    """Everything wrong with a text that is no question: first the shape, then the values whose shape is right."""
    try:
        given = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return [_of_text(error)]
    if not isinstance(given, dict):
        return [Problem("", _KINDS[type(given)], question.accepted(""))]
    good: dict[str, Any] = {}
    found = list(_walk(given, Question, "", good))
    unread = {"purpose"} - good.keys()
    # What could not be read has been named; the rest is judged beside something that is right.
    asked = msgspec.convert({"purpose": next(iter(PURPOSES))} | good, Question)
    is_empty = not any(getattr(asked, name) is not None for name in question.SUBJECTS)
    rest = [problem for problem in of_question(asked, on) if problem.field not in unread]
    if is_empty and any(given.get(name) is not None for name in question.SUBJECTS):
        rest = [problem for problem in rest if problem.field]
    return [*found, *rest][:MOST]


def _walk(given: dict[str, Any], kind: type[msgspec.Struct], path: str, good: dict[str, Any]) -> Iterator[Problem]:
    """The faults of one object's shape; `good` gets the fields that have none."""
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for name in fields:
        if fields[name].required and name not in given:
            yield Problem(path + name, _REQUIRED, question.accepted(path + name))
    for name, value in given.items():
        field = fields.get(name)
        if field is None:
            yield Problem(path + name[:_LONGEST_NAME], _UNKNOWN, ", ".join(fields))
        elif (inner := question.STRUCTS.get(path + name)) is not None and isinstance(value, dict):
            own: dict[str, Any] = {}
            wrong = list(_walk(value, inner, f"{path}{name}.", own))
            yield from wrong
            if not wrong:
                good[name] = own
        elif _fits(value, field.type):
            good[name] = value
        else:
            yield _misfit(path + name, value, field.type)


def _misfit(path: str, value: Any, kind: Any) -> Problem:
    """What is wrong with a value that is not of the field's kind: in a list, with its first such line."""
    if isinstance(value, list) and _fits([], kind):
        number, line = next((place, line) for place, line in enumerate(value) if not isinstance(line, str))
        return Problem(f"{path}[{number}]", _KINDS.get(type(line), _FITS_NOT), question.accepted(path))
    return Problem(path, _KINDS.get(type(value), _FITS_NOT), question.accepted(path))


def _fits(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
