"""Forms of the records' pages. The form of a record is made from its database's manifest, so the two cannot drift.

The manifest reads and judges what was typed; a form only shows fields, and the problems beside them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.core.databases import DATABASES
from comity.core.errors import Problem
from comity.core.levels import Level
from comity.records import manifests
from comity.records.manifests import read
from comity.records.manifests.shape import Field, Manifest
from comity.records.models import Record
from comity.records.rules import STATUS_LABELS

ONE_LINE = 300
SHARING = ("purposes", "level", "conditions", "review_on")
EVENT = ("reference", "kind", "occurred_on")


class RecordForm(forms.Form):
    """One record of a database, as text. `values()` is what the verbs take."""

    def __init__(self, manifest: Manifest, data: Any = None, record: Record | None = None) -> None:
        super().__init__(data, initial=_shown(manifest, record) if record else {"level": manifest.level.slug})
        self.manifest = manifest
        for field in manifest.all_fields():
            self.fields[field.name] = _field(field)
        if record:
            self.fields["reference"].disabled = True
        own = [field.name for field in manifest.fields]
        self.groups = [
            (_("What happened"), list(EVENT)),
            (gettext(manifest.label), own),
            (_("Sharing and lifetime"), list(SHARING)),
        ]

    def values(self) -> dict[str, Any]:
        """What was typed, field by field; lists of boxes as lists."""
        names = [name for name, field in self.fields.items() if not field.disabled]
        boxes = {name for name in names if isinstance(self.fields[name], forms.MultipleChoiceField)}
        data: Any = self.data
        return {name: data.getlist(name) if name in boxes else data.get(name, "") for name in names}

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Shows each problem at its field; what belongs to none stands at the top."""
        for problem in problems:
            place = problem.field if problem.field in self.fields else None
            if place and place in self.errors:
                continue
            self.add_error(place, _sentence(problem))


def _sentence(problem: Problem) -> str:
    said = gettext(problem.problem)
    if not problem.accepted:
        return said
    return gettext("%(problem)s Accepted: %(accepted)s") % {"problem": said, "accepted": gettext(problem.accepted)}


def _field(field: Field) -> forms.Field:
    label, hint = gettext(field.label), gettext(field.hint) if field.hint else ""
    given: dict[str, Any] = {"label": label, "help_text": hint, "required": field.required}
    reader = field.reader
    if isinstance(reader, read.Choice):
        choices = [(slug, gettext(word)) for slug, word in reader.options.items()]
        return forms.ChoiceField(choices=[("", ""), *choices], **given)
    if isinstance(reader, read.Many):
        if isinstance(reader.one, read.Choice):
            boxes = [(slug, gettext(word)) for slug, word in reader.one.options.items()]
            return forms.MultipleChoiceField(choices=boxes, widget=forms.CheckboxSelectMultiple, **given)
        given["help_text"] = " ".join(part for part in (hint, gettext("One on each line.")) if part)
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}), **given)
    if isinstance(reader, read.Day):
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **given)
    if isinstance(reader, read.Number):
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **given)
    if isinstance(reader, read.Text) and reader.longest > ONE_LINE:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}), **given)
    return forms.CharField(widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}), **given)


def _shown(manifest: Manifest, record: Record) -> dict[str, Any]:
    """The record's values as they could be typed again."""
    stored: Mapping[str, Any] = record.fields | {
        "reference": record.reference,
        "kind": record.kind,
        "occurred_on": record.occurred_on.isoformat() if record.occurred_on else "",
        "review_on": record.review_on.isoformat(),
        "purposes": record.purposes,
        "level": Level(record.level).slug,
        "conditions": record.conditions,
    }
    return {field.name: _typed(field, stored[field.name]) for field in manifest.all_fields() if field.name in stored}


def _typed(field: Field, value: Any) -> Any:
    reader = field.reader
    if isinstance(reader, read.Many) and not isinstance(reader.one, read.Choice):
        return "\n".join(reader.one.show(item) for item in value)
    return value if isinstance(reader, read.Many) else reader.show(value)


class ListFilter(forms.Form):
    """What a list of records is narrowed by; all of it in the address."""

    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[("", _("Our own")), ("shared", _("Shared with us"))]
    )
    database = forms.ChoiceField(label=_("Database"), required=False, choices=())
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=())
    status = forms.ChoiceField(label=_("Status"), required=False, choices=())
    reference = forms.CharField(label=_("Reference begins with"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {slug: kind.label for manifest in manifests.all() for slug, kind in manifest.kinds.items()}
        for name, words in (("database", DATABASES), ("kind", kinds), ("status", STATUS_LABELS)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *((str(slug), gettext(word)) for slug, word in words.items())]

    def chosen(self, name: str) -> str:
        """The value of a filter; "" for one that is not set, or not one of its choices."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "") if hasattr(self, "cleaned_data") else ""


class RestrictForm(forms.Form):
    """Against whom a record is restricted."""

    against = forms.CharField(label=_("Bureau"), max_length=12, help_text=_("Its code, such as KE or CN-HK."))


class ImportForm(forms.Form):
    """A file of records."""

    database = forms.ChoiceField(label=_("Database"), choices=())
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with the names of fields in its first line, or JSON lines. UTF-8."),
        max_length=200,
    )

    def __init__(self, *args: Any, databases: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["database"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(slug, gettext(word)) for slug, word in DATABASES.items() if slug in set(databases)]
