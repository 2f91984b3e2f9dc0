"""Works of art: found by an inventory number or by the title; the rest describes them for the eye (Object ID)."""

from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.records.engine import numbers, persons
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.shape import MISSING, STOLEN, Field, Fields, Key, Kind, Manifest, Stated

TYPES: Final = {
    "painting": mark("Painting"),
    "drawing": mark("Drawing or print"),
    "sculpture": mark("Sculpture"),
    "icon": mark("Icon"),
    "ceramic": mark("Ceramic"),
    "coin": mark("Coin or medal"),
    "jewellery": mark("Jewellery"),
    "book": mark("Book or manuscript"),
    "furniture": mark("Furniture"),
    "textile": mark("Textile or carpet"),
    "instrument": mark("Musical instrument"),
    "religious_object": mark("Religious object"),
    "archaeological_object": mark("Archaeological object"),
    "weapon": mark("Arms and armour"),
    "other": mark("Other work of art"),
}

_COMPARE: Final = mark("Compare it with the description and the measures, and photograph it.")
_HANDLE: Final = mark("Leave it as it is: cleaning or moving it can destroy evidence and the work.")
_CONFIRM: Final = mark("Confirm with the source's bureau that the record is still valid.")
_GOOD_FAITH: Final = mark("Do not take the holder for the thief: it may have been bought in good faith.")
_NOT_AN_ARREST: Final = mark("This is not an arrest request.")


def _keys(fields: Fields) -> list[Key]:
    keys = []
    if "inventory_number" in fields:
        keys.append(Key("work", numbers.normal(fields["inventory_number"])))
    # One-word titles ("Landscape") would meet half the museum; with the maker's name they tell works apart.
    named = persons.normal_name(fields["title"], fields.get("maker", ""))
    if "maker" in fields or " " in named:
        keys.append(Key("work", named))
    return [key for key in keys if key.normal]


def _title(fields: Fields) -> str:
    return ", ".join(part for part in (fields["title"], fields.get("maker", "")) if part)


def _check(stated: Stated) -> list[Problem]:
    if "title" in stated.fields and not _keys(stated.fields):
        return [
            Problem(
                "title",
                mark("This title alone does not tell the work from others."),
                "title with maker, or inventory_number.",
            )
        ]
    return []


MANIFEST: Final = Manifest(
    database="works_of_art",
    label=mark("Works of art"),
    about=mark("Works of art and cultural goods that are stolen, missing or unlawfully exported."),
    fields=(
        Field(name="title", label=mark("Title or name"), reader=read.Text(200), required=True),
        Field(name="type", label=mark("Type of object"), reader=read.Choice(TYPES), required=True),
        Field(name="maker", label=mark("Maker"), reader=read.Text(120)),
        Field(name="inventory_number", label=mark("Inventory number"), reader=read.Text(60)),
        Field(name="materials", label=mark("Materials and techniques"), reader=read.Text(200)),
        Field(name="height_mm", label=mark("Height in millimetres"), reader=read.Number(1, 100000)),
        Field(name="width_mm", label=mark("Width in millimetres"), reader=read.Number(1, 100000)),
        Field(name="depth_mm", label=mark("Depth in millimetres"), reader=read.Number(1, 100000)),
        Field(name="period", label=mark("Date or period"), reader=read.Text(80)),
        Field(name="marks", label=mark("Inscriptions and distinguishing features"), reader=read.Text(400)),
        Field(name="description", label=mark("Description"), reader=read.Text(1000)),
        Field(name="stolen_in", label=mark("Country of the theft"), reader=COUNTRY),
        Field(name="stolen_from", label=mark("Where it was taken from"), reader=read.Text(200), shown=False),
    ),
    kinds={
        "stolen": Kind(
            label=mark("Stolen"),
            means=mark("Reported stolen."),
            reported=STOLEN,
            next_steps=(_COMPARE, _HANDLE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, _GOOD_FAITH),
        ),
        "missing": Kind(
            label=mark("Missing"),
            means=mark("Reported missing."),
            reported=MISSING,
            next_steps=(_COMPARE, _HANDLE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, _GOOD_FAITH),
        ),
        "unlawfully_exported": Kind(
            label=mark("Unlawfully exported"),
            means=mark("Taken out of its country without a licence."),
            next_steps=(_COMPARE, _HANDLE, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, _GOOD_FAITH),
        ),
    },
    keys=_keys,
    title=_title,
    check=_check,
    retention_years=50,
    retention_source=mark("No public figure was found: works reappear after decades, so 50 years by default."),
)
