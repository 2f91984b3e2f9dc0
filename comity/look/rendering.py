"""How forms and days are drawn: every field the same way, labelled, hinted, its errors tied to it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.forms import BaseForm, BoundField
from django.forms.renderers import DjangoTemplates
from django.utils import formats


class Renderer(DjangoTemplates):
    """The FORM_RENDERER of the house: look/form_fields.html and look/field.html."""

    form_template_name = "look/form_fields.html"
    field_template_name = "look/field.html"


def grouped(form: BaseForm) -> Iterator[tuple[Any, list[BoundField]]]:
    """The form's visible fields by its `groups` [(legend, [names])]; fields in no group come last, without a legend."""
    placed: set[str] = set()
    for legend, names in getattr(form, "groups", ()):
        fields = [form[name] for name in names if name in form.fields]
        placed.update(field.name for field in fields)
        if fields:
            yield legend, fields
    rest = [field for field in form.visible_fields() if field.name not in placed]
    if rest:
        yield "", rest


def day(value: date) -> str:
    """A day in the reader's language, the month in words, so that nobody takes it for the day: "3 May 2026"."""
    return str(formats.date_format(value, "j F Y"))
