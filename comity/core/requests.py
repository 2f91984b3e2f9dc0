"""What a request to the API says, in its body and in its query; or everything that is wrong with it."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from comity.core import shapes
from comity.core.errors import Invalid, Problem, Refused
from comity.core.languages import mark

JSON = "application/json"
_LONGEST_NAME = 60

Kind = TypeVar("Kind", bound=msgspec.Struct)


class TooLong(Refused):
    """The request is too long."""

    status = 413


class WrongType(Refused):
    """The content is not of a type that is read here. Accepted: application/json."""

    status = 415


class LengthIsNoNumber(Refused):
    """The length that the request gives is not a number."""


class MethodNotAllowed(Refused):
    """This address does not accept that method."""

    status = 405

    def __init__(self, *allowed: str) -> None:
        super().__init__()
        self.headers = {"Allow": ", ".join(allowed)}


def require_method(request: HttpRequest, *allowed: str) -> None:
    """Raises MethodNotAllowed."""
    if request.method not in allowed:
        raise MethodNotAllowed(*allowed)


def body(request: HttpRequest, kind: type[Kind], longest: int) -> Kind:
    """The body as `kind`. Raises Invalid, naming every wrong field, TooLong (bytes) or WrongType."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        raise LengthIsNoNumber
    if len(length) > 15 or int(length) > longest:
        raise TooLong
    # No content type is taken as right.
    if request.content_type not in ("", JSON):
        raise WrongType
    try:
        return shapes.read(request.body, kind)
    except RequestDataTooBig:
        raise TooLong from None


def query(request: HttpRequest, known: Iterable[str]) -> dict[str, str]:
    """The query's values by name. A misspelt filter, passed over, would give more than was asked for: it is refused."""
    accepted = ", ".join(sorted(known))
    strange = sorted(request.GET.keys() - set(known))
    problems = [Problem(name[:_LONGEST_NAME], mark("There is no such filter."), accepted) for name in strange]
    given = {name: str(request.GET[name]) for name in known if name in request.GET}
    # PostgreSQL has no text with NUL in it, so nothing could ever match.
    problems += [
        Problem(name, mark("This holds a character that no value has (NUL)."), mark("Text."))
        for name, value in given.items()
        if "\0" in value
    ]
    if problems:
        raise Invalid(problems)
    return given
