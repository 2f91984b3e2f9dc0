"""Black: a dead body whose identity is sought (art. 91)."""

from collections.abc import Iterator
from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests import case, parts, person
from comity.notices.manifests.shape import Content, Group, Manifest, Requester, Stated
from comity.notices.manifests.values import PartialDay, Prose, YesNo
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.person_words import SEXES
from comity.records.manifests.shape import Field

_BODY: Final = Group(
    name="body",
    label=mark("The body"),
    fields=(
        Field(name="sex", label=mark("Sex"), reader=read.Choice(SEXES, {"M": "male", "F": "female"}), required=True),
        Field(name="age_from", label=mark("Age, at least"), reader=read.Number(0, 120)),
        Field(name="age_to", label=mark("Age, at most"), reader=read.Number(0, 120)),
        Field(name="has_fingerprints", label=mark("Fingerprints can be had"), reader=YesNo()),
        Field(name="has_dna", label=mark("A DNA profile can be had"), reader=YesNo()),
        Field(name="has_teeth", label=mark("A dental chart can be had"), reader=YesNo()),
        Field(name="belongings", label=mark("Things found with the body"), reader=Prose(1500)),
    ),
)
_CASE: Final = Group(
    name="case",
    label=mark("The finding"),
    fields=(
        case.REFERENCE,
        Field(name="found_on", label=mark("Found on"), reader=PartialDay(), required=True),
        Field(name="place", label=mark("Place"), reader=read.Text(200), required=True),
        Field(name="country", label=mark("Country"), reader=COUNTRY, required=True),
        Field(name="facts", label=mark("Circumstances of the discovery"), reader=Prose(4000, 20), required=True),
        Field(name="died_on", label=mark("Died about"), reader=PartialDay()),
        Field(name="cause", label=mark("Cause of death"), reader=read.Text(200)),
        Field(name="recorded_by", label=mark("Police service that recorded it"), reader=read.Text(200), required=True),
    ),
)


def _check(stated: Stated) -> list[Problem]:
    return [*parts.not_in_the_future(stated, "case.found_on", "case.died_on"), *_body(stated)]


def _body(stated: Stated) -> Iterator[Problem]:
    body = stated.one("body")
    traces = any(body.get(name) for name in ("has_fingerprints", "has_dna", "has_teeth"))
    if not (traces or parts.is_shown_by_traces(stated)):
        yield Problem("photographs", mark("Nothing shows whose body it is."), parts.TRACES)
    if body.get("age_from", 0) > body.get("age_to", 120):
        yield Problem("body.age_to", mark("This is below the lowest age."), str(body["age_from"]))


def _title(content: Content) -> str:
    found = content.get("case", {})
    return " · ".join(filter(None, (found.get("place", ""), found.get("country", ""), found.get("found_on", ""))))


MANIFEST: Final = Manifest(
    colour="black",
    label=mark("Black notice"),
    letter="K",
    purpose=mark("To identify a dead body."),
    basis=mark("Rules on the Processing of Data, art. 91."),
    asks=frozenset({Requester.BUREAU}),
    seeks=frozenset({"identify"}),
    subject="body",
    purposes=("identification",),
    groups=(_BODY, person.DESCRIPTION, _CASE, case.CONTACT),
    statuses=parts.statuses("unidentified_body"),
    check=_check,
    title=_title,
)
