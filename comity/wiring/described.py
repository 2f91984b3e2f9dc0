"""What is said of an operation of the API: which method at which address takes and answers what."""

from typing import Any

import msgspec


class Parameter(msgspec.Struct, frozen=True):
    """A part of the path, or of the query: always text."""

    name: str
    summary: str
    in_path: bool = False


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method at one address. `question` and `answer` are the types that are decoded and encoded; None for no body.

    `path` is as in OpenAPI ("/api/v1/records/{id}"); `lines` is JSON lines in and out; `files` are the types of a body
    that is a file as it is, `errors` the statuses that answer with problem details.
    """

    method: str
    path: str
    name: str
    summary: str
    question: Any = None
    answer: Any = None
    lines: bool = False
    files: tuple[str, ...] = ()
    status: int = 200
    errors: tuple[int, ...] = ()
    parameters: tuple[Parameter, ...] = ()
