"""Green: a warning about a person's criminal activities (art. 89)."""

from typing import Any, Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests import case, parts, person
from comity.notices.manifests.reading import MISSING
from comity.notices.manifests.shape import Content, Group, Manifest, Requester, Stated
from comity.notices.manifests.values import Prose
from comity.records.manifests import read
from comity.records.manifests.shape import Field

_GROUNDS: Final = {
    "convictions": mark("Earlier convictions"),
    "other": mark("Other reasonable grounds"),
}

_CASE: Final = Group(
    name="case",
    label=mark("The warning"),
    fields=(
        case.REFERENCE,
        parts.OFFENCE,
        Field(name="threat", label=mark("Threat to public safety"), reader=Prose(4000, 20), required=True),
        parts.FACTS,
        parts.INTERNATIONAL,
        parts.COUNTRIES,
    ),
)

_ASSESSMENT: Final = Group(
    name="assessment",
    label=mark("Assessment by law enforcement"),
    fields=(
        Field(name="authority", label=mark("Assessing authority"), reader=read.Text(200), required=True),
        Field(name="assessed_on", label=mark("Date of the assessment"), reader=read.Day(), required=True),
        Field(name="ground", label=mark("Ground"), reader=read.Choice(_GROUNDS), required=True),
        Field(name="convictions", label=mark("Convictions"), reader=Prose(2000),
              hint=mark("Court, date, offence and sentence of each.")),
        Field(name="reasoning", label=mark("Reasoning"), reader=Prose(4000, 20), required=True),
    ),
)  # fmt: skip


def _check(stated: Stated) -> list[Problem]:
    problems = [*person.problems_with_identity(stated), *parts.problems_with_status(stated, "possible_threat")]
    problems += parts.not_in_the_future(stated, "assessment.assessed_on")
    assessment = stated.one("assessment")
    if assessment.get("ground") == "convictions" and "convictions" not in assessment:
        accepted = mark("Court, date, offence and sentence of each.")
        problems.append(Problem("assessment.convictions", MISSING, accepted))
    return problems


def _record(content: Content) -> dict[str, Any] | None:
    return person.recorded(content, "possible_threat")


MANIFEST: Final = Manifest(
    colour="green",
    label=mark("Green notice"),
    letter="G",
    purpose=mark("To warn about a person's criminal activities, where the person may be a threat to public safety."),
    basis=mark("Rules on the Processing of Data, art. 89."),
    asks=frozenset({Requester.BUREAU, Requester.TRIBUNAL, Requester.SECRETARIAT}),
    by_agreement=frozenset({Requester.PARTNER}),
    seeks=frozenset({"warn"}),
    subject="person",
    purposes=("warning",),
    groups=(person.PERSON, person.DESCRIPTION, _CASE, _ASSESSMENT, case.BACKGROUND, case.CONTACT),
    statuses=parts.statuses("possible_threat"),
    check=_check,
    database="persons",
    record=_record,
    title=person.title,
)
