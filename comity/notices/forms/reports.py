"""Forms of what a bureau reports of a notice."""

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from comity.notices.rules import DAYS_FOR_PAPERS, GROUNDS, LONGEST_FOR_PAPERS


class LocatedForm(forms.Form):
    """Where, if one wishes to say; and the limit for the papers."""

    place = forms.CharField(
        label=_("Place"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Only if your country wishes to tell it."),
    )
    days = forms.IntegerField(
        label=_("Days in which the papers must arrive"),
        initial=DAYS_FOR_PAPERS,
        min_value=1,
        max_value=LONGEST_FOR_PAPERS,
        help_text=_("As your own law has it. When they are over, the General Secretariat looks at the notice again."),
    )
    text = forms.CharField(
        label=_("What was done, and what you need"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )


class RefusedForm(forms.Form):
    """The ground, and the decision in words."""

    ground = forms.ChoiceField(label=_("Ground"))
    text = forms.CharField(
        label=_("The decision"),
        max_length=4000,
        help_text=_("Who decided, when, and why."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    field_order = ("ground", "text")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *((slug, now(word)) for slug, word in GROUNDS.items())]


class InformationForm(forms.Form):
    """What is known."""

    text = forms.CharField(
        label=_("What you know"),
        max_length=4000,
        help_text=_("Answer what is asked, and no more."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )


class SuspendForm(forms.Form):
    """For how long."""

    days = forms.IntegerField(label=_("Days"), initial=90, min_value=1, max_value=183)
