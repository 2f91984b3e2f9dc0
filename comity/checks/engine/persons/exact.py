"""Persons by name: the exact normal form, together with the date of birth as far as both sides know it.

A hit needs the whole date on both sides. Where one of them knows only a part of it, or the record none, and the parts
agree, the person is possible: a record must not stay unseen because its source did not know the day.

This is the place of the matcher that reads names across scripts and spellings; whatever stands here answers `find`.
"""

from typing import Final

import msgspec

from comity.checks.engine.index import Edition, Found
from comity.checks.engine.keys import Kind
from comity.checks.engine.matching import Candidate, meeting
from comity.checks.engine.policies import Sight
from comity.core.languages import mark
from comity.records.engine import issuers
from comity.records.engine.persons import PartialDate, may_be_born
from comity.records.manifests.persons import name_and_birth

SAME_NAME_AND_BIRTH: Final = mark("The name and the date of birth are the same.")
OTHER_SEX: Final = mark("The sex is another.")
OTHER_NATIONALITY: Final = mark("The nationality is not among those recorded.")
YEAR_AGREES: Final = mark("Only the year of birth is recorded, and it agrees.")
MONTH_AGREES: Final = mark("Only the year and the month of birth are recorded, and they agree.")
ABOUT_AGREES: Final = mark("The date of birth is recorded only roughly, and it agrees.")
ASKED_IN_PART: Final = mark("The date of birth was not given whole; it agrees with the one recorded.")
NO_BIRTH_HELD: Final = mark("The record has the same name, and no date of birth.")
SAME_NAME: Final = mark("The name is the same.")
NEEDS_BIRTH: Final = mark("A person is looked up by name only with a date of birth, or at least its year.")
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
    if not asked.birth:
        return Answer([], NEEDS_BIRTH)
    candidates: dict[bytes, Candidate] = {}
    born = PartialDate.parse(asked.birth)
    for date in dict.fromkeys((asked.birth, str(born.year), "")):
        key = name_and_birth(asked.name, date)
        for one in edition.find(Kind.NAME_AND_BIRTH, key, sight):
            if one.entry.record not in candidates and meeting(one, Kind.NAME_AND_BIRTH, key) is not None:
                agreed = _agreed(one.entry.facts, born)
                if agreed is not None:
                    candidates[one.entry.record] = _candidate(one, asked, *agreed)
    found = list(candidates.values())
    return Answer(found, MAY_BE_CUT if asked.may_be_cut and not found else "")


def _candidate(one: Found, asked: Asked, score: float, reasons: list[str]) -> Candidate:
    against = _against(asked, one.entry.facts)
    is_hit = not against and reasons == [SAME_NAME_AND_BIRTH]
    return Candidate(one, round(score - 0.3 * len(against), 2), [*reasons, *against], is_hit)


def _agreed(facts: dict[str, object], born: PartialDate) -> tuple[float, list[str]] | None:
    """How well a person of that name meets the date, and why; None where no date recorded can be it."""
    recorded = facts.get("birth_dates")
    if not isinstance(recorded, list) or not recorded:
        return 0.5, [NO_BIRTH_HELD]
    if str(born) in recorded and born.day is not None:
        return 0.95, [SAME_NAME_AND_BIRTH]
    reasons = [_why(one, born) for one in recorded if may_be_born(one, born)]
    return (0.7, [SAME_NAME, *dict.fromkeys(reasons)]) if reasons else None


def _why(recorded: str, born: PartialDate) -> str:
    """Which side knows less of the date."""
    if "/" in recorded or recorded.endswith("~"):
        return ABOUT_AGREES
    if len(recorded) == len("2000"):
        return YEAR_AGREES
    return MONTH_AGREES if len(recorded) == len("2000-01") and born.month else ASKED_IN_PART


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
