"""Readers of what only persons have: other names with their quality, dates of birth partly known, documents."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct

from comity.core.languages import mark
from comity.records.engine import letters, numbers, persons
from comity.records.manifests import read
from comity.records.manifests.codes import ISSUER
from comity.records.manifests.travel_documents import CODES, TYPES

NOT_AN_ALIAS: Final = mark("This is not a name with its quality.")
NOT_A_DOCUMENT: Final = mark("This is not a document with a number.")
NOT_A_BIRTH: Final = mark("This is not a date of birth.")

_QUALITY: Final = re.compile(r"\s*\((good|low|a\.?k\.?a\.?)\)\s*$", re.IGNORECASE)
_NAME: Final = read.Text(200)
_NUMBER: Final = read.Text(60)


class Alias(Struct, frozen=True):
    """Another name and how sure the source is of it: {"name", "quality"} or "NAME (low)". Good where it is not said."""

    accepted: str = mark('A name of at most 200 characters, followed by (good) or (low); in JSON {"name", "quality"}.')

    def __call__(self, value: object) -> dict[str, str]:
        if isinstance(value, Mapping):
            if not {"name"} <= value.keys() <= {"name", "quality"}:
                raise ValueError(NOT_AN_ALIAS)
            name, quality = value["name"], value.get("quality") or "good"
        elif isinstance(value, str):
            found = _QUALITY.search(value)
            name, quality = value[: found.start()] if found else value, found.group(1) if found else "good"
        else:
            raise ValueError(NOT_AN_ALIAS)
        name = _NAME(name)
        quality = {"low": "low", "good": "good", "aka": "good"}.get(str(quality).casefold().replace(".", ""))
        if not name or quality is None:
            raise ValueError(NOT_AN_ALIAS)
        return {"name": name, "quality": quality}

    def show(self, value: dict[str, str]) -> str:
        return f"{value['name']} (low)" if value["quality"] == "low" else value["name"]


@lru_cache(maxsize=16384)
def _birth(text: str) -> str:
    if "/" in text:
        first, _, last = text.partition("/")
        if not (first.isdecimal() and last.isdecimal() and len(first) == len(last) == 4 and first < last):
            raise ValueError(NOT_A_BIRTH)
        return f"{persons.PartialDate.parse(first)}/{persons.PartialDate.parse(last)}"
    bare = text.removesuffix("~")
    born = persons.PartialDate.parse(bare)
    if born.year < 1800 or born.year > date.max.year:
        raise ValueError(NOT_A_BIRTH)
    return f"{born}~" if bare != text else str(born)


class Birth(Struct, frozen=True):
    """A date of birth as far as known, as ISO 8601-2 writes it: "1985-04", "1985~" (about), "1983/1987" (between)."""

    accepted: str = mark("1985-04-12, 1985-04, 1985, 1985~ for about 1985, or 1983/1987 for between.")

    def __call__(self, value: object) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or len(value) > 40:
            raise ValueError(NOT_A_BIRTH)
        return _birth(letters.fold_digits(value).strip())

    def show(self, value: str) -> str:
        return value


class Paper(Struct, frozen=True):
    """A document of a person: {"number", "issuer", "type"}, or text "P FRA 12AB34567". Only the number is required."""

    accepted: str = mark('Type, issuer and number, such as P FRA 12AB34567; in JSON {"number", "issuer", "type"}.')

    def __call__(self, value: object) -> dict[str, str]:
        if isinstance(value, str):
            value = self._from_text(read.tidy(value[:200]))
        if not isinstance(value, Mapping) or not {"number"} <= value.keys() <= {"number", "issuer", "type", "note"}:
            raise ValueError(NOT_A_DOCUMENT)
        paper = {"number": _NUMBER(value["number"])}
        if not numbers.normal(paper["number"]):
            raise ValueError(NOT_A_DOCUMENT)
        if value.get("issuer"):
            paper["issuer"] = ISSUER(value["issuer"])
        if value.get("type"):
            paper["type"] = _TYPE(value["type"])
        if value.get("note"):
            paper["note"] = read.Text(300)(value["note"])
        return paper

    def _from_text(self, text: str) -> dict[str, Any]:
        words = text.split(" ")
        paper: dict[str, Any] = {}
        if len(words) > 1 and (kind := _type_or_none(words[0])):
            paper["type"], words = kind, words[1:]
        if len(words) > 1 and words[0].isalpha() and len(words[0]) <= 3 and (issuer := _issuer_or_none(words[0])):
            paper["issuer"], words = issuer, words[1:]
        return paper | {"number": " ".join(words)}

    def show(self, value: dict[str, str]) -> str:
        return " ".join(value[part] for part in ("type", "issuer", "number") if part in value)


PAPERS: Final[dict[str, str]] = TYPES | {"national_number": mark("National identification number")}
_TYPE: Final = read.Choice(PAPERS, CODES)


def _type_or_none(word: str) -> str | None:
    try:
        return _TYPE(word)
    except ValueError:
        return None


def _issuer_or_none(word: str) -> str | None:
    try:
        return str(ISSUER(word))
    except ValueError:
        return None
