"""Input shapes of the checks room's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.checks.rules import REASON_LENGTH, STATE_LABELS, Side, State


class HitFilter(forms.Form):
    """Narrows the list of hits; lives in the address."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *((state.value, _(STATE_LABELS[state])) for state in State)],
    )
    side = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[
            ("", _("All")),
            (Side.SOURCE.value, _("On our data")),
            (Side.ASKING.value, _("Of our checks")),
        ],
    )


class StepForm(forms.Form):
    """One step of a hit. Whether a reason is needed is the law's question (rules.STEPS), not the form's."""

    reason = forms.CharField(required=False, max_length=REASON_LENGTH, strip=True)
