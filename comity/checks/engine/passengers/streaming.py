"""A list over HTTP: one JSON text a line, as soon as its check is on disk, and a last line that says that it is the
last. An answer without that line was cut off.
"""

import asyncio
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from comity.checks.engine import http, question
from comity.checks.engine.answer import Answer
from comity.checks.engine.batch import Batch
from comity.checks.engine.passengers import checking
from comity.checks.engine.passengers.checking import Asking, Checked, Listed, Part, Terms
from comity.core import shapes
from comity.core.errors import Invalid, Problem, Refused
from comity.core.languages import mark

_PARAMETERS: Final = ("purpose", "place", "silent")
_SILENT: Final = {"true": True, "false": False, "": False}
_TWICE: Final = mark("This is given more than once.")
_NO_PARAMETER: Final = mark("There is no such parameter.")
_NO_PURPOSE: Final = mark("This is required.")
_NOT_SILENT: Final = mark("This is neither true nor false.")


class OfPassenger(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="about", tag="passenger"):
    """What came of one passenger, or of one of several documents. `line` is that of the list, `reference` and `name`
    are as it gives them; `answer` is that of a single check, and without one `errors` say why nothing was asked.
    """

    line: int
    outcome: str
    reference: str = ""
    name: str = ""
    answer: Answer | None = None
    errors: list[Problem] = []
    notes: list[str] = []


class OfList(msgspec.Struct, frozen=True, kw_only=True, tag_field="about", tag="list"):
    """What is wrong with the list itself: it is cut short, or announces more passengers than it holds."""

    line: int
    errors: tuple[Problem, ...]


class End(msgspec.Struct, frozen=True, kw_only=True, tag_field="about", tag="end"):
    """The last line: how many lines about passengers came before it, and how many had which outcome."""

    format: str
    passengers: int
    outcomes: dict[str, int]


_encode: Final = msgspec.json.Encoder().encode


class Way(msgspec.Struct, frozen=True):
    """What streaming needs of the service: who answers a batch asked at a moment, so that others have their turn; the
    journal; the clock; who notes outcomes and faults. The first two may refuse.
    """

    work: Callable[[Batch, datetime], Awaitable[None]]
    journal: Callable[[bytes], Awaitable[object]]
    now: Callable[[], datetime]
    count: Callable[[dict[str, int]], object]
    fault: Callable[[str], object]


def terms(query: str) -> Terms:
    """What the address says: purpose, place and silent. Raises Invalid, naming each parameter that is wrong."""
    pairs = parse_qsl(query, keep_blank_values=True)
    given: dict[str, Any] = dict(pairs)
    accepted = ", ".join(_PARAMETERS)
    problems = [Problem(name[:60], _NO_PARAMETER, accepted) for name in given if name not in _PARAMETERS]
    counted = Counter(name for name, _value in pairs)
    problems += [Problem(name[:60], _TWICE, question.accepted(name)) for name, times in counted.items() if times > 1]
    if not given.get("purpose"):
        problems.append(Problem("purpose", _NO_PURPOSE, question.accepted("purpose")))
    silent = _SILENT.get(given.get("silent", ""))
    if silent is None:
        problems.append(Problem("silent", _NOT_SILENT, question.accepted("silent")))
    if problems:
        raise Invalid(problems[: shapes.MOST])
    return Terms(given["purpose"], given.get("place", ""), bool(silent))


async def read(listed: Listed) -> Listed:
    """The list, read to its end while others have their turn. Raises TooManyPassengers or Invalid."""
    for _ in listed.read():
        await asyncio.sleep(0)
    return listed


async def lines(asking: Asking, listed: Listed, way: Way) -> AsyncIterator[bytes]:
    """The answer, part by part. A part that fails says so of its passengers, and the next one is tried."""
    counts: Counter[str] = Counter()
    for some in checking.parts_of(listed.passengers):
        checked = await _checked(asking, Part(asking, some, way.now()), way)
        counted = Counter(one.outcome for one in checked)
        counts += counted
        way.count(counted)
        yield b"".join([_encode(_told(one)) + b"\n" for one in checked])
    said = [_encode(OfList(line=one.line, errors=one.problems)) + b"\n" for one in listed.remarks]
    end = End(format=listed.format, passengers=len(listed.passengers), outcomes=dict(counts))
    yield b"".join([*said, _encode(end) + b"\n"])


async def _checked(asking: Asking, part: Part, way: Way) -> list[Checked]:
    try:
        if part.batch is not None:
            await way.work(part.batch, part.at)
        if frame := part.frame():
            await way.journal(frame)
        return part.outcomes()
    except Refused as refusal:
        return part.left_out(Problem("", refusal.message))
    except Exception as error:
        # Only where it happened: the text of an exception may hold what was asked.
        trace = "".join(traceback.format_tb(error.__traceback__))
        way.fault(f"{type(error).__name__}\n{trace}")
        return part.left_out(Problem("", http.Fault().message))


def _told(one: Checked) -> OfPassenger:
    passenger = one.passenger
    return OfPassenger(
        line=passenger.line,
        outcome=one.outcome,
        reference=passenger.reference,
        name=passenger.name,
        answer=one.answer,
        errors=[] if one.answer else list(one.problems),
        notes=list(passenger.notes),
    )
