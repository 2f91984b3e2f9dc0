"""Buckets of rows in a mapped file: pages of a few rows, chained, so that memory is read in order.

A row is a signature of two words and a reference (the place of a name, and the stamp of a date). Rows are only ever
added: what they refer to says whether it is still there. A reader may look at any moment: a row is written before it is
counted, a page before it is linked.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from comity.checks.engine.persons import births, mapped
from comity.checks.engine.persons.mapped import HEADER, OWN, Mapped, Words
from comity.checks.engine.persons.people import BACK_SHIFT

# A page: the next page, the number of rows, both words of the signatures, references. 1 KiB.
PAGE: Final = 128
ROWS: Final = 42
COLUMNS: Final = 3
AT_COUNT: Final = 1
AT_ROWS: Final = 2
# A bucket in the directory: first page, last page, number of rows.
ENTRY: Final = 4
DIRECTORY: Final = HEADER
_AT_PAGES: Final = OWN
_FIRST_PAGE: Final = (DIRECTORY + births.BUCKETS * ENTRY + PAGE - 1) // PAGE
_MAGIC: Final = b"COMITYB2"

# The place of a name in the file of people takes the lower bits of a reference, the stamp of the date the upper.
PLACE_BITS: Final = 40
PLACE_MASK: Final = (1 << PLACE_BITS) - 1

# A row on its way: its bucket, both words of its signature, its reference.
Row = tuple[int, int, int, int]


def create(path: Path, form: int, pages: int = 0) -> None:
    """Writes a file without rows."""
    mapped.create(path, _MAGIC, form, (_FIRST_PAGE + pages) * PAGE)
    file = Mapped(path, _MAGIC, form, writable=True)
    file.words[_AT_PAGES] = _FIRST_PAGE
    file.flush()
    file.close()


def reference(place: int, stamp: int) -> int:
    """One word for a name's place and a date's stamp."""
    return stamp << PLACE_BITS | place


class Buckets(Mapped):
    """The file, open."""

    def __init__(self, path: Path, form: int, *, writable: bool = False) -> None:
        super().__init__(path, _MAGIC, form, writable=writable)

    def count(self, bucket: int) -> int:
        """How many rows a bucket has, dead ones too."""
        return int(self.words[DIRECTORY + bucket * ENTRY + 2])

    def add(self, row: Row) -> None:
        """Adds one row."""
        self.extend(row[0], np.array([row[1:]], np.int64).T)

    def add_many(self, rows: Words) -> None:
        """Adds rows (bucket, both words of the signature, reference) of many buckets, in any order."""
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        edges = np.flatnonzero(np.diff(rows[:, 0], prepend=-1, append=-1))
        columns = np.ascontiguousarray(rows[:, 1:].T)
        for bucket, first, last in zip(
            rows[edges[:-1], 0].tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True
        ):
            self.extend(bucket, columns[:, first:last])

    def sweep(self, path: Path, form: int, people: Words) -> None:
        """Writes the rows of everybody who is here yet to another file."""
        create(path, form, int(self.words[_AT_PAGES]) // 2)
        swept = Buckets(path, form, writable=True)
        for bucket in range(births.BUCKETS):
            for columns in self.pages(bucket):
                names = columns[-1] & PLACE_MASK
                living = people[names - (people[names] >> BACK_SHIFT)] != 0
                if living.any():
                    swept.extend(bucket, columns[:, living])
        swept.flush()
        swept.close()

    def pages(self, bucket: int) -> Iterator[Words]:
        """The columns of a bucket's rows, a page at a time."""
        page = self.words[DIRECTORY + bucket * ENTRY]
        while page:
            count = self.words[page * PAGE + AT_COUNT]
            at = page * PAGE + AT_ROWS
            yield self.array[at : at + COLUMNS * ROWS].reshape(COLUMNS, ROWS)[:, :count]
            page = self.words[page * PAGE]

    def extend(self, bucket: int, columns: Words) -> None:
        """Adds rows of one bucket."""
        entry, at, size = DIRECTORY + bucket * ENTRY, 0, columns.shape[1]
        page = self.words[entry + 1]
        while at < size:
            count = self.words[page * PAGE + AT_COUNT] if page else ROWS
            if count == ROWS:
                last, page, count = page, self._new_page(), 0
            else:
                last = page
            fresh = min(ROWS - count, size - at)
            for number, column in enumerate(columns):
                start = page * PAGE + AT_ROWS + number * ROWS + count
                self.words[start : start + fresh] = memoryview(column[at : at + fresh].tobytes()).cast("q")
            self.words[page * PAGE + AT_COUNT] = count + fresh
            if last != page:
                self.words[last * PAGE if last else entry] = page
                self.words[entry + 1] = page
            at += fresh
        self.words[entry + 2] += size

    def _new_page(self) -> int:
        page: int = self.words[_AT_PAGES]
        self.make_room((page + 1) * PAGE)
        # A writer that was killed may have left something where the page begins.
        self.words[page * PAGE] = self.words[page * PAGE + AT_COUNT] = 0
        self.words[_AT_PAGES] = page + 1
        return page
