"""Readers: processes that read people beside the one that writes a new build, for reading is most of the work.

Each takes one block at a time and gives it back read, in turn, so that the order stays. A reader ends when its input is
closed, however that happens; what one that ended early had is read here.

    python -m comity.checks.engine.persons.readers
"""

import os
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, Final

import msgspec

from comity.checks.engine.persons.people import Written
from comity.checks.engine.persons.reading import read_facts

Facts = Sequence[Mapping[str, Any]]
Block = list[Written | None]

MOST: Final = 8
_NICENESS: Final = 5
_LENGTH: Final = struct.Struct("<I")

_encode = msgspec.msgpack.Encoder().encode
_decode_facts = msgspec.msgpack.Decoder(list[dict[str, Any]]).decode
_decode_block = msgspec.msgpack.Decoder(Block).decode


class Readers:
    """So many processes, each with a block at most. None: everything is read here, at once."""

    def __init__(self, number: int) -> None:
        command = [sys.executable, "-m", __name__]
        self._idle = deque(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(number)
        )
        self._busy: deque[tuple[subprocess.Popen[bytes], Facts]] = deque()

    @property
    def processes(self) -> list[subprocess.Popen[bytes]]:
        """All of them."""
        return [*self._idle, *(process for process, _facts in self._busy)]

    def turn(self, facts: Facts) -> Block | None:
        """Gives a block to be read; the block given longest ago, read, unless a process was idle."""
        if not self._idle and not self._busy:
            return [read_facts(one) for one in facts]
        done = None if self._idle else self._take()
        process = self._idle.popleft()
        assert process.stdin is not None
        with suppress(BrokenPipeError):
            _send(process.stdin, _encode(facts))
        self._busy.append((process, facts))
        return done

    def rest(self) -> Iterator[Block]:
        """What was given and not yet had back, in order."""
        while self._busy:
            yield self._take()

    def close(self) -> None:
        """Ends the processes, whatever they are at."""
        for process in self.processes:
            process.kill()
            process.communicate()
        self._idle.clear()
        self._busy.clear()

    def _take(self) -> Block:
        process, facts = self._busy.popleft()
        self._idle.append(process)
        assert process.stdout is not None
        taken = _receive(process.stdout)
        return _decode_block(taken) if taken is not None else [read_facts(one) for one in facts]


def number() -> int:
    """How many readers this machine has room for: none where there is one processor."""
    processors = len(os.sched_getaffinity(0))
    return min(MOST, processors) if processors > 1 else 0


def serve(given: IO[bytes], taken: IO[bytes]) -> None:
    """A reader: reads what is given until nothing more comes."""
    while (facts := _receive(given)) is not None:
        _send(taken, _encode([read_facts(one) for one in _decode_facts(facts)]))


def _send(into: IO[bytes], content: bytes) -> None:
    into.write(_LENGTH.pack(len(content)))
    into.write(content)
    into.flush()


def _receive(out_of: IO[bytes]) -> bytes | None:
    """The next message; None where there is no more, or only a part of one."""
    head = out_of.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = out_of.read(length)
    return content if len(content) == length else None


def main() -> None:
    """Until the input ends. An interrupt meant for the writer is its own to obey."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(_NICENESS)
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
