"""Texts as structs, and everything that is wrong with one at once: whoever corrects a program wants the whole list.

A text that is right is decoded once, strictly. Only when that fails is it read again, loosely, and walked.
"""

import types
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import msgspec

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark

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
_SAID: Final[dict[Any, str]] = {
    str: mark("Text."),
    int: mark("A whole number."),
    bool: mark("true or false."),
    bytes: mark("Text in base64."),
    list: mark("A list of texts."),
    dict: mark("An object."),
}

Kind = TypeVar("Kind", bound=msgspec.Struct)
Accepted = Callable[[str], str]


def read(body: bytes, kind: type[Kind]) -> Kind:
    """The struct in the JSON text. Raises Invalid with every field that is wrong."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
        whole = ", ".join(fields)
        given = loosely(body, error, whole)
        found = list(walk(given, kind, lambda path: accepted_by(fields[path]) if path in fields else whole))
        raise Invalid(found[:MOST] or Problem("", _FITS_NOT, whole)) from None


def loosely(body: bytes | str, error: Exception, accepted: str) -> dict[str, Any]:
    """The object in a text that could not be decoded as its struct. Raises Invalid when it holds none."""
    try:
        if not isinstance(error, msgspec.ValidationError):
            raise error
        given = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Invalid(_of_text(fault, accepted)) from None
    if not isinstance(given, dict):
        raise Invalid(Problem("", _KINDS[type(given)], accepted))
    return given


def walk(
    given: dict[str, Any], kind: type[msgspec.Struct], accepted: Accepted, good: dict[str, Any] | None = None
) -> Iterator[Problem]:
    """The faults of an object's shape; `good` gets the fields that have none. `accepted` says what a field takes."""
    yield from _walk(given, kind, accepted, ("", {} if good is None else good))


def accepted_by(kind: Any) -> str:
    """What a field of this type takes, in a word."""
    options = _options(kind)
    return next((_SAID[one] for option in options if (one := get_origin(option) or option) in _SAID), _FITS_NOT)


def _walk(
    given: dict[str, Any], kind: type[msgspec.Struct], accepted: Accepted, at: tuple[str, dict[str, Any]]
) -> Iterator[Problem]:
    path, good = at
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for name, field in fields.items():
        if field.required and name not in given:
            yield Problem(path + name, _REQUIRED, accepted(path + name))
    for name, value in given.items():
        if name not in fields:
            yield Problem(path + name[:_LONGEST_NAME], _UNKNOWN, ", ".join(fields))
        elif (inner := _struct(fields[name].type)) is not None and isinstance(value, dict):
            own: dict[str, Any] = {}
            wrong = list(_walk(value, inner, accepted, (f"{path}{name}.", own)))
            yield from wrong
            if not wrong:
                good[name] = own
        elif _fits(value, fields[name].type):
            good[name] = value
        else:
            yield _misfit(path + name, value, fields[name].type, accepted)


def _of_text(error: Exception, accepted: str) -> Problem:
    """Why the text is not JSON at all."""
    if isinstance(error, RecursionError):
        return Problem("", mark("The JSON is nested too deeply."), accepted)
    if isinstance(error, UnicodeDecodeError):
        return Problem("", mark("The text is not UTF-8."), accepted)
    return Problem("", f"This is not JSON: {error}.", accepted)


def _misfit(path: str, value: Any, kind: Any, accepted: Accepted) -> Problem:
    """What is wrong with a value that is not of the field's kind: in a list, with its first such line."""
    if isinstance(value, list) and _fits([], kind):
        for place, line in enumerate(value):
            if not _fits([line], kind):
                return Problem(f"{path}[{place}]", _KINDS.get(type(line), _FITS_NOT), accepted(path))
    return Problem(path, _KINDS.get(type(value), _FITS_NOT), accepted(path))


def _options(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)


def _struct(kind: Any) -> type[msgspec.Struct] | None:
    options = _options(kind)
    return next((one for one in options if isinstance(one, type) and issubclass(one, msgspec.Struct)), None)


def _fits(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
