"""Firearms: found by their serial number; make, model and calibre tell two equal numbers apart."""

from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.records.engine import firearms
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.shape import LOST, STOLEN, Field, Fields, Key, Kind, Manifest, Stated

TYPES: Final = {
    "pistol": mark("Pistol"),
    "revolver": mark("Revolver"),
    "rifle": mark("Rifle"),
    "shotgun": mark("Shotgun"),
    "submachine_gun": mark("Submachine gun"),
    "machine_gun": mark("Machine gun"),
    "other": mark("Other firearm"),
}

_HANDLE: Final = mark("Treat it as loaded. Have it made safe by someone trained.")
_EXAMINE: Final = mark("Keep it unfired and untouched for examination of marks and traces.")
_COMPARE: Final = mark("Compare make, model and calibre: makers use the same serial numbers.")
_CONFIRM: Final = mark("Confirm with the source's bureau that the record is still valid.")
_NOT_AN_ARREST: Final = mark("This is not an arrest request: your own law on possession applies.")


def _keys(fields: Fields) -> list[Key]:
    return [Key("serial", firearms.normal_serial(fields["serial"]))]


def _title(fields: Fields) -> str:
    parts = (fields.get("make", ""), fields.get("model", ""), fields.get("calibre", ""), fields["serial"])
    return " ".join(part for part in parts if part)


def _check(stated: Stated) -> list[Problem]:
    serial = stated.fields.get("serial")
    if serial is not None and not firearms.normal_serial(serial):
        return [Problem("serial", mark("This holds no letter and no digit."), _SERIAL.accepted)]
    return []


_SERIAL: Final = read.Text(40)

MANIFEST: Final = Manifest(
    database="firearms",
    label=mark("Firearms"),
    about=mark("Firearms that are stolen, lost, trafficked or used in a crime."),
    fields=(
        Field(name="serial", label=mark("Serial number"), reader=_SERIAL, required=True),
        Field(name="type", label=mark("Type of firearm"), reader=read.Choice(TYPES)),
        Field(name="make", label=mark("Make"), reader=read.Text(60)),
        Field(name="model", label=mark("Model"), reader=read.Text(60)),
        Field(name="calibre", label=mark("Calibre"), reader=read.Text(40)),
        Field(name="made_in", label=mark("Country of manufacture"), reader=COUNTRY),
        Field(name="stolen_in", label=mark("Country of the event"), reader=COUNTRY),
        Field(name="information", label=mark("Further information"), reader=read.Text(500), shown=False),
    ),
    kinds={
        "stolen": Kind(
            label=mark("Stolen"),
            means=mark("Reported stolen."),
            reported=STOLEN,
            next_steps=(_HANDLE, _COMPARE, _EXAMINE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST,),
        ),
        "lost": Kind(
            label=mark("Lost"),
            means=mark("Reported lost."),
            reported=LOST,
            next_steps=(_HANDLE, _COMPARE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST,),
        ),
        "trafficked": Kind(
            label=mark("Trafficked"),
            means=mark("Traced to trafficking."),
            next_steps=(_HANDLE, _COMPARE, _EXAMINE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST,),
        ),
        "used_in_crime": Kind(
            label=mark("Used in a crime"),
            means=mark("Used in a crime in the source's country."),
            next_steps=(_HANDLE, _COMPARE, _EXAMINE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, mark("Do not fire it or clean it.")),
        ),
    },
    keys=_keys,
    title=_title,
    check=_check,
    retention_years=30,
    retention_source=mark(
        "No public figure was found; ballistic images are kept for 30 years, and a firearm lasts as long."
    ),
)
