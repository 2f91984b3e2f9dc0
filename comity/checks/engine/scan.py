"""Recognises what was typed or scanned into one box. Where a text can be several things, it asks all, asserts none."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from comity.checks.engine import finding
from comity.checks.engine.mrz import lines, reading
from comity.core.languages import mark
from comity.records.engine import issuers, letters, persons, vehicles, vessels

Question = dict[str, Any]


class Candidate(msgspec.Struct, frozen=True):
    """One thing the text can be. `question` has the shape of POST /api/v1/checks; it is empty where nothing can be
    asked, and `says` then tells why. `certain`: it is nothing else.
    """

    kind: str
    question: Question
    says: str
    certain: bool = False


MRZ: Final = mark("A machine-readable zone.")
MRZ_NOT_VALID: Final = mark("A machine-readable zone with errors: compare it with the document.")
MRZ_BROKEN: Final = mark("Perhaps a machine-readable zone, but a line is too short, too long or misread: scan again.")
VIN: Final = mark("A vehicle identification number.")
VIN_DID_YOU_MEAN: Final = mark("Perhaps a vehicle identification number: it never holds I, O or Q, so read as 1 and 0.")
PERSON: Final = mark("A person, by name and date of birth.")
PERSON_BY_NAME: Final = mark("A person, by name only: with the date of birth, fewer others would be possible.")
NO_SUCH_DATE: Final = mark(
    "Perhaps a person, but nobody living was born on this day: write YYYY-MM-DD, YYYY-MM or YYYY."
)
DOCUMENT: Final = mark("Perhaps the number of a travel document.")
DOCUMENT_OF: Final = mark("Perhaps the number of a travel document, with its issuer.")
PLATE: Final = mark("Perhaps a number plate.")
PLATE_OF: Final = mark("Perhaps a number plate, with its country.")
SERIAL: Final = mark("Perhaps the serial number of a firearm.")
IMO: Final = mark("The IMO number of a vessel.")
IMO_PERHAPS: Final = mark("Perhaps the IMO number of a vessel: its check digit is right.")
HIN: Final = mark("Perhaps the hull identification number of a vessel.")
MMSI: Final = mark("The radio identity (MMSI) of a vessel.")
NOTHING: Final = mark("This is nothing that can be checked.")

# Longer than a zone, a name or a number ever is.
LONGEST: Final = 500
_DATED: Final = re.compile(
    r"(?P<name>\D*[^\W\d_]\D*?)[,;\s]+"
    r"(?P<date>[0-9]{4}(?:-[0-9]{1,2}(?:-[0-9]{1,2})?)?|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4})"
)
# With points the day comes first wherever dates are so written; with slashes it depends on the country.
_WITH_POINTS: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_OLDEST: Final = 130
# How Arabic, Chinese and Japanese write a comma; and marks that only turn the direction of what is shown.
_COMMAS: Final = {ord(comma): "," for comma in "،，、"}
_TURNS: Final = dict.fromkeys((0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_SHAPES: Final = {"document": range(5, 16), "plate": range(2, 11), "firearm": range(4, 16)}


def recognise(text: str, on: date) -> list[Candidate]:
    """What the text can be, likeliest first; empty for an empty text. Ask all of them: see `questions`."""
    text = text.translate(_COMMAS | _TURNS)
    stripped = text.strip()
    if not stripped or len(text) > LONGEST:
        return [Candidate("nothing", {}, NOTHING)] if stripped else []
    zone = _zone(text, on)
    if zone:
        return [zone]
    return _person(stripped, on) or _named_number(stripped) or list(_numbers(stripped)) or _by_name(stripped)


def questions(candidates: Sequence[Candidate]) -> list[Question]:
    """The fewest questions that ask every candidate, for one question holds one vehicle, one document and so on."""
    asked: list[Question] = []
    for candidate in candidates:
        room = next((question for question in asked if not question.keys() & candidate.question.keys()), None)
        if room is not None:
            room |= candidate.question
        elif candidate.question:
            asked.append(dict(candidate.question))
    return asked


def may_ask(candidates: Sequence[Candidate], databases: Collection[str]) -> list[Candidate]:
    """The candidates that concern any of these databases; all, where that leaves nothing to ask.

    A guess is ours and not the officer's: "not authorised for firearms", said of every passport number because it
    might be a serial number too, would teach officers to read over what was not checked.
    """
    own = [one for one in candidates if any(databases_of(name) & set(databases) for name in one.question)]
    return own or list(candidates)


def databases_of(subject: str) -> frozenset[str]:
    """The databases that a part of a question concerns."""
    return frozenset(finding.CONCERNED[subject])


def _zone(text: str, on: date) -> Candidate | None:
    """A readable zone, or a text that can only be a broken one: nothing else holds so many fillers."""
    cleaned = lines.clean([text])
    if not cleaned.problem:
        rows = list(cleaned.rows)
        read = reading.read(rows, on)
        if read.valid or "<" in rows[0]:
            return Candidate("mrz", {"mrz": rows}, MRZ if read.valid else MRZ_NOT_VALID, certain=True)
    return Candidate("mrz", {}, MRZ_BROKEN) if text.count("<") >= 5 else None


def _person(text: str, on: date) -> list[Candidate]:
    """A name followed by a date. Letters and a bare year can also be a number plate, so then both are asked."""
    match = _DATED.fullmatch(letters.fold_digits(text))
    if match is None or not persons.normal_name(match["name"]):
        return []
    birth_date = _birth_date(match["date"], on)
    certain = "," in text or not match["date"].isdigit()
    if birth_date is None:
        return [Candidate("person", {}, NO_SUCH_DATE)] if certain else []
    person = Candidate("person", {"person": _name(match["name"]) | {"birth_date": birth_date}}, PERSON, certain)
    return [person] if certain else [person, *_numbers(text)]


def _birth_date(text: str, on: date) -> str | None:
    """ISO text of a date on which somebody living may have been born; else None."""
    iso = _WITH_POINTS.sub(lambda points: f"{points[3]}-{points[2]:0>2}-{points[1]:0>2}", text)
    try:
        birth_date = persons.PartialDate.parse(iso)
    except persons.ImpossibleDate:
        return None
    return str(birth_date) if on.year - _OLDEST <= birth_date.year and str(birth_date) <= on.isoformat() else None


def _name(text: str) -> dict[str, str]:
    """ "Family, Given" in two parts; any other name whole."""
    parts = [part.strip() for part in text.strip(" ,;").split(",")]
    return {"family_name": parts[0], "given_name": parts[1]} if len(parts) == 2 else {"name": " ".join(parts)}


def _by_name(text: str) -> list[Candidate]:
    if any(c.isdecimal() for c in text) or not persons.normal_name(text):
        return [Candidate("nothing", {}, NOTHING)]
    return [Candidate("person", {"person": _name(text)}, PERSON_BY_NAME)]


def _named_number(text: str) -> list[Candidate]:
    """Numbers that say themselves what they are: a lawful VIN with a sign of truth, IMO and MMSI with their letters."""
    plain = letters.plain(text)
    if plain.startswith("IMO") and vessels.is_imo(plain[3:]):
        return [Candidate("vessel", {"vessel": {"imo": plain[3:]}}, IMO, certain=True)]
    if plain.startswith("MMSI") and vessels.is_mmsi(plain[4:]):
        return [Candidate("vessel", {"vessel": {"mmsi": plain[4:]}}, MMSI, certain=True)]
    number = vehicles.normal_vin(text)
    if vehicles.is_vin(number):
        sure = vehicles.vin_check_digit(number) == number[8] or vehicles.is_known_maker(number)
        vin = Candidate("vehicle", {"vehicle": {"vin": number}}, VIN, certain=sure)
        return [vin] if sure else [vin, *_numbers(text)]
    if repaired := vehicles.repaired_vin(number):
        return [Candidate("vehicle", {"vehicle": {"vin": repaired}}, VIN_DID_YOU_MEAN), *_numbers(text)]
    return []


def _numbers(text: str) -> Iterator[Candidate]:
    """A number without a name: everything it can be. A word at either end may be a country, or part of the number."""
    if not any(c.isdecimal() for c in text):
        return
    yield from _with_country(text)
    plain = letters.plain(text)
    length = len(plain)
    plate = Candidate("vehicle", {"vehicle": {"plate": text}}, PLATE)
    document = Candidate("document", {"document": {"number": text}}, DOCUMENT)
    # Plates are short and written in groups; eight or nine characters in one piece are a passport's.
    grouped = length < 8 or len(text) > length
    likely = [plate, document] if grouped else [document, plate]
    yield from (one for one in likely if length in _SHAPES["plate" if one is plate else "document"])
    if vessels.is_imo(plain):
        yield Candidate("vessel", {"vessel": {"imo": plain}}, IMO_PERHAPS)
    elif length in {12, 14} and vessels.is_hin(plain):
        yield Candidate("vessel", {"vessel": {"hin": plain}}, HIN)
    if length in _SHAPES["firearm"]:
        yield Candidate("firearm", {"firearm": {"serial": text}}, SERIAL)


def _with_country(text: str) -> Iterator[Candidate]:
    """ "FRA 12AB34567", "12AB34567 FR", "AB-123-CD F": the number without the country, asked of that country."""
    words = text.split()
    if len(words) < 2:
        return
    for code, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
        number = " ".join(rest)
        length = len(letters.plain(number))
        if not code.isalpha() or not any(c.isdecimal() for c in number):
            continue
        issuer = issuers.canonical(code) if len(code) > 1 else None
        country = vehicles.plate_country(code)
        document = Candidate("document", {"document": {"number": number, "issuer": issuer}}, DOCUMENT_OF)
        plate = Candidate("vehicle", {"vehicle": {"plate": number, "country": country}}, PLATE_OF)
        likely = [document, plate] if len(code) == 3 and length > 7 else [plate, document]
        yield from (
            one
            for one in likely
            if length in _SHAPES["plate" if one is plate else "document"] and (country if one is plate else issuer)
        )
