"""Yellow: a missing person, or one who cannot say who they are (art. 90)."""

from collections.abc import Iterator
from typing import Any, Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests import case, parts, person
from comity.notices.manifests.reading import MISSING
from comity.notices.manifests.shape import Content, Group, Manifest, Requester, Stated
from comity.notices.manifests.values import PartialDay, Prose, YesNo
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.shape import Field

_EVENTS: Final = {
    "disappearance": mark("Unexplained disappearance"),
    "parental_abduction": mark("Abduction by a parent"),
    "kidnapping": mark("Kidnapping"),
    "runaway": mark("Ran away"),
    "disaster": mark("Disaster or accident"),
    "found": mark("Found, and cannot say who they are"),
}

_CASE: Final = Group(
    name="case",
    label=mark("What happened"),
    fields=(
        case.REFERENCE,
        parts.status_field("missing", "unidentified_person"),
        Field(name="event", label=mark("Kind of event"), reader=read.Choice(_EVENTS), required=True),
        Field(name="happened_on", label=mark("Date of the event"), reader=PartialDay(), required=True),
        Field(name="place", label=mark("Place of the event"), reader=read.Text(200), required=True),
        Field(name="country", label=mark("Country of the event"), reader=COUNTRY, required=True),
        Field(name="facts", label=mark("Circumstances"), reader=Prose(4000, 20), required=True),
        Field(name="reported_on", label=mark("Reported to the police on"), reader=read.Day(), required=True),
        Field(name="reported_to", label=mark("Police service that recorded it"), reader=read.Text(200), required=True),
        parts.COUNTRIES,
    ),
)
_CARE: Final = Group(
    name="care",
    label=mark("Care for the person"),
    hint=mark("For the review only. It is never shown to other members."),
    for_review=True,
    fields=(
        Field(name="may_be_sought", label=mark("The law lets an adult be sought"), reader=YesNo(),
              hint=mark("Required for adults: no rule of your country on private life stands against it.")),
        Field(name="custody", label=mark("Decision on custody"), reader=read.Text(400),
              hint=mark("Court, date, number. Required for an abduction by a parent.")),
        Field(name="violence_claimed", label=mark("Somebody claims violence in the family"), reader=YesNo(),
              required=True),
        Field(name="claim", label=mark("The claim, and what was found"), reader=Prose(1500)),
        Field(name="asylum", label=mark("Asylum"), reader=read.Choice(case.ASYLUM), required=True),
    ),
)  # fmt: skip


def _check(stated: Stated) -> list[Problem]:
    said = stated.one("case")
    problems = list(parts.not_in_the_future(stated, "case.happened_on", "case.reported_on"))
    identity = _gaps_of_unknown(stated) if said.get("status") == "unidentified_person" else _gaps_of_missing(stated)
    return [*problems, *identity, *_care(stated)]


def _gaps_of_missing(stated: Stated) -> Iterator[Problem]:
    who = stated.one("person")
    for name in ("family_name", "given_names", "sex", "birth_dates"):
        if name not in who and not (name == "given_names" and who.get("has_one_name")):
            yield Problem(f"person.{name}", MISSING, mark("Name, sex and year of birth of the missing person."))
    if not parts.is_shown_by_traces(stated) and not stated.one("description"):
        yield Problem("photographs", mark("Nothing shows what the person looks like."), _LOOKS)
    yield from parts.problems_with_status(stated, "missing")


def _gaps_of_unknown(stated: Stated) -> Iterator[Problem]:
    if "sex" not in stated.one("person"):
        yield Problem("person.sex", MISSING, mark("The sex, or not stated."))
    if not stated.one("description"):
        yield Problem("description", mark("A person without a name needs a description."), mark("At least one field."))
    if not parts.is_shown_by_traces(stated):
        yield Problem("photographs", mark("Nothing shows who is meant."), parts.TRACES)


_LOOKS: Final = mark("A photograph, a description, fingerprints or a DNA profile.")


def _care(stated: Stated) -> Iterator[Problem]:
    said, care, who = stated.one("case"), stated.one("care"), stated.one("person")
    is_minor = bool(who.get("birth_dates")) and person.is_minor_on(who, stated.today.isoformat())
    if said.get("status") == "missing" and not is_minor and care.get("may_be_sought") is not True:
        yield Problem("care.may_be_sought", mark("An adult may be sought only where the law lets them."), "yes.")
    if said.get("event") == "parental_abduction" and "custody" not in care:
        yield Problem("care.custody", MISSING, mark("Court, date and number of the decision."))
    if care.get("violence_claimed") and "claim" not in care:
        yield Problem("care.claim", MISSING, mark("Who claims it, and what was found."))


def _record(content: Content) -> dict[str, Any] | None:
    return person.recorded(content, content.get("case", {}).get("status", "missing"))


MANIFEST: Final = Manifest(
    colour="yellow",
    label=mark("Yellow notice"),
    letter="Y",
    purpose=mark("To find a missing person, or to identify one who cannot say who they are."),
    basis=mark("Rules on the Processing of Data, art. 90."),
    asks=frozenset({Requester.BUREAU}),
    by_agreement=frozenset({Requester.PARTNER}),
    seeks=frozenset({"locate", "identify"}),
    subject="person",
    purposes=("locate", "identification"),
    groups=(person.PERSON, person.DESCRIPTION, _CASE, _CARE, case.CONTACT),
    statuses=parts.statuses("missing", "unidentified_person"),
    may_be_public="with_consent",
    public=(*person.PUBLIC, "person.father", "person.mother", "case.happened_on", "case.place", "case.country"),
    check=_check,
    database="persons",
    record=_record,
    title=person.title,
)
