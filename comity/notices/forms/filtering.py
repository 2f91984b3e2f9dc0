"""What a list of notices is narrowed by."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ListFilter(forms.Form):
    """What a list of notices is narrowed by; all of it in the address."""

    colour = forms.ChoiceField(label=_("Colour"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    requester = forms.CharField(label=_("Asked by"), required=False, max_length=12)
    text = forms.CharField(label=_("Name or number"), required=False, max_length=120)
    whose = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, colours: Mapping[str, str], states: Mapping[str, str]) -> None:
        super().__init__(data)
        for name, words in (("colour", colours), ("state", states)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *((str(slug), gettext(word)) for slug, word in words.items())]
        if not states:
            del self.fields["state"]
        else:
            del self.fields["requester"]

    def chosen(self, name: str) -> str:
        """The value of a filter; "" for one that is not set, or not one of its choices."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")
