"""Input shapes of the pages of consent and disclosure."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.core.errors import Problem
from comity.core.purposes import PURPOSES
from comity.messages.engine.disclosure import LONGEST_REASON


class _WithProblems(forms.Form):
    """A form that shows what the rules refused at the field that it is about."""

    def add_problems(self, problems: list[Problem]) -> None:
        for one in problems:
            field = one.field.partition("[")[0]
            said = " ".join(gettext(part) for part in (one.problem, one.accepted) if part)
            self.add_error(field if field in self.fields else None, said)


class AskForm(_WithProblems):
    """To whom a message is to be passed on, for what, until when."""

    to = forms.CharField(
        label=_("To whom"),
        max_length=2000,
        help_text=_("The codes of the bureaus, such as KE BR. Who has the message already needs no consent."),
    )
    purpose = forms.ChoiceField(
        label=_("For what"), choices=[("", _("Choose one")), *((code, _(label)) for code, label in PURPOSES.items())]
    )
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day on which it may be passed on; within a year."),
    )

    def codes(self) -> tuple[str, ...]:
        """The bureaus named, in the order given, each once."""
        return tuple(dict.fromkeys(self.cleaned_data["to"].upper().replace(",", " ").split()))

    def until_day(self) -> date:
        day: date = self.cleaned_data["until"]
        return day


class DiscloseForm(_WithProblems):
    """Why a message, or a whole thread, is handed to compliance."""

    reason = forms.CharField(
        label=_("Why should compliance look at it?"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=LONGEST_REASON,
        help_text=_("It is sealed for compliance, like what you disclose: nobody else reads it."),
    )
    whole_thread = forms.BooleanField(
        label=_("Everything in this thread that my bureau sent or was sent"), required=False
    )

    def __init__(self, *given: Any, may_be_whole: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if not may_be_whole:
            del self.fields["whole_thread"]
