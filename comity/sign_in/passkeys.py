"""The library's passkey forms, made to refuse whatever is not a credential instead of falling over it."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.utils.translation import gettext_lazy as _

# What the libraries raise over a credential with parts missing or of the wrong kind.
_NONSENSE = (AttributeError, LookupError, TypeError, ValueError)


class _CalmAnswer:
    """For the three forms that take the answer of a passkey."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except _NONSENSE:
            raise get_adapter().validation_error("incorrect_code") from None


class SignInForm(_CalmAnswer, forms.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone."""


class SecondFactorForm(_CalmAnswer, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key after the password."""


class StepUpForm(_CalmAnswer, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A key again, before something dangerous."""


class EnrolForm(forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new key."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        alone = self.fields["passwordless"]
        alone.label = _("Sign in with this key alone, without the password")
        alone.help_text = _("The key will then ask for its PIN, a finger or a face each time.")

    def clean(self) -> Any:
        try:
            return super().clean()
        except _NONSENSE:
            raise get_adapter().validation_error("incorrect_code") from None
