"""Input shapes of the desk's pages. What is allowed is for the rules to say: a form reads, and shows refusals."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.core.languages import mark
from comity.core.levels import Level
from comity.desk import duty
from comity.desk.rules import REASON_LENGTH, SOURCES, STATE_LABELS, UNRESOLVED, State
from comity.network.forms import RuleForm

Choices = Iterable[tuple[str, Any]]

# A task's time is chosen by its length: nobody reckons with zones at three in the morning.
DUE_IN: Final = {
    "15": mark("in 15 minutes"),
    "30": mark("in 30 minutes"),
    "60": mark("in 1 hour"),
    "120": mark("in 2 hours"),
    "240": mark("in 4 hours"),
    "720": mark("in 12 hours"),
    "1440": mark("in 1 day"),
    "4320": mark("in 3 days"),
}
URGENCY_LABELS: Final = {"flash": mark("Flash"), "urgent": mark("Urgent"), "routine": mark("Routine")}


def _all_and(table: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("All")), *table]


def _translated(table: dict[Any, str]) -> list[tuple[str, Any]]:
    return [(str(slug), _(label)) for slug, label in table.items()]


def _text(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **more)


class QueueFilter(forms.Form):
    """Narrows the queue; lives in the address."""

    source = forms.ChoiceField(
        label=_("Kind"), required=False, choices=_all_and((one.value, _(SOURCES[one].label)) for one in SOURCES)
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Not resolved")),
            *((one.value, _(STATE_LABELS[one])) for one in State if one in UNRESOLVED),
            (State.RESOLVED.value, _(STATE_LABELS[State.RESOLVED])),
        ],
    )
    bureau = forms.CharField(
        label=_("Bureau"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"list": "bureaus", "autocomplete": "off", "size": 6}),
    )
    mine = forms.BooleanField(label=_("In my hands"), required=False)

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for; what cannot be read asks for nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class HandOverForm(RuleForm):
    """To whom a thing is handed over, and why."""

    to = forms.ChoiceField(label=_("To"), required=False, choices=())
    reason = _text(_("Reason"), 2, required=False, max_length=REASON_LENGTH)

    def __init__(self, *args: Any, officers: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Back to the queue")), *officers]  # type: ignore[attr-defined]


class NotesForm(RuleForm):
    """Hand-over notes: free text, and a line for each open thing in one's hands."""

    notes = _text(
        _("Notes for who comes next"),
        6,
        required=False,
        max_length=duty.NOTES_LENGTH,
        help_text=_("What happened, what is expected, whom to call. One word is enough when nothing did."),
    )

    def __init__(self, *args: Any, items: Iterable[tuple[UUID, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[str] = []
        for item_id, title in items:
            name = f"line-{item_id}"
            self.lines.append(name)
            widget = forms.TextInput(attrs={"dir": "auto"})
            self.fields[name] = forms.CharField(label=title, required=False, max_length=duty.LINE_LENGTH, widget=widget)
        self.groups = [(_("Notes"), ["notes"]), (_("In your hands: a line for each"), self.lines)]

    def written(self) -> dict[str, str]:
        """Each line by the id of its thing."""
        return {name.removeprefix("line-"): self.cleaned_data[name] for name in self.lines if self.cleaned_data[name]}


class OfferForm(RuleForm):
    """To whom the notes are offered."""

    to = forms.ChoiceField(label=_("Offer the notes to"), required=False, choices=())

    def __init__(self, *args: Any, officers: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Whoever comes")), *officers]  # type: ignore[attr-defined]


class OpeningForm(RuleForm):
    """An incident to be."""

    title = forms.CharField(
        label=_("Title"),
        max_length=duty.TITLE_LENGTHS[1],
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("What happened and where, in a few words. No person's name."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=_translated(duty.INCIDENT_KINDS))
    place = forms.CharField(
        label=_("Place"), required=False, max_length=duty.PLACE_LENGTH, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries concerned"), required=False, choices=(), widget=forms.SelectMultiple(attrs={"size": 6})
    )
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, choices=())

    def __init__(self, *args: Any, members: Choices = (), clearance: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].choices = list(members)  # type: ignore[attr-defined]
        levels = [(level.value, _(level.label)) for level in Level if level <= clearance]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]

    def opening(self) -> duty.Opening:
        """What was asked for, for the rules to judge."""
        read = self.cleaned_data
        return duty.Opening(
            title=read["title"].strip(),
            kind=read["kind"],
            place=read["place"].strip(),
            countries=tuple(read["countries"]),
            level=read["level"],
        )


class LogForm(RuleForm):
    """A line of an incident's log, or a correction of an earlier one."""

    text = _text(_("Add a line to the log"), 2, max_length=duty.TEXT_LENGTH)


class LinkForm(RuleForm):
    """Something that belongs to an incident, named by its id or its address."""

    kind = forms.ChoiceField(
        label=_("What"), choices=[(one.value, _(duty.ENTRY_LABELS[one])) for one in duty.EntryKind if one in duty.LINKS]
    )
    of = forms.CharField(
        label=_("Its address or id"),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Copy the address of its page. You can add only what you may read there."),
    )
    text = forms.CharField(
        label=_("Why it belongs here"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class TaskForm(RuleForm):
    """Something to be done in an incident."""

    title = forms.CharField(
        label=_("What is to be done"), max_length=duty.TASK_LENGTH, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    assigned_to = forms.ChoiceField(label=_("By whom"), required=False, choices=())
    due_at = forms.ChoiceField(label=_("When"), choices=_translated(DUE_IN), initial="60")
    urgency = forms.ChoiceField(label=_("Urgency"), choices=_translated(URGENCY_LABELS), initial="routine")

    def __init__(self, *args: Any, officers: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].choices = [("", _("Whoever is on duty")), *officers]  # type: ignore[attr-defined]

    def tasking(self, now: Any) -> duty.Tasking:
        """What was asked for, for the rules to judge."""
        read = self.cleaned_data
        return duty.Tasking(
            title=read["title"].strip(),
            due_at=now + timedelta(minutes=int(read["due_at"])),
            assigned_to=read["assigned_to"],
            urgency=read["urgency"],
        )


class ResultForm(RuleForm):
    """What came of a task."""

    result = forms.CharField(
        label=_("What came of it"), required=False, max_length=1000, widget=forms.TextInput(attrs={"dir": "auto"})
    )


class ClosingForm(RuleForm):
    """How an incident ended."""

    summary = _text(_("Summary"), 5, max_length=duty.TEXT_LENGTH)


class ReasonForm(RuleForm):
    """A reason, where one is asked for."""

    reason = _text(_("Reason"), 2, required=False, max_length=duty.REASON_LENGTH)
