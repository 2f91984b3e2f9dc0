"""Stolen work of art: cultural property that was stolen, or found in suspicious circumstances (art. 94)."""

from collections.abc import Iterator
from typing import Any, Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests import case, parts
from comity.notices.manifests.shape import Content, Group, Manifest, Requester, Stated
from comity.notices.manifests.values import PartialDay, Prose
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.shape import Field
from comity.records.manifests.works_of_art import TYPES

_SAME: Final = ("title", "type", "maker", "inventory_number", "materials", "height_mm", "width_mm", "depth_mm",
                "period", "marks")  # fmt: skip

_OBJECT: Final = Group(
    name="object",
    label=mark("The object"),
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
        Field(name="description", label=mark("Description"), reader=Prose(4000, 20), required=True),
        Field(name="value", label=mark("Value"), reader=read.Text(120)),
    ),
)
_CASE: Final = Group(
    name="case",
    label=mark("What happened"),
    fields=(
        case.REFERENCE,
        Field(name="circumstances", label=mark("Circumstances"), reader=read.Choice({
            "stolen": mark("Stolen"), "found": mark("Found in suspicious circumstances"),
        }), required=True),
        Field(name="happened_on", label=mark("Date"), reader=PartialDay(), required=True),
        Field(name="place", label=mark("Place"), reader=read.Text(200), required=True),
        Field(name="country", label=mark("Country"), reader=COUNTRY, required=True),
        Field(name="facts", label=mark("Facts"), reader=Prose(4000, 20), required=True),
        Field(name="interest", label=mark("Why it is of interest to the police"), reader=Prose(2000), required=True),
    ),
)  # fmt: skip


def _check(stated: Stated) -> list[Problem]:
    return [*parts.not_in_the_future(stated, "case.happened_on"), *_gaps(stated)]


def _gaps(stated: Stated) -> Iterator[Problem]:
    thing = stated.one("object")
    if not stated.photographs:
        yield Problem("photographs", mark("A work is recognised by its picture."), mark("At least one photograph."))
    if thing and not ({"marks", "value", "inventory_number"} & thing.keys()):
        accepted = mark("Features, a value or an inventory number.")
        yield Problem("object.marks", mark("What makes it unique, or of high value, is not said."), accepted)


def _record(content: Content) -> dict[str, Any] | None:
    """Only what was stolen is entered: what was found is asked about, and nobody is to be held for it."""
    thing, said = content.get("object", {}), content.get("case", {})
    if said.get("circumstances") != "stolen" or ("inventory_number" not in thing and "maker" not in thing):
        return None
    values: dict[str, Any] = {name: thing[name] for name in _SAME if name in thing}
    values |= {"kind": "stolen", "description": thing.get("description", "")[:1000].replace("\n", " ")}
    when = said.get("happened_on", "")
    more = {"stolen_in": said.get("country"), "occurred_on": when if len(when) == 10 else None}
    return values | {name: value for name, value in more.items() if value}


def _title(content: Content) -> str:
    thing = content.get("object", {})
    return ", ".join(part for part in (thing.get("title", ""), thing.get("maker", "")) if part)


MANIFEST: Final = Manifest(
    colour="art",
    label=mark("Stolen work of art notice"),
    letter="A",
    purpose=mark("To find stolen cultural property, or to identify objects found in suspicious circumstances."),
    basis=mark("Rules on the Processing of Data, art. 94."),
    asks=frozenset({Requester.BUREAU, Requester.PARTNER}),
    seeks=frozenset({"locate", "identify"}),
    subject="object",
    purposes=("locate", "identification"),
    groups=(_OBJECT, _CASE, case.CONTACT),
    check=_check,
    database="works_of_art",
    record=_record,
    title=_title,
)
