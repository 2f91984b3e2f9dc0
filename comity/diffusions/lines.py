"""Many diffusions in one request: a JSON object a line in, a line of answer for each out, in the same order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from comity.core import shapes
from comity.core.errors import Invalid, Problem, Refused
from comity.core.languages import mark
from comity.core.requests import TooLong, WrongType
from comity.diffusions import actions as verbs
from comity.diffusions import rules
from comity.diffusions.models import Diffusion
from comity.diffusions.stating import Stated
from comity.network.rules import Actor

NDJSON: Final = "application/x-ndjson"
LONGEST: Final = 2 << 20


class Line(Protocol):
    """What a line is read as."""

    colour: str

    def stated(self) -> Stated: ...


Kind = TypeVar("Kind", bound=Struct)


class LineOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one line: the diffusion, or the refusal with every field that is wrong."""

    line: int
    id: UUID | None = None
    number: str = ""
    status: str = ""
    refusal: str = ""
    message: str = ""
    errors: list[dict[str, str]] = []


def body_of(request: HttpRequest) -> list[bytes]:
    """The lines that are not empty. Raises WrongType, TooLong, Invalid for none or too many."""
    if request.content_type not in ("", NDJSON, "application/json"):
        raise WrongType
    try:
        body = request.body
    except RequestDataTooBig:
        raise TooLong from None
    if len(body) > LONGEST:
        raise TooLong
    lines = [line for line in body.split(b"\n") if line.strip()]
    if not 0 < len(lines) <= rules.MOST_AT_ONCE:
        said = mark("There is nothing to send, or too much at once.")
        raise Invalid(Problem("", said, f"1 - {rules.MOST_AT_ONCE}"))
    return lines


def answer(actor: Actor, lines: Sequence[bytes], kind: type[Kind], now: datetime) -> HttpResponse:
    """Sends what can be read, all in one step, and answers for every line."""
    read = [_read(line, kind) for line in lines]
    good: list[Any] = [one for one in read if not isinstance(one, Refused)]
    sent = iter(
        verbs.send_many(actor=actor, requests=[(one.colour, one.stated()) for one in good], now=now) if good else []
    )
    done = [one if isinstance(one, Refused) else next(sent) for one in read]
    said = [_said(number, one) for number, one in enumerate(done, 1)]
    return HttpResponse(b"\n".join(map(msgspec.json.encode, said)) + b"\n", content_type=NDJSON)


def _read(line: bytes, kind: type[Kind]) -> Kind | Refused:
    try:
        return shapes.read(line, kind)
    except Refused as refusal:
        return refusal


def _said(number: int, one: Diffusion | Refused) -> LineOut:
    if not isinstance(one, Refused):
        return LineOut(line=number, id=one.pk, number=one.number, status=one.status)
    problems = one.problems if isinstance(one, Invalid) else []
    errors = [{"field": p.field, "problem": p.problem, "accepted": p.accepted} for p in problems]
    return LineOut(line=number, refusal=one.code, message="" if errors else one.message, errors=errors)
