"""Blue: information on a person of interest in a criminal investigation; where they are, or who they are (art. 88)."""

from typing import Any, Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests import case, parts, person
from comity.notices.manifests.shape import Content, Group, Manifest, Requester, Stated
from comity.notices.manifests.values import Prose
from comity.records.manifests import read
from comity.records.manifests.shape import Field

_STATUSES: Final = ("convicted", "charged", "suspect", "person_of_interest", "witness", "victim")
_WANTED: Final = {
    "location": mark("Where the person is"),
    "identity": mark("Who the person is"),
    "information": mark("What is known of the person"),
}

_CASE: Final = Group(
    name="case",
    label=mark("The investigation"),
    fields=(
        case.REFERENCE,
        parts.status_field(*_STATUSES),
        parts.OFFENCE,
        parts.FACTS,
        Field(name="asks_for", label=mark("What is sought"), reader=read.Many(read.Choice(_WANTED), 3), required=True),
        Field(name="question", label=mark("What is asked"), reader=Prose(2000), required=True,
              hint=mark("The answer is used for this question, and for nothing else.")),
        Field(name="identified", label=mark("Is the person identified?"), reader=read.Choice({
            "yes": mark("Yes"), "no": mark("No"),
        }), required=True),
        parts.DECISION,
        parts.INTERNATIONAL,
        parts.COUNTRIES,
    ),
)  # fmt: skip


def _check(stated: Stated) -> list[Problem]:
    said = stated.one("case")
    problems = list(parts.problems_with_status(stated, said.get("status", "")))
    if said.get("identified") == "no":
        if not parts.is_shown_by_traces(stated):
            problems.append(Problem("photographs", mark("Nothing shows who is meant."), parts.TRACES))
    else:
        problems += person.problems_with_identity(stated)
    if said.get("asks_for") and said.get("identified") == "no" and "identity" not in said["asks_for"]:
        accepted = mark("Who the person is, among what is sought.")
        problems.append(Problem("case.asks_for", mark("The person is not identified."), accepted))
    return problems


def _record(content: Content) -> dict[str, Any] | None:
    said = content.get("case", {})
    return person.recorded(content, said.get("status", "suspect"), basis=said.get("decision", ""))


MANIFEST: Final = Manifest(
    colour="blue",
    label=mark("Blue notice"),
    letter="B",
    purpose=mark(
        "To obtain information on, to locate or to identify a person of interest in a criminal investigation."
    ),
    basis=mark("Rules on the Processing of Data, art. 88."),
    asks=frozenset({Requester.BUREAU, Requester.TRIBUNAL}),
    by_agreement=frozenset({Requester.PARTNER}),
    seeks=frozenset({"locate", "inform", "identify"}),
    subject="person",
    purposes=("locate", "criminal_investigation", "identification"),
    groups=(person.POSSIBLE_PERSON, person.DESCRIPTION, _CASE, case.BACKGROUND, case.CONTACT),
    statuses=parts.statuses(*_STATUSES),
    check=_check,
    database="persons",
    record=_record,
    title=person.title,
)
