"""The form of a request, made from its colour's manifest, so that the two cannot drift.

The manifest reads and judges what was typed; the form only shows fields, the problems beside them, and all of these at
the top. Groups of which there may be several (charges) are numbered: "charges[1].law" is the field `charges-1-law`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from comity.core.errors import Problem
from comity.notices.forms.fields import accepted_when_typed, field_of, html_name, typed
from comity.notices.manifests.reading import MISSING
from comity.notices.manifests.shape import Group, Manifest

_PATH: Final = re.compile(r"([a-z_]+)(?:\[(\d{1,3})\])?(?:\.([a-z_0-9]+))?")


class Extra(Struct, frozen=True):
    """Fields that are no part of the content: sharing, recipients. `first`: before the content, not after it."""

    name: str
    label: Any  # a sentence, or one to be translated later
    fields: Mapping[str, forms.Field]
    hint: Any = ""
    first: bool = False


class Entry(Struct, frozen=True):
    """One of the fieldsets of a part. `remove` is what the button sends that takes it away; "" without one."""

    label: str
    fields: list[Any]
    remove: str = ""


class Part(Struct, frozen=True):
    """A part of the form as the page shows it. `add` is what the button sends that adds one more."""

    name: str
    label: str
    hint: str
    entries: list[Entry]
    is_list: bool = False
    for_review: bool = False
    add: str = ""
    wrong: int = 0


class Named(Struct, frozen=True):
    """One problem for the list at the top: where it leads to, its part and its field in words, what is wrong."""

    anchor: str
    part: str
    label: str
    says: str

    @property
    def where(self) -> str:
        return " · ".join(filter(None, (self.part, self.label)))


class ContentForm(forms.Form):
    """A request of one colour, as text. `content()` is what the verbs take; `extra` are fields of the caller's own."""

    def __init__(
        self,
        manifest: Manifest,
        data: QueryDict | None = None,
        content: Mapping[str, Any] | None = None,
        *,
        extra: Sequence[Extra] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={**typed(manifest, content or {}), **(initial or {})})
        self.manifest, self.extra = manifest, tuple(extra)
        self.counts = {group.name: self._count(group, content or {}) for group in manifest.groups}
        self.named: list[Named] = []
        for group in manifest.groups:
            for place in range(self.counts[group.name]):
                for field in group.fields:
                    self.fields[html_name(group, place, field.name)] = field_of(group, field)
        for one in self.extra:
            self.fields.update(one.fields)

    def _count(self, group: Group, content: Mapping[str, Any]) -> int:
        if not group.is_list:
            return 1
        if self.is_bound:
            given = str(self.data.get(f"{group.name}-entries", ""))
            return min(group.most, max(1, int(given) if given.isdecimal() and len(given) < 4 else 1))
        return min(group.most, max(1, len(content.get(group.name) or ())))

    def full_clean(self) -> None:
        """Judges nothing: the manifest does, when the verb is asked."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    # --- What was typed ---

    def content(self) -> dict[str, Any]:
        """What was typed, by group and field; an entry in which nothing was typed is empty."""
        said: dict[str, Any] = {}
        for group in self.manifest.groups:
            entries = [self._entry(group, place) for place in range(self.counts[group.name])]
            said[group.name] = entries if group.is_list else entries[0]
        return said

    def _entry(self, group: Group, place: int) -> dict[str, Any]:
        said = {field.name: self.value(html_name(group, place, field.name)) for field in group.fields}
        return {name: value for name, value in said.items() if value not in ("", [], None)}

    def value(self, name: str) -> Any:
        """One field as it was typed: text, or a list for boxes."""
        return self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    # --- What is wrong ---

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Shows each problem at its field, and all of them, each with where it is, at the top."""
        for problem in problems:
            name, part, label = self._place(problem.field)
            says = sentence(self._fit(problem))
            self.named.append(Named(_anchor(name, self.fields), part, label, says))
            if name in self.fields and name not in self.errors:
                self.add_error(name, says)
            elif name not in self.fields:
                self.add_error(None, says)

    def _place(self, path: str) -> tuple[str, str, str]:
        """For the path of a problem: the name in the page, and the words for its part and its field."""
        found = _PATH.fullmatch(path)
        group = self.manifest.group(found[1]) if found else None
        if found is None or group is None:
            field = self.fields.get(path)
            return path, "", str(field.label if field else _ELSEWHERE.get(path.split("[")[0].split(".")[0], ""))
        part = gettext(group.label)
        if group.is_list and found[2]:
            part = f"{part} {int(found[2]) + 1}"
        name = html_name(group, int(found[2] or 0), found[3]) if found[3] else group.name
        return name, part, str(self.fields[name].label) if name in self.fields else ""

    def _fit(self, problem: Problem) -> Problem:
        """What is accepted, as one who types reads it: nothing where the page offers the choices, or asks for text."""
        found = _PATH.fullmatch(problem.field)
        group = self.manifest.group(found[1]) if found else None
        field = next((one for one in group.fields if found and one.name == found[3]), None) if group else None
        if field is None or problem.accepted != field.reader.accepted:
            return problem
        return Problem(
            problem.field, problem.problem, accepted_when_typed(field.reader, is_missing=problem.problem == MISSING)
        )

    @property
    def gathered(self) -> list[tuple[str, list[Named], str]]:
        """What is wrong for the list at the top: the part, its fields, and the sentence that holds for all of these."""
        found: dict[tuple[str, str], list[Named]] = {}
        for one in self.named:
            found.setdefault((one.part, one.says), []).append(one)
        return [(part, fields, says) for (part, says), fields in found.items()]

    # --- What the page shows ---

    @property
    def parts(self) -> list[Part]:
        extra = [(one.first, self._extra_part(one)) for one in self.extra]
        before, after = [part for first, part in extra if first], [part for first, part in extra if not first]
        return [*before, *(self._part(group) for group in self.manifest.groups), *after]

    def _extra_part(self, one: Extra) -> Part:
        fields = [self[name] for name in one.fields]
        wrong = sum(bool(field.errors) for field in fields)
        return Part(
            one.name, gettext(one.label), gettext(one.hint) if one.hint else "", [Entry("", fields)], wrong=wrong
        )

    def _part(self, group: Group) -> Part:
        count = self.counts[group.name]
        entries = []
        for place in range(count):
            fields = [self[html_name(group, place, field.name)] for field in group.fields]
            label = f"{gettext(group.label)} {place + 1}" if group.is_list else ""
            entries.append(Entry(label, fields, f"remove:{group.name}:{place}" if group.is_list else ""))
        return Part(
            name=group.name,
            label=gettext(group.label),
            hint=gettext(group.hint) if group.hint else "",
            entries=entries,
            is_list=group.is_list,
            for_review=group.for_review,
            add=f"add:{group.name}" if group.is_list and count < group.most else "",
            wrong=sum(bool(field.errors) for entry in entries for field in entry.fields),
        )


# Where a problem that belongs to no field of the content is put right.
_ELSEWHERE: Final = {"photographs": _("Photographs"), "attachments": _("Documents"), "assurances": _("Assurances"),
                     "record": _("Own record"), "file": _("File")}  # fmt: skip


def _anchor(name: str, fields: Mapping[str, Any]) -> str:
    return f"id_{name}" if name in fields else f"part-{name.split('[')[0].split('.')[0]}"


def changed_by(do: str, data: QueryDict, manifest: Manifest) -> QueryDict | None:
    """What was typed, after the button "add:charges" or "remove:charges:1"; None for any other button."""
    verb, _colon, rest = do.partition(":")
    name, _colon, place = rest.partition(":")
    group = manifest.group(name)
    if verb not in ("add", "remove") or group is None or not group.is_list:
        return None
    count = ContentForm(manifest, data).counts[name]
    changed = data.copy()
    if verb == "remove" and place.isdecimal() and int(place) < count:
        _close_gap(changed, group, int(place), count)
        count -= 1
    elif verb == "add":
        count += 1
    changed[f"{name}-entries"] = str(min(group.most, max(1, count)))
    return changed


def _close_gap(data: QueryDict, group: Group, gone: int, count: int) -> None:
    """Moves every later entry up by one."""
    for place in range(gone, count):
        for field in group.fields:
            later = data.getlist(html_name(group, place + 1, field.name)) if place + 1 < count else []
            data.setlist(html_name(group, place, field.name), later)


def sentence(problem: Problem) -> str:
    """What is wrong, and what is accepted, in the reader's language."""
    said = gettext(problem.problem)
    if not problem.accepted:
        return said
    return gettext("%(problem)s Accepted: %(accepted)s") % {"problem": said, "accepted": gettext(problem.accepted)}
