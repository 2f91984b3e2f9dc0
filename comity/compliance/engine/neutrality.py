"""Neutrality (Constitution, art. 3; RPD art. 34): what a machine can only point at, for people to weigh."""

from collections.abc import Iterator
from typing import Any, Final

from comity.compliance.engine import dates, lexicons
from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.known import RISKS, Known, Setting
from comity.compliance.engine.request import Request
from comity.compliance.engine.rules import Found, Law, rule
from comity.core.languages import mark
from comity.notices.engine.offences import POLITICAL

# The factors of art. 34(3), AGN/53/RES/7 and the Repository; each is answered in words.
FACTORS: Final = ("offence", "person", "source", "position", "obligations", "neutrality", "context")
# Families of offences that states use against opponents as well as against criminals: weighed, not excluded.
DOUBTFUL: Final = frozenset({"extremism", "false_information", "membership_of_group", "defamation"})


def _is_nominal(request: Request) -> bool:
    return request.is_nominal


def _has_charges(request: Request) -> bool:
    return bool(request.charges)


def _is_sensitive(request: Request, known: Known) -> bool:
    person = request.person
    if person is None:
        return False
    return bool(person.functions or known.functions or lexicons.SENSITIVE_STATUS.found_in(_of_position(request)))


def _of_position(request: Request) -> tuple[str, ...]:
    person = request.person
    return (person.occupation, person.position) if person else ()


def _political_words(request: Request) -> tuple[str, ...]:
    return lexicons.NEUTRALITY.found(request.all_text)


@rule(
    Law(
        id="C-21",
        version=1,
        basis="Constitution art. 3; RPD art. 34",
        asks=mark("Is no charge a purely political, military, religious or racial offence?"),
        says=mark("A charge may be a purely political, military, religious or racial offence."),
        question=mark("Is the offence purely of that character? If so it is refused, and nothing is weighed."),
        outcome=Outcome.HOLD,
        suggests="ART3_POLITICAL",
    ),
    _has_charges,
)
def pure_offence(request: Request, _known: Known) -> Iterator[Found]:
    for at, charge in enumerate(request.charges):
        words = lexicons.NEUTRALITY.found(charge.offence)
        if charge.code in POLITICAL or words:
            evidence = {"charge": at + 1, "offence": charge.code or charge.offence, "words": list(words)}
            yield Found(field=f"charges[{at}].code", evidence=evidence, two=True)


@rule(
    Law(
        id="C-22",
        version=1,
        basis="Constitution art. 3; RPD art. 34(3)",
        asks=mark("Where there are political elements: is every factor of the predominance test answered?"),
        says=mark("The predominance test is needed: every factor in words, and its outcome."),
        question=mark("Do ordinary-law elements predominate, all seven factors considered?"),
        outcome=Outcome.HOLD,
        suggests="ART3_POLITICAL",
        told=False,
    ),
    _is_nominal,
)
def predominance(request: Request, known: Known) -> Iterator[Found]:
    sensitive = _is_sensitive(request, known)
    doubtful = any(charge.code in DOUBTFUL | POLITICAL for charge in request.charges)
    words = _political_words(request)
    if not (sensitive or doubtful or words or _contexts(request, known)):
        return
    form = known.predominance
    missing = [factor for factor in FACTORS if not form.factors.get(factor, "").strip()]
    reviewers = len(set(form.reviewers))
    if missing or not form.outcome or (sensitive and reviewers < 2):
        evidence = {"missing": missing, "outcome": form.outcome, "reviewers": reviewers, "words": list(words)}
        yield Found(evidence=evidence, two=sensitive)


_PROTECTED: Final = mark("The person holds or held a protected function. The director must be one of those who decide.")


_NAMED: Final = mark("The request speaks of a protected function. Is it the person's own?")


@rule(
    Law(
        id="C-23",
        version=1,
        basis="RPD art. 34(3)",
        asks=mark("Is the person neither a public figure nor in a position that matters for neutrality?"),
        says=mark("The person's position may matter for neutrality."),
        question=mark("Does the case concern what the person did in that position, or because of it?"),
        outcome=Outcome.HOLD,
        suggests="ART3_POLITICAL",
        told=False,
    ),
    _is_nominal,
)
def position(request: Request, known: Known) -> Iterator[Found]:
    evidence: dict[str, Any]
    for function in known.functions:
        evidence = {"function": function.title, "by": function.by, "entry": function.id}
        if function.by == "text":
            yield Found(says=_NAMED, evidence=evidence, two=True)
        else:
            yield Found(says=_PROTECTED, evidence=evidence, two=True, director=True)
    person = request.person
    words = lexicons.SENSITIVE_STATUS.found_in(_of_position(request))
    if person and (person.functions or words):
        evidence = {"declared": list(person.functions), "words": list(words)}
        yield Found(field="background.functions", evidence=evidence, two=True)


def _contexts(request: Request, known: Known) -> list[Setting]:
    """The contexts that cover the requester today or at the time of the facts."""
    return [one for one in known.settings if one.kind not in RISKS and _covers(one, request, known)]


def _covers(one: Setting, request: Request, known: Known) -> bool:
    if one.starts_on <= known.today and (one.ends_on is None or known.today <= one.ends_on):
        return True
    for charge in request.charges:
        first, last = dates.first_day(charge.facts_from), dates.last_day(charge.facts_until or charge.facts_from)
        if first and last and first <= (one.ends_on or known.today) and last >= one.starts_on:
            return True
    return False


@rule(
    Law(
        id="C-24",
        version=1,
        basis="Constitution art. 3; RPD art. 34(3)",
        asks=mark("Does no coup, conflict, election or dispute cover the requester's country and the time?"),
        says=mark("The request comes out of a context that the Secretariat watches."),
        question=mark("Does the case belong to that context, in its timing, its charges or its person?"),
        outcome=Outcome.HOLD,
        suggests="ART3_POLITICAL",
        told=False,
    ),
    _is_nominal,
)
def context(request: Request, known: Known) -> Iterator[Found]:
    nationalities = request.person.nationalities if request.person else ()
    for one in _contexts(request, known):
        evidence: dict[str, Any] = {
            "entry": one.id,
            "kind": one.kind.value,
            "title": one.title,
            "starts_on": one.starts_on,
        }
        evidence |= {"towards_national": one.towards in nationalities} if one.towards else {}
        yield Found(evidence=evidence)


@rule(
    Law(
        id="C-40",
        version=1,
        basis="RPD art. 34(3)",
        asks=mark("Has no other member spoken against the request?"),
        says=mark("Another member has spoken about this request or this person."),
        question=mark("What does the other member's position mean for this request?"),
        outcome=Outcome.HOLD,
        suggests="ART3_POLITICAL",
        told=False,
    )
)
def other_members(request: Request, known: Known) -> Iterator[Found]:
    for one in known.statements:
        if one.kind != "extradition_refused":
            yield Found(evidence={"member": one.member, "kind": one.kind, "ground": one.ground, "at": one.at})
