"""What a found record is worth: a hit, possible, or nothing. Two keys with one hash are not yet the same thing.

A hit is asserted only where the whole key and what tells it from others agree; everything weaker is possible, with the
reason said, for the officer to settle (RPD art. 63).
"""

from typing import Any, Final

import msgspec

from comity.checks.engine import keys
from comity.checks.engine.index import Edition, Found
from comity.checks.engine.keys import Kind
from comity.checks.engine.names.name import Comparison
from comity.checks.engine.policies import Sight
from comity.checks.engine.question import Firearm, Vehicle, Vessel, WorkOfArt
from comity.core.languages import mark
from comity.records.engine import firearms, issuers, numbers, persons, vehicles, vessels
from comity.records.manifests.travel_documents import CODES

SAME_NUMBER: Final = mark("The number is the same.")
SAME_ISSUER: Final = mark("The issuing country is the same.")
NO_ISSUER_ASKED: Final = mark("The issuing country was not given: other countries may use the same number.")
NO_ISSUER_HELD: Final = mark("The record does not say which country issued it.")
OTHER_TYPE: Final = mark("The record is of another type of document.")
IN_RANGE: Final = mark("The number lies in a range of stolen blanks.")
DOUBTFUL: Final = mark("The check digit of the document number does not fit: it may have been misread.")
NO_COUNTRY: Final = mark("The country of the plate is not known on one side.")
SAME_COUNTRY: Final = mark("The country is the same.")
OTHER_PLATE: Final = mark("The plate is not the one recorded with this vehicle.")
SAME_MAKE: Final = mark("The make is the same.")
NO_MAKE: Final = mark("The make is not known on one side: makers use the same serial numbers.")
OTHER_MAKE: Final = mark("The make is another, or written in another way.")
OTHER_MODEL: Final = mark("Model or calibre differ, or are written in another way.")
SAME_NAME: Final = mark("The name is the same; names are not unique.")
SAME_TITLE: Final = mark("The title and the maker are the same.")


class Candidate(msgspec.Struct):
    """A visible record that meets the question: how well (0 to 1), why, and whether that is a hit.

    A person found by name carries the `comparison` that the score is of; anything found by its number has none.
    """

    found: Found
    score: float
    reasons: list[str]
    is_hit: bool
    comparison: Comparison | None = None

    def meet(self, other: "Candidate") -> None:
        """Takes in that the same record was also found in another way."""
        self.score = max(self.score, other.score)
        self.is_hit = self.is_hit or other.is_hit
        self.comparison = self.comparison or other.comparison
        self.reasons += [reason for reason in other.reasons if reason not in self.reasons]


class Document(msgspec.Struct, frozen=True):
    """A document as it is looked for: normal form, canonical issuer, first letters of its codes; and any doubt."""

    normal: str
    issuer: str | None = None
    letters: frozenset[str] = frozenset()
    is_doubtful: bool = False


def document(number: str, issuer: str | None, type_: str | None, *, is_doubtful: bool = False) -> Document:
    """From what was typed or read."""
    return Document(numbers.normal(number), issuers.canonical(issuer) if issuer else None, _letters(type_), is_doubtful)


def meeting(found: Found, kind: Kind, normal: str) -> str | None:
    """The key of the record that the normal form meets, by skeleton; None for a mere meeting of hashes."""
    wanted, alike = keys.skeleton(kind, normal), None
    for own_kind, own in found.entry.keys:
        if own_kind == kind:
            if own == normal:
                return own
            if keys.skeleton(kind, own) == wanted:
                alike = own
    return alike


def documents(edition: Edition, sight: Sight, wanted: Document) -> list[Candidate]:
    """Records of the document itself, and persons who use it."""
    return judge_documents(edition.find(Kind.DOCUMENT, wanted.normal, sight), wanted)


def judge_documents(found: list[Found], wanted: Document) -> list[Candidate]:
    """What is left of the records found for a document number."""
    candidates = []
    for one in found:
        if one.entry.blanks is not None:
            key: str | None = wanted.normal if numbers.Range(*one.entry.blanks).contains(wanted.normal) else None
        else:
            key = meeting(one, Kind.DOCUMENT, wanted.normal)
        if key is None:
            continue
        for issuer, type_ in _papers(one, key):
            candidate = _judge_document(one, key, wanted, (issuer, type_))
            if candidate is not None:
                candidates.append(candidate)
                break
    return candidates


def _papers(found: Found, key: str) -> list[tuple[str | None, str | None]]:
    """Issuer and type of the document with that number: the record's own, or those among a person's."""
    facts = found.entry.facts
    if found.policy.database != "persons":
        return [(facts.get("issuer"), facts.get("type"))]
    papers: list[dict[str, Any]] = facts.get("documents", [])
    own = [(p.get("issuer"), p.get("type")) for p in papers if numbers.normal(str(p.get("number", ""))) == key]
    return own or [(None, None)]


def _judge_document(found: Found, key: str, wanted: Document, paper: tuple[str | None, str | None]) -> Candidate | None:
    issuer, type_ = paper
    if issuer and wanted.issuer and issuer != wanted.issuer:
        return None
    is_hit, score, reasons = True, 1.0, []
    if found.entry.blanks is not None:
        reasons.append(IN_RANGE)
    elif key == wanted.normal:
        reasons.append(SAME_NUMBER)
    else:
        is_hit, score = False, 0.7
        reasons.append(did_you_mean(key))
    if issuer and wanted.issuer:
        reasons.append(SAME_ISSUER)
    else:
        is_hit, score = False, score - 0.2
        reasons.append(NO_ISSUER_HELD if wanted.issuer else NO_ISSUER_ASKED)
    letters = _letters(type_)
    if letters and wanted.letters and letters.isdisjoint(wanted.letters):
        is_hit, score = False, score - 0.1
        reasons.append(OTHER_TYPE)
    if wanted.is_doubtful:
        is_hit, score = False, score - 0.1
        reasons.append(DOUBTFUL)
    return Candidate(found, round(score, 2), reasons, is_hit)


def did_you_mean(key: str) -> str:
    """The sentence for a key that only looks alike."""
    return f"Did you mean {key}? O and 0, I and 1 look alike."


# First letters of the document codes that stand for each type; a plain P is printed in passports of every type.
_LETTERS: Final[dict[str, frozenset[str]]] = {
    type_: frozenset(code[0] for code, other in CODES.items() if other == type_ and len(code) <= 2)
    for type_ in set(CODES.values()) - {"other"}
}


def _letters(type_: str | None) -> frozenset[str]:
    if not type_:
        return frozenset()
    slug = type_.strip().casefold().replace(" ", "_").replace("-", "_")
    return _LETTERS.get(slug) or _LETTERS.get(CODES.get(type_.strip("< ").upper(), "")) or frozenset()


def judge_vehicles(edition: Edition, sight: Sight, wanted: Vehicle) -> list[Candidate]:
    """Vehicles by identification number and by plate; and what is wrong when the two do not belong together."""
    candidates = []
    plate = vehicles.normal_plate(wanted.plate, wanted.country or "") if wanted.plate else ""
    if wanted.vin:
        for found, key, exact in _meeting(edition, sight, Kind.VIN, vehicles.normal_vin(wanted.vin)):
            reasons = [SAME_NUMBER if exact else did_you_mean(key)]
            if plate and found.entry.facts.get("plate") and meeting(found, Kind.PLATE, plate) is None:
                reasons.append(OTHER_PLATE)
            candidates.append(Candidate(found, 1.0 if exact else 0.7, reasons, exact))
    if plate:
        country = vehicles.plate_country(wanted.country) if wanted.country else None
        for found, key, exact in _meeting(edition, sight, Kind.PLATE, plate):
            held = found.entry.facts.get("plate_country")
            if held and country and held != country:
                continue
            is_known = bool(held and country)
            score = (1.0 if exact else 0.7) - (0.0 if is_known else 0.2)
            reasons = [SAME_NUMBER if exact else did_you_mean(key), SAME_COUNTRY if is_known else NO_COUNTRY]
            candidates.append(Candidate(found, round(score, 2), reasons, exact and is_known))
    return candidates


def judge_firearms(edition: Edition, sight: Sight, wanted: Firearm) -> list[Candidate]:
    """Firearms by serial number; a hit only where the make is the same too."""
    candidates = []
    for found, key, exact in _meeting(edition, sight, Kind.SERIAL, firearms.normal_serial(wanted.serial)):
        facts, score, is_hit = found.entry.facts, 1.0 if exact else 0.7, exact
        reasons = [SAME_NUMBER if exact else did_you_mean(key)]
        make = _differs(wanted.make, facts.get("make"), firearms.normal_make)
        if make is None:
            score, is_hit = score - 0.2, False
            reasons.append(NO_MAKE)
        elif make:
            score, is_hit = score - 0.4, False
            reasons.append(OTHER_MAKE)
        else:
            reasons.append(SAME_MAKE)
        if _differs(wanted.model, facts.get("model"), firearms.normal_model) or _differs(
            wanted.calibre, facts.get("calibre"), firearms.normal_calibre
        ):
            score, is_hit = score - 0.1, False
            reasons.append(OTHER_MODEL)
        candidates.append(Candidate(found, round(score, 2), reasons, is_hit))
    return candidates


def judge_vessels(edition: Edition, sight: Sight, wanted: Vessel) -> list[Candidate]:
    """Vessels by their numbers; by registration or name alone they are possible, for both are used again elsewhere."""
    candidates = []
    for name, kind, normal, is_unique in _VESSEL_KEYS:
        value = getattr(wanted, name)
        if value and (key_form := normal(value)):
            for found, key, exact in _meeting(edition, sight, kind, key_form):
                same = SAME_NAME if kind is Kind.VESSEL_NAME else SAME_NUMBER
                score = (1.0 if exact else 0.7) - (0.0 if is_unique else 0.4)
                reason = same if exact else did_you_mean(key)
                candidates.append(Candidate(found, round(score, 2), [reason], exact and is_unique))
    return candidates


_VESSEL_KEYS: Final = (
    ("imo", Kind.IMO, vessels.normal_imo, True),
    ("mmsi", Kind.MMSI, vessels.normal_mmsi, True),
    ("hin", Kind.HIN, vessels.normal_hin, True),
    ("registration", Kind.REGISTRATION, vessels.normal_registration, False),
    ("name", Kind.VESSEL_NAME, vessels.normal_name, False),
)


def judge_works(edition: Edition, sight: Sight, wanted: WorkOfArt) -> list[Candidate]:
    """Works of art by inventory number or title: always possible, for neither is unique in the world."""
    candidates = []
    asked = []
    if wanted.reference:
        asked.append((numbers.normal(wanted.reference), SAME_NUMBER, 0.9))
    if wanted.title:
        asked.append((persons.normal_name(wanted.title, wanted.maker or ""), SAME_TITLE, 0.8))
    for normal, reason, score in asked:
        for found, _key, exact in _meeting(edition, sight, Kind.WORK, normal) if normal else ():
            if exact:
                candidates.append(Candidate(found, score, [reason], is_hit=False))
    return candidates


def _meeting(edition: Edition, sight: Sight, kind: Kind, normal: str) -> list[tuple[Found, str, bool]]:
    """(record, its key, whether the key is the very same) for visible records that meet the normal form."""
    met = [(found, meeting(found, kind, normal)) for found in edition.find(kind, normal, sight)]
    return [(found, key, key == normal) for found, key in met if key is not None]


def _differs(asked: str | None, held: object, normal: Any) -> bool | None:
    """None when one side does not say."""
    if not asked or not held:
        return None
    return bool(normal(asked) != normal(str(held)))
