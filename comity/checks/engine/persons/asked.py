"""A person as looked for, and who was found."""

from typing import Final

import msgspec

from comity.checks.engine.matching import Candidate
from comity.checks.engine.names import parsing
from comity.checks.engine.names.name import Person
from comity.core.languages import mark
from comity.records.engine import issuers
from comity.records.engine.persons import normal_name

MAY_BE_CUT: Final = mark("The name in the zone may be cut off: type the whole name to look it up.")
BEING_BUILT: Final = mark("The index of names is being built: ask again in a few minutes.")

ONE_NAME: Final = mark(
    "One name alone, without a date of birth: who is recorded with more names is not found by it. "
    "Give the whole name, or the date of birth."
)
_NOTHING: Final = frozenset[str]()


class Asked(msgspec.Struct, frozen=True):
    """A person as looked for: the whole name in any order, the date of birth as far as it is known (YYYY, YYYY-MM or
    YYYY-MM-DD), other names; `family` is the part of the name that is the family name, where that is known.
    """

    name: str
    birth: str | None
    sex: str | None = None
    nationality: str | None = None
    may_be_cut: bool = False
    family: str = ""
    names: tuple[str, ...] = ()
    place_of_birth: str = ""

    def person(self) -> Person:
        """The person as a comparison takes it."""
        nationality = issuers.canonical(self.nationality) if self.nationality else None
        place = normal_name(self.place_of_birth) if self.place_of_birth else ""
        return Person(
            names=(parsing.parse(self.name, family=self.family), *map(parsing.parse, self.names)),
            births=(self.birth,) if self.birth else (),
            sex=self.sex or "",
            nationalities=frozenset({nationality}) if nationality else _NOTHING,
            places=frozenset({place}) if place else _NOTHING,
        )


class Answer(msgspec.Struct, frozen=True):
    """Who was found; `why_not` says why the name could not be looked up at all."""

    candidates: list[Candidate]
    why_not: str = ""
