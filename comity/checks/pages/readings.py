"""One text can be several things: in words, which of them an answer answers."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.checks.pages.beside import full_name
from comity.core.languages import mark
from comity.records.manifests import words

_VESSELS: Final = {
    "imo": mark("vessel with the IMO number %(number)s"),
    "mmsi": mark("vessel with the radio identity %(number)s"),
    "hin": mark("vessel with the hull number %(number)s"),
}


def read_as(question: Mapping[str, Any]) -> str:
    """What the question asks about: "number plate AB 123 of France (FR); firearm with the serial number AB123"."""
    return "; ".join(write(question[name]) for name, write in _WRITERS.items() if name in question)


def _document(asked: Mapping[str, Any]) -> str:
    if issuer := asked.get("issuer"):
        return _("travel document %(number)s of %(country)s") % {**asked, "country": words.country(issuer)}
    return _("travel document %(number)s") % asked


def _vehicle(asked: Mapping[str, Any]) -> str:
    if "vin" in asked:
        return _("vehicle with the identification number %(vin)s") % asked
    if country := asked.get("country"):
        return _("number plate %(plate)s of %(country)s") % {**asked, "country": words.country(country)}
    return _("number plate %(plate)s of any country") % asked


def _person(asked: Mapping[str, Any]) -> str:
    if born := asked.get("birth_date"):
        return _("person %(name)s, born %(born)s") % {"name": full_name(asked), "born": born}
    return _("person %(name)s") % {"name": full_name(asked)}


def _vessel(asked: Mapping[str, Any]) -> str:
    return "; ".join(_(_VESSELS[name]) % {"number": number} for name, number in asked.items())


_WRITERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "mrz": lambda _zone: _("machine-readable zone"),
    "person": _person,
    "vehicle": _vehicle,
    "document": _document,
    "firearm": lambda asked: _("firearm with the serial number %(serial)s") % asked,
    "vessel": _vessel,
}
