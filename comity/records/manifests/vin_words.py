"""What a vehicle's identification number says by itself, to be held against the vehicle that stands there."""

from collections.abc import Callable
from datetime import date
from typing import Final

from comity.core.languages import mark
from comity.records.engine import vehicles
from comity.records.engine.vehicles import Vin

Sentence = tuple[str, dict[str, object]]

LABEL: Final = mark("Read from that number")
RIGHT: Final = mark("The check digit is right.")
FREE: Final = mark("The check digit is free in that part of the world.")
OTHER_LENGTH: Final = mark("It has not the seventeen letters and digits of an identification number.")


def sentences(number: str, on: date, country: Callable[[str], str]) -> list[Sentence]:
    """Marked sentences, each with what is to be put into it; `on` is the day of reading, `country` names one."""
    vin = vehicles.read_vin(number, on)
    if not vin.lawful:
        return [(vehicles.NEVER_IN_A_VIN if vin.did_you_mean else OTHER_LENGTH, {})]
    made: list[Sentence] = [(mark("Maker: %(maker)s."), {"maker": vin.maker})] if vin.maker else []
    return [*made, *_region(vin, country), *_years(vin), (_check_digit(vin), {})]


def _region(vin: Vin, country: Callable[[str], str]) -> list[Sentence]:
    if not vin.region:
        return []
    if not vin.country:
        return [(mark("Part of the world: %(region)s."), {"region": vin.region})]
    return [
        (
            mark("Country of the maker: %(country)s, in %(region)s."),
            {"country": country(vin.country), "region": vin.region},
        )
    ]


def _years(vin: Vin) -> list[Sentence]:
    if not vin.model_years:
        return []
    first, *others = vin.model_years
    if not others:
        return [(mark("Model year: %(year)s. It is binding in North America only."), {"year": first})]
    return [
        (
            mark("Model year: %(year)s, or perhaps %(other)s. It is binding in North America only."),
            {"year": first, "other": others[0]},
        )
    ]


def _check_digit(vin: Vin) -> str:
    if vin.check_digit_right:
        return RIGHT
    return vehicles.CHECK_DIGIT_WRONG if vin.check_digit_required else FREE
