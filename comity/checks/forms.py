"""Input shapes of the checks room's pages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.checks.engine.passengers.checking import LONGEST as MOST_BYTES
from comity.checks.engine.question import LONGEST
from comity.checks.rules import REASON_LENGTH, STATE_LABELS, Side, State
from comity.core.errors import Problem
from comity.judgements.rules import COMPARED_LABELS, LONGEST_TEXT, SHORTEST_TEXT, Grounds
from comity.network.forms import RuleForm


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


class PassengerListForm(forms.Form):
    """A passenger list, as a file or as text, and what it is checked for. `blame` shows what is wrong with the list."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with the names of its columns in the first line, or UN/EDIFACT PAXLST."),
        required=False,
        max_length=200,
        allow_empty_file=True,
    )
    text = forms.CharField(
        label=_("Or paste the list"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "spellcheck": "false", "autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(label=_("Purpose of use"), choices=())
    place = forms.CharField(
        label=_("Place"), required=False, max_length=LONGEST, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def __init__(self, *args: Any, purposes: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(slug, gettext(label)) for slug, label in purposes]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file, text = given.get("file"), (given.get("text") or "").strip()
        if file and text:
            self.add_error("file", gettext("Give a file or a text, not both."))
        elif not file and not text and not self.errors:
            self.add_error("file", gettext("Nothing was given. Choose a file, or paste the list."))
        elif file and file.size > MOST_BYTES:
            self.add_error("file", gettext("This file is larger than 8 MB. Nothing was checked: send it in parts."))
        return given

    def blame(self, problems: Iterable[Problem]) -> None:
        """Shows each problem where it is: at purpose or place, else at what was given."""
        whole = "file" if self.cleaned_data.get("file") else "text"
        for problem in problems:
            accepted = gettext("Accepted: %(accepted)s") % {"accepted": gettext(problem.accepted)}
            sentence = f"{gettext(problem.problem)} {accepted if problem.accepted else ''}".strip()
            self.add_error(problem.field if problem.field in ("purpose", "place") else whole, sentence)


class StepForm(forms.Form):
    """One step of a hit. Whether a reason is needed is the law's question (rules.STEPS), not the form's."""

    reason = forms.CharField(required=False, max_length=REASON_LENGTH, strip=True)


class JudgingForm(RuleForm):
    """The grounds on which a possible person is judged not to be the one recorded (judgements.rules.Grounds)."""

    compared = forms.MultipleChoiceField(
        label=_("What was compared"),
        choices=[(one.value, _(label)) for one, label in COMPARED_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label=_("What was found"),
        help_text=_("In your own words, so that a colleague can account for it in a year: what differed, and how."),
        min_length=SHORTEST_TEXT,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    until = forms.DateField(
        label=_("Until the end of"),
        help_text=_("One year unless you choose; three at most, and never beyond the document's own end."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def grounds(self) -> Grounds:
        data = self.cleaned_data
        return Grounds(compared=tuple(data["compared"]), text=data["text"], until=data["until"])
