"""Opens a passenger list from bytes: which format, which encoding; then one outcome a passenger, as a stream."""

import codecs
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, Final, Literal

import msgspec

from comity.checks.engine.passengers import edifact, paxlst, table
from comity.checks.engine.passengers.passenger import Passenger
from comity.core.errors import Problem
from comity.core.languages import mark

# Enough to find an interchange behind a telex header.
_HEAD: Final = 4096
_CHUNK: Final = 1 << 16
_LONGEST_LINE: Final = 20_000
_INTERCHANGE: Final = re.compile(rb"(?:^|[\r\n\x01-\x03])[ \t]*UN[AB][^A-Za-z0-9]")
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

LATIN_1: Final = mark("This line is not UTF-8; it was read as Latin-1 (ISO 8859-1).")
TOO_LONG: Final = mark("This line is too long.")
ACCEPTED_LINES: Final = mark("Lines of 20,000 characters at most.")


class PassengerList(msgspec.Struct, frozen=True):
    """A list that has been recognised. `passengers` reads the stream as it goes, and can be used once."""

    format: Literal["csv", "paxlst"]
    passengers: Iterator[Passenger]


def read(stream: BinaryIO, on: date) -> PassengerList:
    """Recognises CSV or PAXLST. Text is UTF-8 (a mark at its start is allowed), UTF-16 with its mark, or, line by line
    where it is not UTF-8, Latin-1, and then the outcome says so.
    """
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(_Raw(stream), _CHUNK)
    head = buffered.peek(_HEAD)[:_HEAD]
    if _INTERCHANGE.search(head.removeprefix(codecs.BOM_UTF8)):
        return PassengerList("paxlst", paxlst.read(edifact.segments(_chunks(buffered)), on))
    return PassengerList("csv", _csv(buffered, head, on))


class _Raw(io.RawIOBase):
    """Any object with `read(size)` as a raw stream, so that uploads and sockets can be peeked into."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _csv(stream: io.BufferedReader, head: bytes, on: date) -> Iterator[Passenger]:
    latin: set[int] = set()
    long: set[int] = set()
    text = _utf_16(stream) if head.startswith(_UTF_16) else _lines(stream, latin, long)
    for passenger in table.read(text, on):
        if passenger.line in long:
            yield Passenger(passenger.line, problems=(Problem("", TOO_LONG, ACCEPTED_LINES),))
        elif passenger.line in latin:
            yield msgspec.structs.replace(passenger, notes=(*passenger.notes, LATIN_1))
        else:
            yield passenger
        latin.discard(passenger.line)


def _utf_16(stream: io.BufferedReader) -> Iterator[str]:
    return iter(io.TextIOWrapper(stream, "utf-16", errors="replace"))


def _lines(stream: io.BufferedReader, latin: set[int], long: set[int]) -> Iterator[str]:
    """The lines; the numbers of those that were not UTF-8 or too long go into the sets."""
    number = 0
    while raw := stream.readline(_LONGEST_LINE):
        number += 1
        if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
            long.add(number)
            while (rest := stream.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
        text, is_latin = _decoded(raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw)
        if is_latin:
            latin.add(number)
        yield text


def _decoded(raw: bytes) -> tuple[str, bool]:
    try:
        return raw.decode(), False
    except UnicodeDecodeError:
        return raw.decode("latin-1"), True


def _chunks(stream: io.BufferedReader) -> Iterator[str]:
    """Text in pieces. An interchange may be one line of any length, so it is cut by size and decoded on the way."""
    utf_8 = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    while chunk := stream.read(_CHUNK):
        yield _as_latin(utf_8.decode(chunk))
    yield _as_latin(utf_8.decode(b"", final=True))


def _as_latin(text: str) -> str:
    """Bytes that were not UTF-8 as Latin-1, which is what UNOC means and what older senders write."""
    return (
        "".join(chr(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in text) if not text.isascii() else text
    )
