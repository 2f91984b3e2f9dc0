"""What a reader may narrow the ledger by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.audit.queries import Wanted
from comity.audit.rules import OUTCOME_LABELS


class LedgerFilter(forms.Form):
    """Filters of the list, all in the address. A reader bound to one bureau is not asked for a bureau."""

    subject = forms.CharField(
        label=_("About"), required=False, max_length=80, help_text=_("The id of a record, officer, token ...")
    )
    actor = forms.CharField(label=_("Who"), required=False, max_length=80, help_text=_("For example officer:0192…"))
    verb = forms.CharField(label=_("Verb"), required=False, max_length=60, help_text=_("For example record.added"))
    bureau = forms.CharField(label=_("Bureau"), required=False, max_length=12)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    before = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_bound_to_bureau: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(outcome.value, _(label)) for outcome, label in OUTCOME_LABELS.items()]
        self.fields["outcome"].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]
        if is_bound_to_bureau:
            del self.fields["bureau"]

    def wanted(self) -> Wanted:
        """What the reader asked for; what could not be understood is left out, and the form says so."""
        self.full_clean()
        cleaned = self.cleaned_data if self.is_bound else {}
        return Wanted(
            subject=cleaned.get("subject") or "",
            actor=cleaned.get("actor") or "",
            bureau=(cleaned.get("bureau") or "").upper(),
            verb=cleaned.get("verb") or "",
            outcome=cleaned.get("outcome") or "",
            before=cleaned.get("before") or 0,
        )
