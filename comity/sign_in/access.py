"""The gate of sign-in: nobody reaches an account here but their own."""

from django.contrib.auth import get_user_model

from comity.audit.rules import Acting
from comity.core.errors import NotFound
from comity.sign_in.models import Account


def account_of(actor: Acting) -> Account:
    """The account behind an actor. A system has none to look after: NotFound."""
    kind, _, key = actor.id.partition(":")
    account = get_user_model().objects.filter(pk=key, is_active=True).first() if kind == "officer" else None
    if account is None:
        raise NotFound
    return account
