"""Persons: who in the index this may be, by name in any script and what is known of the birth."""

from comity.checks.engine.persons.exact import (
    ABOUT_AGREES,
    ASKED_IN_PART,
    MAY_BE_CUT,
    MONTH_AGREES,
    NEEDS_BIRTH,
    NO_BIRTH_HELD,
    SAME_NAME_AND_BIRTH,
    YEAR_AGREES,
    Answer,
    Asked,
    find,
)

__all__ = [
    "ABOUT_AGREES",
    "ASKED_IN_PART",
    "MAY_BE_CUT",
    "MONTH_AGREES",
    "NEEDS_BIRTH",
    "NO_BIRTH_HELD",
    "SAME_NAME_AND_BIRTH",
    "YEAR_AGREES",
    "Answer",
    "Asked",
    "find",
]
