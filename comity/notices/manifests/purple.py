"""Purple: methods, objects, devices and ways of hiding that criminals use (art. 92). No nominal data."""

from collections.abc import Iterator
from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests import case, parts
from comity.notices.manifests.reading import MISSING
from comity.notices.manifests.shape import Content, Group, Manifest, Requester, Stated
from comity.notices.manifests.values import Prose
from comity.records.manifests import read
from comity.records.manifests.shape import Field

_KINDS: Final = {
    "method": mark("Method"),
    "object": mark("Object"),
    "device": mark("Device"),
    "concealment": mark("Way of hiding"),
}

_METHOD: Final = Group(
    name="method",
    label=mark("The method"),
    hint=mark("Without names of persons: nobody is meant, only what is done."),
    fields=(
        Field(name="title", label=mark("Title"), reader=read.Text(200), required=True),
        Field(name="kind", label=mark("Kind"), reader=read.Choice(_KINDS), required=True),
        parts.OFFENCE,
        Field(name="description", label=mark("Description"), reader=Prose(8000, 20), required=True),
        Field(name="signs", label=mark("How to recognise it"), reader=Prose(4000)),
    ),
)
_CASE: Final = Group(
    name="case",
    label=mark("Where it comes from"),
    fields=(
        case.REFERENCE,
        Field(name="investigated", label=mark("Are the facts still under investigation?"), reader=read.Choice({
            "yes": mark("Yes"), "no": mark("No"),
        }), required=True),
        Field(name="repeats", label=mark("Why it is complex or may be repeated"), reader=Prose(2000),
              hint=mark("Required where the facts are not under investigation any more.")),
        Field(name="links", label=mark("Why it is serious, and to what it may be linked"), reader=Prose(2000),
              hint=mark("Required where the facts are under investigation.")),
        Field(name="asked", label=mark("What is asked of members"), reader=Prose(2000)),
        parts.COUNTRIES,
    ),
)  # fmt: skip


def _check(stated: Stated) -> list[Problem]:
    return list(_gaps(stated))


def _gaps(stated: Stated) -> Iterator[Problem]:
    said = stated.one("case")
    needed = {"yes": "links", "no": "repeats"}.get(said.get("investigated", ""))
    if needed and needed not in said:
        yield Problem(f"case.{needed}", MISSING, mark("A few sentences (article 92)."))


def _title(content: Content) -> str:
    return str(content.get("method", {}).get("title", ""))


MANIFEST: Final = Manifest(
    colour="purple",
    label=mark("Purple notice"),
    letter="P",
    purpose=mark("To give or to ask for information on methods, objects, devices and ways of hiding."),
    basis=mark("Rules on the Processing of Data, art. 92."),
    asks=frozenset({Requester.BUREAU, Requester.TRIBUNAL, Requester.PARTNER, Requester.SECRETARIAT}),
    seeks=frozenset({"inform", "warn"}),
    subject="method",
    purposes=("criminal_investigation", "crime_analysis", "warning"),
    groups=(_METHOD, _CASE, case.CONTACT),
    check=_check,
    title=_title,
)
