"""The network as it stands on the first day: 196 members and every office with a channel of its own.

Facts are in data/members.csv and data/offices.csv; names in the four languages come from CLDR (Babel). The seat of a
bureau is an assumption (mostly the capital), not a verified directory.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel import Locale
from msgspec import Struct

from comity.core.databases import DATABASES
from comity.core.languages import LANGUAGES, mark
from comity.core.purposes import PURPOSES

EVERY_DATABASE = list(DATABASES)
EVERY_PURPOSE = list(PURPOSES)

# The regions of elections, marked: the directory translates what the member's row says.
REGIONS = (mark("Africa"), mark("Americas"), mark("Asia"), mark("Europe"))

DATA = Path(__file__).parent / "data"

# CLDR names the territory; the member is the State (observer at the United Nations under that name since 2012).
_STATE_OF_PALESTINE = {
    "en": "State of Palestine",
    "fr": "État de Palestine",
    "es": "Estado de Palestina",
    "ar": "دولة فلسطين",
}


# Who answers at the other end, by kind of bureau.
_DESKS = {
    "national": "Desk of the bureau in {city}",
    "sub_bureau": "Desk of the sub-bureau in {city}",
    "general_secretariat": "Command and Coordination Centre in {city}, day and night",
    "office": "Desk of the office in {city}",
    "regional": "Desk of the regional bureau in {city}",
    "liaison": "Desk of the liaison office in {city}",
    "commission": "Secretariat of the Commission in {city}",
    "partner": "Contact point in {city}",
}


class FoundingMember(Struct, frozen=True):
    code: str
    alpha3: str
    name: str
    names: dict[str, str]
    city: str
    region: str
    region_on_pages: str
    is_region_certain: bool


class FoundingOffice(Struct, frozen=True):
    """A bureau to be. Parents come before those under them."""

    code: str
    kind: str
    parent: str | None
    name: str
    names: dict[str, str]
    city: str
    databases: list[str]
    purposes: list[str]


def members() -> list[FoundingMember]:
    return [
        FoundingMember(
            code=row["code"],
            alpha3=row["alpha3"],
            name=row["name"],
            names=_territory(row["code"], row["name"]),
            city=row["city"],
            region=row["region"],
            region_on_pages=row["region_on_pages"],
            is_region_certain=row["is_region_certain"] == "yes",
        )
        for row in _rows("members.csv")
    ]


def offices() -> list[FoundingOffice]:
    """Every office but the members' own bureaus, which follow from the members."""
    return [
        FoundingOffice(
            code=row["code"],
            kind=row["kind"],
            parent=row["parent"] or None,
            name=row["en"],
            names=_office_names(row),
            city=row["city"],
            databases=EVERY_DATABASE if row["databases"] == "*" else row["databases"].split(),
            purposes=EVERY_PURPOSE if row["purposes"] == "*" else row["purposes"].split(),
        )
        for row in _rows("offices.csv")
    ]


def desk(kind: str, code: str, city: str) -> str:
    """How to reach a bureau on its first day: by the channel. Telephone and hours are for the bureau to add."""
    return f"{_DESKS[kind].format(city=city)}, over the secure network ({code})"


def _office_names(row: dict[str, str]) -> dict[str, str]:
    if row["fr"]:
        return {language: row[language] for language in LANGUAGES}
    return _territory(row["code"].rpartition("-")[2], row["en"])


def _territory(code: str, english: str) -> dict[str, str]:
    if code == "PS":
        return _STATE_OF_PALESTINE
    return {language: _locale(language).territories.get(code, english) for language in LANGUAGES} | {"en": english}


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
