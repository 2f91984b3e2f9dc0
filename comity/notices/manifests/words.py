"""How the content of a notice is written for the eye: parts with their labels, values as words. Pure.

`say` translates a marked sentence; a day comes out as a `date`, for the face to write in its reader's language.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct

from comity.core.languages import mark
from comity.notices.manifests.shape import Content, Group, Manifest
from comity.notices.manifests.values import LIFE, PartialDay, Term, YesNo
from comity.records.manifests import words
from comity.records.manifests.words import Say


class Said(Struct, frozen=True):
    """One field: its path, its label, its value for the eye, and whether it is free text."""

    path: str
    label: str
    value: Any
    is_text: bool = False


class Section(Struct, frozen=True):
    """One part of a notice. `place` counts those of which there are several, from 1; None for the others."""

    name: str
    label: str
    place: int | None
    facts: list[Said]


def sections(
    manifest: Manifest, content: Content, say: Say = str, texts: Mapping[str, str] | None = None
) -> list[Section]:
    """What a notice says, in the manifest's order. `texts` are free texts in the reader's language, by path."""
    return [
        Section(group.name, say(group.label), place, facts)
        for group in manifest.groups
        for place, facts in _entries(group, content, say, texts or {})
        if facts
    ]


def _entries(
    group: Group, content: Content, say: Say, texts: Mapping[str, str]
) -> Iterator[tuple[int | None, list[Said]]]:
    said = content.get(group.name) or {}
    if not isinstance(said, list):
        yield None, _facts(group, group.name, said, say, texts)
        return
    for place, entry in enumerate(said):
        yield place + 1, _facts(group, f"{group.name}[{place}]", entry, say, texts)


def _facts(group: Group, path: str, entry: Mapping[str, Any], say: Say, texts: Mapping[str, str]) -> list[Said]:
    facts = []
    for field in group.fields:
        if field.name in entry:
            here = f"{path}.{field.name}"
            value = texts.get(here) or written(field.reader, entry[field.name], say)
            facts.append(Said(here, say(field.label), value, _is_long(value)))
    return facts


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and (len(value) > 80 or "\n" in value)


def facts(manifest: Manifest, content: Content, say: Say = str) -> list[tuple[str, list[tuple[str, Any]]]]:
    """The same as plain pairs: (part, [(label, value), ...])."""
    return [
        (
            section.label if section.place is None else f"{section.label} {section.place}",
            [(one.label, one.value) for one in section.facts],
        )
        for section in sections(manifest, content, say)
    ]


def written(reader: Any, value: Any, say: Say = str) -> Any:
    """A stored value for the eye."""
    if isinstance(reader, YesNo):
        return say(_YES if value else _NO)
    if isinstance(reader, Term):
        return term(value, say)
    if isinstance(reader, PartialDay):
        return date.fromisoformat(value) if len(value) == len("2000-01-01") else value
    return words.written(reader, value, say)


_YES: Final = mark("Yes")
_NO: Final = mark("No")


def term(value: int | str, say: Say = str) -> str:
    """A term of imprisonment: "8 years", "30 months", "life"."""
    if value == LIFE:
        return say(mark("life"))
    months = int(value)
    if months >= 24 and months % 12 == 0:
        return say(mark("%(count)s years")) % {"count": months // 12}
    return say(mark("%(count)s months")) % {"count": months}
