"""What every file format shares: a row or what is wrong with its line, lines of bounded length, which format it is."""

from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

from msgspec import Struct

from comity.core.errors import Problem, Refused
from comity.core.languages import mark

LONGEST_LINE: Final = 256 * 1024
TOO_LONG: Final = mark("This line is too long.")
NOT_UTF8: Final = mark("This line is not in UTF-8.")

FORMATS: Final = ("csv", "jsonl", "un")


class Unusable(Refused):
    """This file cannot be used."""

    status = 422


class Row(Struct, frozen=True):
    """One record as the file states it, or the problems of its line. `line` counts from 1, as editors do."""

    line: int
    values: Mapping[str, Any] = {}
    problems: tuple[Problem, ...] = ()
    # Whose database, where a file holds more than the one it is loaded into.
    reference: str = ""


def bounded(file: IO[bytes]) -> Iterator[bytes]:
    """Lines with their ends. Of one longer than LONGEST_LINE only the beginning comes, never more of it in memory."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            line += b"\n"
        yield line


def recognised(file: IO[bytes], name: str = "") -> str:
    """The format of a file ("csv", "jsonl", "un") by its first bytes; it is left at its beginning. Raises Unusable."""
    start = file.read(4096)
    file.seek(0)
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise Unusable(mark("The file is empty."))
    if start.startswith((b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise Unusable(
            mark("This is a spreadsheet, an archive or a document. Accepted: CSV, JSON lines, the United Nations list.")
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unusable(mark("The file is in UTF-16. Accepted: UTF-8."))
    if head.startswith(b"<"):
        return "un"
    if head.startswith(b"["):
        raise Unusable(mark("This is one JSON list. Accepted: JSON lines, one object on each line."))
    return "jsonl" if head.startswith(b"{") else "csv"
