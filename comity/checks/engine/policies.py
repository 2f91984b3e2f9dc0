"""The policies: every combination of source, database, level, purposes and denials once, with a number.

A slot carries the number, and an asker's sight turns the number into yes or no with one look into an array. The
predicate itself is records.rules.may_see: this file only remembers its verdicts.
"""

import os
import struct
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from comity.records import rules
from comity.records.rules import Policy, Viewer

_FRAME: Final = struct.Struct("<I")
# A slot's word has 24 bits for the number. Building anew drops the policies that no record has any more.
LIMIT: Final = 1 << 24
_UNKNOWN, _HIDDEN, _VISIBLE = 0, 1, 2

_encode = msgspec.msgpack.Encoder(order="deterministic").encode
_decode = msgspec.msgpack.Decoder(Policy).decode

# Source and database -> the bureau codes that a general restriction keeps out.
General = Mapping[tuple[str, str], frozenset[str]]


class Policies:
    """The policies file, append-only. Numbers start at 1 and never change while the file lives."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self._file = os.open(path, (os.O_RDWR if writable else os.O_RDONLY) | os.O_CREAT, 0o644)
        self.close = weakref.finalize(self, os.close, self._file)
        self._read_to = 0
        self._policies: list[Policy | None] = [None]
        self._numbers: dict[Policy, int] = {}
        self.read_on()
        if writable:
            # Half a policy, left by a writer that was killed, has no slot that names it.
            os.ftruncate(self._file, self._read_to)

    def __len__(self) -> int:
        return len(self._policies)

    def __getitem__(self, number: int) -> Policy:
        """The policy of that number. Raises KeyError."""
        if not 0 < number < len(self._policies):
            self.read_on()
        policy = self._policies[number] if 0 < number < len(self._policies) else None
        if policy is None:
            raise KeyError(number)
        return policy

    def read_on(self) -> None:
        """Takes in what the writer has added since the last look."""
        block = os.pread(self._file, os.fstat(self._file).st_size - self._read_to, self._read_to)
        at = 0
        while at + _FRAME.size <= len(block):
            (length,) = _FRAME.unpack_from(block, at)
            body = block[at + _FRAME.size : at + _FRAME.size + length]
            if len(body) < length:
                break
            policy = _decode(body)
            self._numbers[policy] = len(self._policies)
            self._policies.append(policy)
            at += _FRAME.size + length
        self._read_to += at

    def number(self, policy: Policy) -> int:
        """The policy's number; a new one is written first. For the writer only."""
        known = self._numbers.get(policy)
        if known is None:
            if len(self._policies) >= LIMIT:
                raise OverflowError("There are too many policies for the index: build it anew.")
            body = _encode(policy)
            os.pwrite(self._file, _FRAME.pack(len(body)) + body, self._read_to)
            self.read_on()
            known = self._numbers[policy]
        return known

    def flush(self) -> None:
        os.fdatasync(self._file)


class Sight:
    """What one viewer may see, policy by policy. Thrown away when restrictions change."""

    def __init__(self, viewer: Viewer, policies: Policies, general: General) -> None:
        self.viewer = viewer
        self._policies = policies
        self._general = general
        self._verdicts = bytearray(len(policies))
        # Every policy below this number has been judged; there is none of number 0.
        self._judged = 1

    def sees(self, number: int) -> bool:
        """Whether records under that policy exist for the viewer. An unknown policy hides."""
        try:
            verdict = self._verdicts[number]
        except IndexError:
            verdict = _UNKNOWN
        return (verdict or self._judge(number)) == _VISIBLE

    def verdicts(self) -> bytes:
        """One byte for each policy by its number, for looking at many records at once: 1 hides, 2 shows."""
        while self._judged < len(self._policies):
            self.sees(self._judged)
            self._judged += 1
        return bytes(self._verdicts)

    def _judge(self, number: int) -> int:
        try:
            policy = self._policies[number]
        except KeyError:
            return _HIDDEN
        denied = policy.denied | self._general.get((policy.source, policy.database), frozenset())
        verdict = _VISIBLE if rules.may_see(self.viewer, msgspec.structs.replace(policy, denied=denied)) else _HIDDEN
        if number >= len(self._verdicts):
            self._verdicts.extend(bytes(len(self._policies) - len(self._verdicts)))
        self._verdicts[number] = verdict
        return verdict
