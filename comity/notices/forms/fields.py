"""One field of a form, made from what its reader takes; and what is stored, as it could be typed again."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext

from comity.notices.manifests.shape import Group, Manifest
from comity.notices.manifests.values import Prose, Term, YesNo
from comity.records.manifests import read
from comity.records.manifests.shape import Field

ONE_LINE: Final = 200


def html_name(group: Group, place: int, field: str) -> str:
    """What a field is called in the page: "charges-1-law", "person-family_name"."""
    return f"{group.name}-{place}-{field}" if group.is_list else f"{group.name}-{field}"


def field_of(group: Group, field: Field) -> forms.Field:
    """One field of a group. What it takes is judged by its reader, never here."""
    reader, required = field.reader, field.required and group.required
    hint = gettext(field.hint) if field.hint else ""
    given: dict[str, Any] = {"label": gettext(field.label), "help_text": hint, "required": required}
    if isinstance(reader, read.Choice):
        return forms.ChoiceField(choices=[("", ""), *_choices(reader)], **given)
    if isinstance(reader, YesNo):
        return forms.ChoiceField(choices=[("", ""), ("yes", gettext("Yes")), ("no", gettext("No"))], **given)
    if isinstance(reader, read.Many) and isinstance(reader.one, read.Choice):
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=_choices(reader.one), widget=widget, **given)
    if isinstance(reader, read.Many):
        one = hint or gettext(reader.one.accepted)
        given["help_text"] = " ".join((one, gettext("One on each line.")))
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}), **given)
    return _written(reader, given)


def _written(reader: Any, given: dict[str, Any]) -> forms.Field:
    """A field into which one thing is written."""
    if isinstance(reader, Prose):
        rows = 3 if reader.longest <= 500 else 6
        return forms.CharField(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **given)
    if isinstance(reader, read.Day):
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **given)
    if isinstance(reader, read.Number):
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **given)
    if isinstance(reader, read.Text):
        if reader.longest > ONE_LINE:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}), **given)
    elif not given["help_text"] or isinstance(reader, Term):
        given["help_text"] = " ".join(filter(None, (given["help_text"], gettext(reader.accepted))))
    return forms.CharField(widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}), **given)


def accepted_when_typed(reader: Any, *, is_missing: bool) -> str:
    """What a reader accepts, for one who has the page before them; "" where the page says it already."""
    if isinstance(reader, read.Many):
        return "" if isinstance(reader.one, read.Choice) else str(reader.one.accepted)
    if isinstance(reader, read.Choice | YesNo) or (is_missing and isinstance(reader, read.Text | Prose | read.Day)):
        return ""
    return str(reader.accepted)


def _choices(reader: read.Choice) -> list[tuple[str, str]]:
    return [(slug, gettext(word)) for slug, word in reader.options.items()]


def typed(manifest: Manifest, content: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored, as it could be typed again, by the names of the page."""
    return {name: value for group in manifest.groups for name, value in _typed_group(group, content.get(group.name))}


def _typed_group(group: Group, said: Any) -> Iterator[tuple[str, Any]]:
    entries = said if isinstance(said, list) else [said or {}]
    for place, entry in enumerate(entries):
        for field in group.fields:
            if field.name in entry:
                yield html_name(group, place, field.name), _shown(field.reader, entry[field.name])


def _shown(reader: Any, value: Any) -> Any:
    if not isinstance(reader, read.Many):
        return reader.show(value)
    return value if isinstance(reader.one, read.Choice) else "\n".join(reader.one.show(item) for item in value)
