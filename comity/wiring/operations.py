"""The operations of the API: which method at which address takes and answers what."""

from typing import Any

import msgspec

from comity.checks.engine.answer import Answer
from comity.checks.engine.question import Question


class Parameter(msgspec.Struct, frozen=True):
    """A part of the path, or of the query: always text."""

    name: str
    summary: str
    in_path: bool = False


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method at one address. `question` and `answer` are the types that are decoded and encoded; None for no body.

    `path` is as in OpenAPI ("/api/v1/records/{id}"); `lines` is JSON lines in and out; `errors` are the statuses that
    answer with problem details.
    """

    method: str
    path: str
    name: str
    summary: str
    question: Any = None
    answer: Any = None
    lines: bool = False
    status: int = 200
    errors: tuple[int, ...] = ()
    parameters: tuple[Parameter, ...] = ()


CHECKS = (
    Operation(
        method="post",
        path="/api/v1/checks",
        name="ask",
        summary="Ask every database that the token may ask, once",
        question=Question,
        answer=Answer,
        errors=(401, 403, 413, 415, 422, 429, 503),
    ),
    Operation(
        method="post",
        path="/api/v1/checks/batch",
        name="askMany",
        summary="Ask many times: JSON lines in, JSON lines out, same order, one outcome for each line",
        question=Question,
        answer=Answer,
        lines=True,
        errors=(401, 403, 413, 415, 429, 503),
    ),
)

OPERATIONS = CHECKS
