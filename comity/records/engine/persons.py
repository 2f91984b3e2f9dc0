"""Names and dates of birth of persons: the exact normal form of a name, and dates of which only a part is known."""

import calendar
import re
import unicodedata
from datetime import date
from typing import Final, Self

import msgspec

from comity.core.languages import mark
from comity.records.engine import letters, transliteration

_NOT_LETTERS: Final = re.compile(r"[^A-Z0-9]+")
_APART: Final = re.compile(r"[^\w\u0300-\u036f\u0900-\u0dff\u0e00-\u0fff]|_")
# Marks that readers of the script leave out at will: Latin and Greek diacritics, Hebrew points, Arabic vowel signs and
# the stretching tatweel.
_OPTIONAL_MARKS: Final = re.compile(
    r"(?<=[A-Z\u0370-\u03ff])[\u0300-\u036f]+|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670]"
)


def normal_name(*parts: str) -> str:
    """The exact normal form of a name, whole or in parts, in any order: "Marie-Élise DURAND" -> "DURAND ELISE MARIE".

    Latin letters as Doc 9303-3 spells them in the zone (Ö is OE, ß is SS), without diacritics; apostrophes joined,
    hyphens apart; other scripts kept, in upper case, without optional vowel signs; words sorted, so that "family given"
    and "given family" are the same. Empty when no letter or digit is left.
    """
    text = " ".join(parts)
    if text.isascii():
        return " ".join(sorted(_NOT_LETTERS.sub(" ", text.replace("'", "").replace("`", "").upper()).split()))
    spelt = unicodedata.normalize("NFKD", letters.fold_digits(transliteration.latin(text)))
    kept = unicodedata.normalize("NFC", _OPTIONAL_MARKS.sub("", spelt))
    return " ".join(sorted(_APART.sub(" ", kept).split()))


def mrz_name(primary: str, secondary: str = "", language: str = "") -> tuple[str, str]:
    """Both identifiers as the machine-readable zone spells them (Doc 9303-3, section 6), words apart by one space."""
    return transliteration.to_mrz(primary, language), transliteration.to_mrz(secondary, language)


class ImpossibleDate(ValueError):
    """The text is not a date, or not one that exists; the message says why."""


_WHOLE: Final = len("2000-01-01")
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class PartialDate(msgspec.Struct, frozen=True, order=True):
    """A date of which the day, or the day and the month, may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "1985", "1985-04" or "1985-04-12", in any script's digits. Raises ImpossibleDate with the reason."""
        if len(text) == _WHOLE and text.isascii() and text[4] == text[7] == "-" and text[0] != "0":
            try:
                whole = date.fromisoformat(text)
            except ValueError:
                pass  # what is wrong with it is said below
            else:
                return cls(whole.year, whole.month, whole.day)
        match = _DATE.fullmatch(letters.fold_digits(text).strip())
        if match is None:
            raise ImpossibleDate(mark("This is not a date."))
        year, month, day = (int(part) if part else None for part in match.groups())
        return cls.of(year or 0, month, day)

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> Self:
        """From its parts. Raises ImpossibleDate with the reason."""
        if not 1000 <= year <= 9999:
            raise ImpossibleDate(mark("There is no such year."))
        if month is None and day is not None:
            raise ImpossibleDate(mark("A day without a month is not a date."))
        if month is not None and not 1 <= month <= 12:
            raise ImpossibleDate(mark("There is no such month."))
        if month is not None and day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
            raise ImpossibleDate(mark("This month has no such day."))
        return cls(year, month, day)

    def __str__(self) -> str:
        month = "" if self.month is None else f"-{self.month:02d}"
        day = "" if self.day is None else f"-{self.day:02d}"
        return f"{self.year:04d}{month}{day}"


# A record that says "between" wider than this says nothing of the year; "about" allows for the years beside it.
_WIDEST: Final = 20
_ABOUT: Final = 1


def years_of(recorded: str) -> range:
    """The years in which somebody may be born of whom this is recorded ("1985-04", "1985~", "1983/1987"); an empty
    range where that can be nearly any year. ISO 8601-2, levels 0 and 1."""
    first, _, last = recorded.rstrip("~").partition("/")
    about = _ABOUT if recorded.endswith("~") else 0
    years = range(int(first[:4]) - about, int((last or first)[:4]) + about + 1)
    return years if len(years) <= _WIDEST else range(0)


ACCEPTED_DATES: Final = mark("A date that exists, as YYYY-MM-DD, or YYYY-MM or YYYY where the rest is not known.")
