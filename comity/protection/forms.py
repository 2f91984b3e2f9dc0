"""Input shapes of the protection room's pages. What is allowed is for the rules to say; a form reads."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.network.forms import RuleForm
from comity.protection.engine.keys import Subject

LONGEST = 4000


def _lines(label: Any, hint: Any, rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocomplete": "off"}),
    )


class PersonForm(RuleForm):
    """Who somebody is: read once, made into keys, and kept nowhere."""

    names = _lines(_("Names"), _("In every script and spelling you know, one on each line."), 3)
    births = _lines(_("Dates of birth"), _("As 1985-04-12, or 1985 where the day is not known. One on each line."))
    documents = _lines(_("Documents"), _("Issuing country and number, such as FRA 12AB34567. One on each line."))

    def subject(self) -> Subject:
        """Whom the form names. Only of a valid form."""
        data = self.cleaned_data
        return Subject(names=_read(data["names"]), births=_read(data["births"]), documents=_read(data["documents"]))


class RegisterForm(PersonForm):
    """A protected person, against whom, and until when."""

    against = forms.CharField(
        label=_("Against requests of"),
        help_text=_("Codes of the members concerned, such as KE, apart by commas. Requests of others are not touched."),
        max_length=200,
        required=False,
    )
    is_confirmed = forms.TypedChoiceField(
        label=_("Status"),
        choices=[("yes", _("Protection has been granted")), ("no", _("Protection has been asked for"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    until = forms.DateField(
        label=_("Last day"),
        help_text=_("None where the protection has no end."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.groups = [
            (_("The person"), ["names", "births", "documents"]),
            (_("The protection"), ["is_confirmed", "against", "until"]),
        ]

    def against_codes(self) -> tuple[str, ...]:
        """The codes. Only of a valid form."""
        return tuple(
            code for code in self.cleaned_data["against"].replace(";", ",").replace(" ", ",").split(",") if code
        )


class LiftForm(PersonForm):
    """Whose registrations end: by the person, or by the receipt's number."""

    receipt = forms.CharField(
        label=_("Number of the receipt"),
        help_text=_("Or name the person again below: then every registration of theirs by your bureau ends."),
        required=False,
        max_length=60,
    )
    field_order = ("receipt", "names", "births", "documents")


def _read(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
