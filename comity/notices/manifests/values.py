"""Readers of what only notices have: text of several lines, yes or no, days partly known, terms of imprisonment."""

import re
import unicodedata
from typing import Any, Final

from msgspec import Struct

from comity.core.languages import mark
from comity.records.engine.persons import ACCEPTED_DATES, PartialDate
from comity.records.manifests import read

NOT_YES_OR_NO: Final = mark("This is neither yes nor no.")
NOT_A_TERM: Final = mark("This is not a term of imprisonment.")
LIFE: Final = "life"
_LONGEST_TERM: Final = 12 * 150


class Prose(Struct, frozen=True):
    """Free text of several lines, which translators put into the other languages."""

    longest: int = 4000
    shortest: int = 1

    @property
    def accepted(self) -> str:
        least = f"at least {self.shortest} and " if self.shortest > 1 else ""
        return f"Text of {least}at most {self.longest} characters."

    def __call__(self, value: object) -> str:
        if not isinstance(value, str):
            raise ValueError(read.NOT_TEXT)
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > 4 * self.longest + 64:
            raise ValueError(read.TOO_LONG)
        kept = "".join(c for c in text if c == "\n" or _is_writable(c))
        lines = [" ".join(line.split()) for line in kept.split("\n")]
        tidied = "\n".join(lines).strip()
        while "\n\n\n" in tidied:
            tidied = tidied.replace("\n\n\n", "\n\n")
        if len(tidied) > self.longest:
            raise ValueError(read.TOO_LONG)
        return tidied

    def show(self, value: str) -> str:
        return value


def _is_writable(character: str) -> bool:
    """Whether it stays in a text. Raises ValueError for what no text has; direction marks are left out."""
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Cn") and character not in "\t\v\f":
        raise ValueError(read.NOT_WRITTEN)
    return category != "Cf" or character in "\u200c\u200d"


class YesNo(Struct, frozen=True):
    """Yes or no; no answer is neither."""

    accepted: str = mark("yes or no; in JSON true or false.")

    def __call__(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        answer = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "0": False}
        found = answer.get(value.strip().casefold()) if isinstance(value, str) else None
        if found is None:
            raise ValueError(NOT_YES_OR_NO)
        return found

    def show(self, value: bool) -> str:
        return "yes" if value else "no"


class PartialDay(Struct, frozen=True):
    """A date as far as it is known: YYYY-MM-DD, YYYY-MM or YYYY."""

    accepted: str = ACCEPTED_DATES

    def __call__(self, value: object) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or len(value) > 40:
            raise ValueError(read.NOT_A_DATE)
        day = PartialDate.parse(value)
        if not 1800 <= day.year <= 2200:
            raise ValueError(read.NOT_A_DATE)
        return str(day)

    def show(self, value: str) -> str:
        return value


class Term(Struct, frozen=True):
    """A term of imprisonment in months, or "life". Years are read too: "12 years", "2y 6m"."""

    accepted: str = mark("Months as a whole number; 12 years or 2 years 6 months; or life.")

    def __call__(self, value: object) -> int | str:
        if isinstance(value, bool):
            raise ValueError(NOT_A_TERM)
        if isinstance(value, int):
            return self._bounded(value)
        if not isinstance(value, str) or len(value) > 60:
            raise ValueError(NOT_A_TERM)
        text = value.strip().casefold()
        if text in (LIFE, "life imprisonment"):
            return LIFE
        if text.isdecimal() and text.isascii():
            return self._bounded(int(text))
        return self._bounded(_months(text))

    def _bounded(self, months: int) -> int:
        if not 0 <= months <= _LONGEST_TERM:
            raise ValueError(NOT_A_TERM)
        return months

    def show(self, value: int | str) -> str:
        return str(value)


_YEARS_AND_MONTHS: Final = re.compile(
    r"(?:(?P<years>\d{1,3})\s*(?:y|years?))?(?:[\s,]|and)*(?:(?P<months>\d{1,4})\s*(?:m|months?))?", re.ASCII
)


def _months(text: str) -> int:
    found = _YEARS_AND_MONTHS.fullmatch(text)
    if found is None or not any(found.groups()):
        raise ValueError(NOT_A_TERM)
    return 12 * int(found["years"] or 0) + int(found["months"] or 0)


def as_months(term: Any) -> float:
    """A term for comparing: months, life being longer than any."""
    return float("inf") if term == LIFE else float(term)
