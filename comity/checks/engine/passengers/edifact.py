"""Segments of a UN/EDIFACT interchange (ISO 9735), from a stream of text, with release characters and UNA."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

# A telex or mail header may stand before the interchange.
START: Final = re.compile(r"UN[AB](?=[^A-Za-z0-9])")
# Longer than any segment of a passenger list; what is longer has lost its terminator.
LONGEST: Final = 10_000


class Signs(msgspec.Struct, frozen=True):
    """The service string advice: which characters separate. These are the defaults of level A and B."""

    component: str = ":"
    element: str = "+"
    release: str = "?"
    terminator: str = "'"


class Segment(msgspec.Struct, frozen=True):
    """One segment: its number in the interchange from 1, its tag, and its elements, each a list of components."""

    number: int
    tag: str
    elements: list[list[str]]

    def at(self, element: int, component: int = 0) -> str:
        """A component's text; empty where the segment ends before it."""
        try:
            return self.elements[element][component].strip()
        except IndexError:
            return ""


def segments(chunks: Iterable[str]) -> Iterator[Segment]:
    """Every segment, UNB first; nothing if no interchange begins. Text after the last terminator is a last segment."""
    stream = iter(chunks)
    buffer = _from_start(stream)
    signs = Signs()
    if buffer.startswith("UNA"):
        while len(buffer) < 9 and (chunk := next(stream, "")):
            buffer += chunk
        signs = _advice(buffer)
        buffer = buffer[9:]
    for number, text in enumerate(_texts(buffer, stream, signs), 1):
        yield _segment(number, text, signs)


def _from_start(stream: Iterator[str]) -> str:
    buffer = ""
    for chunk in stream:
        buffer += chunk
        if found := START.search(buffer):
            return buffer[found.start() :]
        if len(buffer) > LONGEST:
            return ""
    return ""


def _advice(text: str) -> Signs:
    """UNA and six characters: component, element, decimal, release, reserved, terminator."""
    return Signs(text[3], text[4], text[6], text[8]) if len(text) >= 9 else Signs()


def _texts(buffer: str, stream: Iterator[str], signs: Signs) -> Iterator[str]:
    """Texts between terminators that are not released. What has no terminator for too long is cut and passed on."""
    release, terminator = re.escape(signs.release), re.escape(signs.terminator)
    # Possessive, and matched only where the last one ended: linear whatever a broken file holds.
    whole = re.compile(rf"((?:[^{release}{terminator}]|{release}.)*+){terminator}", re.DOTALL)
    while True:
        end = 0
        while match := whole.match(buffer, end):
            end = match.end()
            yield match[1]
        buffer = buffer[end:]
        if len(buffer) > LONGEST:
            yield buffer[:LONGEST]
            buffer = buffer.partition(signs.terminator)[2]
        chunk = next(stream, None)
        if chunk is None:
            break
        buffer += chunk
    if buffer.strip():
        yield buffer


def _segment(number: int, text: str, signs: Signs) -> Segment:
    text = text.strip("\r\n\t \x02\x03")
    if signs.release in text:
        elements = [
            _unreleased(part, signs.component, signs.release) for part in _apart(text, signs.element, signs.release)
        ]
    else:
        elements = [element.split(signs.component) for element in text.split(signs.element)]
    return Segment(number, elements[0][0].strip().upper(), elements)


def _apart(text: str, separator: str, release: str) -> list[str]:
    """Split at separators that are not released; release characters stay for the next split."""
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == release:
            at += 1
        elif text[at] == separator:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def _unreleased(text: str, separator: str, release: str) -> list[str]:
    released = re.compile(rf"{re.escape(release)}(.)", re.DOTALL)
    return [released.sub(r"\1", part) for part in _apart(text, separator, release)]
