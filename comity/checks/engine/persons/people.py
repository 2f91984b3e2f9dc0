"""The people: one after another in a mapped file, each with the word of its record, the codes of its names, and itself.

The word says under which policy the record stands and where its entry is, as a slot of the exact index does; 0 says
that the person is here no more. So one write changes who may see a person, or takes it away, in every bucket at once.
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from comity.checks.engine.names.name import Person
from comity.checks.engine.persons import mapped
from comity.checks.engine.persons.mapped import HEADER, OWN, Mapped

_MAGIC: Final = b"COMITYN3"
_AT_END, _AT_LIVING, _AT_DEAD, _AT_SWEPT = range(OWN, OWN + 4)
# A person: word, id of the record (two words), lengths (bytes of the person, words of all), how far on the person is
# as prepared for a comparison; then the names, the person as prepared, the person.
PREPARED: Final = 4
_NAMES: Final = 5
_WORD: Final = 8
_LENGTH_BITS: Final = 32
# A name: number of codes, which of the person's names it is, words back to its person; then the codes.
CODES_BITS: Final = 8
NUMBER_BITS: Final = 16
BACK_SHIFT: Final = CODES_BITS + NUMBER_BITS
MOST_NAMES: Final = 1 << NUMBER_BITS
_MASK: Final = 0xFFFF_FFFF_FFFF_FFFF

_encode = msgspec.msgpack.Encoder(order="deterministic").encode
_decode = msgspec.msgpack.Decoder(Person).decode


def create(path: Path, form: int) -> None:
    """Writes a file without people."""
    mapped.create(path, _MAGIC, form, 0)
    file = Mapped(path, _MAGIC, form, writable=True)
    file.words[_AT_END] = HEADER
    file.flush()
    file.close()


class People(Mapped):
    """The file, open. A person's place is that of its word."""

    def __init__(self, path: Path, form: int, *, writable: bool = False) -> None:
        super().__init__(path, _MAGIC, form, writable=writable)

    @property
    def living(self) -> int:
        """How many people are here."""
        return int(self.words[_AT_LIVING])

    @property
    def dead(self) -> int:
        """How many were here; their rows are left out when the index is built anew."""
        return int(self.words[_AT_DEAD])

    @property
    def unswept(self) -> int:
        """How many of those gone have rows yet."""
        return self.dead - int(self.words[_AT_SWEPT])

    def note_sweep(self) -> None:
        """The rows of everybody gone have been left behind."""
        self.words[_AT_SWEPT] = self.dead

    def word(self, place: int) -> int:
        """The word of the person there, as slots of the exact index have it; 0 for one who is here no more."""
        return int(self.words[place]) & _MASK

    def record(self, place: int) -> bytes:
        """The id of the record."""
        return self.bytes_at(place + 1, 16)

    def bearer(self, name: int) -> tuple[int, int]:
        """The place of the person who bears the name at that place, and which of the person's names it is."""
        head = int(self.words[name])
        return name - (head >> BACK_SHIFT), head >> CODES_BITS & MOST_NAMES - 1

    def person(self, place: int) -> Person:
        """The person as a comparison takes it."""
        return _decode(self.content(place))

    def content(self, place: int) -> bytes:
        """The person as it is kept: the same for the same person."""
        lengths = self.words[place + 3]
        length = lengths & (1 << _LENGTH_BITS) - 1
        return self.bytes_at(place + (lengths >> _LENGTH_BITS) - (length + 7) // 8, length)

    def append(self, record: bytes, person: "Written") -> tuple[int, list[int]]:
        """Writes a person, not yet to be seen; its place, and that of each name."""
        place = int(self.words[_AT_END])
        words: list[int] = []
        at: list[int] = []
        for number, name in enumerate(person.names):
            at.append(place + _NAMES + len(words))
            words += [len(name.codes) | number << CODES_BITS | (at[-1] - place) << BACK_SHIFT, *name.codes]
        prepared = _NAMES + len(words)
        total = prepared + len(person.prepared) // _WORD + (len(person.content) + _WORD - 1) // _WORD
        self.make_room(place + total)
        self.words[place] = 0
        head = [len(person.content) | total << _LENGTH_BITS, prepared, *words]
        self.write_bytes(place + 1, record + _packed(head) + person.prepared + person.content)
        self.words[_AT_END] = place + total
        return place, at

    def set_word(self, place: int, word: int) -> None:
        """Shows the person under this word, or takes it away with 0. One write."""
        before, self.words[place] = self.words[place], word - (1 << 64) if word >> 63 else word
        if word and not before:
            self.words[_AT_LIVING] += 1
        if before and not word:
            self.words[_AT_LIVING] -= 1
            self.words[_AT_DEAD] += 1

    def all(self) -> Iterator[int]:
        """The places of everybody who is here."""
        place, end = HEADER, int(self.words[_AT_END])
        while place < end:
            if self.words[place]:
                yield place
            place += self.words[place + 3] >> _LENGTH_BITS


class Named(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A name as written: both words of its signature, its codes, its keys."""

    pairs: int
    threes: int
    codes: tuple[int, ...]
    keys: tuple[int, ...]


class Written(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A person as written: as `content_of` keeps it, as prepared for a comparison (words, as bytes), its names, the
    stamps of its dates of birth, and whether it must also be found without any."""

    content: bytes
    prepared: bytes
    names: tuple[Named, ...]
    stamps: tuple[int, ...]
    is_open: bool


def content_of(person: Person) -> bytes:
    """What is kept of a person: the same for the same person."""
    return _encode(person)


def _packed(words: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(words)}q", *words)
