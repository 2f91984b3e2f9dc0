"""Motor vehicles: found by their identification number and by their plate."""

from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.records.engine import vehicles
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.shape import STOLEN, Field, Fields, Key, Kind, Manifest, Stated

TYPES: Final = {
    "car": mark("Car"),
    "motorcycle": mark("Motorcycle"),
    "van": mark("Van"),
    "lorry": mark("Lorry"),
    "bus": mark("Bus"),
    "trailer": mark("Trailer"),
    "caravan": mark("Caravan"),
    "agricultural": mark("Agricultural vehicle"),
    "construction": mark("Construction machine"),
    "other": mark("Other vehicle"),
}

COLOURS: Final = {
    "black": mark("Black"), "white": mark("White"), "grey": mark("Grey"), "silver": mark("Silver"),
    "blue": mark("Blue"), "red": mark("Red"), "green": mark("Green"), "yellow": mark("Yellow"),
    "orange": mark("Orange"), "brown": mark("Brown"), "beige": mark("Beige"), "gold": mark("Gold"),
    "purple": mark("Purple"), "pink": mark("Pink"), "several": mark("Several"),
}  # fmt: skip

_COMPARE: Final = mark(
    "Compare the identification number on the frame with the papers: plates are moved between vehicles."
)
_SECURE: Final = mark("Secure the vehicle as your own law allows, and tell the source's bureau where it is.")
_CONFIRM: Final = mark("Confirm with the source's bureau that the record is still valid.")
_GOOD_FAITH: Final = mark("Do not take the driver for the thief: the vehicle may have been bought in good faith.")
_NOT_AN_ARREST: Final = mark("This is not an arrest request.")


def _keys(fields: Fields) -> list[Key]:
    keys = []
    if "vin" in fields:
        keys.append(Key("vin", vehicles.normal_vin(fields["vin"])))
    if "plate" in fields:
        keys.append(Key("plate", vehicles.normal_plate(fields["plate"], fields.get("plate_country", ""))))
    return [key for key in keys if key.normal]


def _title(fields: Fields) -> str:
    number = fields.get("plate") or fields["vin"]
    return " ".join(part for part in (fields.get("make", ""), fields.get("model", ""), number) if part)


def _check(stated: Stated) -> list[Problem]:
    problems = []
    if not _keys(stated.fields):
        problems.append(Problem("vin", mark("A vehicle needs a number to be found by."), "vin or plate."))
    if "plate" in stated.fields and "plate_country" not in stated.fields:
        problems.append(Problem("plate_country", mark("A plate needs its country."), COUNTRY.accepted))
    if len(vehicles.normal_vin(stated.fields.get("vin", ""))) > 17:
        problems.append(Problem("vin", mark("This is longer than an identification number."), _VIN_ACCEPTED))
    return problems


_VIN_ACCEPTED: Final = mark("17 letters and digits (fewer before 1981).")

MANIFEST: Final = Manifest(
    database="vehicles",
    label=mark("Vehicles"),
    about=mark("Motor vehicles that are stolen, misappropriated or wanted for a case, and stolen plates."),
    fields=(
        Field(name="vin", label=mark("Vehicle identification number"), reader=read.Text(30)),
        Field(name="plate", label=mark("Number plate"), reader=read.Text(20)),
        Field(name="plate_country", label=mark("Country of the plate"), reader=COUNTRY),
        Field(name="engine_number", label=mark("Engine number"), reader=read.Text(40)),
        Field(name="type", label=mark("Type of vehicle"), reader=read.Choice(TYPES)),
        Field(name="make", label=mark("Make"), reader=read.Text(60)),
        Field(name="model", label=mark("Model"), reader=read.Text(60)),
        Field(name="year", label=mark("Year of manufacture"), reader=read.Number(1885, 2100)),
        Field(name="colour", label=mark("Colour"), reader=read.Choice(COLOURS, {"GRAY": "grey"})),
        Field(name="stolen_in", label=mark("Country of the theft"), reader=COUNTRY),
        Field(name="information", label=mark("Further information"), reader=read.Text(500), shown=False),
    ),
    kinds={
        "stolen": Kind(
            label=mark("Stolen"),
            means=mark("Reported stolen."),
            reported=STOLEN,
            next_steps=(_COMPARE, _SECURE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, _GOOD_FAITH),
        ),
        "misappropriated": Kind(
            label=mark("Misappropriated"),
            means=mark("Hired or leased and not given back."),
            next_steps=(_COMPARE, _SECURE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, _GOOD_FAITH),
        ),
        "stolen_plate": Kind(
            label=mark("Stolen plate"),
            means=mark("The plate is reported stolen, not the vehicle."),
            next_steps=(_COMPARE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, mark("Do not keep the vehicle because of its plate alone.")),
        ),
        "wanted_for_case": Kind(
            label=mark("Wanted for a case"),
            means=mark("Wanted as evidence, or to learn where it is and who uses it."),
            next_steps=(
                mark("Note the place, the time and who is in it, and tell the source's bureau."),
                _CONFIRM,
            ),
            not_to_do=(_NOT_AN_ARREST, mark("Do not search the vehicle on this record alone.")),
        ),
    },
    keys=_keys,
    title=_title,
    check=_check,
    retention_years=10,
    retention_source=mark("No public figure was found: set by the installation, 10 years by default."),
)  # fmt: skip
