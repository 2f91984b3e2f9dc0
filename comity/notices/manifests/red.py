"""Red: a wanted person, for arrest with a view to extradition or surrender (arts 82-87)."""

from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests import case, person
from comity.notices.manifests.shape import Assurance, Content, Manifest, Requester, Stated


def _check(stated: Stated) -> list[Problem]:
    return [*person.problems_with_identity(stated), *case.problems_with_case(stated)]


def _is_not_judicial(content: Content) -> bool:
    return content.get("warrant", {}).get("is_judicial") is False


MANIFEST: Final = Manifest(
    colour="red",
    label=mark("Red notice"),
    letter="R",
    purpose=mark(
        "To find a wanted person and have them detained, arrested or restricted in movement, for extradition,"
        " surrender or similar lawful action."
    ),
    basis=mark("Rules on the Processing of Data, arts 82-87."),
    asks=frozenset({Requester.BUREAU, Requester.TRIBUNAL}),
    seeks=frozenset({"arrest", "restriction", "locate"}),
    subject="person",
    purposes=("wanted_person", "locate"),
    groups=(
        person.PERSON,
        person.DESCRIPTION,
        case.CASE,
        case.CHARGES,
        case.WARRANT,
        case.EXTRADITION,
        case.BACKGROUND,
        case.CONTACT,
    ),
    statuses={
        "charged": mark("Sought for prosecution: presumed innocent"),
        "convicted": mark("Convicted: sought to serve a sentence"),
    },
    may_be_public="with_consent",
    public=(*person.PUBLIC, "charges.offence"),
    validity_years=5,
    reviewers=2,
    assurances=(
        Assurance(
            number=1,
            says=mark("The authority that issued the warrant or the decision had the power to do so."),
        ),
        Assurance(
            number=2,
            says=mark(
                "This request was coordinated with the authority responsible for extradition, and extradition will be"
                " sought on arrest, under national law and the treaties that apply."
            ),
        ),
        Assurance(
            number=3,
            says=mark("The warrant was not issued by a judicial authority, and the law offers an appeal before one."),
            applies=_is_not_judicial,
        ),
    ),
    check=_check,
    database="persons",
    record=case.recorded,
    title=person.title,
)
