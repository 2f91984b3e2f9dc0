"""Buckets of rows in a mapped file: pages of a few hundred rows, chained, so that memory is read in order.

A row is a signature and a reference (the place of a name, and the stamp of a date). Rows are only ever added: what they
refer to says whether it is still there. A reader may look at any moment: a row is written before it is counted, a page
before it is linked.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.persons import births, mapped
from comity.checks.engine.persons.mapped import HEADER, OWN, Mapped, Words
from comity.checks.engine.persons.people import CODES_BITS

# A page: the next page, the number of rows, signatures, references. 4 KiB.
PAGE: Final = 512
ROWS: Final = 254
AT_COUNT: Final = 1
AT_SIGNATURES: Final = 4
AT_REFERENCES: Final = AT_SIGNATURES + ROWS
# A bucket in the directory: first page, last page, number of rows.
ENTRY: Final = 4
DIRECTORY: Final = HEADER
_AT_PAGES: Final = OWN
_FIRST_PAGE: Final = (DIRECTORY + births.BUCKETS * ENTRY + PAGE - 1) // PAGE
_MAGIC: Final = b"COMITYB1"

# The place of a name in the file of people takes the lower bits of a reference, the stamp of the date the upper.
PLACE_BITS: Final = 40
PLACE_MASK: Final = (1 << PLACE_BITS) - 1


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

    def add(self, bucket: int, signature: int, reference: int) -> None:
        """Adds one row."""
        self.extend(bucket, np.array([signature], np.int64), np.array([reference], np.int64))

    def add_many(self, buckets: NDArray[np.int64], signatures: Words, references: Words) -> None:
        """Adds rows of many buckets, in any order."""
        order = np.argsort(buckets, kind="stable")
        buckets, signatures, references = buckets[order], signatures[order], references[order]
        edges = np.flatnonzero(np.diff(buckets, prepend=-1, append=-1))
        for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            self.extend(int(buckets[first]), signatures[first:last], references[first:last])

    def sweep(self, path: Path, form: int, people: Words) -> None:
        """Writes the rows of everybody who is here yet to another file."""
        create(path, form, int(self.words[_AT_PAGES]) // 2)
        swept = Buckets(path, form, writable=True)
        for bucket in range(births.BUCKETS):
            for signatures, references in self.pages(bucket):
                names = references & PLACE_MASK
                living = people[names - (people[names] >> CODES_BITS)] != 0
                if living.any():
                    swept.extend(bucket, signatures[living], references[living])
        swept.flush()
        swept.close()

    def pages(self, bucket: int) -> Iterator[tuple[Words, Words]]:
        """Signatures and references of a bucket, a page at a time."""
        page = self.words[DIRECTORY + bucket * ENTRY]
        while page:
            at, count = page * PAGE, self.words[page * PAGE + AT_COUNT]
            yield (
                self.array[at + AT_SIGNATURES : at + AT_SIGNATURES + count],
                self.array[at + AT_REFERENCES : at + AT_REFERENCES + count],
            )
            page = self.words[at]

    def extend(self, bucket: int, signatures: Words, references: Words) -> None:
        """Adds rows of one bucket."""
        entry, at = DIRECTORY + bucket * ENTRY, 0
        page = self.words[entry + 1]
        while at < len(signatures):
            count = self.words[page * PAGE + AT_COUNT] if page else ROWS
            if count == ROWS:
                last, page, count = page, self._new_page(), 0
            else:
                last = page
            fresh = min(ROWS - count, len(signatures) - at)
            start = page * PAGE + count
            self._write(start + AT_SIGNATURES, signatures[at : at + fresh])
            self._write(start + AT_REFERENCES, references[at : at + fresh])
            self.words[page * PAGE + AT_COUNT] = count + fresh
            if last != page:
                self.words[last * PAGE if last else entry] = page
                self.words[entry + 1] = page
            at += fresh
        self.words[entry + 2] += len(signatures)

    def _write(self, at: int, values: Words) -> None:
        self.words[at : at + len(values)] = memoryview(values.tobytes()).cast("q")

    def _new_page(self) -> int:
        page: int = self.words[_AT_PAGES]
        self.make_room((page + 1) * PAGE)
        # A writer that was killed may have left something where the page begins.
        self.words[page * PAGE] = self.words[page * PAGE + AT_COUNT] = 0
        self.words[_AT_PAGES] = page + 1
        return page
