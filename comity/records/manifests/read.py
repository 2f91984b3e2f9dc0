"""Readers: each turns what was typed, a CSV cell or a JSON value into what is stored, or says why it cannot.

A reader is called with the value, raises ValueError with a sentence, and states in `accepted` what it takes; `show`
writes a stored value as it could be typed again. They run once per field of a million rows: plain, and cached.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, Protocol

import msgspec
from msgspec import Struct

from comity.core.languages import mark
from comity.records.engine import letters

NOT_TEXT: Final = mark("This is not text.")
NOT_WRITTEN: Final = mark("This contains characters that cannot be written, such as control characters.")
TOO_LONG: Final = mark("This is too long.")
NOT_ON_THE_LIST: Final = mark("This is not on the list.")
NOT_A_DATE: Final = mark("This is not a date that exists.")
TOO_MANY: Final = mark("These are too many.")
NOT_A_LIST: Final = mark("This looks like a JSON list but cannot be read as one.")
NOT_A_NUMBER: Final = mark("This is not a whole number in range.")

# Joiners carry meaning inside words of Persian and of Indic scripts; the other invisible characters only hide things.
_KEPT_FORMATS: Final = frozenset("\u200c\u200d")


class Reader(Protocol):
    @property
    def accepted(self) -> str: ...

    def __call__(self, value: object) -> Any: ...

    def show(self, value: Any) -> str: ...


def tidy(text: str) -> str:
    """One line, single spaces, no direction marks. Raises ValueError for control characters and lone surrogates."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    kept = "".join(c for c in text if c in _KEPT_FORMATS or unicodedata.category(c) != "Cf")
    line = " ".join(kept.split())
    if any(unicodedata.category(c) in ("Cc", "Cs", "Cn") for c in line):
        raise ValueError(NOT_WRITTEN)
    return line


class Text(Struct, frozen=True):
    """One line of text, at most `longest` characters."""

    longest: int

    @property
    def accepted(self) -> str:
        return f"Text of at most {self.longest} characters."

    def __call__(self, value: object) -> str:
        if not isinstance(value, str):
            if isinstance(value, bool) or not isinstance(value, int):
                raise ValueError(NOT_TEXT)
            # Spreadsheets and JSON writers turn "1234567" into a number; its digits are what was meant.
            value = str(value)
        line = tidy(value[: 4 * self.longest + 64])
        if len(value) > self.longest and len(line) > self.longest:
            raise ValueError(TOO_LONG)
        return line

    def show(self, value: str) -> str:
        return value


class Choice(Struct, frozen=True):
    """One of a list of codes; `others` are further writings of a code ("P" for a passport)."""

    options: Mapping[str, str]
    others: Mapping[str, str] = {}

    @property
    def accepted(self) -> str:
        return ", ".join(self.options) + "."

    def __call__(self, value: object) -> str:
        if not isinstance(value, str):
            raise ValueError(NOT_ON_THE_LIST)
        if value in self.options:
            return value
        slug = value.strip().casefold().replace(" ", "_").replace("-", "_")
        if slug in self.options:
            return slug
        found = self.others.get(value.strip().upper())
        if found is None:
            raise ValueError(NOT_ON_THE_LIST)
        return found

    def show(self, value: str) -> str:
        return value


class Condition(Struct, frozen=True):
    """A condition of use: a code of the usual ones, stored as its sentence, or the source's own sentence."""

    usual: Mapping[str, str]
    longest: int

    @property
    def accepted(self) -> str:
        return f"One of {', '.join(self.usual)}, or a sentence of at most {self.longest} characters."

    def __call__(self, value: object) -> str:
        return self.usual.get(line := Text(self.longest)(value), line)

    def show(self, value: str) -> str:
        return value


@lru_cache(maxsize=16384)
def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(NOT_A_DATE) from None
    if len(text) != 10 or not 1800 <= day.year <= 2200:
        raise ValueError(NOT_A_DATE)
    return text


class Day(Struct, frozen=True):
    """A whole date, kept as YYYY-MM-DD."""

    accepted: str = mark("A date that exists, as YYYY-MM-DD.")

    def __call__(self, value: object) -> str:
        if isinstance(value, date):
            value = value.isoformat()[:10]
        if not isinstance(value, str) or len(value) > 40:
            raise ValueError(NOT_A_DATE)
        return _day(letters.fold_digits(value).strip())

    def show(self, value: str) -> str:
        return value


class Number(Struct, frozen=True):
    """A whole number between two bounds."""

    least: int
    most: int

    @property
    def accepted(self) -> str:
        return f"A whole number from {self.least} to {self.most}."

    def __call__(self, value: object) -> int:
        if isinstance(value, str) and value.strip().isdecimal() and len(value) < 20:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise ValueError(NOT_A_NUMBER)
        return value

    def show(self, value: int) -> str:
        return str(value)


class Many(Struct, frozen=True):
    """Several values: a JSON list, or text with ";" or line ends between them. Repeated values are kept once."""

    one: Any
    most: int = 50

    @property
    def accepted(self) -> str:
        return f"Up to {self.most}, separated by ';'. Each: {self.one.accepted}"

    def __call__(self, value: object) -> list[Any]:
        parts = self._parts(value)
        if len(parts) > self.most:
            raise ValueError(TOO_MANY)
        found: list[Any] = []
        for part in parts:
            item = self.one(part)
            if item != "" and item not in found:
                found.append(item)
        return found

    def _parts(self, value: object) -> list[object]:
        if isinstance(value, str):
            if value.lstrip().startswith("["):
                return _json_list(value)
            return [part for part in value.replace("\n", ";").split(";") if part.strip()]
        if isinstance(value, Iterable) and not isinstance(value, Mapping | bytes):
            return [part for part in value if part not in (None, "")]
        return [value]

    def show(self, value: list[Any]) -> str:
        return "; ".join(self.one.show(item) for item in value)


def _json_list(text: str) -> list[object]:
    try:
        return msgspec.json.decode(text, type=list[Any])
    except msgspec.DecodeError:
        raise ValueError(NOT_A_LIST) from None
