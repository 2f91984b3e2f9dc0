"""Input shapes of the pages of diffusions. What is allowed is for the rules to say; a form reads."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.core.languages import mark
from comity.diffusions.codes import DONE_LABELS, REPORT_LABELS
from comity.diffusions.rules import STATUS_LABELS
from comity.look.words import DIFFUSIONS

ALL = mark("All")


class ListFilter(forms.Form):
    """Narrows a box; lives in the address."""

    box = forms.CharField(required=False, widget=forms.HiddenInput)
    colour = forms.ChoiceField(
        label=_("Colour"), required=False, choices=[("", _(ALL)), *((one, _(said)) for one, said in DIFFUSIONS.items())]
    )
    status = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _(ALL)), *((one.value, _(said)) for one, said in STATUS_LABELS.items())],
    )


class AnswerForm(forms.Form):
    """What a recipient answers."""

    kind = forms.ChoiceField(label=_("Answer"), choices=[(one.value, _(said)) for one, said in REPORT_LABELS.items()])
    text = forms.CharField(
        label=_("In words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_("Only if you want the sender to know it."),
    )


class AcknowledgeForm(forms.Form):
    """What became of one that was taken back."""

    done = forms.ChoiceField(
        label=_("What was done"), choices=[(one.value, _(said)) for one, said in DONE_LABELS.items()]
    )
    on = forms.DateField(
        label=_("On"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day of deletion."),
    )
