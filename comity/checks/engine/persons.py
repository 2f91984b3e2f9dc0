"""Persons by name: the exact normal form together with the whole date of birth.

This is the place of the matcher that reads names across scripts and spellings; whatever stands here answers `find`.
"""

from typing import Final

import msgspec

from comity.checks.engine.index import Edition
from comity.checks.engine.keys import Kind
from comity.checks.engine.matching import Candidate, meeting
from comity.checks.engine.policies import Sight
from comity.core.languages import mark
from comity.records.engine import issuers
from comity.records.manifests.persons import name_and_birth

SAME_NAME_AND_BIRTH: Final = mark("The name and the date of birth are the same.")
OTHER_SEX: Final = mark("The sex is another.")
OTHER_NATIONALITY: Final = mark("The nationality is not among those recorded.")
NEEDS_BIRTH: Final = mark("A person is looked up by name only with a whole date of birth.")
MAY_BE_CUT: Final = mark("The name in the zone may be cut off: type the whole name to look it up.")

_SEXES: Final = {"male": "M", "female": "F", "other": "X"}


class Asked(msgspec.Struct, frozen=True):
    """A person as looked for: whole name in any order, date of birth as known (YYYY, YYYY-MM or YYYY-MM-DD)."""

    name: str
    birth: str | None
    sex: str | None = None
    nationality: str | None = None
    may_be_cut: bool = False


class Answer(msgspec.Struct, frozen=True):
    """Who was found; `why_not` says why the name could not be looked up at all."""

    candidates: list[Candidate]
    why_not: str = ""


def find(edition: Edition, sight: Sight, asked: Asked) -> Answer:
    """The persons that this may be."""
    if not asked.birth or len(asked.birth) != len("2000-01-01"):
        return Answer([], NEEDS_BIRTH)
    key = name_and_birth(asked.name, asked.birth)
    found = edition.find(Kind.NAME_AND_BIRTH, key, sight)
    met = [one for one in found if meeting(one, Kind.NAME_AND_BIRTH, key) is not None]
    candidates = []
    for one in met:
        against = _against(asked, one.entry.facts)
        score = 0.95 - 0.3 * len(against)
        candidates.append(Candidate(one, round(score, 2), [SAME_NAME_AND_BIRTH, *against], is_hit=not against))
    return Answer(candidates, MAY_BE_CUT if asked.may_be_cut and not candidates else "")


def _against(asked: Asked, facts: dict[str, object]) -> list[str]:
    against = []
    held = _SEXES.get(str(facts.get("sex")))
    if held and asked.sex in ("M", "F") and held != asked.sex:
        against.append(OTHER_SEX)
    nationalities = facts.get("nationalities")
    asked_code = issuers.canonical(asked.nationality) if asked.nationality else None
    if asked_code and isinstance(nationalities, list) and nationalities and asked_code not in nationalities:
        against.append(OTHER_NATIONALITY)
    return against
