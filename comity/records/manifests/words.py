"""How what is stored is written for the eye: labels for fields, words for codes, names for countries, days as days.

One piece of code for every face. Pure: `say` translates a marked sentence; a day comes out as a `date`, for the face
to write in its reader's language.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from comity.core.languages import mark
from comity.records.engine import issuers
from comity.records.manifests import codes, read, vin_words
from comity.records.manifests.person_values import PAPERS, Alias, Birth, Paper
from comity.records.manifests.shape import Fields, Kind, Manifest

Say = Callable[[str], str]

_TURNED: Final = re.compile(r"(.+) \((?:the )?(.+ of(?: the)?)\)")
_ARTICLE: Final = re.compile(r" \(the\)")

# The dates that facts may hold beside the manifest's own fields (records.rules.dates).
_DATES: Final = {"occurred_on": mark("Date of the event"), "recorded_on": mark("Recorded on")}


def facts(
    manifest: Manifest, fields: Fields, say: Say = str, *, everything: bool = False, on: date | None = None
) -> list[tuple[str, Any]]:
    """Label and value of what an answer shows of these fields, or of everything, in the manifest's order.

    With `on`, the day on which it is read, also what a vehicle's identification number says by itself.
    """
    stated = []
    for field in manifest.fields:
        if field.name in fields and (everything or field.shown):
            stated.append((say(field.label), written(field.reader, fields[field.name], say)))
            if on and field.name == "vin":
                said = vin_words.sentences(fields["vin"], on, country)
                stated.append((say(vin_words.LABEL), [say(sentence) % values for sentence, values in said]))
    return stated + [(say(label), date.fromisoformat(fields[name])) for name, label in _DATES.items() if name in fields]


def statement(kind: Kind, source: str, reported_on: str | None, day: Callable[[date], str], say: Say = str) -> str:
    """What a record of this kind is, by whom and since when (ISO, or None); `day` writes a day as its reader does."""
    return kind.statement(source, day(date.fromisoformat(reported_on)) if reported_on else "", say)


def written(reader: Any, value: Any, say: Say = str) -> Any:
    """A stored value for the eye: text, a number, a `date`, or a list of these for a field of several values."""
    if isinstance(reader, read.Many):
        return [written(reader.one, item, say) for item in value]
    if isinstance(reader, read.Choice):
        return say(reader.options.get(value, value))
    if isinstance(reader, codes.IssuerCode | codes.CountryCode):
        return country(value)
    if isinstance(reader, read.Day):
        return date.fromisoformat(value)
    if isinstance(reader, Paper):
        return _paper(value, say)
    if isinstance(reader, Birth):
        return _birth(value, say)
    if isinstance(reader, Alias):
        return say(mark("%(name)s (not sure)")) % value if value["quality"] == "low" else value["name"]
    return reader.show(value)


def country(code: str) -> str:
    """The English name of a code, with the code; the code alone where it has no name."""
    known = issuers.BY_CODE.get(issuers.canonical(code) or "")
    return f"{_as_spoken(known.name)} ({code})" if known else code


def _as_spoken(name: str) -> str:
    """ISO turns names around so that they sort: "Korea (the Republic of)" is the Republic of Korea."""
    turned = _TURNED.fullmatch(name)
    return f"{turned[2]} {turned[1]}" if turned and turned[2] else _ARTICLE.sub("", name)


def _paper(paper: Mapping[str, str], say: Say) -> str:
    kind = say(PAPERS[paper["type"]]) if "type" in paper else ""
    issuer = country(paper["issuer"]) if "issuer" in paper else ""
    return " · ".join(part for part in (paper["number"], issuer, kind, paper.get("note", "")) if part)


def _birth(born: str, say: Say) -> Any:
    if "/" in born:
        first, _slash, last = born.partition("/")
        return say(mark("between %(first)s and %(last)s")) % {"first": first, "last": last}
    if born.endswith("~"):
        return say(mark("about %(date)s")) % {"date": born[:-1]}
    return date.fromisoformat(born) if len(born) == len("2000-01-01") else born
