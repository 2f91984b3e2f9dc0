"""The payloads: what an answer needs to know of a record, one after another in an append-only file.

A slot's word is the number of the record's policy and the place of its entry here, so that the policy is known, and
a hidden record left alone, before a byte of the entry is read.
"""

import os
import struct
import weakref
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from comity.checks.engine.keys import Key

_HEADER: Final = b"COMITYP1" + bytes(56)
_FRAME: Final = struct.Struct("<II")
_FIRST_READ: Final = 512
_OFFSET_BITS: Final = 40
_OFFSET_MASK: Final = (1 << _OFFSET_BITS) - 1


# Prefix, number of digits behind it, first and last number.
Blanks = tuple[str, int, int, int]


class Entry(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What the index holds of one record. Source, database, level and purposes are its policy's.

    `record` is the 16 bytes of its id; `keys` all it is found by; `facts` what an answer compares and shows (issuer,
    document type, make ...); `conditions` its conditions of use, sentence by sentence; `blanks` a range of stolen
    blanks (prefix, digits, first, last), which is found by that instead of by keys.
    """

    record: bytes
    keys: tuple[Key, ...]
    kind: str
    facts: dict[str, Any] = {}
    conditions: tuple[str, ...] = ()
    blanks: Blanks | None = None


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode


def word(policy: int, offset: int) -> int:
    """A slot's word: 24 bits of policy, 40 bits of place (in units of eight bytes)."""
    return policy << _OFFSET_BITS | offset >> 3


def policy_of(word: int) -> int:
    return word >> _OFFSET_BITS


def offset_of(word: int) -> int:
    return (word & _OFFSET_MASK) << 3


def framed(entry: Entry) -> bytes:
    """The bytes of an entry in the file: length, checksum, msgpack, padded to eight bytes."""
    body = _encode(entry)
    return b"".join((_FRAME.pack(len(body), zlib.crc32(body)), body, bytes(-(len(body) + _FRAME.size) % 8)))


def create(path: Path) -> None:
    """Writes an empty payload file."""
    with path.open("xb") as file:
        file.write(_HEADER)


class Payloads:
    """One payload file, for reading by anyone, for appending by the one writer."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self._file = os.open(path, os.O_RDWR if writable else os.O_RDONLY)
        self.close = weakref.finalize(self, os.close, self._file)
        self.end = (os.fstat(self._file).st_size + 7) & ~7

    def read(self, offset: int) -> Entry | None:
        """The entry there; None when there is none whole (it is being written, or the slot was used again)."""
        block = os.pread(self._file, _FIRST_READ, offset)
        if len(block) < _FRAME.size:
            return None
        length, checksum = _FRAME.unpack_from(block)
        body = block[_FRAME.size : _FRAME.size + length]
        if len(body) < length:
            body += os.pread(self._file, length - len(body), offset + len(block))
        if not length or len(body) < length or zlib.crc32(body) != checksum:
            return None
        return _decode(body)

    def append(self, entries: Sequence[Entry]) -> list[int]:
        """Writes the entries in one go; their places, in order."""
        places, frames, at = [], [], self.end
        for entry in entries:
            frame = framed(entry)
            places.append(at)
            frames.append(frame)
            at += len(frame)
        self.append_framed(b"".join(frames))
        return places

    def append_framed(self, frames: bytes) -> int:
        """Writes frames already made; the place of the first."""
        first, view = self.end, memoryview(frames)
        while view:
            written = os.pwrite(self._file, view, self.end)
            self.end += written
            view = view[written:]
        return first

    def flush(self) -> None:
        os.fdatasync(self._file)
