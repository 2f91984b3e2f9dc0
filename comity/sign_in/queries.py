"""Reads of sign-in: where an account is signed in, and by what it proves itself."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from comity.sign_in.models import Account


def sessions_of(account: Account) -> QuerySet[UserSession]:
    """The newest first. A session that has ended by itself may still be listed, until the next sign-in of anybody."""
    sessions: QuerySet[UserSession] = UserSession.objects.filter(user_id=account.pk)
    return sessions.order_by("-created_at")


def has_factor(account: Account) -> bool:
    """Whether a second factor is enrolled, shown in this session or not."""
    return bool(Authenticator.objects.filter(user_id=account.pk).exists())
