"""The form of a letter. It reads what was typed into a draft, and shows each problem at the field it belongs to.

What is allowed is for the rules to say: the same for a page, a national system and the simulation.
"""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from comity.core.errors import Problem
from comity.core.languages import LANGUAGES
from comity.core.levels import Level
from comity.messages import letters, rules
from comity.messages.drafting import Typed
from comity.messages.forms import tongues
from comity.messages.forms.judging import Naming
from comity.messages.rules import ASKS_LABELS, CONDITIONS, KIND_LABELS, PRIORITY_LABELS
from comity.network.rules import Actor

# What only the system itself writes is no choice for a person.
_NOT_WRITTEN: Final = {rules.Kind.HIT}
# Where a problem of the envelope or the content is put right on the page.
_AT: Final = {
    "sealed_for": "to",
    "sender_key": "",
    "sender": "",
    "officer": "",
    "attachments": "files",
    "content": "body",
    "size": "body",
    "person": "person_names",
    "answers": "",
    "thread": "",
    "follows": "",
    "id": "",
}
_ONE_LINE: Final = {"dir": "auto", "autocomplete": "off"}


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class LetterForm(forms.Form):
    """Everything that is asked of who writes; recipients and files have parts of their own on the page."""

    letter = forms.ChoiceField(label=_("Begin from a letter"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the message"),
        help_text=_("Its text and a letter you begin from are in this language."),
    )
    to = forms.MultipleChoiceField(label=_("To"), required=False)
    cc = forms.MultipleChoiceField(label=_("Copy"), required=False)
    find = forms.CharField(
        label=_("Find a bureau, a partner or the Secretariat"),
        required=False,
        max_length=60,
        help_text=_("A name in any script, a city, or a code."),
        widget=forms.TextInput(attrs={**_ONE_LINE, "type": "search"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(one.value, _(said)) for one, said in KIND_LABELS.items() if one not in _NOT_WRITTEN],
    )
    priority = forms.ChoiceField(
        label=_("Priority"),
        choices=[(one.value, _(said)) for one, said in PRIORITY_LABELS.items()],
        widget=forms.RadioSelect,
        help_text=_(
            "Flash wakes people: an answer is owed within ten minutes. Urgent: within the hour. Routine: in a day."
        ),
    )
    is_flash = forms.BooleanField(
        label=_("Yes, flash: this cannot wait, and desks on the other side are woken"), required=False
    )
    asks = forms.ChoiceField(
        label=_("It asks for"),
        required=False,
        choices=[(one.value, _(said)) for one, said in ASKS_LABELS.items()],
        help_text=_("Who asks to arrest or locate a person must cite the notice or diffusion that it rests on."),
    )
    asks_nothing_more = forms.BooleanField(
        label=_("Right: the words do not ask for an arrest or a location"), required=False
    )
    names_person = forms.BooleanField(label=_("It names a person"), required=False)
    person_names = forms.CharField(
        label=_("Names of the person"),
        required=False,
        max_length=600,
        help_text=_("As written in documents, one on each line; also in the original script. Sealed with the message."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    person_birth = forms.CharField(
        label=_("Date of birth"),
        required=False,
        max_length=10,
        help_text=_("As far as known: 1979, 1979-02 or 1979-02-11."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    person_nationality = forms.CharField(
        label=_("Nationality"),
        required=False,
        max_length=2,
        help_text=_("Two letters, such as FR."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    cites = forms.CharField(
        label=_("It rests on"),
        required=False,
        max_length=2000,
        help_text=_("The number of a notice or diffusion, or the address of its page here; one on each line."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr", "autocomplete": "off"}),
    )
    due_at = forms.CharField(
        label=_("Answer due"),
        required=False,
        help_text=_("In your own time zone is easily misread: this is UTC. None: by the clock of the priority."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[(level.slug, _(level.label)) for level in Level],
        help_text=_("Who may read it, and how it is kept. It travels with the message."),
    )
    conditions = forms.MultipleChoiceField(
        label=_("Conditions of use"),
        required=False,
        choices=[(slug, _(sentence)) for slug, sentence in CONDITIONS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    subject = forms.CharField(
        label=_("Subject"),
        max_length=rules.LONGEST_SUBJECT,
        help_text=_("Sealed, like the text. Only the bureaus above and yours can read either."),
        widget=forms.TextInput(attrs=_ONE_LINE),
    )
    body = forms.CharField(label=_("Text"), strip=False, widget=forms.Textarea(attrs={"rows": 16, "dir": "auto"}))
    files = forms.FileField(  # type: ignore[assignment]  # the field's name on the page; Django keeps both apart
        label=_("Files"),
        required=False,
        help_text=_("100 MB each, 20 at most. They are sealed while they arrive; nothing readable is stored."),
        widget=Files,
    )

    def __init__(self, actor: Actor, data: QueryDict | None = None, *, typed: Typed | None = None) -> None:
        super().__init__(data, initial=initial_of(typed or Typed()), auto_id="id_%s")
        self.actor = actor
        self.typed = typed or Typed()
        spoken = get_language() or "en"
        shown = {"language": tongues.choices(spoken), "letter": [("", gettext("My own words")), *_letters()]}
        for name, choices in shown.items():
            self.choice(name).choices = choices
        self.choice("level").choices = [(one.slug, gettext(one.label)) for one in Level if one <= actor.clearance]

    def full_clean(self) -> None:
        """Nothing is judged here: the rules judge, once for every face, and their problems are added."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def choice(self, name: str) -> Any:
        return self.fields[name]

    def said(self, name: str) -> Any:
        """What stands in a field now: as posted, else as the draft has it."""
        return self[name].value()

    def typed_now(self) -> Typed:
        """What was typed, over what the draft holds beside it (its thread, its files). Never refuses."""
        if not self.is_bound:
            return self.typed
        given = {name: str(self.data.get(name, "")) for name in _TEXTS}
        more = {
            "to": _codes(self.data.getlist("to")),  # type: ignore[attr-defined]
            "cc": _codes(self.data.getlist("cc")),  # type: ignore[attr-defined]
            "conditions": tuple(self.data.getlist("conditions")),  # type: ignore[attr-defined]
            "cites": tuple(filter(None, (line.strip() for line in str(self.data.get("cites", "")).splitlines()))),
            "names_person": "names_person" in self.data,
        }
        return msgspec.structs.replace(self.held(), **given, **more)

    def _whose(self, path: str) -> str:
        """Which recipient a problem is about: "KE: " for "to[1]"."""
        field, _bracket, place = path.partition("[")
        codes = getattr(self.typed_now(), field) if field in ("to", "cc") else ()
        number = int(place[:-1]) if place[:-1].isdecimal() else len(codes)
        return f"{codes[number]}: " if number < len(codes) else ""

    def held(self) -> Typed:
        """What goes with the form unseen: the thread, what it answers, the files that are kept already."""
        if not self.is_bound:
            return self.typed
        try:
            return msgspec.json.decode(str(self.data.get("held", "")), type=Typed)
        except msgspec.MsgspecError:
            return self.typed

    @staticmethod
    def to_hold(typed: Typed) -> str:
        """The same for the page to send back. It names files and ids only; nothing that a reader has not typed."""
        return msgspec.json.encode({name: getattr(typed, name) for name in _HELD}).decode()

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Says each problem above the form and, where it has one, at its field."""
        self.errors  # noqa: B018  (made on first reading)
        for one in problems:
            name = field_of(one.field)
            says = self._whose(one.field) + gettext(one.problem)
            says += f" {one.named}" if isinstance(one, Naming) else ""
            says += f" {gettext('Accepted:')} {gettext(one.accepted)}" if one.accepted else ""
            self.add_error(name if name in self.fields else None, says)


def initial_of(typed: Typed) -> dict[str, Any]:
    """A draft as it stands in the fields."""
    shown = {name: getattr(typed, name) for name in (*_TEXTS, "names_person")}
    shown |= {"to": list(typed.to), "cc": list(typed.cc), "conditions": list(typed.conditions)}
    return shown | {"cites": "\n".join(typed.cites)}


def field_of(path: str) -> str:
    """The field of the form for a path of the envelope: "cites[2]" is at "cites"."""
    name = path.partition("[")[0].partition(".")[0]
    return _AT.get(name, name)


def _codes(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip().upper() for one in given if one.strip()))


def _letters() -> list[tuple[str, str]]:
    return [(slug, gettext(label)) for slug, label in letters.LABELS.items()]


_TEXTS: Final = (
    *("priority", "level", "kind", "asks", "language", "due_at"),
    *("person_names", "person_birth", "person_nationality", "subject", "body"),
)
_HELD: Final = ("files", "thread", "answers", "follows", "forwards", "consent", "keys")
assert set(LANGUAGES) <= rules.LANGUAGES
