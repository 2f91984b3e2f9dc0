"""Special notice: a person or an entity under sanctions of the United Nations Security Council (art. 95)."""

import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests import parts, person
from comity.notices.manifests.reading import MISSING
from comity.notices.manifests.shape import Content, Group, Manifest, Requester, Stated
from comity.notices.manifests.values import Prose
from comity.records.manifests import read
from comity.records.manifests.person_values import Alias
from comity.records.manifests.shape import Field

MEASURES: Final = {
    "freeze": mark("Freeze of assets"),
    "travel_ban": mark("Travel ban"),
    "arms_embargo": mark("Arms embargo"),
    "other": mark("Another measure"),
}


class UnReference(Struct, frozen=True):
    """A permanent reference of the consolidated list: "QDi.432" for a person, "QDe.001" for an entity."""

    accepted: str = mark("A reference of the consolidated list, such as QDi.432 or QDe.001.")

    def __call__(self, value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"[A-Z0-9]{2,4}[iep]\.\d{3,4}", value.strip()):
            raise ValueError(mark("This is not a reference of the consolidated list."))
        return value.strip()

    def show(self, value: str) -> str:
        return value


_LISTING: Final = Group(
    name="listing",
    label=mark("The listing"),
    fields=(
        Field(name="un_reference", label=mark("Reference of the United Nations"), reader=UnReference(), required=True),
        Field(name="kind", label=mark("Who is listed"), reader=read.Choice({
            "person": mark("A person"), "entity": mark("An entity"),
        }), required=True),
        Field(name="list", label=mark("List"), reader=read.Text(120), required=True),
        Field(name="resolution", label=mark("Resolution"), reader=read.Number(1, 9999)),
        Field(name="listed_on", label=mark("Listed on"), reader=read.Day(), required=True),
        Field(name="amended_on", label=mark("Last amended on"), reader=read.Day()),
        Field(name="measures", label=mark("Measures"), reader=read.Many(read.Choice(MEASURES), 4),
              hint=mark("None means as the committee of that list decides.")),
        Field(name="summary", label=mark("Reasons for the listing"), reader=Prose(8000)),
        Field(name="information", label=mark("Further information"), reader=Prose(8000)),
    ),
)  # fmt: skip
_ENTITY: Final = Group(
    name="entity",
    label=mark("The entity, if one is listed"),
    required=False,
    fields=(
        Field(name="name", label=mark("Name"), reader=read.Text(300), required=True),
        Field(name="original_name", label=mark("Name in its own script"), reader=read.Text(300)),
        Field(name="aliases", label=mark("Other names"), reader=read.Many(Alias(), 100)),
        Field(name="addresses", label=mark("Addresses"), reader=read.Many(read.Text(300), 50)),
    ),
)


def _check(stated: Stated) -> list[Problem]:
    dates = parts.not_in_the_future(stated, "listing.listed_on", "listing.amended_on")
    return [*dates, *_gaps(stated)]


def _gaps(stated: Stated) -> Iterator[Problem]:
    listing, who, entity = stated.one("listing"), stated.one("person"), stated.one("entity")
    kind, reference = listing.get("kind"), listing.get("un_reference", "")
    if kind == "person" and not person.names_of(stated.content):
        yield Problem("person.family_name", MISSING, mark("The name as it is listed."))
    if kind == "entity" and not entity:
        yield Problem("entity.name", MISSING, mark("The name as it is listed."))
    if (kind == "person" and entity) or (kind == "entity" and who):
        yield Problem("listing.kind", mark("Both a person and an entity are described."), mark("One of them."))
    letter = reference.split(".")[0][-1:]
    if letter and kind and (letter == "i") != (kind == "person"):
        yield Problem("listing.un_reference", mark("The reference is not of that kind."), mark("i for persons."))


def _record(content: Content) -> dict[str, Any] | None:
    listing = content.get("listing", {})
    if listing.get("kind") != "person":
        return None
    basis = f"United Nations Security Council list {listing.get('list', '')}, {listing.get('listed_on', '')}"
    return person.recorded(content, "un_sanctioned", basis=basis[:300])


def _title(content: Content) -> str:
    name = content.get("entity", {}).get("name", "") or person.title(content)
    return " · ".join(filter(None, (name, content.get("listing", {}).get("un_reference", ""))))


MANIFEST: Final = Manifest(
    colour="un",
    label=mark("United Nations Security Council special notice"),
    letter="U",
    purpose=mark("To tell members that a person or an entity is under sanctions of the Security Council."),
    basis=mark("Rules on the Processing of Data, art. 95."),
    asks=frozenset({Requester.UN_COMMITTEE}),
    seeks=frozenset({"inform", "warn"}),
    subject="listed",
    purposes=("warning", "identification"),
    groups=(_LISTING, person.POSSIBLE_PERSON, person.DESCRIPTION, _ENTITY),
    statuses=parts.statuses("un_sanctioned"),
    may_be_public="always",
    public=(
        *person.PUBLIC,
        "person.aliases",
        *(f"listing.{name}" for name in ("un_reference", "resolution", "listed_on", "measures", "summary")),
        "listing.information",
        *(f"entity.{name}" for name in ("name", "original_name", "aliases", "addresses")),
    ),
    validity_years=0,  # for as long as the listing lasts
    check=_check,
    database="persons",
    record=_record,
    title=_title,
)
