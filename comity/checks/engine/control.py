"""The control page: a few numbers in a mapped file, by which readers see within a request that something changed."""

import mmap
import os
import struct
import time
from enum import IntEnum
from pathlib import Path
from typing import Final

_SIZE: Final = 4096
_MAGIC: Final = int.from_bytes(b"COMITYC1", "little")


class At(IntEnum):
    """Places on the page, in 64-bit words."""

    MAGIC = 0
    KEY = 1
    # Raised last of all by every change that readers must take in before their next answer.
    EPOCH = 2
    # The folder of files in use; 0 while there is none that may be trusted.
    BUILD = 3
    # The number in the change log up to which the index holds everything.
    SEQ = 4
    # Unix milliseconds at which the follower last had nothing left to do.
    BEAT = 5
    # The boot during which a writer has the files open; 0 when they were closed well.
    BOOT = 6


class Control:
    """The page, mapped. Made by the writer; readers wait until it exists."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT if writable else os.O_RDONLY, 0o644)
        try:
            if writable and os.fstat(descriptor).st_size < _SIZE:
                os.ftruncate(descriptor, _SIZE)
                os.pwrite(descriptor, struct.pack("Q", _MAGIC), 0)
            access = mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ
            self._map = mmap.mmap(descriptor, _SIZE, access=access)
        finally:
            os.close(descriptor)
        self.words = memoryview(self._map).cast("Q")

    def changed(self) -> None:
        """Tells readers to look again. The last write of a change."""
        self.words[At.EPOCH] += 1

    @property
    def is_trusted(self) -> bool:
        """False after the machine stopped while a writer was at work: some mapped pages may then be old."""
        return self.words[At.BUILD] > 0 and self.words[At.BOOT] in (0, boot())

    def age(self) -> float:
        """Seconds since the index was known to hold all that the database holds."""
        return max(0.0, time.time() - self.words[At.BEAT] / 1000)

    def close(self) -> None:
        self._map.flush()
        self.words.release()
        self._map.close()


def boot() -> int:
    """A number for this run of the machine's kernel, never 0."""
    try:
        text = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return 1
    return int(text.replace("-", "")[:15], 16) or 1
