"""Orange: an event, a person, an object or a process that is a serious and imminent threat (art. 93)."""

from collections.abc import Iterator
from typing import Any, Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests import case, parts, person
from comity.notices.manifests.shape import Content, Group, Manifest, Requester, Stated
from comity.notices.manifests.values import Prose
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.shape import Field

_KINDS: Final = {
    "event": mark("Event"),
    "person": mark("Person"),
    "object": mark("Object"),
    "process": mark("Process"),
}

_THREAT: Final = Group(
    name="threat",
    label=mark("The threat"),
    fields=(
        Field(name="title", label=mark("Title"), reader=read.Text(200), required=True),
        Field(name="kind", label=mark("What the threat is"), reader=read.Choice(_KINDS), required=True),
        Field(name="description", label=mark("Description"), reader=Prose(8000, 20), required=True),
        Field(name="areas", label=mark("Countries threatened"), reader=read.Many(COUNTRY, 200)),
        Field(name="place", label=mark("Places"), reader=read.Text(300)),
        Field(name="begins_on", label=mark("From"), reader=read.Day(), required=True),
        Field(name="ends_on", label=mark("Until"), reader=read.Day(), hint=mark("As far as it can be said.")),
        Field(name="signs", label=mark("How to recognise it"), reader=Prose(4000), required=True),
        Field(name="handling", label=mark("How to be safe"), reader=Prose(4000), required=True,
              hint=mark("What to do, and what not to touch.")),
    ),
)  # fmt: skip
_ASSESSMENT: Final = Group(
    name="assessment",
    label=mark("Assessment by law enforcement"),
    fields=(
        Field(name="authority", label=mark("Assessing authority"), reader=read.Text(200), required=True),
        Field(name="assessed_on", label=mark("Date of the assessment"), reader=read.Day(), required=True),
        Field(name="reasoning", label=mark("Why it is serious and imminent"), reader=Prose(4000, 20), required=True),
    ),
)
_CASE: Final = Group(name="case", label=mark("Your case"), fields=(case.REFERENCE, parts.COUNTRIES))


def _check(stated: Stated) -> list[Problem]:
    problems = list(parts.not_in_the_future(stated, "assessment.assessed_on"))
    if stated.one("threat").get("kind") == "person":
        problems += person.problems_with_identity(stated)
        problems += parts.problems_with_status(stated, "possible_threat")
    elif stated.one("person"):
        accepted = mark("No person, or a threat that is one.")
        problems.append(Problem("threat.kind", mark("A person is described, but the threat is none."), accepted))
    return [*problems, *_period(stated)]


def _period(stated: Stated) -> Iterator[Problem]:
    threat = stated.one("threat")
    ends = threat.get("ends_on", "")
    if ends and ends < threat.get("begins_on", ""):
        yield Problem("threat.ends_on", mark("This is before it begins."), threat["begins_on"])
    elif ends and ends < stated.today.isoformat():
        yield Problem("threat.ends_on", mark("The threat is over."), f"{stated.today} or later.")


def _record(content: Content) -> dict[str, Any] | None:
    return person.recorded(content, "possible_threat")


def _title(content: Content) -> str:
    return str(content.get("threat", {}).get("title", "")) or person.title(content)


MANIFEST: Final = Manifest(
    colour="orange",
    label=mark("Orange notice"),
    letter="O",
    purpose=mark("To warn of an event, a person, an object or a process that is a serious and imminent threat."),
    basis=mark("Rules on the Processing of Data, art. 93."),
    asks=frozenset({Requester.BUREAU, Requester.PARTNER, Requester.SECRETARIAT}),
    seeks=frozenset({"warn"}),
    subject="threat",
    purposes=("warning",),
    groups=(_THREAT, person.POSSIBLE_PERSON, person.DESCRIPTION, _ASSESSMENT, _CASE, case.CONTACT),
    statuses=parts.statuses("possible_threat"),
    check=_check,
    database="persons",
    record=_record,
    title=_title,
)
