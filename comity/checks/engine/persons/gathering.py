"""Gathering: the people of a new build, in bulk."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from comity.checks.engine.building import Builder
from comity.checks.engine.keys import Keyring
from comity.checks.engine.payloads import Entry
from comity.checks.engine.persons import buckets, people
from comity.checks.engine.persons.holding import Holding, append, form, person_of

# Rows gathered before they are put into their buckets together.
_GATHERED: Final = 1_000_000


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

    def add(self, entries: Iterable[tuple[Entry, int]]) -> None:
        """Persons and their words; each record once."""
        hashes, places = [], []
        for entry, word in entries:
            person = person_of(entry.facts)
            if person.names:
                place, rows = append(self._held.people, entry.record, person, people.content_of(person))
                self._held.people.set_word(place, word)
                self._rows += rows
                hashes.append(self._ring.hash_record(entry.record))
                places.append(place)
        self._bearers.add(np.array(hashes, np.uint64), np.array(places, np.uint64))
        if len(self._rows) > _GATHERED:
            self._put()

    def finish(self) -> None:
        """Puts what is left into its buckets and writes the rest."""
        self._put()
        if self._puts > 1:
            self._put_together()
        self._bearers.finish(self._folder / "bearers", self._ring.id)
        self._held.people.close()
        self._held.rows.close()

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
