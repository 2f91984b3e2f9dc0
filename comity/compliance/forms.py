"""Input shapes of the compliance room's pages. What is missing in an opinion is for the rules to say; a form reads."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.compliance import rules
from comity.compliance.codes import CODES
from comity.compliance.rules import KINDS, Answer, Given, Heard, Matter, Verdict
from comity.core.errors import Problem

_REMAINS = [("no", _("It is answered: no concern remains")), ("yes", _("It remains: it speaks against the request"))]


def _words(label: Any, rows: int = 3, hint: Any = "", required: bool = False) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, help_text=hint, required=required, widget=area, max_length=5000)


class OpinionForm(forms.Form):
    """One reviewer's opinion: an answer to every question that only a person can answer, then the verdict, last."""

    verdict = forms.ChoiceField(label=_("What you find"), widget=forms.RadioSelect, choices=())
    codes = forms.MultipleChoiceField(
        label=_("Grounds"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=(),
        help_text=_("At least one where you find against it. They are counted and published without any name."),
    )
    reasons = _words(_("Your reasons"), 5, _("For the file. The requester does not read them."), required=True)
    told = _words(
        _("To the requester"),
        3,
        _("It is read word for word: nothing of other members, of protection or of earlier cases belongs here."),
    )
    seen = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, matter: Matter, heard: Heard, suggested: Iterable[str], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.heard = heard
        self._choose(matter, set(suggested))
        asked = [self._ask(rule, question) for rule, question in heard.questions.items()]
        self.groups = [*asked, *self._weigh(), *self._excuse()]
        self.groups.append((_("Your opinion"), ["verdict", "codes", "reasons", "told"]))
        if not self.is_bound:
            self._show_as_asked()

    def full_clean(self) -> None:
        """The rules say what is missing, each where it belongs; the form only shows that it is asked for."""
        super().full_clean()
        self._show_as_asked()

    def given(self) -> Given:
        """What was filled in, for the rules to judge."""
        data = self.cleaned_data
        return Given(
            verdict=Verdict(data["verdict"]),
            reasons=data.get("reasons", ""),
            codes=tuple(data.get("codes", ())),
            told=data.get("told", ""),
            answers={rule: self._answer(rule) for rule in self.heard.questions if data.get(f"remains-{rule}")},
            factors={name: data.get(f"factor-{name}", "") for name in rules.FACTORS if self.heard.weighs_neutrality},
            conclusion=data.get("conclusion", ""),
            what_is_new=data.get("what_is_new", ""),
            exception=data.get("exception", ""),
        )

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Puts each problem beside its field; one without a field here above the form."""
        for problem in problems:
            kind, _dot, name = problem.field.partition(".")
            field = {"answers": f"words-{name}", "factors": f"factor-{name}"}.get(kind, kind)
            said = " ".join(gettext(part) for part in (problem.problem, problem.accepted) if part)
            self.add_error(field if field in self.fields else None, said)

    def _choose(self, matter: Matter, suggested: set[str]) -> None:
        verdict, codes = self.fields["verdict"], self.fields["codes"]
        assert isinstance(verdict, forms.ChoiceField)
        assert isinstance(codes, forms.MultipleChoiceField)
        verdict.choices = [(one, gettext(label)) for one, label in KINDS[matter].verdicts.items()]
        # What the rulebook points at comes first; a person decides which apply.
        order = sorted(CODES, key=lambda code: suggested.isdisjoint({code, CODES[code].base}))
        codes.choices = [(code, gettext(CODES[code].label)) for code in order]

    def _show_as_asked(self) -> None:
        for name, field in self.fields.items():
            field.required = name not in ("codes", "told", "exception")

    def _ask(self, rule: str, question: str) -> tuple[str, list[str]]:
        label = gettext(question)
        self.fields[f"remains-{rule}"] = forms.ChoiceField(
            label=label, required=False, choices=_REMAINS, widget=forms.RadioSelect
        )
        self.fields[f"words-{rule}"] = _words(_("Why"), 2)
        return rule, [f"remains-{rule}", f"words-{rule}"]

    def _weigh(self) -> list[tuple[Any, list[str]]]:
        if not self.heard.weighs_neutrality:
            return []
        for name, label in rules.FACTORS.items():
            self.fields[f"factor-{name}"] = _words(gettext(label), 2)
        self.fields["conclusion"] = forms.ChoiceField(
            label=_("Which elements predominate"),
            required=False,
            widget=forms.RadioSelect,
            choices=[(one, gettext(label)) for one, label in rules.CONCLUSIONS.items()],
        )
        names = [*(f"factor-{name}" for name in rules.FACTORS), "conclusion"]
        return [(_("Predominance test (RPD art. 34(3))"), names)]

    def _excuse(self) -> list[tuple[Any, list[str]]]:
        groups: list[tuple[Any, list[str]]] = []
        if self.heard.is_again:
            hint = _("Compare it with the earlier decision. A new name for the charge or a new number is nothing new.")
            self.fields["what_is_new"] = _words(_("What is new since the earlier decision"), 3, hint)
            groups.append((_("Decided before"), ["what_is_new"]))
        if self.heard.needs_exception:
            hint = _("Only where you let it out all the same. Two people must agree.")
            self.fields["exception"] = _words(_("Why it is of particular importance (RPD art. 83(1)(b))"), 3, hint)
            groups.append((_("Below the threshold"), ["exception"]))
        return groups

    def _answer(self, rule: str) -> Answer:
        data = self.cleaned_data
        return Answer(remains=data[f"remains-{rule}"] == "yes", words=data.get(f"words-{rule}", ""))


class QuestionForm(forms.Form):
    """A question to the requester."""

    text = _words(_("Question"), 4, _("The requester reads it word for word, and nothing else of this page."))


class AnswerForm(forms.Form):
    """The requester's answer."""

    answer = _words(_("Answer"), 5, _("The reviewers read it. Papers are added to the request itself."), required=True)


class DoubtForm(forms.Form):
    """New information about a published notice."""

    why = _words(_("What is new"), 4, _("Reviewers read it. The requester is asked, where a question is needed."))
