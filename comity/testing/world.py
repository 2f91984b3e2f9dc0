"""The made-up world of the demo: records as their sources would state them, the same for the same seed and day.

Rows are what `comity import` takes: field name -> value. Numbers have real shapes, nothing else about them is real.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from comity.testing import names, shapes
from comity.testing.shapes import COUNTRIES, Country

Row = dict[str, Any]

SEED: Final = 20261122

# How many records of each database a world of 50,000 has.
SHARES: Final = {
    "travel_documents": 30_500,
    "vehicles": 9_000,
    "firearms": 4_000,
    "vessels": 700,
    "works_of_art": 800,
    "persons": 5_000,
}

_DOCUMENT_KINDS: Final = (("stolen", 55), ("lost", 30), ("revoked", 6), ("invalid", 8), ("stolen_blank", 1))
_VEHICLE_KINDS: Final = (("stolen", 90), ("misappropriated", 5), ("stolen_plate", 3), ("wanted_for_case", 2))
_FIREARM_KINDS: Final = (("stolen", 60), ("lost", 20), ("trafficked", 12), ("used_in_crime", 8))
_PERSON_KINDS: Final = (
    ("charged", 40),
    ("convicted", 20),
    ("missing", 18),
    ("suspect", 10),
    ("person_of_interest", 6),
    ("possible_threat", 6),
)
_COLOURS: Final = ("black", "white", "grey", "silver", "blue", "red", "green")
_OFFENCES: Final = ("Armed robbery", "Trafficking in vehicles", "Fraud", "Smuggling of migrants", "Homicide", "Forgery")
_CRAFT: Final = (("Zodiac", "inflatable"), ("Beneteau", "sailing"), ("Bayliner", "motor_boat"), ("Yamaha", "jet_ski"))
_SHIP_WORDS: Final = (
    "Aurora",
    "Meridian",
    "Halcyon",
    "Albatros",
    "Perla",
    "Sirocco",
    "Kaze",
    "Najma",
    "Baraka",
    "Estrela",
)
_ART: Final = (
    "Harbour at dusk",
    "Woman with a lute",
    "Saint in the desert",
    "Still life with quinces",
    "The ferryman",
    "Two herons",
)
_ART_TYPES: Final = ("painting", "drawing", "sculpture", "icon", "ceramic", "textile")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one source states in one database."""

    source: str
    database: str
    rows: list[Row]


def batches(today: date, scale: float = 1.0) -> Iterator[Batch]:
    """The whole world, source by source; `scale` 0.01 makes a hundredth of it."""
    total = sum(country.weight for country in COUNTRIES)
    for country in COUNTRIES:
        for database, share in SHARES.items():
            random = Random(f"{SEED} {country.code} {database}")
            count = max(1, round(share * scale * country.weight / total))
            make = _MAKERS[database]
            rows = [make(country, number, today, random) for number in range(1, count + 1)]
            yield Batch(country.code, database, rows)


def _drawn(weighted: tuple[tuple[str, int], ...], random: Random) -> str:
    return random.choices([word for word, _ in weighted], [weight for _, weight in weighted])[0]


def _reference(country: Country, letter: str, number: int) -> str:
    return f"{country.code}-{letter}-{number:06d}"


def _envelope(country: Country, letter: str, number: int, today: date, random: Random) -> Row:
    row: Row = {
        "reference": _reference(country, letter, number),
        "occurred_on": (today - timedelta(days=random.randint(3, 2900))).isoformat(),
    }
    if random.random() < 0.05:
        row["level"] = "restricted" if random.random() < 0.8 else "confidential"
    if random.random() < 0.04:
        row["conditions"] = ["contact_source_first"]
    return row


def _document(country: Country, number: int, today: date, random: Random) -> Row:
    row = _envelope(country, "D", number, today, random)
    is_card = random.random() < 0.3
    row |= {
        "kind": _drawn(_DOCUMENT_KINDS, random),
        "number": shapes.drawn(country.card if is_card else country.passport, random),
        "issuer": country.issuer,
        "type": "identity_card" if is_card else "passport",
        "reported_in": random.choice(COUNTRIES).code,
    }
    if row["kind"] == "stolen_blank":
        row["type"] = "passport"
        first = random.randint(10_000, 80_000)
        prefix = shapes.drawn("CC", random)
        row |= {"number": f"{prefix}{first:07d}", "number_last": f"{prefix}{first + random.randint(20, 900):07d}"}
        return row
    issued = date.fromisoformat(row["occurred_on"]) - timedelta(days=random.randint(30, 3000))
    return row | {"issued_on": issued.isoformat(), "expires_on": (issued + timedelta(days=3652)).isoformat()}


def _vehicle(country: Country, number: int, today: date, random: Random) -> Row:
    code, make, models = random.choice(shapes.MAKERS)
    row = _envelope(country, "V", number, today, random)
    row |= {
        "kind": _drawn(_VEHICLE_KINDS, random),
        "plate": shapes.drawn(country.plate, random),
        "plate_country": country.code,
        "stolen_in": country.code,
        "type": "car",
    }
    if row["kind"] == "stolen_plate":
        return row
    return row | {
        "vin": shapes.vin(code, random),
        "make": make,
        "model": random.choice(models),
        "colour": random.choice(_COLOURS),
    }


def _firearm(country: Country, number: int, today: date, random: Random) -> Row:
    make, models, calibre, serial = random.choice(shapes.FIREARMS)
    return _envelope(country, "F", number, today, random) | {
        "kind": _drawn(_FIREARM_KINDS, random),
        "serial": shapes.drawn(serial, random),
        "make": make,
        "model": random.choice(models),
        "calibre": calibre,
        "stolen_in": country.code,
    }


def _vessel(country: Country, number: int, today: date, random: Random) -> Row:
    make, craft = random.choice(_CRAFT)
    row = _envelope(country, "S", number, today, random) | {
        "kind": "stolen",
        "name": f"{random.choice(_SHIP_WORDS)} {random.choice(_SHIP_WORDS)} {random.randint(2, 99)}",
        "flag": country.code,
    }
    if random.random() < 0.1:
        return row | {"imo": shapes.imo(random), "type": "cargo"}
    return row | {
        "hin": shapes.hull(country.code, random),
        "make": make,
        "type": craft,
        "length_cm": random.randint(240, 1600),
    }


def _work_of_art(country: Country, number: int, today: date, random: Random) -> Row:
    return _envelope(country, "A", number, today, random) | {
        "kind": "stolen",
        "title": random.choice(_ART),
        "type": random.choice(_ART_TYPES),
        "inventory_number": f"{country.code} {random.randint(1000, 99999)}/{random.randint(1, 40)}",
        "height_mm": random.randint(90, 2400),
        "width_mm": random.randint(90, 2400),
        "stolen_in": country.code,
    }


def _person(country: Country, number: int, today: date, random: Random) -> Row:
    culture = random.choice(names.CULTURES)
    sex = random.choice("FM")
    name = names.drawn(culture, sex, random)
    row = _envelope(country, "P", number, today, random)
    kind = _drawn(_PERSON_KINDS, random)
    born = today - timedelta(days=random.randint(19 * 366, 70 * 365))
    row |= {
        "kind": kind,
        "name": f"{name.given} {name.family}",
        "family_name": name.family,
        "given_names": name.given,
        "original_name": name.original,
        "birth_dates": [born.isoformat() if random.random() < 0.9 else str(born.year)],
        "sex": "female" if sex == "F" else "male",
        "nationalities": [culture.code],
    }
    if kind in ("charged", "convicted"):
        row |= {
            "basis": f"Warrant of {row['occurred_on']}" if kind == "charged" else f"Judgment of {row['occurred_on']}",
            "offence": random.choice(_OFFENCES),
            "wanted_by": [country.code],
        }
    if random.random() < 0.25 and culture.code in shapes.BY_CODE:
        issuer = shapes.BY_CODE[culture.code]
        row["documents"] = [f"P {issuer.issuer} {shapes.drawn(issuer.passport, random)}"]
    return row


_MAKERS: Final = {
    "travel_documents": _document,
    "vehicles": _vehicle,
    "firearms": _firearm,
    "vessels": _vessel,
    "works_of_art": _work_of_art,
    "persons": _person,
}
