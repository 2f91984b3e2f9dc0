"""What signing in writes: failures by bucket, sessions begun and ended, passwords, factors.

Callers write `from comity.sign_in import actions as sign_in`.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from importlib import import_module

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac

from comity.audit import actions as audit
from comity.audit.rules import Acting
from comity.core.errors import NotFound, Problem, Refused
from comity.sign_in import access, queries, rules
from comity.sign_in.models import Account, Attempts


class SignInRefused(Refused):
    """This name and this password do not go together."""

    status = 401


# --- Guessing ---


def count_attempt(buckets: Iterable[tuple[str, str]], now: datetime) -> bool:
    """Counts an attempt as failed before it is made, and says whether it may be made at all.

    Before, because attempts made side by side would all see an open door; `take_back` undoes it after a success.
    A closed bucket is not counted again: knocking on a closed door must not keep it closed.
    """
    with transaction.atomic():
        rows = [(kind, _locked(kind, name, now)) for kind, name in buckets]
        if not all(rules.is_open(_tally(row), rules.LIMITS[kind], now) for kind, row in rows):
            return False
        for _kind, row in rows:
            _write(row, rules.after_failure(_tally(row), now))
    return True


def take_back(buckets: Iterable[tuple[str, str]], now: datetime) -> None:
    """After a success."""
    with transaction.atomic():
        for kind, name in buckets:
            row = _locked(kind, name, now)
            _write(row, rules.after_success(_tally(row), kind))


def forget_old(now: datetime) -> None:
    """Deletes what has ended by itself: failures of yesterday, sessions that expired. Done at each sign-in."""
    Attempts.objects.filter(last_at__lt=now - rules.FORGOTTEN_AFTER).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


# --- Sessions ---


@audit.verb("session.begun")
def begin_session(*, actor: Acting | None, account: Account | None, how: str, now: datetime) -> None:
    """Writes a sign-in into the ledger; without an actor, a refused one (the account if there is one; never a name)."""
    audit.about(subject=account, details={"how": how})
    if actor is None:
        raise SignInRefused


@audit.verb("session.ended")
def end_session(*, actor: Acting, session_id: int, now: datetime) -> Account:
    """Ends one of one's own sessions: it is gone with its next request."""
    account = access.account_of(actor)
    session = queries.sessions_of(account).filter(pk=session_id).first()
    if session is None:
        raise NotFound
    session.end()
    audit.about(subject=account)
    return account


def end_all_of(account: Account, keep: str = "") -> int:
    """Deletes the account's sessions, but the one of the key `keep`, and returns how many. A step of verbs."""
    sessions = queries.sessions_of(account).exclude(session_key=keep or None)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    keys = [session.session_key for session in sessions]
    for key in keys:
        store.delete(key)
    sessions.delete()
    return len(keys)


# --- Passwords and factors ---


@audit.verb("officer.password_set")
def set_own_password(*, actor: Acting, password: str, now: datetime) -> Account:
    """One's own password takes the place of the initial one. Validated by the form (AUTH_PASSWORD_VALIDATORS)."""
    account = access.account_of(actor)
    account.set_password(password)
    account.initial_password_ends_at = None
    account.save(update_fields=["password", "initial_password_ends_at"])
    return account


@audit.verb("officer.second_factor_added")
def note_second_factor(*, actor: Acting, kind: str, keep: str, now: datetime) -> Account:
    """After enrolment: ends the officer's other sessions, which began with a password alone."""
    account = access.account_of(actor)
    audit.about(details={"kind": kind, "sessions": end_all_of(account, keep=keep)})
    return account


def give_password(account: Account, now: datetime, own: str | None = None) -> str:
    """Gives an account a password, and returns it. The row is the caller's to save; a step of verbs.

    An initial one, made here, ends by itself; one's `own`, chosen by the officer, does not.
    """
    password = own or "-".join(secrets.token_hex(2) for _ in range(5))
    account.password = make_password(password)
    account.initial_password_ends_at = None if own else now + rules.INITIAL_PASSWORD_LASTS
    return password


def problems_with_password(password: str) -> list[Problem]:
    """Why an officer may not have this password."""
    try:
        validate_password(password)
    except ValidationError as refusal:
        return [Problem("password", " ".join(refusal.messages))]
    return []


def shut_out(account: Account) -> int:
    """Takes password and factors away, ends every session, and returns how many those were. A step of verbs."""
    account.password = make_password(None)
    account.save(update_fields=["password"])
    Authenticator.objects.filter(user_id=account.pk).delete()
    return end_all_of(account)


def _locked(kind: str, name: str, now: datetime) -> Attempts:
    bucket = f"{kind}:{salted_hmac('sign_in.attempts', name, algorithm='sha256').hexdigest()}"
    Attempts.objects.bulk_create([Attempts(bucket=bucket, last_at=now)], ignore_conflicts=True)
    return Attempts.objects.select_for_update().get(pk=bucket)


def _tally(row: Attempts) -> rules.Tally:
    return rules.Tally(row.failures, row.last_at if row.failures else None)


def _write(row: Attempts, tally: rules.Tally) -> None:
    row.failures, row.last_at = tally.failures, tally.last_at or row.last_at
    row.save(update_fields=["failures", "last_at"])
