"""The form for a person: a name whole or in parts, and whatever else is known. Nothing of it must be filled in."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.checks.engine.question import NO_NAME, SEXES
from comity.core.errors import Problem
from comity.records.engine import letters

SEPARATORS: Final = ";؛、\n"
_TYPED: Final = {"autocomplete": "off", "spellcheck": "false", "autocorrect": "off", "dir": "auto"}


def _text(label: Any, hint: Any = "", **attributes: str) -> forms.CharField:
    """A line of text. Too much is no matter of the form: the question says so, and nothing is cut."""
    return forms.CharField(label=label, help_text=hint, required=False, widget=forms.TextInput(_TYPED | attributes))


class PersonForm(forms.Form):
    """A person to look up. `stated` is the question's part; `blame` ties its problems to the fields."""

    prefix = "person"
    groups = (
        (_("Name"), ["name", "family_name", "given_name", "names"]),
        (_("What else is known"), ["birth_date", "sex", "nationality", "place_of_birth"]),
    )

    name = _text(_("Whole name"), _("In any script, in the order used. Or give its parts below."))
    family_name = _text(_("Family name"))
    given_name = _text(_("Given names"))
    names = _text(_("Other names"), _("Other names or spellings of the same person, apart by a semicolon."))
    birth_date = _text(
        _("Date of birth"),
        _("1985-04-12, 1985-04 or 1985. Without it many more persons are looked through, and more may be possible."),
        inputmode="numeric",
        dir="ltr",
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[("", _("Not known")), *((slug, _(word)) for slug, word in SEXES.items())],
    )
    nationality = _text(
        _("Nationality"), _("As in the zone or by its letters: FRA, FR or D."), autocapitalize="characters"
    )
    place_of_birth = _text(_("Place of birth"))

    def stated(self) -> dict[str, Any]:
        """What was filled in, in the shape of the API; empty where nothing was."""
        given = {name: self[name].value() or "" for name in self.fields}
        filled: dict[str, Any] = {name: value.strip() for name, value in given.items() if value.strip()}
        if "names" in filled:
            filled["names"] = _several(filled["names"])
        if "birth_date" in filled:
            filled["birth_date"] = letters.fold_digits(filled["birth_date"])
        return filled

    def blame(self, problems: Iterable[Problem]) -> list[Problem]:
        """Ties problems to the fields they are of; those that are of none are left."""
        left = []
        for problem in problems:
            field = problem.field.removeprefix("person.").split("[")[0]
            if problem.field.startswith("person.") and field in self.fields:
                # What a system has to send is no help beside the fields themselves.
                accepted = "" if problem.problem == NO_NAME else gettext(problem.accepted)
                self.add_error(field, f"{gettext(problem.problem)} {accepted}".strip())
            else:
                left.append(problem)
        return left

    @property
    def is_used(self) -> bool:
        """Whether the form is to stand open: something was filled in, or is wrong."""
        return bool(self.is_bound and self.stated())


def _several(text: str) -> list[str]:
    for separator in SEPARATORS[1:]:
        text = text.replace(separator, SEPARATORS[0])
    return [name.strip() for name in text.split(SEPARATORS[0]) if name.strip()]
