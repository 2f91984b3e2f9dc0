"""The consolidated list of the United Nations Security Council (XML) as what special notices say of each entry.

The whole file is read before anything is made of it: what breaks half-way changes nothing.
"""

from collections.abc import Iterator
from typing import IO, Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import parse
from msgspec import Struct

from comity.core.languages import mark
from comity.records.loaders import un_list
from comity.records.loaders.lines import Unusable

ROOT: Final = "CONSOLIDATED_LIST"
_QUALITIES: Final = {"good": "good", "a.k.a.": "good", "f.k.a.": "good"}
_LONGEST_NAME, _LONGEST_PLACE, _LONGEST_TEXT = 300, 300, 8000


class Listed(Struct, frozen=True, kw_only=True):
    """One entry: its place on the list, its permanent reference, and the content of its notice as it was read."""

    line: int
    reference: str
    content: dict[str, Any]


def read(file: IO[bytes]) -> list[Listed]:
    """Every individual, then every entity. Raises Unusable, saying where, when the file is not that list to its end."""
    try:
        root = parse(file).getroot()
    except ParseError as error:
        line, column = error.position
        raise Unusable(
            f"The list breaks off or is no XML at line {line}, column {column}. Nothing was changed."
        ) from None
    except (DefusedXmlException, UnicodeDecodeError, LookupError) as error:
        raise Unusable(f"The list cannot be read as XML ({type(error).__name__}). Nothing was changed.") from None
    if root is None or root.tag != ROOT:
        raise Unusable(mark("This XML is not the consolidated list of the United Nations Security Council."))
    return list(_listed(root))


def _listed(root: Element) -> Iterator[Listed]:
    line = 0
    for tag, content in (("INDIVIDUALS/INDIVIDUAL", _individual), ("ENTITIES/ENTITY", _entity)):
        for element in root.iterfind(tag):
            line += 1
            yield Listed(line=line, reference=_text(element, "REFERENCE_NUMBER"), content=content(element))


def _individual(element: Element) -> dict[str, Any]:
    recorded = un_list.person(element)
    same = ("original_name", "aliases", "birth_dates", "birth_places", "sex", "nationalities", "documents")
    # The list gives a name in up to four parts and does not say which is the family's.
    person = {"family_name": recorded["name"][:120], "has_one_name": "yes", "occupation": _first(recorded["functions"])}
    person |= {name: recorded[name] for name in same}
    return {"listing": _listing(element, "person"), "person": person}


def _entity(element: Element) -> dict[str, Any]:
    places = (", ".join(filter(None, _parts(place))) for place in element.iterfind("ENTITY_ADDRESS"))
    entity = {
        "name": _clip(_text(element, "FIRST_NAME"), _LONGEST_NAME),
        "original_name": _clip(_text(element, "NAME_ORIGINAL_SCRIPT"), _LONGEST_NAME),
        "aliases": list(_aliases(element)),
        "addresses": [_clip(place, _LONGEST_PLACE) for place in places if place],
    }
    return {"listing": _listing(element, "entity"), "entity": entity}


def _listing(element: Element, kind: str) -> dict[str, Any]:
    amended = [value for value in (one.text or "" for one in element.iterfind("LAST_DAY_UPDATED/VALUE")) if value]
    return {
        "un_reference": _text(element, "REFERENCE_NUMBER"),
        "kind": kind,
        "list": _text(element, "UN_LIST_TYPE"),
        "listed_on": _text(element, "LISTED_ON")[:10],
        "amended_on": max(amended, default="")[:10],
        "information": _clip(_text(element, "COMMENTS1"), _LONGEST_TEXT),
    }


def _aliases(element: Element) -> Iterator[dict[str, str]]:
    for alias in element.iterfind("ENTITY_ALIAS"):
        quality = _QUALITIES.get(_text(alias, "QUALITY").casefold(), "low")
        for name in _text(alias, "ALIAS_NAME").split(";"):
            if name.strip():
                yield {"name": _clip(name, 200), "quality": quality}


def _parts(place: Element) -> list[str]:
    return [_text(place, tag) for tag in ("STREET", "ZIP_CODE", "CITY", "STATE_PROVINCE", "COUNTRY", "NOTE")]


def _first(values: list[str]) -> str:
    return _clip(values[0], 200) if values else ""


def _text(element: Element, tag: str) -> str:
    return " ".join((element.findtext(tag) or "").split())


def _clip(text: str, longest: int) -> str:
    text = text.strip()
    return text if len(text) <= longest else text[: longest - 1] + "…"
