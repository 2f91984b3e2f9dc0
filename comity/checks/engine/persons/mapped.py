"""A mapped file of 64-bit words that grows at its end: one process writes, many read and follow its growth."""

import mmap
import os
import struct
import weakref
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.table import NotATable

Words = NDArray[np.int64]

HEADER: Final = 512
_WORD: Final = 8
_LEAST: Final = 1 << 20
_MAGIC, _FORM = 0, 1
# The words of the header that are left to the file's own use.
OWN: Final = 2


def create(path: Path, magic: bytes, form: int, words: int) -> None:
    """Writes an empty file with room for so many words beyond the header, at least. Raises OSError without room."""
    with path.open("xb") as file:
        os.posix_fallocate(file.fileno(), 0, max(_LEAST, (HEADER + words) * _WORD))
        file.write(struct.pack("<qq", int.from_bytes(magic, "little"), form))


class Mapped:
    """The file, open. `words` is it whole, as signed 64-bit words; `array` the same for numpy, never to be written.

    Raises NotATable when the file is of another kind or form.
    """

    words: Any
    array: Words

    def __init__(self, path: Path, magic: bytes, form: int, *, writable: bool = False) -> None:
        self._file = os.open(path, os.O_RDWR if writable else os.O_RDONLY)
        # A map still looked at elsewhere goes with its last user.
        self.close = weakref.finalize(self, os.close, self._file)
        self._writable = writable
        self._open()
        if self.words[_MAGIC] != int.from_bytes(magic, "little") or self.words[_FORM] != form:
            self.close()
            raise NotATable(path.name)

    def __len__(self) -> int:
        return len(self.words)

    def follow(self) -> bool:
        """Takes in that the writer made the file longer; False when it did not."""
        if os.fstat(self._file).st_size == len(self.words) * _WORD:
            return False
        self._open()
        return True

    def make_room(self, words: int) -> None:
        """Makes the file longer by a quarter, unless so many words have room already. For the writer."""
        if words > len(self.words):
            size = (max(words, len(self.words) * 5 // 4) + HEADER) // HEADER * HEADER * _WORD
            os.posix_fallocate(self._file, 0, size)
            self._open()

    def bytes_at(self, at: int, length: int) -> bytes:
        """So many bytes from the word at that place on."""
        return bytes(self._map[at * _WORD : at * _WORD + length])

    def write_bytes(self, at: int, content: bytes) -> None:
        """Writes bytes from that place on. For the writer."""
        self._map[at * _WORD : at * _WORD + len(content)] = content

    def flush(self) -> None:
        self._map.flush()

    def _open(self) -> None:
        # The map before it stays while somebody looks at it, and goes with the last who does.
        access = mmap.ACCESS_WRITE if self._writable else mmap.ACCESS_READ
        self._map = mmap.mmap(self._file, 0, access=access)
        self.words = memoryview(self._map).cast("q")
        self.array = np.frombuffer(memoryview(self._map).toreadonly(), np.int64)
