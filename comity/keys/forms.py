"""Input shapes of the keys' pages. What is good enough is for the rules to say; a form reads."""

import base64
import binascii
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.keys import rules
from comity.keys.actions.own import KeyOffered
from comity.keys.api import KeyIn, read_statement
from comity.keys.rules import Reason
from comity.network.forms import RuleForm

_HINT = _("At least 15 characters: four or more words that do not belong together are easy to keep in mind.")


def _secret(label: Any, hint: Any = "", is_first: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=400,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "off", "dir": "auto"} | ({"autofocus": True} if is_first else {})
        ),
    )


class UnlockForm(RuleForm):
    """One field: the passphrase."""

    passphrase = _secret(_("Passphrase"), is_first=True)


class NewPassphraseForm(RuleForm):
    """A passphrase, twice: nobody can tell what was mistyped in it."""

    passphrase = _secret(_("New passphrase"), _HINT)
    again = _secret(_("The same again"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("passphrase") != data.get("again"):
            self.add_error("again", _("The two are not the same."))
        return data


class ChangePassphraseForm(NewPassphraseForm):
    """The old one opens what the new one will guard."""

    old = _secret(_("Passphrase until now"))
    field_order = ("old", "passphrase", "again")


class RecoverForm(RuleForm):
    """The code of the recovery sheet."""

    code = forms.CharField(
        label=_("Code of the recovery sheet"),
        help_text=_("As it stands on the sheet; spaces and small letters do not matter."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "dir": "ltr"}),
    )


class RevokeForm(RuleForm):
    """Why the key ends."""

    reason = forms.ChoiceField(
        label=_("What happened"),
        choices=[(reason.value, _(rules.REASON_LABELS[reason])) for reason in Reason if reason is not Reason.ANEW],
        widget=forms.RadioSelect,
    )


class OwnKeyForm(RuleForm):
    """What the bureau's own machine printed when it made its keys."""

    offered = forms.CharField(
        label=_("The new key"),
        help_text=_("The lines that the client wrote on your machine: public halves and their signature, no secret."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )

    def key(self) -> KeyOffered:
        """Only of a valid form. Raises Invalid."""
        try:
            given = msgspec.json.decode(self.cleaned_data["offered"], type=KeyIn)
        except (msgspec.DecodeError, binascii.Error, ValueError, RecursionError):
            accepted = mark("JSON with statement and own_signature.")
            raise Invalid(Problem("offered", mark("This is not what the client writes."), accepted)) from None
        try:
            return KeyOffered(read_statement(given.statement), given.own_signature)
        except Invalid as refusal:
            raise Invalid([Problem("offered", str(one)) for one in refusal.problems]) from None


def encode_offered(statement: bytes, own_signature: bytes) -> str:
    """What the form reads, as the client writes it."""
    parts = {"statement": statement, "own_signature": own_signature}
    return msgspec.json.encode({name: base64.b64encode(text).decode() for name, text in parts.items()}).decode()
