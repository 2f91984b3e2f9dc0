"""Gathering: the people of a new build, in bulk."""

import itertools
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from comity.checks.engine.building import Builder
from comity.checks.engine.keys import Keyring
from comity.checks.engine.payloads import Entry
from comity.checks.engine.persons import buckets, people, readers
from comity.checks.engine.persons.holding import Holding, append, form
from comity.checks.engine.persons.readers import Block, Readers

# Rows gathered before they are put into their buckets together.
_GATHERED: Final = 1_000_000
# People given to a reader at once.
_BLOCK: Final = 1_000
# So many are read here: to start readers takes longer.
_READ_HERE: Final = 20_000
_HERE: Final = Readers(0)


class Gathering:
    """The people of a new build, in bulk."""

    def __init__(self, folder: Path, ring: Keyring) -> None:
        self._folder, self._ring = folder, ring
        people.create(folder / "people", form())
        buckets.create(folder / "buckets", form())
        self._held = Holding(folder, writable=True)
        self._rows: list[buckets.Row] = []
        self._puts = 0
        self._bearers = Builder()
        # Blocks that are being read: by record and word.
        self._waiting: deque[list[tuple[bytes, int]]] = deque()
        self._readers, self._count = _HERE, 0

    def add(self, entries: Iterable[tuple[Entry, int]]) -> None:
        """Persons and their words; each record once."""
        given = iter(entries)
        while block := list(itertools.islice(given, _BLOCK)):
            self._count += len(block)
            if self._readers is _HERE and self._count > _READ_HERE:
                self._readers = Readers(readers.number())
            self._waiting.append([(entry.record, word) for entry, word in block])
            read = self._readers.turn([entry.facts for entry, _word in block])
            if read is not None:
                self._file(read)

    def finish(self) -> None:
        """Puts what is left into its buckets and writes the rest."""
        for read in self._readers.rest():
            self._file(read)
        self._put()
        if self._puts > 1:
            self._put_together()
        self._bearers.finish(self._folder / "bearers", self._ring.id)

    def close(self) -> None:
        """Lets go of everything, finished or not."""
        self._readers.close()
        self._held.people.close()
        self._held.rows.close()

    def _file(self, read: Block) -> None:
        """Files the block that has waited longest."""
        hashes, places = [], []
        for (record, word), person in zip(self._waiting.popleft(), read, strict=True):
            if person is not None:
                place, rows = append(self._held.people, record, person)
                self._held.people.set_word(place, word)
                self._rows += rows
                hashes.append(self._ring.hash_record(record))
                places.append(place)
        self._bearers.add(np.array(hashes, np.uint64), np.array(places, np.uint64))
        if len(self._rows) > _GATHERED:
            self._put()

    def _put(self) -> None:
        if self._rows:
            self._held.rows.add_many(np.array(self._rows, np.int64))
            self._puts += 1
        self._rows = []

    def _put_together(self) -> None:
        """Writes each bucket in one piece: filled in turns, their pages lie scattered, and reading waits for each."""
        fresh = self._folder / "buckets.fresh"
        self._held.rows.sweep(fresh, form(), self._held.people.array)
        fresh.replace(self._folder / "buckets")
