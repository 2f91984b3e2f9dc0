"""Made-up forms: every kind of field, and the filters of a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from comity.look import words


class SampleForm(forms.Form):
    """Every kind of field, in two groups."""

    number = forms.CharField(max_length=20)
    issuer = forms.ChoiceField(choices=[("FR", "France"), ("KE", "Kenya")])
    event = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(widget=forms.RadioSelect)
    databases = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.groups = [
            (_("The document"), ["number", "issuer", "event"]),
            (_("Who may see it"), ["level", "databases"]),
        ]
        labels = {
            "number": _("Document number"),
            "issuer": _("Issued by"),
            "event": _("Date of the event"),
            "level": _("Level"),
            "databases": _("Databases"),
            "note": _("Note"),
            "sure": _("I have compared the number with the report"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["number"].help_text = _("As printed, without spaces. 3 to 20 letters and digits.")
        self.fields["level"].choices = _choices("level")  # type: ignore[attr-defined]
        self.fields["databases"].choices = _choices("database")  # type: ignore[attr-defined]


class SampleFilter(forms.Form):
    """Filters of a list."""

    q = forms.CharField(required=False)
    state = forms.ChoiceField(required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["q"].label = _("Number or reference")
        self.fields["state"].label = _("State")
        self.fields["state"].choices = [("", _("All")), *_choices("state")]  # type: ignore[attr-defined]


def _choices(table: str) -> list[tuple[str, str]]:
    return [(slug, _(word.label)) for slug, word in words.TABLES[table].items()]
