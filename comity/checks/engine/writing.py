"""Writing the index: one process a host, which follows the change log and applies it, record by record.

Every verb may be repeated: it looks at what is there, not at what it did before. So a writer that was killed at any
point starts again at the last `seq` and ends with the same index.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID

from comity.checks.engine import access, index, judged, keys, payloads, ranges
from comity.checks.engine.building import Builder
from comity.checks.engine.constructing import Construction, exact_hashes
from comity.checks.engine.control import At, Control, boot
from comity.checks.engine.payloads import Entry, Payloads
from comity.checks.engine.persons.holding import DATABASE, Keeper
from comity.checks.engine.policies import Policies
from comity.checks.engine.table import Full, NotATable, Table
from comity.network.rules import AccessSnapshot
from comity.records.rules import Policy

# Buckets copied at once while a table grows.
_STRIDE: Final = 1 << 16


class Busy(Exception):
    """Another process is writing the index."""


class NotBuilt(Exception):
    """There is no index that may be trusted: build it first."""


class Writer:
    """The one writer. Raises Busy when there is another. Use as a context, so that the files are closed well."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock = os.open(folder / "writer.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            raise Busy from None
        self.ring = keys.keyring(folder / "key")
        self._control = Control(folder / "control", writable=True)
        words = self._control.words
        if words[At.BUILD] and (not self._control.is_trusted or words[At.KEY] != self.ring.id):
            words[At.BUILD] = words[At.SEQ] = 0
            self._control.changed()
        words[At.KEY], words[At.BOOT] = self.ring.id, boot()
        self._files: _Files | None = None
        if words[At.BUILD]:
            # Files that another edition of the programme wrote are built anew; readers go on with what they know.
            with suppress(NotATable, FileNotFoundError):
                self._files = _Files(self._folder(words[At.BUILD]), self.ring)

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @property
    def is_built(self) -> bool:
        return self._files is not None

    @property
    def seq(self) -> int:
        return self._control.words[At.SEQ]

    def put(self, entry: Entry, policy: Policy) -> None:
        """Adds the record, or takes the new state of one that is known. Readers see it at once."""
        while True:
            try:
                self._put(entry, policy)
            except Full:
                self._grow()
            else:
                return

    def remove(self, record: UUID) -> None:
        """Takes the record out; no harm when it is not there."""
        files, identity = self._open(), record.bytes
        hash = self.ring.hash_record(identity)
        for word in self._own(files.records, hash, identity):
            entry = files.payloads.read(payloads.offset_of(word))
            if entry is not None:
                self._forget(files, identity, self._hashes(entry))
            files.records.remove(hash, word)
        files.people.remove(identity)
        files.forget_ranges(identity)

    def held(self, record: UUID) -> tuple[Entry, Policy] | None:
        """What the index holds of the record: for comparing it with the database."""
        files = self._open()
        for word in self._own(files.records, self.ring.hash_record(record.bytes), record.bytes):
            entry = files.payloads.read(payloads.offset_of(word))
            if entry is not None:
                return entry, files.policies[payloads.policy_of(word)]
        return None

    def records(self) -> Iterator[tuple[Entry, Policy]]:
        """Every record held, in no order: for finding those that the database does not hold."""
        files = self._open()
        for _hashes, words in files.records.all(_STRIDE):
            for word in words.tolist():
                entry = files.payloads.read(payloads.offset_of(word))
                if entry is not None:
                    yield entry, files.policies[payloads.policy_of(word)]

    def set_access(self, snapshot: AccessSnapshot) -> None:
        """Tokens, restrictions and bureaus from now on."""
        access.write(self.folder / "access", snapshot)
        self._control.changed()

    def set_judged(self, key: bytes, rows: Iterable[bytes]) -> None:
        """The judgements in force from now on (judged.row)."""
        judged.write(self.folder / "judged", key, rows)
        self._control.changed()

    def advance(self, seq: int) -> None:
        """Everything up to this number of the change log has been applied. Call after each batch."""
        if self._open().write_ranges():
            self._control.changed()
        self._control.words[At.SEQ] = seq
        if self._open().people.is_wasteful:
            self._grow()

    def beat(self) -> None:
        """There is nothing left to follow at this moment. Readers grow wary of an index that does not beat."""
        self._control.words[At.BEAT] = time.time_ns() // 1_000_000

    def build(self, records: Iterable[tuple[Entry, Policy]], seq: int, progress: Callable[[int], object] = int) -> None:
        """Builds all files anew, and puts them into use. `progress` is told how many records are done."""
        number = self._control.words[At.BUILD] or self._latest()
        folder = self._folder(number + 1)
        index.discard(folder)
        folder.mkdir()
        with Construction(folder, self.ring) as construction:
            for entry, policy in records:
                construction.add(entry, policy)
                if construction.count % 10_000 == 0:
                    progress(construction.count)
        progress(construction.count)
        self.adopt(number + 1, seq)

    def adopt(self, number: int, seq: int) -> None:
        """Puts a finished build into use and removes the others."""
        self._files = _Files(self._folder(number), self.ring)
        self._files.flush()
        self._control.words[At.BUILD], self._control.words[At.SEQ] = number, seq
        self._control.changed()
        for folder in self.folder.glob("build-*"):
            if folder != self._folder(number):
                index.discard(folder)

    def close(self) -> None:
        """Everything to disk, so that even a machine that stops finds it whole; lets the next writer in."""
        if self._files:
            self._files.write_ranges()
            self._files.flush()
        self._control.words[At.BOOT] = 0
        self._control.close()
        os.close(self._lock)

    def _put(self, entry: Entry, policy: Policy) -> None:
        files, record = self._open(), entry.record
        number = files.policies.number(policy)
        [place] = files.payloads.append([entry])
        word = payloads.word(number, place)
        hash = self.ring.hash_record(record)
        known = self._own(files.records, hash, record)
        before = {h for old in known for h in self._hashes(files.payloads.read(payloads.offset_of(old)))}
        hashes = self._hashes(entry)
        for key_hash in hashes:
            self._point(files.slots, key_hash, record, word)
        self._forget(files, record, before - hashes)
        files.forget_ranges(record)
        if entry.blanks:
            files.add_range(record, entry.blanks, word)
        self._point(files.records, hash, record, word)
        if policy.database == DATABASE:
            files.people.put(entry, word)

    def _point(self, slots: Table, hash: int, record: bytes, word: int) -> None:
        """One slot under the hash for the record, with this word."""
        own = self._own(slots, hash, record)
        if not own:
            slots.put(hash, word)
            return
        slots.replace(hash, own[0], word)
        for surplus in own[1:]:
            slots.remove(hash, surplus)

    def _forget(self, files: "_Files", record: bytes, hashes: Iterable[int]) -> None:
        for hash in hashes:
            for word in self._own(files.slots, hash, record):
                files.slots.remove(hash, word)

    def _own(self, slots: Table, hash: int, record: bytes) -> list[int]:
        """The words under the hash whose entry is this record's."""
        read = self._open().payloads.read
        found = [(word, read(payloads.offset_of(word))) for word in slots.find(hash)]
        return [word for word, entry in found if entry is not None and entry.record == record]

    def _hashes(self, entry: Entry | None) -> set[int]:
        return exact_hashes(self.ring, entry) if entry else set()

    def _grow(self) -> None:
        """Tables anew with twice the room; the other files are shared with the build before."""
        files, number = self._open(), self._control.words[At.BUILD]
        files.write_ranges()
        folder = self._folder(number + 1)
        index.discard(folder)
        folder.mkdir()
        for name in ("payloads", "policies", "ranges"):
            with suppress(FileNotFoundError):
                os.link(self._folder(number) / name, folder / name)
        files.people.share(self._folder(number), folder)
        for name, old in (("slots", files.slots), ("records", files.records), ("bearers", files.people.bearers)):
            builder = Builder()
            for hashes, words in old.all(_STRIDE):
                builder.add(hashes, words)
            builder.finish(folder / name, self.ring.id, capacity=2 * old.count)
        self.adopt(number + 1, self.seq)

    def _open(self) -> "_Files":
        if self._files is None:
            raise NotBuilt
        return self._files

    def _folder(self, number: int) -> Path:
        return self.folder / f"build-{number}"

    def _latest(self) -> int:
        numbers = [path.name.removeprefix("build-") for path in self.folder.glob("build-*")]
        return max((int(number) for number in numbers if number.isdigit()), default=0)


class _Files:
    """The files of one build, open for writing."""

    def __init__(self, folder: Path, ring: keys.Keyring) -> None:
        self.slots = Table(folder / "slots", ring.id, writable=True)
        self.records = Table(folder / "records", ring.id, writable=True)
        self.people = Keeper(folder, ring)
        self.payloads = Payloads(folder / "payloads", writable=True)
        self.policies = Policies(folder / "policies", writable=True)
        self._range_file = folder / "ranges"
        self._ranges: dict[bytes, ranges.Row] = {}
        for row in ranges.read(self._range_file):
            entry = self.payloads.read(payloads.offset_of(row[1]))
            if entry is not None:
                self._ranges[entry.record] = row
        self._ranges_changed = False

    def add_range(self, record: bytes, blanks: payloads.Blanks, word: int) -> None:
        self._ranges[record] = (blanks, word)
        self._ranges_changed = True

    def forget_ranges(self, record: bytes) -> None:
        if self._ranges.pop(record, None) is not None:
            self._ranges_changed = True

    def write_ranges(self) -> bool:
        """Writes the ranges if they changed; True if they did."""
        if not self._ranges_changed:
            return False
        ranges.write(self._range_file, self._ranges.values())
        self._ranges_changed = False
        return True

    def flush(self) -> None:
        self.payloads.flush()
        self.policies.flush()
        self.slots.flush()
        self.records.flush()
        self.people.flush()
