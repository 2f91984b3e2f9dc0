"""Reading what a requester states, and naming everything that is missing or wrong in it, by its path: "charges[0].law".

A draft may be incomplete, so reading and asking for what is missing are two steps. What cannot be read is refused in
both: nothing is guessed, and what was read before is not lost.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.manifests.shape import Group, Manifest, Stated
from comity.notices.manifests.values import Prose
from comity.records.manifests.read import NOT_A_LIST, TOO_MANY
from comity.records.manifests.shape import Field

MISSING: Final = mark("This is required.")
NO_SUCH_GROUP: Final = mark("This notice has no such part.")
NO_SUCH_FIELD: Final = mark("This part of the notice has no such field.")
NOT_FIELDS: Final = mark("This holds no fields.")
NONE_GIVEN: Final = mark("At least one is required.")
_LONGEST_NAME: Final = 60


def read(manifest: Manifest, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """What can be read of `raw`, by group and field, in the manifest's order, and what cannot. Empty is absent."""
    problems = [
        Problem(_named(name), NO_SUCH_GROUP, ", ".join(group.name for group in manifest.groups))
        for name in raw
        if manifest.group(name) is None
    ]
    content: dict[str, Any] = {}
    for group in manifest.groups:
        if group.name in raw:
            said = _group(group, raw[group.name], problems)
            if said:
                content[group.name] = said
    return content, problems


def _group(group: Group, raw: Any, problems: list[Problem]) -> Any:
    if not group.is_list:
        return _entry(group, raw, group.name, problems)
    if raw in (None, ""):
        return []
    if not isinstance(raw, list | tuple):
        problems.append(Problem(group.name, NOT_A_LIST, mark("A list.")))
        return []
    if len(raw) > group.most:
        problems.append(Problem(group.name, TOO_MANY, f"At most {group.most}."))
        return []
    entries = [_entry(group, one, f"{group.name}[{place}]", problems) for place, one in enumerate(raw)]
    return [entry for entry in entries if entry]


def _entry(group: Group, raw: Any, path: str, problems: list[Problem]) -> dict[str, Any]:
    if raw in (None, ""):
        return {}
    if not isinstance(raw, Mapping):
        problems.append(Problem(path, NOT_FIELDS, mark("Fields with their values.")))
        return {}
    fields = {field.name: field for field in group.fields}
    problems += [
        Problem(f"{path}.{_named(name)}", NO_SUCH_FIELD, ", ".join(fields)) for name in raw if name not in fields
    ]
    entry = {}
    for name, field in fields.items():
        value = raw.get(name)
        if value is None or value == "" or value == []:
            continue
        try:
            found = field.reader(value)
        except ValueError as error:
            problems.append(Problem(f"{path}.{name}", str(error), field.reader.accepted))
            continue
        if found not in ("", []):
            entry[name] = found
    return entry


def _named(name: object) -> str:
    text = str(name)
    return text[:_LONGEST_NAME] if text.strip() and text.isprintable() else repr(text)[:_LONGEST_NAME]


def problems_with(manifest: Manifest, stated: Stated) -> list[Problem]:
    """What is missing or contradictory in a request that was read: empty when it is fit to be handed in."""
    problems = [problem for group in manifest.groups for problem in _missing(group, stated)]
    named = {problem.field for problem in problems}
    return problems + [problem for problem in manifest.check(stated) if problem.field not in named]


def _missing(group: Group, stated: Stated) -> Iterator[Problem]:
    if group.is_list:
        entries = stated.several(group.name)
        if group.required and not entries:
            yield Problem(group.name, NONE_GIVEN, group.label)
        for place, entry in enumerate(entries):
            yield from _missing_fields(group, entry, f"{group.name}[{place}]")
    elif group.required or stated.one(group.name):
        yield from _missing_fields(group, stated.one(group.name), group.name)


def _missing_fields(group: Group, entry: Mapping[str, Any], path: str) -> Iterator[Problem]:
    for field in group.fields:
        if field.required and field.name not in entry:
            yield Problem(f"{path}.{field.name}", MISSING, field.reader.accepted)


def fields_of(manifest: Manifest, content: Mapping[str, Any]) -> Iterator[tuple[str, Group, Field, Any]]:
    """Every field that says something: its path, its group, the field and its value, in the manifest's order."""
    for group in manifest.groups:
        said = content.get(group.name)
        entries = said if isinstance(said, list) else [said or {}]
        for place, entry in enumerate(entries):
            path = f"{group.name}[{place}]" if group.is_list else group.name
            for field in group.fields:
                if field.name in entry:
                    yield f"{path}.{field.name}", group, field, entry[field.name]


def texts_of(manifest: Manifest, content: Mapping[str, Any]) -> dict[str, str]:
    """The free texts, which translators put into the other languages: path -> text."""
    return {path: value for path, _group, field, value in fields_of(manifest, content) if is_text(field)}


def is_text(field: Field) -> bool:
    return isinstance(field.reader, Prose)


def shown(manifest: Manifest, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content without what is for the review alone: what other members may see of it."""
    kept: dict[str, Any] = {}
    for group in manifest.groups:
        said = content.get(group.name)
        if said and not group.for_review:
            names = {field.name for field in group.fields if field.shown}
            kept[group.name] = [_only(one, names) for one in said] if isinstance(said, list) else _only(said, names)
    return kept


def only(manifest: Manifest, content: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """Of the content the fields named ("group.field"), and nothing else."""
    kept = {}
    for group in manifest.groups:
        wanted = {field.name for field in group.fields if f"{group.name}.{field.name}" in names}
        said = content.get(group.name) or {}
        found = [_only(one, wanted) for one in said] if isinstance(said, list) else _only(said, wanted)
        if found:
            kept[group.name] = found
    return kept


def _only(entry: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name in names}
