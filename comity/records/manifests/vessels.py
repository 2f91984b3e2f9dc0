"""Vessels: found by their IMO number, MMSI, hull number, registration or name."""

from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.records.engine import vessels
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.shape import STOLEN, Field, Fields, Key, Kind, Manifest, Stated

TYPES: Final = {
    "sailing": mark("Sailing boat"),
    "motor_boat": mark("Motor boat"),
    "inflatable": mark("Inflatable boat"),
    "jet_ski": mark("Personal watercraft"),
    "fishing": mark("Fishing vessel"),
    "cargo": mark("Cargo vessel"),
    "passenger": mark("Passenger vessel"),
    "outboard_engine": mark("Outboard engine"),
    "other": mark("Other vessel"),
}

_NORMAL: Final = {
    "imo": vessels.normal_imo,
    "mmsi": vessels.normal_mmsi,
    "hin": vessels.normal_hin,
    "registration": vessels.normal_registration,
    "name": vessels.normal_name,
}
_COMPARE: Final = mark("Compare the hull number and the engine number with the papers: names are painted over.")
_SECURE: Final = mark("Secure the vessel as your own law allows, and tell the source's bureau where it is.")
_CONFIRM: Final = mark("Confirm with the source's bureau that the record is still valid.")
_NOT_AN_ARREST: Final = mark("This is not an arrest request.")
_FLAG: Final = mark("Do not board a vessel outside your waters on this record alone: ask its flag state.")


def _keys(fields: Fields) -> list[Key]:
    found = [
        Key("vessel_name" if name == "name" else name, normal(fields[name]))
        for name, normal in _NORMAL.items()
        if name in fields
    ]
    return [key for key in found if key.normal]


def _title(fields: Fields) -> str:
    number = next((fields[name] for name in ("imo", "registration", "hin", "mmsi") if name in fields), "")
    return " ".join(part for part in (fields.get("name", ""), number) if part)


def _check(stated: Stated) -> list[Problem]:
    fields = stated.fields
    problems = []
    if all(key.kind == "vessel_name" for key in _keys(fields)):
        accepted = "imo, mmsi, hin or registration."
        problems.append(Problem("hin", mark("A vessel needs a number to be found by."), accepted))
    if "imo" in fields and not vessels.is_imo(vessels.normal_imo(fields["imo"])):
        problems.append(
            Problem(
                "imo",
                mark("The check digit of this IMO number is wrong."),
                mark("Seven digits, the last a check digit."),
            )
        )
    if "mmsi" in fields and not vessels.is_mmsi(vessels.normal_mmsi(fields["mmsi"])):
        problems.append(
            Problem("mmsi", mark("This is not an MMSI of a ship."), mark("Nine digits, the first from 2 to 7."))
        )
    return problems


MANIFEST: Final = Manifest(
    database="vessels",
    label=mark("Vessels"),
    about=mark("Boats, ships and outboard engines that are stolen, misappropriated or wanted for a case."),
    fields=(
        Field(name="name", label=mark("Name of the vessel"), reader=read.Text(80)),
        Field(name="imo", label=mark("IMO number"), reader=read.Text(20)),
        Field(name="mmsi", label=mark("MMSI"), reader=read.Text(20)),
        Field(name="hin", label=mark("Hull identification number"), reader=read.Text(30)),
        Field(name="registration", label=mark("Registration"), reader=read.Text(30)),
        Field(name="flag", label=mark("Flag"), reader=COUNTRY),
        Field(name="engine_number", label=mark("Engine number"), reader=read.Text(40)),
        Field(name="type", label=mark("Type of vessel"), reader=read.Choice(TYPES)),
        Field(name="make", label=mark("Builder"), reader=read.Text(60)),
        Field(name="model", label=mark("Model"), reader=read.Text(60)),
        Field(name="length_cm", label=mark("Length in centimetres"), reader=read.Number(50, 60000)),
        Field(name="stolen_in", label=mark("Country of the theft"), reader=COUNTRY),
        Field(name="information", label=mark("Further information"), reader=read.Text(500), shown=False),
    ),
    kinds={
        "stolen": Kind(
            label=mark("Stolen"),
            means=mark("Reported stolen."),
            reported=STOLEN,
            next_steps=(_COMPARE, _SECURE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, _FLAG),
        ),
        "misappropriated": Kind(
            label=mark("Misappropriated"),
            means=mark("Chartered or leased and not given back."),
            next_steps=(_COMPARE, _SECURE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, _FLAG),
        ),
        "wanted_for_case": Kind(
            label=mark("Wanted for a case"),
            means=mark("Wanted as evidence, or to learn where it is and who uses it."),
            next_steps=(
                mark("Note the place, the time and who is aboard, and tell the source's bureau."),
                _CONFIRM,
            ),
            not_to_do=(_NOT_AN_ARREST, _FLAG),
        ),
    },
    keys=_keys,
    title=_title,
    check=_check,
    retention_years=10,
    retention_source=mark("No public figure was found: set by the installation, 10 years by default."),
)
