"""The description of the API (OpenAPI 3.1), made from the same structs that decode requests and encode answers.

A test holds the list of operations against the addresses that exist, and the document against OpenAPI's own schema.
"""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from comity.core.errors import Problem
from comity.wiring import environment
from comity.wiring.described import Operation, Parameter
from comity.wiring.operations import OPERATIONS

REF = "#/components/schemas/{name}"
JSON, LINES, PROBLEM_JSON = "application/json", "application/x-ndjson", "application/problem+json"

ERRORS = {
    400: "The request cannot be read.",
    401: "No bearer token, or one that is not good any more.",
    403: "The token's holder may not do this.",
    404: "There is no such thing, or you may not see it.",
    409: "It has already been decided or changed by someone else.",
    413: "The request is too long.",
    415: "The content is not of a type that is read here.",
    422: "Some fields need another look; `errors` names each.",
    429: "The token's rate is used up.",
    503: "The check could not be written to the journal, so it was not made.",
}


class ProblemDetails(msgspec.Struct):
    """RFC 9457. `type` names the kind of problem; `errors` is there where fields are at fault."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Problem] = []


def describe(operations: Iterable[Operation]) -> dict[str, Any]:
    """The whole document."""
    listed = list(operations)
    shapes = [shape for operation in listed for shape in (operation.question, operation.answer) if shape is not None]
    _, components = msgspec.json.schema_components([*shapes, ProblemDetails], ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for operation in listed:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Comity",
            "version": version("comity"),
            "summary": "Checks, records and hits, for national systems.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": environment.organization()}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A system's token, issued by its bureau."}
            },
        },
    }


def show(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/openapi.json: open to everyone, since it says nothing about anybody."""
    answer = HttpResponse(_document(), content_type=JSON)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@cache
def _document() -> bytes:
    return msgspec.json.encode(describe(OPERATIONS))


def _operation(operation: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": {
            str(operation.status): _content("Done.", operation.answer, LINES if operation.lines else JSON),
            **{str(status): _content(ERRORS[status], ProblemDetails, PROBLEM_JSON) for status in operation.errors},
        },
    }
    if operation.parameters:
        said["parameters"] = [_parameter(parameter) for parameter in operation.parameters]
    if operation.question is not None:
        content = _content("", operation.question, LINES if operation.lines else JSON)["content"]
        said["requestBody"] = {"required": True, "content": content}
    if operation.files:
        said["requestBody"] = {"required": True, "content": {kind: {} for kind in operation.files}}
    return said


def _content(sentence: str, shape: Any, kind: str) -> dict[str, Any]:
    if shape is None:
        return {"description": sentence}
    [schema], _ = msgspec.json.schema_components([shape], ref_template=REF)
    return {"description": sentence, "content": {kind: {"schema": schema}}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "required": parameter.in_path,
        "description": parameter.summary,
        "schema": {"type": "string"},
    }
