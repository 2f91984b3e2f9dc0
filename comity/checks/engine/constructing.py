"""Constructing: all files of one build from a stream of records."""

from pathlib import Path
from typing import Final

import numpy as np

from comity.checks.engine import payloads, policies, ranges
from comity.checks.engine.building import Builder
from comity.checks.engine.keys import Keyring
from comity.checks.engine.payloads import Entry
from comity.checks.engine.persons.gathering import Gathering
from comity.checks.engine.persons.holding import DATABASE
from comity.records.rules import Policy

_CHUNK: Final = 10_000


def exact_hashes(ring: Keyring, entry: Entry) -> set[int]:
    """The hashes of the record's keys in the table. One written long ago may carry a kind of key given up since."""
    return {ring.hash(kind, normal) for kind, normal in entry.keys if kind in ring.seeds}


class Construction:
    """All files of one build from a stream of records. As a context: the tables are written when it ends well."""

    def __init__(self, folder: Path, ring: Keyring) -> None:
        self._folder, self._ring = folder, ring
        self._slots, self._records = Builder(), Builder()
        payloads.create(folder / "payloads")
        self._payloads = payloads.Payloads(folder / "payloads", writable=True)
        self._policies = policies.Policies(folder / "policies", writable=True)
        self._ranges: list[ranges.Row] = []
        self._people = Gathering(folder, ring)
        self._waiting: list[tuple[Entry, Policy]] = []
        self.count = 0

    def add(self, entry: Entry, policy: Policy) -> None:
        """Adds a record; each record once."""
        self._waiting.append((entry, policy))
        self.count += 1
        if len(self._waiting) >= _CHUNK:
            self._write()

    def __enter__(self) -> "Construction":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None:
            self._write()
            self._slots.finish(self._folder / "slots", self._ring.id)
            self._records.finish(self._folder / "records", self._ring.id)
            self._people.finish()
            ranges.write(self._folder / "ranges", self._ranges)
        self._people.close()
        self._payloads.close()
        self._policies.close()

    def _write(self) -> None:
        places = self._payloads.append([entry for entry, _policy in self._waiting])
        keys: list[int] = []
        key_words: list[int] = []
        numbers = [self._policies.number(policy) for _entry, policy in self._waiting]
        words = [payloads.word(number, place) for number, place in zip(numbers, places, strict=True)]
        for (entry, _policy), word in zip(self._waiting, words, strict=True):
            hashes = exact_hashes(self._ring, entry)
            keys.extend(hashes)
            key_words.extend([word] * len(hashes))
            if entry.blanks:
                self._ranges.append((entry.blanks, word))
        own = [self._ring.hash_record(entry.record) for entry, _policy in self._waiting]
        self._slots.add(np.array(keys, np.uint64), np.array(key_words, np.uint64))
        self._records.add(np.array(own, np.uint64), np.array(words, np.uint64))
        bearers = zip(self._waiting, words, strict=True)
        self._people.add((entry, word) for (entry, policy), word in bearers if policy.database == DATABASE)
        self._waiting = []
