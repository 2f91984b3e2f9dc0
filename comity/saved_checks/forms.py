"""Input shapes of the saved checks room's pages. What is allowed is for the rules to say; a form reads."""

import json
from datetime import date, timedelta
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.checks.engine import scan
from comity.checks.engine.question import Question
from comity.core.errors import Problem
from comity.core.languages import mark
from comity.core.purposes import PURPOSES
from comity.network.rules import Actor
from comity.saved_checks.queries import SUBJECTS, facts, subject_of
from comity.saved_checks.rules import CASE_LENGTH, REASON_LENGTHS, State, Terms

OFFERED = timedelta(days=90)
LONGEST_GIVEN = 8000
STATES = {State.RUNNING: mark("Running"), State.ENDED: mark("Ended"), State.EXPIRED: mark("Expired")}


class SaveForm(forms.Form):
    """What to look for, in one box as on the check page; and on what terms."""

    looked_for = forms.CharField(
        label=_("What to look for"),
        help_text=_("As on the check page: a name and a date of birth, a number, a plate, a zone."),
        max_length=scan.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "autocomplete": "off"}),
    )
    subject = forms.ChoiceField(
        label=_("What it is"),
        required=False,
        choices=[("", _("As it is recognised")), *((name, _(label)) for name, label in SUBJECTS.items())],
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=())
    case_reference = forms.CharField(
        label=_("Case"), max_length=CASE_LENGTH, help_text=_("The reference of your own case or letter.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Why this must be known when it appears."),
        max_length=REASON_LENGTHS[1],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        help_text=_("It ends after this day, a year from today at most. It can be renewed with a new reason."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    # A question that was asked just now, as it was asked: then nothing is typed and nothing read anew.
    given = forms.CharField(required=False, max_length=LONGEST_GIVEN, widget=forms.HiddenInput)
    silent = forms.BooleanField(
        label=_("Do not tell the source that this bureau asked"),
        required=False,
        help_text=_("Where a hit would endanger somebody or give away where they are."),
    )

    def __init__(self, actor: Actor, today: date, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.actor, self.today = actor, today
        purposes = self.fields["purpose"]
        assert isinstance(purposes, forms.ChoiceField)
        purposes.choices = [("", ""), *((slug, _(label)) for slug, label in PURPOSES.items() if slug in actor.purposes)]
        self.fields["ends_on"].initial = today + OFFERED
        self.asked = _read(self.data.get("given") or self.initial.get("given") or "")
        if self.asked:
            del self.fields["looked_for"], self.fields["subject"]
        self.groups = [
            (_("The question"), ["looked_for", "subject", "purpose"]),
            (_("Case and lifetime"), ["case_reference", "reason", "ends_on"]),
            (_("Who is told"), ["silent"]),
        ]

    def clean(self) -> dict[str, Any]:
        """Reads what was typed. Several readings are several questions: the officer says which is meant."""
        data: dict[str, Any] = super().clean() or {}
        if self.asked:
            data["question"] = self.asked
            return data
        text = data.get("looked_for", "")
        found = self._readings(text.strip(), data.get("subject", "")) if text else []
        if text and not found:
            self.add_error("looked_for", _("Nothing that can be checked was recognised in this."))
        chosen = self.data.get("reading", "")
        if len(found) == 1:
            data["question"] = found[0]
        elif found and chosen in map(_written, found):
            data["question"] = json.loads(chosen)
        elif found:
            self._ask_which(found)
        return data

    def _ask_which(self, found: list[dict[str, Any]]) -> None:
        choices = [(_written(one), _in_words(one)) for one in found]
        self.fields["reading"] = forms.ChoiceField(label=_("Which is meant"), choices=choices, widget=forms.RadioSelect)
        self.groups[0][1].insert(1, "reading")
        self.add_error("reading", _("This can be read in several ways. Say which is meant."))

    def _readings(self, text: str, subject: str) -> list[dict[str, Any]]:
        candidates = [one for one in scan.recognise(text, self.today) if one.question]
        if not subject:
            return _different([one.question for one in scan.may_ask(candidates, self.actor.databases)])
        meant = [one.question for one in candidates if subject in one.question]
        return _different(meant) or ([{subject: _PLAIN[subject](text)}] if subject in _PLAIN else [])

    def question(self) -> Question:
        """The question. Only of a valid form."""
        given = {"purpose": self.cleaned_data["purpose"], "silent": self.cleaned_data["silent"]}
        return msgspec.convert(self.cleaned_data["question"] | given, Question)

    def terms(self) -> Terms:
        """The terms. Only of a valid form."""
        names = ("case_reference", "reason", "ends_on")
        return Terms(**{name: self.cleaned_data[name] for name in names})

    def add_problems(self, problems: list[Problem]) -> None:
        """Shows each problem at its field; what is wrong with the question, at the box."""
        for problem in problems:
            said = gettext(problem.problem)
            if problem.accepted:
                accepted = gettext(problem.accepted)
                said = gettext("%(problem)s Accepted: %(accepted)s") % {"problem": said, "accepted": accepted}
            of_question = problem.field.startswith("question") and problem.field != "question.purpose"
            place = "looked_for" if of_question else problem.field.removeprefix("question.")
            self.add_error(place if place in self.fields else None, said)


# What a text is taken for where nothing was recognised and the officer has said what it is.
_PLAIN: dict[str, Any] = {
    "document": lambda text: {"number": text},
    "person": lambda text: {"name": text},
    "vehicle": lambda text: {"plate": text},
    "firearm": lambda text: {"serial": text},
    "vessel": lambda text: {"name": text},
    "work_of_art": lambda text: {"title": text},
}


def _read(text: str) -> dict[str, Any]:
    """The parts of a question in its JSON; empty for what is none."""
    try:
        given = json.loads(text[:LONGEST_GIVEN]) if text else {}
        parts = {name: given[name] for name in SUBJECTS if name in given} if isinstance(given, dict) else {}
        msgspec.convert(parts | {"purpose": ""}, Question)
    except (ValueError, RecursionError):
        return {}
    return parts


def _different(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({_written(one): one for one in questions}.values())


def _written(question: dict[str, Any]) -> str:
    return json.dumps(question, sort_keys=True, ensure_ascii=False)


def _in_words(question: dict[str, Any]) -> str:
    said = "; ".join(f"{gettext(label)}: {value}" for label, value in facts(question))
    return f"{gettext(subject_of(question))} ({said})"


class RenewForm(forms.Form):
    """Until when it goes on; the reason is asked beside it."""

    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))


class ListFilter(forms.Form):
    """Narrows the list; lives in the address."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *((state.value, _(label)) for state, label in STATES.items())],
    )
