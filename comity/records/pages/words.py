"""How pages write what is stored: facts with their labels, codes as words, verbs of the history, addresses."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from comity.core.languages import mark
from comity.records.engine import issuers
from comity.records.manifests import codes, read
from comity.records.manifests.person_values import PAPERS, Birth, Paper
from comity.records.manifests.shape import Manifest
from comity.records.models import Record

VERBS: Final = {
    "added": mark("added"),
    "loaded": mark("loaded from a file"),
    "updated": mark("changed"),
    "withdrawn": mark("withdrawn"),
    "renewed": mark("renewed"),
    "blocked": mark("blocked"),
    "unblocked": mark("unblocked"),
    "expired": mark("ended on its review date"),
}


def facts(manifest: Manifest, record: Record, *, everything: bool) -> list[tuple[str, Any]]:
    """Label and value of what this reader gets to see, in the manifest's order."""
    return [
        (_(field.label), written(field.reader, record.fields[field.name]))
        for field in manifest.fields
        if field.name in record.fields and (everything or field.shown)
    ]


def written(reader: Any, value: Any) -> Any:
    """A stored value for the eye: words for codes, names for countries, a list for several."""
    if isinstance(reader, read.Many):
        return [written(reader.one, item) for item in value]
    if isinstance(reader, read.Choice):
        return _(reader.options.get(value, value))
    if isinstance(reader, codes.IssuerCode | codes.CountryCode):
        return f"{country(value)} ({value})"
    if isinstance(reader, Paper):
        kind = _(PAPERS[value["type"]]) if "type" in value else ""
        issuer = country(value["issuer"]) if "issuer" in value else ""
        return " · ".join(part for part in (value["number"], issuer, kind, value.get("note", "")) if part)
    if isinstance(reader, Birth):
        return _birth(value)
    return reader.show(value)


def _birth(born: str) -> str:
    if "/" in born:
        first, _slash, last = born.partition("/")
        return _("between %(first)s and %(last)s") % {"first": first, "last": last}
    return _("about %(date)s") % {"date": born[:-1]} if born.endswith("~") else born


def country(code: str) -> str:
    """The English name of a code; the code itself where it has none."""
    known = issuers.BY_CODE.get(issuers.canonical(code) or "")
    return known.name if known else code


def address_with(request: HttpRequest, **changes: Any) -> str:
    """This page's address with some of its parameters changed; None takes one out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
