"""The people of one build: files open for reading, and the writer's verbs over them.

What a record's facts say of a person is filed under every name with every date of birth, and under the keys of the
names. All rows refer to one place, so that a person is shown, changed over and taken away by one write.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from comity.checks.engine import names
from comity.checks.engine.keys import Keyring
from comity.checks.engine.payloads import Entry
from comity.checks.engine.persons import births, buckets, people, reading, sketch
from comity.checks.engine.persons.buckets import Buckets, Row
from comity.checks.engine.persons.people import People, Written
from comity.checks.engine.table import Full, NotATable, Table

DATABASE: Final = "persons"
# Rows are swept when more people are gone than half of those here, and so many at least.
_SWEPT_FROM: Final = 50_000
# Whatever decides how a name is read and sketched: files made by other code or tables are not to be trusted. What a
# reason counts may be learned again over the same index.
_READING: Final = (
    "parsing", "romanising", "decoding", "learned", "scripts", "letters", "han", "name",
    "prepar", "aligning_units", "sightings", "spelling",
)  # fmt: skip
_FORM: Final = (*(f"{start}*.py" for start in _READING), "tables/*")
_NOT_OF_FORM: Final = "weights.json"


class Holding:
    """The people as readers and the writer have them."""

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        self.people = People(folder / "people", form(), writable=writable)
        self.rows = Buckets(folder / "buckets", form(), writable=writable)


def opened(folder: Path) -> Holding | None:
    """The people of a build; None where they were written by another edition and wait to be built anew."""
    try:
        return Holding(folder)
    except (FileNotFoundError, NotATable):
        return None


class Keeper:
    """The writer's side. Raises NotATable or FileNotFoundError where the files are another edition's."""

    def __init__(self, folder: Path, ring: Keyring) -> None:
        self._ring = ring
        self._held = Holding(folder, writable=True)
        self.bearers = Table(folder / "bearers", ring.id, writable=True)

    def put(self, entry: Entry, word: int) -> None:
        """Shows the person under this word: a new one, or the new state of one that is known. Raises Full."""
        person, held = reading.person_of(entry.facts), self._held
        if not person.names:
            self.remove(entry.record)
            return
        hash, known = self._ring.hash_record(entry.record), self._own(entry.record)
        content = people.content_of(person)
        same = next((place for place in known if held.people.content(place) == content), None)
        if same is None or not held.people.word(same):
            if self.bearers.is_full:
                raise Full
            same, rows = append(held.people, entry.record, reading.read(person, content))
            for row in rows:
                held.rows.add(row)
            self.bearers.put(hash, same)
        held.people.set_word(same, word)
        for place in known:
            if place != same:
                self._forget(hash, place)

    def remove(self, record: bytes) -> None:
        """Takes the person out; no harm when there is none."""
        for place in self._own(record):
            self._forget(self._ring.hash_record(record), place)

    def word(self, record: bytes) -> int:
        """The word under which the person of that record is seen; 0 for nobody."""
        return next((word for place in self._own(record) if (word := self._held.people.word(place))), 0)

    @property
    def is_wasteful(self) -> bool:
        """Whether so many people are gone that their rows are worth sweeping."""
        found = self._held.people
        return found.unswept > max(_SWEPT_FROM, found.living // 2)

    def share(self, old: Path, new: Path) -> None:
        """The same people for another folder of files; the rows of those gone are swept when they are many."""
        (new / "people").hardlink_to(old / "people")
        if self.is_wasteful:
            self._held.rows.sweep(new / "buckets", form(), self._held.people.array)
            self._held.people.note_sweep()
        else:
            (new / "buckets").hardlink_to(old / "buckets")

    def flush(self) -> None:
        """Everything to disk."""
        self._held.people.flush()
        self._held.rows.flush()
        self.bearers.flush()

    def _own(self, record: bytes) -> list[int]:
        found = self.bearers.find(self._ring.hash_record(record))
        return [place for place in found if self._held.people.record(place) == record]

    def _forget(self, hash: int, place: int) -> None:
        self._held.people.set_word(place, 0)
        self.bearers.remove(hash, place)


def append(held: People, record: bytes, person: Written) -> tuple[int, list[Row]]:
    """The place of the person, written but not yet to be seen; and the rows for it."""
    place, at = held.append(record, person)
    rows = []
    for one, own in zip(person.names, at, strict=True):
        where = [(births.bucket(stamp), buckets.reference(own, stamp)) for stamp in person.stamps]
        if person.stamps:
            where += [(births.BORN + key, own) for key in one.keys]
        if person.is_open:
            where += [(births.UNBORN + key, own) for key in one.keys]
        rows += [(bucket, one.pairs, one.threes, reference) for bucket, reference in where]
    return place, rows


@lru_cache(maxsize=1)
def form() -> int:
    """A number that differs whenever the code and the tables differ by which names are read and sketched."""
    found = hashlib.blake2b(digest_size=7)
    folder = Path(names.__file__).parent
    files = [path for pattern in _FORM for path in sorted(folder.glob(pattern)) if path.name != _NOT_OF_FORM]
    for path in [*files, Path(sketch.__file__), Path(births.__file__)]:
        found.update(path.name.encode() + b"\0" + hashlib.blake2b(path.read_bytes()).digest())
    return int.from_bytes(found.digest(), "little")
