"""Identity and the person's special position (RPD arts 12, 40-42, 83(2)(a), 88-93)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from comity.compliance.engine import dates, lexicons
from comity.compliance.engine.findings import Outcome
from comity.compliance.engine.judicial import is_of_identity
from comity.compliance.engine.known import Known
from comity.compliance.engine.request import Person, Request
from comity.compliance.engine.rules import Found, Law, rule
from comity.core.languages import mark

OLDEST: Final = 120  # years
GROWN_UP: Final = 18  # RPD art. 41
NAME_FIELDS: Final = frozenset(
    {"person.family_name", "person.given_names", "person.original_name", "person.aliases", "person.birth_dates"}
)
BIOMETRIC_FIELDS: Final = frozenset({"photographs", "person.has_fingerprints", "person.has_dna"})


def _is_nominal(request: Request) -> bool:
    return request.is_nominal


def _asks_identity(request: Request) -> bool:
    return request.is_nominal or any(is_of_identity(path) for path, _ in request.problems)


def _has_more(person: Person) -> bool:
    return person.has_description or person.has_fingerprints or person.has_dna or bool(person.documents)


def is_variant_a(person: Person) -> bool:
    """Name, sex, a year of birth, and one thing more that tells them apart (art. 83(2)(a), first variant)."""
    named = bool(person.family_name or person.forenames or person.original_name)
    return named and bool(person.sex) and bool(person.births) and (_has_more(person) or person.photographs > 0)


def is_variant_b(person: Person) -> bool:
    """A photograph, and further identifiers (the second variant)."""
    return person.photographs > 0 and (person.identifiers > 0 or _has_more(person) or bool(person.aliases))


@rule(
    Law(
        id="C-04",
        version=1,
        basis="RPD arts 83(2)(a), 88-93",
        asks=mark("Is the least that identifies the person there?"),
        says=mark("Give name, sex, year of birth and one thing more, or a good photograph with further identifiers."),
        question=mark("Is the photograph good enough to recognise the person by?"),
        outcome=Outcome.RETURN,
        suggests="IDENTITY",
    ),
    _asks_identity,
)
def least_identity(request: Request, _known: Known) -> Iterator[Found]:
    """What the form found, and a net under it; what is of names and births is C-05's, of biometrics C-35's."""
    found = False
    for path, says in request.problems:
        if is_of_identity(path) and path not in NAME_FIELDS | BIOMETRIC_FIELDS:
            found = True
            yield Found(field=path, says=says)
    person = request.person
    covered = found or any(path in NAME_FIELDS | BIOMETRIC_FIELDS for path, _ in request.problems)
    if person is None or covered or not request.asks_identity:
        return
    if not (is_variant_a(person) or is_variant_b(person)):
        yield Found(field="person")


_NOT_LATIN: Final = mark("Give the name in Latin letters too.")
_IMPLAUSIBLE: Final = mark("This date of birth cannot be right.")


@rule(
    Law(
        id="C-05",
        version=1,
        basis="RPD art. 12",
        asks=mark("Can the names be read, and are the dates of birth possible?"),
        says=mark("A name or a date of birth cannot be right."),
        outcome=Outcome.RETURN,
        suggests="IDENTITY",
    ),
    _asks_identity,
)
def plausible(request: Request, known: Known) -> Iterator[Found]:
    told = False
    for path, says in request.problems:
        if path in NAME_FIELDS:
            told = True
            yield Found(field=path, says=says)
    person = request.person
    if told or person is None:
        return
    if person.names and not any(_is_latin(name) for name in person.names):
        yield Found(field="person.family_name", says=_NOT_LATIN)
    for born in person.births:
        first, last = dates.first_day(born), dates.last_day(born)
        if first is None or last is None or first > known.today or dates.age_on(last, known.today) > OLDEST:
            yield Found(field="person.birth_dates", says=_IMPLAUSIBLE, evidence={"birth": born})


def _is_latin(name: str) -> bool:
    return any("a" <= letter <= "z" for letter in name.casefold())


_PERHAPS: Final = mark("By the dates given, the person may have been a minor at the time of the facts.")


def _has_person_and_charges(request: Request) -> bool:
    return request.is_nominal and bool(request.charges)


@rule(
    Law(
        id="C-32",
        version=1,
        basis="RPD art. 41",
        asks=mark("Was the person of age at the time of the facts?"),
        says=mark("The person was a minor at the time of the facts. This needs a reason of its own."),
        question=mark("Is it justified to circulate this, of somebody who was a minor then?"),
        outcome=Outcome.HOLD,
        suggests="ART2",
    ),
    _has_person_and_charges,
)
def minor(request: Request, _known: Known) -> Iterator[Found]:
    person = request.person
    births = [(dates.first_day(born), dates.last_day(born)) for born in person.births] if person else []
    earliest = [first for first, _ in births if first]
    latest = [last for _, last in births if last]
    if not earliest or not latest or person is None:
        return
    for at, charge in enumerate(request.charges):
        begun = dates.first_day(charge.facts_from)
        done = dates.last_day(charge.facts_from)
        if begun is None or done is None:
            continue
        youngest, oldest = _age(max(latest), begun), _age(min(earliest), done)
        if youngest < GROWN_UP:
            says = "" if oldest < GROWN_UP else _PERHAPS
            evidence = {"charge": at + 1, "youngest": youngest, "oldest": oldest, "reason": bool(person.special_reason)}
            yield Found(field=f"charges[{at}].began_on", says=says, evidence=evidence)


def _age(born: date, day: date) -> int:
    return max(0, dates.age_on(born, day))


_MARKED: Final = mark("The request is about a witness or a victim. Members see that, and it needs a reason of its own.")


@rule(
    Law(
        id="C-33",
        version=1,
        basis="RPD art. 40",
        asks=mark("Is nobody sought for arrest who is a witness or a victim?"),
        says=mark("A witness or a victim is never sought for arrest or restriction."),
        question=mark("Is it necessary to circulate data of a witness or a victim, and are they marked as one?"),
        outcome=Outcome.BLOCK,
        suggests="QUALITY",
    ),
    _is_nominal,
)
def witness_or_victim(request: Request, _known: Known) -> Iterator[Found]:
    status = request.person.status if request.person else ""
    if status in ("witness", "victim"):
        evidence = {"status": status}
        if request.is_coercive:
            yield Found(field="case.status", evidence=evidence)
        else:
            yield Found(field="case.status", evidence=evidence, outcome=Outcome.WARN, says=_MARKED)


@rule(
    Law(
        id="C-34",
        version=1,
        basis="RPD art. 42",
        asks=mark("Are there no particularly sensitive data, or is their need shown?"),
        says=mark("The text speaks of origin, opinions, beliefs, health or sexual life. Leave out what is not needed."),
        question=mark("Are these data necessary, objective and of special criminalistic value?"),
        outcome=Outcome.HOLD,
        suggests="QUALITY",
    ),
    _is_nominal,
)
def sensitive_data(request: Request, _known: Known) -> Iterator[Found]:
    words = lexicons.SENSITIVE_DATA.found(request.all_text)
    if words:
        yield Found(evidence={"words": list(words), "reason": bool(request.person and request.person.special_reason)})


@rule(
    Law(
        id="C-35",
        version=1,
        basis="RPD art. 42",
        asks=mark("Are biometric data of good quality, and is their source said?"),
        says=mark("Say where the fingerprints or the DNA profile come from."),
        outcome=Outcome.RETURN,
        suggests="QUALITY",
    ),
    _asks_identity,
)
def biometrics(request: Request, _known: Known) -> Iterator[Found]:
    for path, says in request.problems:
        if path in BIOMETRIC_FIELDS:
            yield Found(field=path, says=says)
    person = request.person
    if person and (person.has_fingerprints or person.has_dna) and person.biometrics_source == "":
        yield Found(field="person.has_fingerprints")
