"""The judicial part of a request (RPD arts 83(1)(a)(ii), 83(2)(b), 84): fields, thresholds, warrant, assurances."""

from collections.abc import Iterator
from typing import Final

from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.known import Known
from comity.compliance.engine.request import Charge, Request
from comity.compliance.engine.rules import Found, Law, rule
from comity.core.languages import mark

MINIMUM_PENALTY: Final = 24  # months, of the law's maximum (art. 83(1)(a)(ii))
MINIMUM_SENTENCE: Final = 6  # months, imposed or still to serve
APPROVERS: Final = 2  # of the exception of art. 83(1)(b)
# Parts of a request that other rules answer for.
IDENTITY_PARTS: Final = frozenset({"person", "description", "photographs"})


def is_of_identity(path: str) -> bool:
    return path.split(".")[0].split("[")[0] in IDENTITY_PARTS


def _is_coercive(request: Request) -> bool:
    return request.is_coercive


def _prosecuted(request: Request) -> bool:
    return request.is_coercive and any(not is_sentenced(charge) for charge in request.charges)


def _sentenced(request: Request) -> bool:
    return request.is_coercive and any(is_sentenced(charge) for charge in request.charges)


def is_sentenced(charge: Charge) -> bool:
    return charge.sentence_months is not None or charge.remaining_months is not None


def is_without_number(charge: Charge) -> bool:
    return charge.is_life or charge.is_death


def qualifies(charge: Charge) -> bool:
    """Whether the charge reaches the threshold of art. 83(1)(a)(ii), by its penalty or by its sentence."""
    if is_without_number(charge):
        return True
    if is_sentenced(charge):
        return max(charge.sentence_months or 0, charge.remaining_months or 0) >= MINIMUM_SENTENCE
    return charge.maximum_months is not None and charge.maximum_months >= MINIMUM_PENALTY


def _problem_paths(request: Request) -> frozenset[str]:
    return frozenset(path for path, _ in request.problems)


@rule(
    Law(
        id="C-06",
        version=1,
        basis="RPD art. 83(2)(b)",
        asks=mark("Is every field filled in that this request needs?"),
        says=mark("A field is missing or contradicts another."),
        outcome=Outcome.RETURN,
        suggests="QUALITY",
    )
)
def fields(request: Request, _known: Known) -> Iterator[Found]:
    """What the form itself found, asked there and not twice; what is of the person is C-04's."""
    for path, says in request.problems:
        if not is_of_identity(path):
            yield Found(field=path, says=says)


_BELOW: Final = mark(
    "This charge is below the threshold. Beside one that reaches it, it may be mentioned, and carries nothing."
)
_EXCEPTION_ASKED: Final = mark("The threshold is not reached. You ask for the exception of article 83(1)(b).")


def _below(request: Request, known: Known, *, sentenced: bool) -> Iterator[Found]:
    """Every charge below the threshold: stopped where none reaches it and nobody decided on the exception."""
    paths = _problem_paths(request)
    name = "sentence" if sentenced else "maximum"
    reaches = any(qualifies(charge) for charge in request.charges)
    for at, charge in enumerate(request.charges):
        field = f"charges[{at}].{name}"
        unknown = not sentenced and charge.maximum_months is None and not is_without_number(charge)
        if is_sentenced(charge) != sentenced or qualifies(charge) or (unknown and field in paths):
            continue
        evidence = {
            "charge": at + 1,
            "maximum_months": charge.maximum_months,
            "sentence_months": charge.sentence_months,
            "remaining_months": charge.remaining_months,
        }
        if unknown:
            yield Found(field=field, evidence=evidence, outcome=Outcome.RETURN)
        elif reaches:
            yield Found(field=field, evidence=evidence, outcome=Outcome.HOLD, says=_BELOW)
        else:
            yield _excepted(request, known, Found(field=field, evidence=evidence))


def _excepted(request: Request, known: Known, found: Found) -> Found:
    decided = known.exception
    if decided and decided.reason.strip() and len(set(decided.approvers)) >= APPROVERS:
        evidence = found.evidence | {"exception": decided.decision, "approvers": sorted(set(decided.approvers))}
        return Found(field=found.field, evidence=evidence, outcome=Outcome.PASS)
    if request.asks_exception.strip():
        return Found(field=found.field, evidence=found.evidence, outcome=Outcome.HOLD, says=_EXCEPTION_ASKED, two=True)
    return found


_EXCEPTION_QUESTION: Final = mark(
    "Is the request of particular importance to international police cooperation? Two must approve, and say why."
)


@rule(
    Law(
        id="C-09",
        version=1,
        basis="RPD art. 83(1)(a)(ii), 83(1)(b)",
        asks=mark("Is a charge punishable by two years of deprivation of liberty or more?"),
        says=mark("No charge is punishable by two years of deprivation of liberty or more."),
        question=_EXCEPTION_QUESTION,
        outcome=Outcome.BLOCK,
        suggests="PENALTY",
    ),
    _prosecuted,
)
def penalty(request: Request, known: Known) -> Iterator[Found]:
    yield from _below(request, known, sentenced=False)


@rule(
    Law(
        id="C-10",
        version=1,
        basis="RPD art. 83(1)(a)(ii), 83(1)(b)",
        asks=mark("Is a sentence of six months imposed, or as much still to serve?"),
        says=mark("No sentence of six months was imposed, and not as much is still to serve."),
        question=_EXCEPTION_QUESTION,
        outcome=Outcome.BLOCK,
        suggests="PENALTY",
    ),
    _sentenced,
)
def sentence(request: Request, known: Known) -> Iterator[Found]:
    yield from _below(request, known, sentenced=True)


@rule(
    Law(
        id="C-16",
        version=1,
        basis="RPD art. 83(2)(b)(v)",
        asks=mark("Is there a valid warrant, issued before the request?"),
        says=mark("The warrant needs its authority, its number and its date, and must be valid today."),
        question=mark("Is the warrant what it says it is? Where there is a copy: does it agree with the request?"),
        outcome=Outcome.RETURN,
        suggests="WARRANT",
    ),
    _is_coercive,
)
def warrant(request: Request, known: Known) -> Iterator[Found]:
    given = request.warrant
    if given is None:
        if not any(path.startswith("warrant") for path in _problem_paths(request)):
            yield Found(field="warrant")
        return
    wrong = {
        "authority": not given.authority.strip(),
        "number": not given.number.strip(),
        "issued_on": given.issued_on is None or given.issued_on > request.received_at.date(),
        "expires_on": given.expires_on is not None and given.expires_on < known.today,
    }
    for name, is_wrong in wrong.items():
        if is_wrong and f"warrant.{name}" not in _problem_paths(request):
            yield Found(
                field=f"warrant.{name}", evidence={"issued_on": given.issued_on, "expires_on": given.expires_on}
            )


@rule(
    Law(
        id="C-17",
        version=1,
        basis="RPD art. 84(c)",
        asks=mark("Was the warrant issued by a judicial authority, or is an appeal before one open?"),
        says=mark("The warrant is not of a judicial authority: say which appeal before one is open, and sign for it."),
        outcome=Outcome.RETURN,
        suggests="ASSURANCES",
    ),
    _is_coercive,
)
def judicial_authority(request: Request, _known: Known) -> Iterator[Found]:
    given = request.warrant
    if given is None or given.is_judicial:
        return
    paths = _problem_paths(request)
    field = "warrant.is_judicial" if given.is_judicial is None else "warrant.appeal"
    if (given.is_judicial is None or not given.appeal_route.strip()) and field not in paths:
        yield Found(field=field)
    if given.is_judicial is False:
        yield from _unsigned(request, 3)


def _unsigned(request: Request, number: int) -> Iterator[Found]:
    field = f"assurances.{number}"
    signed = any(one.number == number and one.signed_by and one.signed_at for one in request.assurances)
    if not signed and field not in _problem_paths(request):
        yield Found(field=field, evidence={"assurance": number})


@rule(
    Law(
        id="C-18",
        version=1,
        basis="RPD art. 84(a)",
        asks=mark("Does a named officer answer for the competence of the authority that issued the warrant?"),
        says=mark("A named officer must sign that the issuing authority had the power to do so."),
        outcome=Outcome.RETURN,
        suggests="ASSURANCES",
    ),
    _is_coercive,
)
def competence(request: Request, _known: Known) -> Iterator[Found]:
    yield from _unsigned(request, 1)


@rule(
    Law(
        id="C-19",
        version=1,
        basis="RPD art. 84(b)",
        asks=mark("Does a named officer answer for it that extradition will be sought?"),
        says=mark("A named officer must sign that extradition will be sought, after asking the authority for it."),
        outcome=Outcome.RETURN,
        suggests="ASSURANCES",
    ),
    _is_coercive,
)
def extradition(request: Request, _known: Known) -> Iterator[Found]:
    yield from _unsigned(request, 2)


@rule(
    Law(
        id="C-20",
        version=1,
        basis="RPD arts 82, 84",
        asks=mark("Will extradition be asked of every country the request goes to?"),
        says=mark("Extradition will not be asked of some countries. Members there will see that."),
        question=mark("Can extradition be had at all, from the countries where the person may be?"),
        outcome=Outcome.WARN,
        suggests="ASSURANCES",
    ),
    _is_coercive,
)
def excluded_countries(request: Request, _known: Known) -> Iterator[Found]:
    if request.extradition_excluded:
        yield Found(field="extradition.not_asked_of", evidence={"countries": sorted(request.extradition_excluded)})
