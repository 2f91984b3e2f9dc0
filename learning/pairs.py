"""Labelled pairs of names: read from a file, and parted into two thirds to tune on and a third that never is."""

import csv
import zlib
from pathlib import Path
from typing import Final

import msgspec

from comity.checks.engine.names import births, scripts
from comity.checks.engine.names.name import Person
from comity.checks.engine.names.parsing import parse

THIRDS: Final = 3


class Labelled(msgspec.Struct, frozen=True):
    """Two names with dates of birth ("" if unknown), and whether they are one person's."""

    query: str
    query_born: str
    target: str
    target_born: str
    is_one: bool
    kind: str

    @property
    def persons(self) -> tuple[Person, Person]:
        return _person(self.query, self.query_born), _person(self.target, self.target_born)

    @property
    def family(self) -> str:
        """The kind whose hard negatives this belongs to."""
        return NEGATIVES_OF.get(self.kind, self.kind.removeprefix("neg_"))


# Kinds whose negatives are not called after them.
NEGATIVES_OF: Final = {"neg_ofac_neighbours": "ofac_alias", "neg_traveller_vs_un_list": "un_typed_with_errors"}


def read(file: Path) -> list[Labelled]:
    """The rows of a file with the columns query_name, query_dob, target_name, target_dob, label and kind."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [
            Labelled(
                row["query_name"],
                row["query_dob"],
                row["target_name"],
                row["target_dob"],
                row["label"] == "1",
                row["kind"],
            )
            for row in csv.DictReader(rows)
        ]


def split(pairs: list[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Two thirds to tune on, and the third held out; all pairs of one Latin name fall on the same side."""
    held_out = [pair for pair in pairs if is_held_out(pair)]
    return [pair for pair in pairs if not is_held_out(pair)], held_out


def is_held_out(pair: Labelled) -> bool:
    """By the checksum of the side in Latin letters (the left one where both are)."""
    side = pair.query if scripts.script(pair.query) == scripts.LATIN else pair.target
    return zlib.crc32(scripts.fold(side).encode()) % THIRDS == 0


def _person(name: str, born: str) -> Person:
    known = (born,) if births.read(born) else ()
    return Person(names=(parse(name),), births=known)
