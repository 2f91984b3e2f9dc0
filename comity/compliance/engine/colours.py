"""What only one kind of notice asks (RPD arts 89, 90, 95): green, yellow, and the special notices of the UN."""

from collections.abc import Iterator
from typing import Final

from comity.compliance.engine import dates, lexicons
from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.identity import GROWN_UP
from comity.compliance.engine.known import Known
from comity.compliance.engine.request import Request
from comity.compliance.engine.rules import Found, Law, rule
from comity.core.languages import mark


def _is_un(request: Request) -> bool:
    return request.colour == "un"


def _is_green(request: Request) -> bool:
    return request.colour == "green"


def _is_yellow(request: Request) -> bool:
    return request.colour == "yellow"


_DELISTED: Final = mark("The United Nations have taken this entry off their list.")
_OTHER_RESOLUTION: Final = mark("The resolution is not the one of the list.")


@rule(
    Law(
        id="C-42",
        version=1,
        basis="RPD art. 95",
        asks=mark("Do reference, resolution and listing agree with the list of the United Nations?"),
        says=mark("The list of the United Nations holds no such entry."),
        outcome=Outcome.BLOCK,
        suggests="QUALITY",
    ),
    _is_un,
)
def on_un_list(request: Request, known: Known) -> Iterator[Found]:
    listing = known.listing
    reference = request.extra.get("listing.un_reference", "")
    if listing is None:
        yield Found(field="listing.un_reference", evidence={"reference": reference})
        return
    evidence = {"reference": listing.reference, "resolution": listing.resolution, "delisted_on": listing.delisted_on}
    if not listing.is_listed:
        yield Found(field="listing.un_reference", says=_DELISTED, evidence=evidence)
    stated = request.extra.get("listing.resolution", "")
    if stated and listing.resolution and stated != listing.resolution:
        yield Found(field="listing.resolution", says=_OTHER_RESOLUTION, evidence=evidence | {"stated": stated})


_POLITICAL_ONLY: Final = mark("The warning speaks of political activity, and of no act against anybody.")


@rule(
    Law(
        id="C-43",
        version=1,
        basis="RPD art. 89",
        asks=mark("Does the warning rest on an assessment by the police, and on more than political activity?"),
        says=mark("Attach or state the assessment: who made it, when, and on which ground."),
        question=mark("Is the person a possible threat to public safety, on grounds that the assessment shows?"),
        outcome=Outcome.HOLD,
        suggests="QUALITY",
    ),
    _is_green,
)
def assessment(request: Request, _known: Known) -> Iterator[Found]:
    stated = any(path.split(".")[-1] == "assessment" or path.startswith("assessment.") for path in request.extra)
    if not stated and not any("assessment" in path for path, _ in request.problems):
        yield Found(field="assessment")
    text = request.all_text
    if lexicons.NEUTRALITY.found(text) and not lexicons.THREAT.found(text):
        yield Found(says=_POLITICAL_ONLY, evidence={"words": list(lexicons.NEUTRALITY.found(text))}, two=True)


_PARENTAL: Final = mark("Where a parent took the child: attach or state the decision on custody.")
_VIOLENCE: Final = mark("The text speaks of violence at home.")


@rule(
    Law(
        id="C-44",
        version=1,
        basis="RPD art. 90",
        asks=mark("May the person be looked for: consent or privacy of an adult, custody of a child?"),
        says=mark("For an adult: say whether national rules on privacy allow the search."),
        question=mark("Could the person be hiding from somebody? Who would learn where they are?"),
        outcome=Outcome.HOLD,
        suggests="QUALITY",
    ),
    _is_yellow,
)
def missing_person(request: Request, known: Known) -> Iterator[Found]:
    problems = {path for path, _ in request.problems}
    text = request.all_text
    extra = request.extra
    if _is_adult(request, known) and "care.may_be_sought" not in extra and "care.may_be_sought" not in problems:
        yield Found(field="care.may_be_sought")
    parental = extra.get("case.event", "") == "parental_abduction" or lexicons.PARENTAL.found(text)
    if parental and not (extra.get("care.custody") or extra.get("attached.custody") or "care.custody" in problems):
        yield Found(field="care.custody", says=_PARENTAL)
    words = lexicons.VIOLENCE_AT_HOME.found(text)
    if words or extra.get("care.violence_claimed") == "True":
        yield Found(says=_VIOLENCE, evidence={"words": list(words)}, told=False, two=True)


def _is_adult(request: Request, known: Known) -> bool:
    """Whether every date of birth given makes the person of age; one of unknown age counts as an adult."""
    births = request.person.births if request.person else ()
    latest = [last for born in births if (last := dates.last_day(born))]
    named = request.person is not None and request.person.is_identified
    return named and all(dates.age_on(last, known.today) >= GROWN_UP for last in latest)
