"""A national system as the contracts know it: it has an address, a token and the description of the API, no more."""

import copy
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from asgiref.sync import async_to_sync
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from jsonschema import Draft202012Validator

from comity.checks import asgi as slim
from comity.wiring import asgi as whole

JSON, LINES, PROBLEM = "application/json", "application/x-ndjson", "application/problem+json"
ONE, MANY, LIST = "/api/v1/checks", "/api/v1/checks/batch", "/api/v1/checks/passenger-list"
RECORDS, HITS = "/api/v1/records", "/api/v1/hits"
PURPOSE = "border_control"


def scaled(count: int) -> int:
    """How many of something to try: `count` by default, COMITY_FUZZ times as many when somebody has the time."""
    return max(1, int(count * float(os.environ.get("COMITY_FUZZ") or 1)))


def durable() -> transaction.Atomic:
    """A transaction in which a verb's own, durable one may stand, as in Django's own tests: to be rolled back."""
    begun = transaction.atomic()
    begun._from_testcase = True
    return begun


@contextmanager
def _open_connection() -> Iterator[None]:
    """Keeps requests from closing the connection in whose transaction the test stands, as Django's own client does."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in ends:
            signal.connect(close_old_connections)


@dataclass(frozen=True)
class Outside:
    """Asks over HTTP: the whole application, or with `is_slim` the check service alone."""

    token: str = ""
    is_slim: bool = False

    def send(self, *asked: tuple[str, str, dict[str, Any]]) -> list[httpx.Response]:
        """Many requests, each a method, an address and what httpx takes; the answers in order.

        In this thread, so that the pages' part sees the test's own transaction.
        """

        async def every() -> list[httpx.Response]:
            transport = httpx.ASGITransport(app=slim.app if self.is_slim else whole.application)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                answers = [await client.request(method, url, **self._with_token(how)) for method, url, how in asked]
            await slim.app.end_searches()
            return answers

        with _open_connection():
            return async_to_sync(every)()

    def request(self, method: str, address: str, **how: Any) -> httpx.Response:
        return self.send((method, address, how))[0]

    def get(self, address: str, **how: Any) -> httpx.Response:
        return self.request("GET", address, **how)

    def post(self, address: str, json: Any = None, **how: Any) -> httpx.Response:
        return self.request("POST", address, **({"json": json} if json is not None else {}), **how)

    def lines(self, lines: Sequence[bytes]) -> list[Any]:
        """A batch: the answers, parsed. Fails unless there is one for each line, in order of their numbers."""
        answer = self.post(MANY, content=b"\n".join(lines), headers={"content-type": LINES})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == LINES
        parsed = [httpx.Response(200, content=line).json() for line in answer.content.splitlines()]
        assert len(parsed) == len(lines), "one outcome for each line"
        return parsed

    def _with_token(self, how: dict[str, Any]) -> dict[str, Any]:
        headers = dict(how.get("headers") or {})
        if self.token:
            headers.setdefault("authorization", f"Bearer {self.token}")
        return how | {"headers": headers}


class Schemas:
    """Holds answers against the description. Strictly: an answer may not say what the description does not name."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = copy.deepcopy(document)
        for schema in self.document["components"]["schemas"].values():
            if "properties" in schema:
                schema["additionalProperties"] = False

    def check(self, method: str, address: str, answer: httpx.Response) -> None:
        """Fails unless the operation describes this status, this content type and this body."""
        described = self.document["paths"][address][method]["responses"]
        assert str(answer.status_code) in described, (answer.status_code, answer.text)
        [(kind, content)] = described[str(answer.status_code)]["content"].items()
        assert answer.headers["content-type"].partition(";")[0] == kind
        bodies = [answer]
        if kind == LINES:
            bodies = [httpx.Response(200, content=line) for line in answer.content.splitlines()]
        for body in bodies:
            self.validate(content["schema"], body.json())

    def validate(self, schema: dict[str, Any], body: Any) -> None:
        components = {"components": self.document["components"]}
        Draft202012Validator(schema | components).validate(body)


def problem_of(answer: httpx.Response) -> dict[str, Any]:
    """The problem details of a refusal (RFC 9457). Fails when they are none, or say what nobody outside should read."""
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == PROBLEM, answer.text
    body: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail"} <= body.keys() <= {"type", "title", "status", "detail", "errors"}
    assert body["status"] == answer.status_code
    assert body["type"].startswith("urn:comity:problem:")
    assert body["title"] and body["detail"]
    assert_says_nothing_inner(answer.text)
    for error in body.get("errors", []):
        assert {"field", "problem", "accepted"} == error.keys()
        assert error["problem"] and error["accepted"], error
    return body


def faulty(answer: httpx.Response) -> list[str]:
    """The fields that a refusal names."""
    return [error["field"] for error in problem_of(answer).get("errors", [])]


def assert_says_nothing_inner(text: str) -> None:
    for inner in ("Traceback", 'File "', "site-packages", "psycopg", "django.", "msgspec"):
        assert inner not in text, text[:500]
