"""Facts (RPD art. 83(2)(b)(i)): sufficient, coherent with the charge, and of this person; time and fair trial."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from comity.compliance.engine import dates, lexicons
from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.judicial import is_sentenced, is_without_number
from comity.compliance.engine.known import Known
from comity.compliance.engine.request import Charge, Request
from comity.compliance.engine.rules import Found, Law, rule
from comity.compliance.engine.words import plain, share
from comity.core.languages import mark

# Of a charge and of the summary of the case together; place, time and role stand in fields of their own.
FEWEST_WORDS: Final = 10
ALIKE: Final = 0.6  # of the runs of five words in common: one text made from another
# What each family of offences must speak of (lexicons.FACTS_OF).
FACTS_OF: Final = {
    "killing": frozenset({"murder", "attempted_murder"}),
    "sexual": frozenset({"rape", "child_sexual_abuse"}),
    "drugs": frozenset({"drug_trafficking"}),
    "property": frozenset({"fraud", "embezzlement", "money_laundering", "corruption"}),
    "liberty": frozenset({"kidnapping", "trafficking_in_persons", "migrant_smuggling"}),
}
# Never time-barred (Rome Statute, art. 29).
NEVER_BARRED: Final = frozenset({"genocide", "crimes_against_humanity", "war_crimes"})
# Laws differ; what all have in common is that the time grows with the penalty. A flag where nothing else is said.
SHORTEST_LIMITATION: Final = 5  # years


def _has_charges(request: Request) -> bool:
    return bool(request.charges)


_SHORT: Final = mark("The facts of this charge are too short to show what this person did, when, where and how.")
_NO_PLACE_OR_TIME: Final = mark("Say when and where this happened.")
_SAME_TEXT: Final = mark("Two charges tell the same facts in the same words.")


@rule(
    Law(
        id="C-07",
        version=1,
        basis="RPD art. 83(2)(b)(i)",
        asks=mark("Do the facts show what this person did: place, time, role, act and means?"),
        says=mark("The facts read like those of other cases."),
        question=mark("Do the facts show this person's own acts, with time, place, role and means?"),
        outcome=Outcome.HOLD,
        suggests="FACTS",
    ),
    _has_charges,
)
def sufficient(request: Request, known: Known) -> Iterator[Found]:
    """What is missing is returned to be mended (A-14); what reads like another case is for a person, and not told."""
    problems = {path for path, _ in request.problems}
    for at, charge in enumerate(request.charges):
        summary = "" if request.summary == charge.facts else request.summary
        words = len(plain(f"{charge.facts} {summary}").split())
        if words < FEWEST_WORDS and f"charges[{at}].facts" not in problems:
            yield Found(field=f"charges[{at}].facts", outcome=Outcome.RETURN, says=_SHORT, evidence={"words": words})
        missing = _missing(charge)
        for name, is_missing in missing.items():
            field = f"charges[{at}].{name}"
            if is_missing and field not in problems:
                yield Found(field=field, outcome=Outcome.RETURN, says=_NO_PLACE_OR_TIME, evidence={"charge": at + 1})
    yield from _repeated(request)
    for one in known.similar:
        if one.share >= ALIKE and not one.same_person:
            evidence = {"case": one.case, "requester": one.requester, "share": round(one.share, 2)}
            yield Found(field="case.facts", evidence=evidence, told=False)


def _missing(charge: Charge) -> dict[str, bool]:
    if not charge.is_whole:
        return {}
    return {"place": not charge.places, "began_on": not charge.facts_from, "role": not charge.role}


def _repeated(request: Request) -> Iterator[Found]:
    for at, charge in enumerate(request.charges):
        earlier = request.charges[:at]
        if charge.facts and any(share(charge.facts, other.facts) >= ALIKE for other in earlier):
            yield Found(field=f"charges[{at}].facts", says=_SAME_TEXT, evidence={"charge": at + 1})


@rule(
    Law(
        id="C-08",
        version=1,
        basis="RPD arts 34, 83(2)(b)",
        asks=mark("Do the charges agree with the facts?"),
        says=mark("The facts of this charge do not speak of what it is about."),
        question=mark("Are the facts those of the offence charged, and not of another?"),
        outcome=Outcome.HOLD,
        suggests="FACTS",
    ),
    _has_charges,
)
def coherent(request: Request, _known: Known) -> Iterator[Found]:
    for at, charge in enumerate(request.charges):
        expected = next((name for name, codes in FACTS_OF.items() if charge.code in codes), "")
        if expected and charge.facts and not lexicons.FACTS_OF[expected].found(charge.facts):
            yield Found(field=f"charges[{at}].facts", evidence={"charge": at + 1, "offence": charge.code})


@rule(
    Law(
        id="C-28",
        version=1,
        basis="Constitution art. 2; RPD art. 11",
        asks=mark("Is nothing known of a final judgment, an acquittal or an amnesty on these facts?"),
        says=mark("These facts may have been judged before, or an amnesty may cover them."),
        question=mark("Was there a final judgment on the same facts, anywhere? Read the decision."),
        outcome=Outcome.HOLD,
        suggests="NE_BIS",
    )
)
def judged_before(request: Request, known: Known) -> Iterator[Found]:
    for match in known.matches:
        if match.kind == "finally_judged":
            yield Found(evidence={"entry": match.entry, "on": match.on, "strength": match.strength}, told=False)
    declared = lexicons.JUDGED.found(request.known_history)
    if request.judged_elsewhere in ("acquitted", "convicted", "pardoned") or declared:
        evidence = {"declared": request.judged_elsewhere, "words": list(declared)}
        yield Found(field="background.judged_elsewhere", evidence=evidence)


_PASSED: Final = mark("By the date given, the time to prosecute or to carry out the sentence has run out.")


@rule(
    Law(
        id="C-29",
        version=1,
        basis="RPD arts 11, 12",
        asks=mark("Has the time to prosecute or to carry out the sentence not run out?"),
        says=mark("The facts are old. Say until when they may be prosecuted."),
        question=mark("Has the time run out, under the requester's law and, where known, that of the other country?"),
        outcome=Outcome.HOLD,
        suggests="TIME_BARRED",
    ),
    _has_charges,
)
def limitation(request: Request, known: Known) -> Iterator[Found]:
    for at, charge in enumerate(request.charges):
        if charge.code in NEVER_BARRED:
            continue
        until = charge.limitation_on
        if until is not None and until < known.today:
            yield Found(field="case.limitation_on", says=_PASSED, evidence={"charge": at + 1, "until": until})
        elif until is None and not is_sentenced(charge) and _is_old(charge, known.today):
            evidence = {"charge": at + 1, "facts_until": charge.facts_until or charge.facts_from}
            yield Found(field="case.limitation_on", evidence=evidence)


def _is_old(charge: Charge, today: date) -> bool:
    last = dates.last_day(charge.facts_until or charge.facts_from)
    if last is None or is_without_number(charge):
        return False
    return dates.years_between(last, today) >= max(SHORTEST_LIMITATION, (charge.maximum_months or 0) / 12)


def _is_sentenced(request: Request) -> bool:
    return any(is_sentenced(charge) for charge in request.charges)


@rule(
    Law(
        id="C-30",
        version=1,
        basis="Constitution art. 2",
        asks=mark("Was the person present at the trial, or told of it and free to have it again?"),
        says=mark("Say whether the person was told of the trial, and whether it may be held again."),
        question=mark("Was the person told, defended, and may they have a new trial?"),
        outcome=Outcome.HOLD,
        suggests="ART2_TRIAL",
    ),
    _is_sentenced,
)
def in_absence(request: Request, _known: Known) -> Iterator[Found]:
    trial = request.trial
    problems = {path for path, _ in request.problems}
    if trial.in_absentia is None and "warrant.in_absentia" not in problems:
        yield Found(field="warrant.in_absentia")
    elif trial.in_absentia:
        yield Found(field="warrant.retrial", evidence={"retrial": trial.retrial})


@rule(
    Law(
        id="C-41",
        version=1,
        basis="AGN/53/RES/7",
        asks=mark("Where the charge is membership of a group: is a concrete act stated?"),
        says=mark("Membership of a group alone is not enough. State what this person did."),
        question=mark("Which act of this person, beside membership, is stated, and what shows it?"),
        outcome=Outcome.HOLD,
        suggests="ART3_POLITICAL",
    ),
    _has_charges,
)
def membership(request: Request, _known: Known) -> Iterator[Found]:
    for at, charge in enumerate(request.charges):
        named = charge.code == "membership_of_group" or lexicons.MEMBERSHIP.found(charge.offence)
        if named and not lexicons.ACTS.found(charge.facts):
            yield Found(field=f"charges[{at}].facts", evidence={"charge": at + 1, "offence": charge.code})
