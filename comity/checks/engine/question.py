"""The question of a check, as the API takes it, and everything that can be wrong with it, field by field.

Decoding is strict: an unknown field is refused, because a misspelt one would be a check that was never made.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Any, Final

import msgspec

from comity.checks.engine.names import scripts
from comity.core.errors import Problem
from comity.core.languages import mark
from comity.core.purposes import PURPOSES
from comity.records.engine import issuers, letters, numbers, persons, vehicles

LONGEST: Final = 200
MOST_NAMES: Final = 10
SEXES: Final = {"M": mark("Male"), "F": mark("Female"), "X": mark("Other or not stated")}
_LONGEST_ZONE: Final = 400
_MOST_LINES: Final = 3


class Document(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A travel document. `issuer` as printed or by ISO code; `type` as in its zone ("P") or a word ("passport")."""

    number: str
    issuer: str | None = None
    type: str | None = None


class Person(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A person: `name` whole, or `family_name` and `given_name`; `names` are others that the same person goes by, in
    any script; `birth_date` as far as it is known, or not at all, in the digits of any script.
    """

    name: str | None = None
    family_name: str | None = None
    given_name: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    nationality: str | None = None
    place_of_birth: str | None = None
    names: list[str] | None = None

    def __post_init__(self) -> None:
        """Whatever face a date came in by, behind it the digits are 0-9."""
        if self.birth_date is not None:
            self.birth_date = letters.fold_digits(self.birth_date)

    @property
    def full_name(self) -> str:
        return self.name or " ".join(part for part in (self.family_name, self.given_name) if part)


class Vehicle(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A vehicle: `vin`, or `plate` with its `country`."""

    vin: str | None = None
    plate: str | None = None
    country: str | None = None


class Firearm(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A firearm: `serial`, and what tells it from others with the same number."""

    serial: str
    make: str | None = None
    model: str | None = None
    calibre: str | None = None


class Vessel(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A vessel, by any of its numbers or its name."""

    imo: str | None = None
    mmsi: str | None = None
    hin: str | None = None
    registration: str | None = None
    name: str | None = None


class WorkOfArt(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A work of art: `reference` is its inventory number; or its `title`, with its `maker`."""

    reference: str | None = None
    title: str | None = None
    maker: str | None = None


class Question(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One check: why and where, and what is asked about.

    `silent`: the source is told of no hit (RPD art. 105). It sees that its data were looked at once the day is over,
    without side, place or hour.
    """

    purpose: str
    place: str = ""
    silent: bool = False
    mrz: list[str] | str | None = None
    document: Document | None = None
    person: Person | None = None
    vehicle: Vehicle | None = None
    firearm: Firearm | None = None
    vessel: Vessel | None = None
    work_of_art: WorkOfArt | None = None


NO_LETTER: Final = mark("This holds no letter.")
ONE_LETTER: Final = mark("One letter is too little to look anybody up by.")
_TWO_LETTERS: Final = re.compile(r"[A-Za-z][^A-Za-z]*[A-Za-z]")
# The scripts in which one character can be a whole name.
_WORDS_IN_A_LETTER: Final = (scripts.HAN, scripts.HANGUL, scripts.OTHER)

_Short = Annotated[str, msgspec.Meta(max_length=LONGEST)]


class PlainDocument(msgspec.Struct, forbid_unknown_fields=True):
    """A document within the limits of length."""

    number: _Short
    issuer: _Short | None = None
    type: _Short | None = None


class PlainQuestion(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A question about a document and nothing else: what nearly every line of a batch is."""

    purpose: str
    document: PlainDocument
    place: _Short = ""
    silent: bool = False


SUBJECTS: Final = ("mrz", "document", "person", "vehicle", "firearm", "vessel", "work_of_art")

decoder = msgspec.json.Decoder(Question)
plain_decoder = msgspec.json.Decoder(PlainQuestion)
_encoder = msgspec.json.Encoder()

NO_NAME: Final = mark("A name is missing.")
_ACCEPTED: Final = {
    "purpose": ", ".join(PURPOSES),
    "place": mark("Text of at most 200 characters."),
    "silent": mark("true or false."),
    "mrz": mark("Two or three lines of a machine-readable zone, as a list or as one text."),
    "document": mark("An object with number, and issuer and type where known."),
    "document.number": mark("The number as printed: letters and digits, at most 200 characters."),
    "document.issuer": mark("A code of ICAO Doc 9303-3, such as FRA, D or XPO, or two letters of ISO 3166-1."),
    "document.type": mark("A document code, such as P or ID, or a word, such as passport."),
    "person": mark("An object with name, or family_name and given_name; and birth_date as far as it is known."),
    "person.name": mark("A name of at least two letters, or one character of a script that writes words so."),
    "person.names": mark("At most 10 other names, each a text of at most 200 characters."),
    "person.birth_date": persons.ACCEPTED_DATES,
    "person.sex": mark("M, F or X."),
    "person.nationality": mark("A code of ICAO Doc 9303-3, such as FRA or D, or two letters of ISO 3166-1."),
    "vehicle": mark("An object with vin, or plate and country."),
    "vehicle.country": mark("A code of ISO 3166-1, such as FR, or a vehicle's distinguishing sign, such as D."),
    "firearm": mark("An object with serial, and make, model and calibre where known."),
    "vessel": mark("An object with imo, mmsi, hin, registration or name."),
    "work_of_art": mark("An object with reference, or title and maker."),
    "": mark("A JSON object with purpose and one of mrz, document, person, vehicle, firearm, vessel, work_of_art."),
}
_TEXT: Final = mark("Text of at most 200 characters.")


def accepted(field: str) -> str:
    """What the field takes, in one sentence."""
    return _ACCEPTED.get(field, _TEXT)


def encode(question: Question) -> bytes:
    """The question as JSON, without what was not asked."""
    return _encoder.encode(question)


def count_values(asked: Question) -> int:
    """How many values are stated, those of parts of the question and the parts themselves; what is left out is none."""
    count = 1 + (asked.place != "") + asked.silent + (asked.mrz is not None)
    if (document := asked.document) is not None:
        count += 2 + (document.issuer is not None) + (document.type is not None)
    for part in (asked.person, asked.vehicle, asked.firearm, asked.vessel, asked.work_of_art):
        if part is not None:
            count += 1 + sum(value is not None for value in msgspec.structs.astuple(part))
    return count


def problems(question: Question) -> list[Problem]:
    """What is wrong with it beyond its shape; empty when it can be asked."""
    found = []
    if question.purpose not in PURPOSES:
        found.append(Problem("purpose", mark("There is no such purpose."), _ACCEPTED["purpose"]))
    if len(question.place) > LONGEST:
        found.append(Problem("place", mark("This is too long."), _ACCEPTED["place"]))
    asked = False
    for name in SUBJECTS:
        subject = getattr(question, name)
        if subject is not None:
            asked = True
            found += _CHECKS[name](subject)
    if not asked:
        found.append(Problem("", mark("Nothing is asked."), _ACCEPTED[""]))
    return found


def _too_long(path: str, subject: msgspec.Struct) -> list[Problem]:
    for value in msgspec.structs.astuple(subject):
        if isinstance(value, str) and len(value) > LONGEST:
            break
    else:
        return []
    values = msgspec.structs.asdict(subject)
    wrong = [f"{path}.{name}" for name, value in values.items() if isinstance(value, str) and len(value) > LONGEST]
    return [Problem(name, mark("This is too long."), accepted(name)) for name in wrong]


def _empty(field: str) -> Problem:
    return Problem(field, mark("This holds no letter and no digit."), accepted(field))


def _zone_problems(zone: list[str] | str) -> list[Problem]:
    lines = [zone] if isinstance(zone, str) else zone
    if not lines or not any(line.strip() for line in lines):
        return [Problem("mrz", mark("There is nothing in it."), _ACCEPTED["mrz"])]
    if len(lines) > _MOST_LINES:
        return [Problem("mrz", mark("These are too many lines."), _ACCEPTED["mrz"])]
    if sum(map(len, lines)) > _LONGEST_ZONE:
        return [Problem("mrz", mark("This is too long."), _ACCEPTED["mrz"])]
    return []


def _document_problems(document: Document) -> list[Problem]:
    found = _too_long("document", document)
    if found:
        return found
    if not numbers.normal(document.number):
        found.append(_empty("document.number"))
    if document.issuer and issuers.canonical(document.issuer) is None:
        problem = mark("This is not a code of an issuing state.")
        found.append(Problem("document.issuer", problem, _ACCEPTED["document.issuer"]))
    return found


def _person_problems(person: Person) -> list[Problem]:
    found = [*_too_long("person", person), *_names_too_long(person)]
    if found:
        return found
    found += _name_problems(person)
    if person.birth_date is not None:
        try:
            persons.PartialDate.parse(person.birth_date)
        except persons.ImpossibleDate as error:
            found.append(Problem("person.birth_date", str(error), _ACCEPTED["person.birth_date"]))
    if person.sex is not None and person.sex not in SEXES:
        found.append(Problem("person.sex", mark("There is no such letter."), _ACCEPTED["person.sex"]))
    if person.nationality and issuers.canonical(person.nationality) is None:
        found.append(
            Problem("person.nationality", mark("This is not a code of a state."), _ACCEPTED["person.nationality"])
        )
    return found


def _names_too_long(person: Person) -> list[Problem]:
    if not person.names:
        return []
    names = person.names
    wrong = [f"person.names[{place}]" for place, name in enumerate(names) if len(name) > LONGEST]
    if len(names) > MOST_NAMES:
        return [Problem("person.names", mark("These are too many names."), _ACCEPTED["person.names"])]
    return [Problem(field, mark("This is too long."), _ACCEPTED["person.names"]) for field in wrong]


def _name_problems(person: Person) -> list[Problem]:
    """Nobody is looked up by a name that is none: without a letter, or of a single one that is an initial at most."""
    if not (person.names or why_no_name(person.full_name)):
        return []
    if not person.full_name.strip():
        return [Problem("person.name", NO_NAME, _ACCEPTED["person"])]
    given = [name for name in ("name", "family_name", "given_name") if getattr(person, name)]
    asked = [(f"person.{given[0]}", person.full_name)]
    asked += [(f"person.names[{place}]", name) for place, name in enumerate(person.names or [])]
    wrong = [(field, why) for field, name in asked if (why := why_no_name(name))]
    return [Problem(field, why, _ACCEPTED["person.name"]) for field, why in wrong]


def why_no_name(text: str) -> str:
    """Why nobody can be looked up by this; empty where somebody can."""
    if text.isascii() and _TWO_LETTERS.search(text):
        return ""
    found = [c for c in unicodedata.normalize("NFKC", text) if c.isalpha()]
    if not found:
        return NO_LETTER
    return ONE_LETTER if len(found) == 1 and scripts.of(found[0]) not in _WORDS_IN_A_LETTER else ""


def _vehicle_problems(vehicle: Vehicle) -> list[Problem]:
    found = _too_long("vehicle", vehicle)
    if found:
        return found
    if not vehicle.vin and not vehicle.plate:
        found.append(Problem("vehicle", mark("A number is missing."), _ACCEPTED["vehicle"]))
    if vehicle.vin and not vehicles.normal_vin(vehicle.vin):
        found.append(_empty("vehicle.vin"))
    if vehicle.country and vehicles.plate_country(vehicle.country) is None:
        problem = mark("This is not a code of a country.")
        found.append(Problem("vehicle.country", problem, _ACCEPTED["vehicle.country"]))
    elif vehicle.plate and not vehicles.normal_plate(vehicle.plate, vehicle.country or ""):
        found.append(_empty("vehicle.plate"))
    return found


def _firearm_problems(firearm: Firearm) -> list[Problem]:
    found = _too_long("firearm", firearm)
    if not found and not numbers.normal(firearm.serial):
        found.append(_empty("firearm.serial"))
    return found


def _one_of(path: str, subject: Vessel | WorkOfArt) -> list[Problem]:
    found = _too_long(path, subject)
    if not found and not any(numbers.normal(getattr(subject, name) or "") for name in subject.__struct_fields__):
        found.append(Problem(path, mark("There is nothing to find it by."), _ACCEPTED[path]))
    return found


def _vessel_problems(vessel: Vessel) -> list[Problem]:
    return _one_of("vessel", vessel)


def _work_problems(work: WorkOfArt) -> list[Problem]:
    if work.maker and not work.reference and not work.title:
        return [Problem("work_of_art.title", mark("This is required beside the maker."), _ACCEPTED["work_of_art"])]
    return _one_of("work_of_art", work)


_CHECKS: Final[dict[str, Callable[[Any], list[Problem]]]] = {
    "mrz": _zone_problems,
    "document": _document_problems,
    "person": _person_problems,
    "vehicle": _vehicle_problems,
    "firearm": _firearm_problems,
    "vessel": _vessel_problems,
    "work_of_art": _work_problems,
}


def plain_document(one: Question) -> str:
    """The normal form, if the question asks for nothing but a document and nothing is wrong with it; else empty."""
    document = one.document
    if (
        document is None
        or one.mrz is not None
        or one.person is not None
        or one.vehicle is not None
        or one.firearm is not None
        or one.vessel is not None
        or one.work_of_art is not None
        or len(document.number) > LONGEST
        or len(one.place) > LONGEST
        or (document.type is not None and len(document.type) > LONGEST)
    ):
        return ""
    if document.issuer and issuers.canonical(document.issuer) is None:
        return ""
    return numbers.normal(document.number)
