"""Searching in one's own messages: sent by POST, so that what was looked for stands in no address and no log."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 100


class SearchForm(forms.Form):
    """Words, in any script."""

    words = forms.CharField(
        label=_("Words"),
        max_length=LONGEST,
        help_text=_(
            "Part of a word is enough. Accents and capitals do not matter, and a name may be in another script."
        ),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "data-secret": ""}),
    )
