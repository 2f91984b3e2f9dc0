"""Input shapes of supervision's pages. What is allowed is for the rules to say; a form reads."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comity.network import queries as network
from comity.network.forms import RuleForm
from comity.supervision.rules import (
    BASIS_LABELS,
    EFFECT_LABELS,
    REASON_LENGTHS,
    REFERENCE_LENGTH,
    SCOPE_LABELS,
    Basis,
    Effect,
    Scope,
    Terms,
)


def _boxes(table: dict[Any, str], **more: Any) -> forms.MultipleChoiceField:
    choices = [(slug.value, _(label)) for slug, label in table.items()]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **more)


class OrderForm(RuleForm):
    """A measure to be ordered."""

    bureau = forms.ChoiceField(label=_("Bureau"), choices=())
    scopes = _boxes(SCOPE_LABELS, label=_("What it covers"))
    effects = _boxes(EFFECT_LABELS, label=_("What it does"))
    quota = forms.IntegerField(
        label=_("So many a day"), required=False, min_value=0, help_text=_("Only where a quota is chosen.")
    )
    countries = forms.CharField(
        label=_("Only what concerns"),
        required=False,
        max_length=300,
        help_text=_("Codes of members whose nationals, or persons in them, are concerned. None: everything."),
    )
    basis = forms.ChoiceField(
        label=_("Basis"), choices=[(slug.value, _(label)) for slug, label in BASIS_LABELS.items()]
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=REASON_LENGTHS[1],
        help_text=_("The bureau reads them, and everybody where the measure is published."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    review_on = forms.DateField(
        label=_("To be reviewed on"),
        help_text=_("Within six months."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    is_published = forms.BooleanField(label=_("Published: every bureau can read it"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        bureau = self.fields["bureau"]
        assert isinstance(bureau, forms.ChoiceField)
        bureau.choices = [("", "—"), *network.restrictable("", get_language() or "en")]
        self.groups = [
            (_("The measure"), ["bureau", "scopes", "effects", "quota", "countries"]),
            (_("Why, and for how long"), ["basis", "reasons", "review_on", "is_published"]),
        ]

    def terms(self) -> Terms:
        """The terms. Only of a valid form."""
        data = self.cleaned_data
        codes = data["countries"].upper().replace(";", ",").replace(" ", ",").split(",")
        return Terms(
            bureau=data["bureau"],
            scopes=frozenset(map(Scope, data["scopes"])),
            effects=frozenset(map(Effect, data["effects"])),
            quota=data["quota"],
            countries=frozenset(code for code in codes if code),
            basis=Basis(data["basis"]),
            reasons=data["reasons"],
            review_on=data["review_on"],
            is_published=data["is_published"],
        )


class DecisionForm(RuleForm):
    """The Committee's decision."""

    reference = forms.CharField(
        label=_("Reference of the Committee's decision"), max_length=REFERENCE_LENGTH, required=False
    )


class ReasonsForm(RuleForm):
    """Why a measure ends, or should."""

    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=REASON_LENGTHS[1],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class ReviewForm(ReasonsForm):
    """Why a measure goes on, and when that is asked again."""

    review_on = forms.DateField(
        label=_("Next review"), help_text=_("Within six months."), widget=forms.DateInput(attrs={"type": "date"})
    )
