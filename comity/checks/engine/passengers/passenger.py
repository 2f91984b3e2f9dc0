"""One passenger of a list: the question to ask, or what is wrong with the line."""

from datetime import date
from typing import Any, Final

import msgspec

from comity.checks.engine.mrz import reading
from comity.core.errors import Problem
from comity.core.languages import mark
from comity.records.engine import issuers, letters, numbers, persons


class Passenger(msgspec.Struct, frozen=True):
    """`line` counts the lines of a CSV file (its header is line 1) or the segments of a PAXLST file, from 1.

    Either `question` (the shape of POST /api/v1/checks, without purpose and place) or `problems` is there, never both.
    A passenger with several documents has one outcome for each, all with the same line. `reference` is the list's own:
    a booking or record number; `name` is the passenger's as the list writes it, if it does. `is_of_list`: what is wrong
    concerns the list, and no passenger of it.
    """

    line: int
    question: dict[str, Any] | None = None
    problems: tuple[Problem, ...] = ()
    reference: str = ""
    notes: tuple[str, ...] = ()
    name: str = ""
    is_of_list: bool = False


class Given(msgspec.Struct, kw_only=True):
    """What a list says of one passenger, as written."""

    family_name: str = ""
    given_name: str = ""
    name: str = ""
    birth_date: str = ""
    sex: str = ""
    nationality: str = ""
    document_number: str = ""
    issuer: str = ""
    document_type: str = ""
    mrz: tuple[str, ...] = ()

    @property
    def whole_name(self) -> str:
        """The name for people to read; cut where it is no name any more."""
        return (self.name or ", ".join(part for part in (self.family_name, self.given_name) if part))[:_LONGEST_NAME]


_LONGEST_NAME: Final = 200
_SEXES: Final = {
    "M": "M", "MALE": "M", "1": "M",
    "F": "F", "FEMALE": "F", "2": "F",
    "X": "X", "U": "X", "<": "X", "UNSPECIFIED": "X", "UNKNOWN": "X", "0": "X", "9": "X",
}  # fmt: skip

NOT_A_CODE: Final = mark("This is neither a country's code nor its English name.")
ACCEPTED_CODES: Final = mark("An ISO 3166-1 or ICAO Doc 9303 code (FRA, FR, D, XXB), or the English name.")
NOT_A_SEX: Final = mark("This is not a sex.")
ACCEPTED_SEXES: Final = mark("M, F or X.")
NOT_A_NUMBER: Final = mark("This is not the number of a document.")
ACCEPTED_NUMBERS: Final = mark("1 to 32 letters and digits.")
NOT_A_NAME: Final = mark("This is not a name.")
ACCEPTED_NAMES: Final = mark("At least one letter, 200 characters at most.")
NOTHING_TO_ASK: Final = mark("There is nothing to check in this line.")
ACCEPTED_LINES: Final = mark("A document number, a name, or a machine-readable zone.")
NOT_BORN: Final = mark("This day has not come yet.")
NOT_A_ZONE: Final = mark("This is not a machine-readable zone.")
ACCEPTED_ZONES: Final = mark("Two lines of 44 or 36 characters, or three of 30.")


def asked(given: Given, on: date) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The question, and every problem found on the way; with a problem the question is not to be asked."""
    problems: list[Problem] = []
    question: dict[str, Any] = {}
    if given.mrz:
        question |= _zone(given.mrz, on, problems)
    if document := _document(given, problems):
        question["document"] = document
    if person := _person(given, on, problems):
        question["person"] = person
    if not question and not problems:
        problems.append(Problem("", NOTHING_TO_ASK, ACCEPTED_LINES))
    return question, tuple(problems)


def _zone(rows: tuple[str, ...], on: date, problems: list[Problem]) -> dict[str, Any]:
    if reading.read(rows, on).readable:
        return {"mrz": list(rows)}
    problems.append(Problem("mrz", NOT_A_ZONE, ACCEPTED_ZONES))
    return {}


def _document(given: Given, problems: list[Problem]) -> dict[str, str]:
    if not given.document_number:
        return {}
    if not 1 <= len(numbers.normal(given.document_number)) <= 32:
        problems.append(Problem("document_number", NOT_A_NUMBER, ACCEPTED_NUMBERS))
    document = {"number": given.document_number}
    if given.issuer:
        document["issuer"] = _code("issuer", given.issuer, problems)
    if given.document_type:
        document["type"] = given.document_type
    return document


def _person(given: Given, on: date, problems: list[Problem]) -> dict[str, str]:
    """The person is asked about only by name: a date of birth alone would fit thousands."""
    names = {field: value for field in ("family_name", "given_name", "name") if (value := getattr(given, field))}
    for field, value in names.items():
        if len(value) > _LONGEST_NAME or not any(c.isalpha() for c in value):
            problems.append(Problem(field, NOT_A_NAME, ACCEPTED_NAMES))
    about = {"birth_date": _birth_date(given.birth_date, on, problems)} if given.birth_date else {}
    if given.sex:
        about["sex"] = _sex(given.sex, problems)
    if given.nationality:
        about["nationality"] = _code("nationality", given.nationality, problems)
    return names | about if names else {}


def _sex(text: str, problems: list[Problem]) -> str:
    sex = _SEXES.get(text.strip().upper(), "")
    if not sex:
        problems.append(Problem("sex", NOT_A_SEX, ACCEPTED_SEXES))
    return sex


def _code(field: str, text: str, problems: list[Problem]) -> str:
    code = issuers.canonical(text) or issuers.by_name(text) or ""
    if not code:
        problems.append(Problem(field, NOT_A_CODE, ACCEPTED_CODES))
    return code


def _birth_date(text: str, on: date, problems: list[Problem]) -> str:
    """YYYYMMDD is accepted beside the ISO forms, because lists are often written by machines."""
    plain = letters.fold_digits(text.strip())
    iso = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}" if len(plain) == 8 and plain.isdecimal() else plain
    try:
        birth_date = str(persons.PartialDate.parse(iso))
    except persons.ImpossibleDate as impossible:
        problems.append(Problem("birth_date", str(impossible), persons.ACCEPTED_DATES))
        return ""
    if birth_date > on.isoformat():
        problems.append(Problem("birth_date", NOT_BORN, persons.ACCEPTED_DATES))
    return birth_date
