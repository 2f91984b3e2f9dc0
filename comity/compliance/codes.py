"""Why a request was refused, recalled or cancelled: a fixed list, fine enough that no two grounds share a code.

Each says what the requester is told. A code that `is_veiled` must not be told: who asked could learn from it who
protects the person (refugee resolution GA-2017-86-RES-09), so they read that it does not comply, and no more.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from comity.compliance.engine.findings import NOT_COMPLIANT
from comity.compliance.rules import Matter, Verdict
from comity.core.languages import mark


class Code(Struct, frozen=True):
    """One ground: its name for reviewers, the sentence for the requester, and the code of the published list it is of
    ("ART2_TORTURE" is counted as "ART2")."""

    label: str
    told: str
    base: str
    is_veiled: bool = False


CODES: Final[dict[str, Code]] = {
    "ART2": Code(
        mark("Article 2: human rights"),
        mark("The request is not in the spirit of the Universal Declaration of Human Rights (Constitution, art. 2)."),
        "ART2",
    ),
    "ART2_TORTURE": Code(
        mark("Article 2: risk of torture, or evidence obtained by it"),
        mark("There is a real risk of treatment that article 2 of the Constitution forbids to support."),
        "ART2",
    ),
    "ART2_TRIAL": Code(
        mark("Article 2: flagrantly unfair trial, or absence without retrial"),
        mark("The proceedings do not offer the fair trial that article 2 of the Constitution requires."),
        "ART2",
    ),
    "ART2_RIGHT": Code(
        mark("Article 2: prosecuted for exercising a protected right"),
        mark("The conduct described is the exercise of a right that article 2 of the Constitution protects."),
        "ART2",
    ),
    "ART3_POLITICAL": Code(
        mark("Article 3: political character"),
        mark("The matter is of predominantly political character (Constitution, art. 3; RPD art. 34)."),
        "ART3",
    ),
    "ART3_MILITARY": Code(
        mark("Article 3: military character"),
        mark("The matter is of predominantly military character (Constitution, art. 3; RPD art. 34)."),
        "ART3",
    ),
    "ART3_RELIGIOUS": Code(
        mark("Article 3: religious character"),
        mark("The matter is of predominantly religious character (Constitution, art. 3; RPD art. 34)."),
        "ART3",
    ),
    "ART3_RACIAL": Code(
        mark("Article 3: racial character"),
        mark("The matter is of predominantly racial character (Constitution, art. 3; RPD art. 34)."),
        "ART3",
    ),
    "FUNCTION": Code(
        mark("Article 3: aimed at a protected function"),
        mark("The request concerns what a person did in an official function that is protected."),
        "ART3",
    ),
    "REFUGEE": Code(mark("Refugee or protected person"), NOT_COMPLIANT, "REFUGEE", is_veiled=True),
    "CONFIDENTIAL": Code(
        mark("Grounds that were given in confidence, by a member or by the Commission"),
        NOT_COMPLIANT,
        "OTHER",
        is_veiled=True,
    ),
    "NOT_SERIOUS": Code(
        mark("Not a serious ordinary-law crime"),
        mark("The facts do not describe a serious ordinary-law crime (RPD art. 83(1)(a)(i))."),
        "NOT_SERIOUS",
    ),
    "PENALTY": Code(
        mark("Below the penalty threshold"),
        mark("The penalty or the sentence is below the threshold (RPD art. 83(1)(a)(ii))."),
        "PENALTY",
    ),
    "EXCLUDED_OFFENCE": Code(
        mark("Excluded offence: behaviour, culture or family"),
        mark("The offence is one of those for which no notice may be published (RPD art. 83(1)(a)(i))."),
        "EXCLUDED_OFFENCE",
    ),
    "PRIVATE_DISPUTE": Code(
        mark("Private dispute or breach of administrative rules"),
        mark("The matter is a private dispute or a breach of administrative rules (RPD art. 83(1)(a)(i))."),
        "PRIVATE_DISPUTE",
    ),
    "FACTS": Code(
        mark("Facts not sufficient"),
        mark("The facts do not show what this person did, when, where and by which means (RPD art. 83(2)(b))."),
        "FACTS",
    ),
    "IDENTITY": Code(
        mark("Identity not sufficient"),
        mark("The data do not suffice to identify the person (RPD art. 83(2)(a))."),
        "IDENTITY",
    ),
    "WARRANT": Code(
        mark("No valid warrant"),
        mark("There is no valid warrant or judicial decision (RPD art. 83(2)(b)(v))."),
        "WARRANT",
    ),
    "ASSURANCES": Code(
        mark("Assurances missing or not kept"),
        mark("The assurances are missing, or were not kept (RPD art. 84)."),
        "ASSURANCES",
    ),
    "NE_BIS": Code(
        mark("Finally judged before"),
        mark("A final judgment on the same facts exists (Constitution, art. 2)."),
        "NE_BIS",
    ),
    "TIME_BARRED": Code(
        mark("Time-barred"), mark("Prosecution or punishment of the facts is time-barred."), "TIME_BARRED"
    ),
    "NO_INTEREST": Code(
        mark("No interest for international police cooperation"),
        mark("The request is of no interest for international police cooperation (RPD art. 35)."),
        "NO_INTEREST",
    ),
    "QUALITY": Code(
        mark("Data of insufficient quality"), mark("The data are not accurate, relevant or up to date."), "QUALITY"
    ),
    "NO_ANSWER": Code(
        mark("No answer to a question"), mark("Our question was not answered in time (RPD art. 128)."), "NO_ANSWER"
    ),
    "NO_ACTION": Code(
        mark("Located, and no papers sent"),
        mark("The person was located, and what the locating country asked for was not sent in time (RPD art. 81(3))."),
        "ASSURANCES",
    ),
    "EXTRADITION": Code(
        mark("Extradition refused on grounds that bind us too"),
        mark("Extradition was refused on grounds that the Constitution shares."),
        "ART2",
    ),
    "SAME_AGAIN": Code(
        mark("Decided before, nothing new"),
        mark("The case was decided before, and the request states nothing new that would change the decision."),
        "OTHER",
    ),
    "DUPLICATE": Code(
        mark("Duplicate"), mark("A request on the same person and case is already under way."), "DUPLICATE"
    ),
    "ENDED": Code(
        mark("Purpose achieved, or its basis gone"), mark("The purpose is achieved, or its basis is gone."), "OTHER"
    ),
    "TRAVEL_ONLY": Code(
        mark("Entry meant to keep a person from travelling"),
        mark("The entry does not show that the document was lost, stolen or revoked as a document."),
        "OTHER",
    ),
    "OTHER": Code(mark("Other, said in words"), NOT_COMPLIANT, "OTHER"),
}

_OPENINGS: Final[dict[Verdict, str]] = {
    Verdict.ACCEPT: mark("The review found no reason against it."),
    Verdict.RETURN: mark("It cannot be examined as it is. Please complete it and submit it again."),
    Verdict.REFUSE: mark("The review found that it does not meet the conditions."),
    Verdict.ADDENDUM: mark("It stays published. An addendum tells all members what was found."),
    Verdict.BLOCK: mark("It is blocked while it is examined. Members no longer see it."),
}
_ENDINGS: Final[dict[Matter, str]] = {
    Matter.NOTICE: mark("The notice is not published, and no other member has seen it."),
    Matter.CHANGE: mark("The notice stays published as it was before the change."),
    Matter.RENEWAL: mark("The notice is cancelled. Please delete what came from it."),
    Matter.CANCELLATION: mark("The notice is cancelled. Please delete what came from it."),
    Matter.DIFFUSION: mark("The diffusion was not delivered, and no other member has seen it."),
    Matter.DELIVERED: mark("The diffusion is recalled. Its recipients were asked to delete it."),
    Matter.TRAVEL_DOCUMENT: mark("The entry answers no check."),
}


def told(grounds: Iterable[str]) -> tuple[str, ...]:
    """The codes as the requester may read them: where one is veiled, none of them but that it does not comply."""
    found = tuple(grounds)
    return ("OTHER",) if any(CODES[one].is_veiled for one in found if one in CODES) else found


def letter(
    matter: Matter, verdict: Verdict, codes: Iterable[str], findings: Iterable[Mapping[str, Any]], told: Iterable[str]
) -> list[str]:
    """What the requester reads: sentences, in order. Of `findings` (those that stand) only what is fit for them.

    Where a ground is veiled nothing else is said either: the other grounds, or their absence, would tell.
    """
    grounds = [CODES[code] for code in dict.fromkeys(codes)]
    if verdict == Verdict.ACCEPT:
        return [_OPENINGS[verdict]]
    said = [_OPENINGS[verdict]]
    if any(ground.is_veiled for ground in grounds):
        said.append(NOT_COMPLIANT)
    else:
        said += [ground.told for ground in grounds]
        said += [finding["says"] for finding in findings if finding.get("for_requester")]
        said += [words for words in told if words.strip()]
    if verdict == Verdict.REFUSE:
        said.append(_ENDINGS[matter])
    return list(dict.fromkeys(said))
