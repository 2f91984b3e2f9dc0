"""The consolidated list of the United Nations Security Council (XML): its individuals as records of persons, streaming.

The list is complete by nature: who is no longer on a newer one is no longer listed. Its entities (organisations) are
counted, not loaded: no database here holds organisations.
"""

import re
from collections.abc import Iterator
from typing import IO, Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from comity.core.languages import mark
from comity.records.engine import issuers
from comity.records.loaders.lines import Row, Unusable
from comity.records.manifests.person_values import Birth

SOURCE: Final = "UNSC"
DATABASE: Final = "persons"
DELISTED: Final = mark("No longer on the consolidated list.")
_ROOT: Final = "CONSOLIDATED_LIST"
_QUALITIES: Final = {"good": "good", "low": "low"}

_birth: Final = Birth()


class UnList:
    """Iterating yields one Row per individual; `line` is its place on the list. After that the counts are complete."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.references: set[str] = set()
        self.entities = 0

    def __iter__(self) -> Iterator[Row]:
        try:
            yield from self._rows()
        except (ParseError, DefusedXmlException, UnicodeDecodeError, LookupError) as error:
            raise Unusable(f"The list cannot be read as XML to its end ({type(error).__name__}).") from None

    def _rows(self) -> Iterator[Row]:
        root = None
        for event, element in iterparse(self._file, events=("start", "end")):
            if root is None:
                root = element
                _require_list(root)
            if event == "start":
                continue
            if element.tag == "INDIVIDUAL":
                values = person(element)
                self.references.add(values["reference"])
                yield Row(len(self.references), values)
                element.clear()
            elif element.tag == "ENTITY":
                self.entities += 1
                element.clear()


def _require_list(root: Element) -> None:
    if root.tag != _ROOT:
        raise Unusable(mark("This XML is not the consolidated list of the United Nations Security Council."))


def person(element: Element) -> dict[str, Any]:
    """One INDIVIDUAL as the fields of the database of persons."""
    leftover: list[str] = []
    name = " ".join(filter(None, (_text(element, f"{part}_NAME") for part in ("FIRST", "SECOND", "THIRD", "FOURTH"))))
    listed_on = _text(element, "LISTED_ON")[:10]
    values = {
        "reference": _text(element, "REFERENCE_NUMBER") or _text(element, "DATAID"),
        "kind": "un_sanctioned",
        "occurred_on": listed_on,
        "name": name,
        "original_name": _text(element, "NAME_ORIGINAL_SCRIPT"),
        "aliases": list(_aliases(element)),
        "birth_dates": list(_births(element, leftover)),
        "birth_places": [_place(place) for place in element.findall("INDIVIDUAL_PLACE_OF_BIRTH")],
        "sex": {"male": "male", "female": "female"}.get(_text(element, "GENDER").casefold(), ""),
        "nationalities": list(_nationalities(element, leftover)),
        "documents": list(_documents(element, leftover)),
        "addresses": [_clip(_place(place), 300) for place in element.findall("INDIVIDUAL_ADDRESS")],
        "functions": [_clip(value, 300) for value in _values(element, "TITLE") + _values(element, "DESIGNATION")],
        "basis": f"United Nations Security Council list {_text(element, 'UN_LIST_TYPE')}, {listed_on}".strip(", "),
    }
    values["information"] = _clip(" ".join([*leftover, _text(element, "COMMENTS1")]), 4000)
    return values


def _text(element: Element, tag: str) -> str:
    return " ".join((element.findtext(tag) or "").split())


def _values(element: Element, tag: str) -> list[str]:
    return [text for value in element.findall(f"{tag}/VALUE") if (text := " ".join((value.text or "").split()))]


def _clip(text: str, longest: int) -> str:
    text = text.strip()
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _aliases(element: Element) -> Iterator[dict[str, str]]:
    for alias in element.findall("INDIVIDUAL_ALIAS"):
        quality = _QUALITIES.get(_text(alias, "QUALITY").casefold(), "low")
        for name in _text(alias, "ALIAS_NAME").split(";"):
            if name.strip():
                yield {"name": _clip(name, 200), "quality": quality}


def _place(place: Element) -> str:
    parts = (_text(place, tag) for tag in ("STREET", "ZIP_CODE", "CITY", "STATE_PROVINCE", "COUNTRY", "NOTE"))
    return _clip(", ".join(filter(None, parts)), 200)


def _births(element: Element, leftover: list[str]) -> Iterator[str]:
    """Dates of the person and of the aliases, as far as known; what is no date goes to the information, as written."""
    for born in element.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        first, last = _text(born, "FROM_YEAR"), _text(born, "TO_YEAR")
        known = _text(born, "DATE")[:10] or _text(born, "YEAR")
        about = "~" if _text(born, "TYPE_OF_DATE") == "APPROXIMATELY" else ""
        candidate = f"{first}/{last}" if first and last and first < last else (known or first or last) + about
        note = _text(born, "NOTE")
        if _is_birth(candidate):
            yield candidate
        elif candidate.strip("~"):
            leftover.append(f"Date of birth: {candidate}.")
        if note:
            leftover.append(f"Date of birth: {note.rstrip('.')}.")
    for alias in element.findall("INDIVIDUAL_ALIAS"):
        if _is_birth(born_as := _text(alias, "DATE_OF_BIRTH")):
            yield born_as


def _is_birth(text: str) -> bool:
    try:
        return bool(_birth(text))
    except ValueError:
        return False


def _nationalities(element: Element, leftover: list[str]) -> Iterator[str]:
    for name in _values(element, "NATIONALITY"):
        code = issuers.by_name(name)
        if code:
            yield code
        elif len(name) > 2:
            leftover.append(f"Nationality: {name}.")


_REMARK: Final = re.compile(r"\s*[(\[].*?[)\]]\s*")
# "French passport number 05AT521433", "Libyan passport No. 513519", "passport N°: A1": the number follows the word.
_AFTER_WORD: Final = re.compile(
    r"(?:number|\bno\b|\bnum\b|\bn°|\bnº|#)[.:\s]*([A-Za-z]{0,3}[\s-]?\d[\w/-]*)", re.IGNORECASE
)
# "Diplomatic Passport D014433", "Libya 428720": whole words before the number are about it, not of it.
_WORDS_BEFORE: Final = re.compile(r"^(?:[^\W\d_]{4,}[\s:./-]+)+")
_LONGEST_NUMBER: Final = 40


def _documents(element: Element, leftover: list[str]) -> Iterator[dict[str, str]]:
    for paper in element.findall("INDIVIDUAL_DOCUMENT"):
        written, kind = _text(paper, "NUMBER"), _text(paper, "TYPE_OF_DOCUMENT")
        number = _number(written)
        notes = [written if number != written else "", _text(paper, "TYPE_OF_DOCUMENT2"), _text(paper, "NOTE")]
        country = _text(paper, "ISSUING_COUNTRY") or _text(paper, "COUNTRY_OF_ISSUE") or written.split(" ")[0]
        notes += [_text(paper, "DATE_OF_ISSUE"), _text(paper, "CITY_OF_ISSUE")]
        note = _clip("; ".join(part for part in notes if part), 300)
        if not number:
            if kind and note:
                leftover.append(f"{kind}: {note}.")
            continue
        found = {"number": number, "type": _type(kind, _text(paper, "TYPE_OF_DOCUMENT2")), "note": note}
        yield found | {"issuer": issuers.by_name(country) or ""}


def _number(written: str) -> str:
    """The number itself, out of what is written about it; "" where there is none."""
    bare = _REMARK.sub(" ", written).split(";")[0].split(",")[0].strip(" .")
    found = _AFTER_WORD.search(bare)
    number = found.group(1) if found else _WORDS_BEFORE.sub("", bare)
    return number if any(c.isdigit() for c in number) and len(number) <= _LONGEST_NUMBER else ""


def _type(kind: str, other: str) -> str:
    said = f"{kind} {other}".casefold()
    if "pass" in kind.casefold():
        return "service_passport" if "service" in said else "passport"
    if "card" in said or "ausweis" in said:
        return "identity_card"
    return "national_number" if "number" in said or "identification" in said else "other"
