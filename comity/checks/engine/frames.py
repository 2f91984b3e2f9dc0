"""What a journal frame holds: one check, or a batch in compact form, enough to make checks, hits and looks of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from comity.checks.engine.question import LONGEST
from comity.core.purposes import PURPOSES
from comity.network.rules import Actor


class Asker(msgspec.Struct, frozen=True, array_like=True):
    """On whose behalf, and by which face ("page", "api", "batch", "command")."""

    actor: str
    bureau: str
    entity: str | None
    face: str


class Matched(msgspec.Struct, frozen=True, array_like=True):
    """One record that was shown: enough to make a hit and a look of it.

    `facts` is a digest of who a possible person is, as it was shown (judgements.rules.facts_digest).
    """

    record: bytes
    source: str
    database: str
    kind: str
    outcome: str
    facts: bytes = b""


class Made(msgspec.Struct, frozen=True, array_like=True):
    """A check as it was made. `outcomes` is (database, outcome) in the order of the answer; `question` is JSON;
    `set_aside` is ids of judgements by which records were not shown: of these there is no hit and no look.
    """

    check: UUID
    at: datetime
    asker: Asker
    purpose: str
    place: str
    silent: bool
    outcome: str
    outcomes: tuple[tuple[str, str], ...]
    matched: tuple[Matched, ...]
    question: bytes
    set_aside: tuple[bytes, ...] = ()


class CheckFrame(msgspec.Struct, frozen=True, array_like=True, tag="check"):
    """One check."""

    made: Made


class Pattern(msgspec.Struct, frozen=True, array_like=True):
    """What many lines of a batch have in common: an outcome, and the outcome of each database."""

    outcome: str
    outcomes: tuple[tuple[str, str], ...]


class BatchFrame(msgspec.Struct, frozen=True, array_like=True, tag="batch"):
    """A batch: its body as it came, and of each line that does not follow the first pattern, which one and the matches.

    `first` is the id of the first line's check; each further line has the next higher one.
    """

    first: UUID
    at: datetime
    asker: Asker
    body: bytes
    patterns: tuple[Pattern, ...]
    count: int
    lines: dict[int, int]
    matched: dict[int, tuple[Matched, ...]]
    set_aside: dict[int, tuple[bytes, ...]] = {}


class _Said(msgspec.Struct):
    """What a line says of itself, as far as it can be read."""

    purpose: str = ""
    place: str = ""
    silent: bool = False


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(CheckFrame | BatchFrame).decode
_said = msgspec.json.Decoder(_Said)


def asker(actor: Actor, face: str) -> Asker:
    """What the journal keeps of the actor."""
    return Asker(actor.id, actor.bureau, actor.entity, face)


def encode(frame: CheckFrame | BatchFrame) -> bytes:
    """The frame's payload."""
    return _encode(frame)


def checks(payload: bytes) -> Iterator[Made]:
    """The checks in a frame, in the order they were asked. Raises msgspec.DecodeError for what is no frame."""
    frame = _decode(payload)
    if isinstance(frame, CheckFrame):
        yield frame.made
        return
    for number, line in enumerate(lines_of(frame.body)):
        pattern, said = frame.patterns[frame.lines.get(number, 0)], _read(line)
        yield Made(
            check=numbered(frame.first, number),
            at=frame.at.astimezone(UTC),
            asker=frame.asker,
            purpose=said.purpose if said.purpose in PURPOSES else "",
            place=writable(said.place[:LONGEST]),
            silent=said.silent,
            outcome=pattern.outcome,
            outcomes=pattern.outcomes,
            matched=frame.matched.get(number, ()),
            question=_json(line),
            set_aside=frame.set_aside.get(number, ()),
        )


def lines_of(body: bytes) -> list[bytes]:
    """The lines of a batch: everything between line ends, but for what follows the last one."""
    lines = body.replace(b"\r\n", b"\n").split(b"\n")
    return lines if lines[-1] else lines[:-1]


def numbered(first: UUID, number: int) -> UUID:
    """The id of the check that many lines behind the first."""
    return UUID(int=first.int + number)


def _json(line: bytes) -> bytes:
    """The line as JSON that can be stored; what is no JSON becomes a JSON text."""
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        line = msgspec.json.encode(line.decode("utf-8", "replace"))
    return storable(line)


def storable(text: bytes) -> bytes:
    """JSON text as a database takes it: the null character cannot be stored."""
    return text.replace(b"\\u0000", b"\\ufffd")


def writable(text: str) -> str:
    """Text as a database takes it."""
    return text.replace("\0", "\ufffd")


def _read(line: bytes) -> _Said:
    try:
        return _said.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Said()
