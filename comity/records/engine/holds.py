"""Why a record is held before it answers any check. Pure."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from msgspec import Struct

from comity.core.languages import mark

MEASURE: Final = "measure"
QUOTA: Final = "quota"
REGISTER: Final = "register"

REASON_LABELS: Final = {
    MEASURE: mark("A measure holds what this bureau enters"),
    QUOTA: mark("More than a measure lets this bureau enter in a day"),
    REGISTER: mark("The document or its holder is in a blind register"),
}


class Reasons(Struct, frozen=True, kw_only=True):
    """Why one record is held: slugs, and the ids of what they rest on. None of it is for its source."""

    reasons: tuple[str, ...] = ()
    measures: tuple[UUID, ...] = ()
    matches: tuple[UUID, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.reasons)


NO_REASON: Final = Reasons()


def together(several: Iterable[Reasons]) -> Reasons:
    """All of them as one, each thing once."""
    given = list(several)
    return Reasons(
        reasons=tuple(dict.fromkeys(slug for one in given for slug in one.reasons)),
        measures=tuple(dict.fromkeys(pk for one in given for pk in one.measures)),
        matches=tuple(dict.fromkeys(pk for one in given for pk in one.matches)),
    )
