"""Parts that several colours share: what is asked, the status of a person (art. 44), dates that have passed."""

from collections.abc import Iterator
from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.engine.offences import FAMILIES
from comity.notices.manifests import person
from comity.notices.manifests.reading import MISSING
from comity.notices.manifests.shape import Stated
from comity.notices.manifests.values import Prose
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.person_words import KINDS
from comity.records.manifests.shape import Field

# Said of a person on every face; who has not been judged is presumed innocent.
STATUSES: Final = {
    "convicted": mark("Convicted"),
    "charged": mark("Charged: presumed innocent"),
    "suspect": mark("Suspect: presumed innocent"),
    "person_of_interest": mark("Person of interest: not accused"),
    "witness": mark("Witness: not accused"),
    "victim": mark("Victim"),
    "missing": mark("Missing"),
    "unidentified_person": mark("Unidentified person"),
    "unidentified_body": mark("Unidentified body"),
    "possible_threat": mark("Possible threat"),
    "un_sanctioned": mark("Under sanctions of the United Nations"),
}
assert STATUSES.keys() <= KINDS.keys()

# Articles 39 to 41 set extra conditions for recording these.
_SPECIAL: Final = frozenset({"victim", "witness"})
_NEEDS_DECISION: Final = frozenset({"convicted", "charged"})


def statuses(*names: str) -> dict[str, str]:
    return {name: STATUSES[name] for name in names}


def status_field(*names: str) -> Field:
    return Field(name="status", label=mark("Status of the person"), reader=read.Choice(statuses(*names)), required=True)


OFFENCE: Final = Field(name="code", label=mark("Family of offences"), reader=read.Choice(FAMILIES), required=True)
FACTS: Final = Field(
    name="facts",
    label=mark("Summary of facts"),
    reader=Prose(8000, 40),
    required=True,
    hint=mark("What happened, when, where, and what this has to do with the person."),
)
INTERNATIONAL: Final = Field(
    name="international",
    label=mark("International element"),
    reader=Prose(1500),
    required=True,
    hint=mark("Why members in other countries can help."),
)
DECISION: Final = Field(
    name="decision",
    label=mark("Decision it rests on"),
    reader=read.Text(300),
    hint=mark("Warrant or judgment, with its date. Required where the person is charged or convicted."),
)
COUNTRIES: Final = Field(name="countries", label=mark("Countries concerned"), reader=read.Many(COUNTRY, 60))


def problems_with_status(stated: Stated, status: str) -> Iterator[Problem]:
    """What the person's status asks for beside: a decision, or how articles 39 to 41 are met."""
    who = stated.one("person")
    if status in _NEEDS_DECISION and "decision" not in stated.one("case"):
        yield Problem("case.decision", MISSING, mark("Warrant or judgment, with its date."))
    is_minor = bool(who.get("birth_dates")) and person.is_minor_on(who, stated.today.isoformat())
    if (status in _SPECIAL or is_minor) and who and "special_reason" not in who:
        yield Problem("person.special_reason", MISSING, mark("How articles 39 to 41 are met, in a few sentences."))


def not_in_the_future(stated: Stated, *paths: str) -> Iterator[Problem]:
    """The days at these paths ("group.field"), as far as known, have begun."""
    today = stated.today.isoformat()
    for path in paths:
        group, name = path.split(".")
        day = str(stated.one(group).get(name, ""))
        if day > today[: len(day)]:
            yield Problem(path, mark("This date is in the future."), f"{today} or earlier.")


def is_shown_by_traces(stated: Stated) -> bool:
    """Whether somebody without a name can be recognised: by a photograph, fingerprints, DNA or teeth."""
    who = stated.one("person")
    return bool(
        stated.photographs
        or who.get("has_fingerprints")
        or who.get("has_dna")
        or stated.attachments & {"fingerprints", "dental"}
    )


TRACES: Final = mark("A photograph, fingerprints, a DNA profile or a dental chart.")
