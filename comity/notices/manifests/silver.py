"""Silver: assets linked to a person's criminal activities. A pilot: for its members, within a quota they share."""

from collections.abc import Iterator
from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests import case, parts, person
from comity.notices.manifests.shape import Group, Manifest, Requester, Stated
from comity.notices.manifests.values import Prose
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.shape import Field

ASSETS: Final = {
    "real_estate": mark("Land and buildings"),
    "vehicles": mark("Vehicles, vessels, aircraft"),
    "accounts": mark("Accounts at banks"),
    "businesses": mark("Businesses and shares"),
    "virtual": mark("Virtual assets"),
    "valuables": mark("Valuables and works of art"),
    "other": mark("Other property"),
}

_CASE: Final = Group(
    name="case",
    label=mark("The case"),
    fields=(
        case.REFERENCE,
        parts.status_field("convicted", "charged", "suspect"),
        parts.OFFENCE,
        parts.FACTS,
        Field(name="service", label=mark("Requesting service"), reader=read.Text(200), required=True),
        Field(name="sought", label=mark("Assets sought"), reader=read.Many(read.Choice(ASSETS), 7), required=True),
        Field(name="link", label=mark("How the assets are linked to the offence"), reader=Prose(2000), required=True),
        Field(name="value", label=mark("Value of what was gained"), reader=read.Text(120)),
        parts.DECISION,
        parts.INTERNATIONAL,
        parts.COUNTRIES,
    ),
)
_ASSETS: Final = Group(
    name="assets",
    label=mark("Assets known"),
    most=30,
    required=False,
    fields=(
        Field(name="kind", label=mark("Kind"), reader=read.Choice(ASSETS), required=True),
        Field(name="description", label=mark("Description"), reader=read.Text(400), required=True),
        Field(name="country", label=mark("Country"), reader=COUNTRY),
        Field(name="owner", label=mark("In whose name"), reader=read.Text(200)),
    ),
)


def _check(stated: Stated) -> list[Problem]:
    return [*person.problems_with_identity(stated), *_status(stated)]


def _status(stated: Stated) -> Iterator[Problem]:
    yield from parts.problems_with_status(stated, stated.one("case").get("status", ""))


# Not a record of persons: somebody whose property is sought is not sought at a border.
MANIFEST: Final = Manifest(
    colour="silver",
    label=mark("Silver notice"),
    letter="S",
    purpose=mark("To find, to identify and to obtain information on assets linked to a person's criminal activities."),
    basis=mark("Pilot by resolution of the General Assembly of 2023; first published in January 2025."),
    asks=frozenset(),
    by_agreement=frozenset({Requester.BUREAU}),
    seeks=frozenset({"property", "inform"}),
    subject="person",
    purposes=("criminal_investigation", "identification"),
    groups=(person.PERSON, person.DESCRIPTION, _CASE, _ASSETS, case.BACKGROUND, case.CONTACT),
    statuses=parts.statuses("convicted", "charged", "suspect"),
    quota=500,
    check=_check,
    title=person.title,
)
