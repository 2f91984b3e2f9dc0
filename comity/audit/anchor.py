"""The copy of every seal outside the database: one JSON line each, in a file a day, synced to disk.

Who rules the database can rewrite its tables, but not these files; put the folder on another disk, or copy it away.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import msgspec
from django.conf import settings
from msgspec import Struct


class Anchored(Struct, frozen=True):
    """A seal as the file holds it; root and signature in hex."""

    size: int
    root: str
    at: datetime
    key: str
    signature: str


class Damaged(Struct, frozen=True):
    """A line that is not a seal, or not above the line before it."""

    file: str
    line: int


def append(seals: Iterable[Anchored]) -> None:
    """Adds seals, in the order of size, and returns when they are on the disk."""
    by_file: dict[Path, list[bytes]] = {}
    newest = max(_files(), default=_folder())
    for seal in seals:
        # Never into an older file, should the clock step back over midnight: the order of lines is the order of seals.
        newest = path = max(newest, _folder() / f"{seal.at.astimezone(UTC):%Y-%m-%d}.jsonl")
        by_file.setdefault(path, []).append(msgspec.json.encode(seal) + b"\n")
    for path, lines in by_file.items():
        _append(path, b"".join(lines))


def head() -> int:
    """The size of the last anchored seal; 0 when there is none."""
    for path in reversed(_files()):
        for line in reversed(_tail(path).splitlines()):
            seal = _parse(line)
            if seal is not None:
                return seal.size
    return 0


def read(up_to: int) -> Iterator[Anchored | Damaged]:
    """Every anchored seal of at most `up_to` entries, from the smallest, and every line that should not be there."""
    last = 0
    for path in _files():
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                seal = _parse(line)
                if seal is None or seal.size <= last:
                    yield Damaged(path.name, number)
                    continue
                last = seal.size
                if seal.size <= up_to:
                    yield seal


def _folder() -> Path:
    return Path(settings.LEDGER_ANCHOR)


def _files() -> list[Path]:
    return sorted(_folder().glob("*.jsonl"))


def _parse(line: bytes) -> Anchored | None:
    try:
        return msgspec.json.decode(line, type=Anchored)
    except msgspec.DecodeError:
        return None


def _tail(path: Path) -> bytes:
    """The last few lines of a file; the first of them may be cut, and is then no seal."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
        return file.read()


def _append(path: Path, lines: bytes) -> None:
    is_new = not path.exists()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a+b") as file:
        _drop_torn_line(file)
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the file's name must survive a power cut as well
        finally:
            os.close(folder)


def _drop_torn_line(file: IO[bytes]) -> None:
    """Takes away a last line that a crash cut short: its seal is in the database and is written again."""
    end = file.seek(0, os.SEEK_END)
    start = max(0, end - 4096)
    file.seek(start)
    tail = file.read()
    if tail and not tail.endswith(b"\n"):
        file.truncate(start + tail.rfind(b"\n") + 1)
    file.seek(0, os.SEEK_END)
