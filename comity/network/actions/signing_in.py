"""What signing in writes: failures by bucket, the begun session in the ledger, a password of one's own, a factor."""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from comity.audit import actions as audit
from comity.core.errors import Refused
from comity.network import attempts
from comity.network.actions import sessions
from comity.network.models import Attempts, Officer
from comity.network.rules import Actor


class SignInRefused(Refused):
    """This name and this password do not go together."""

    status = 401


def count_attempt(buckets: Iterable[tuple[str, str]], now: datetime) -> bool:
    """Counts an attempt as failed before it is made, and says whether it may be made at all.

    Before, because attempts made side by side would all see an open door; `take_back` undoes it after a success.
    A closed bucket is not counted again: knocking on a closed door must not keep it closed.
    """
    with transaction.atomic():
        rows = [(kind, _locked(kind, name, now)) for kind, name in buckets]
        if not all(attempts.is_open(_tally(row), attempts.LIMITS[kind], now) for kind, row in rows):
            return False
        for _kind, row in rows:
            _write(row, attempts.after_failure(_tally(row), now))
    return True


def take_back(buckets: Iterable[tuple[str, str]], now: datetime) -> None:
    """After a success."""
    with transaction.atomic():
        for kind, name in buckets:
            row = _locked(kind, name, now)
            _write(row, attempts.after_success(_tally(row), kind))


def forget_old(now: datetime) -> None:
    """Deletes what has ended by itself: failures of yesterday, sessions that expired. Done at each sign-in."""
    Attempts.objects.filter(last_at__lt=now - attempts.FORGOTTEN_AFTER).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@audit.verb("session.begun")
def begin_session(*, actor: Actor | None, officer: Officer | None, how: str, now: datetime) -> None:
    """Writes a sign-in into the ledger; without an actor, a refused one (the account if there is one; never a name)."""
    audit.about(subject=officer, details={"how": how})
    if actor is None:
        raise SignInRefused


@audit.verb("officer.password_set")
def set_own_password(*, actor: Actor, password: str, now: datetime) -> Officer:
    """One's own password takes the place of the initial one. Validated by the form (AUTH_PASSWORD_VALIDATORS)."""
    officer = sessions.self_of(actor)
    officer.set_password(password)
    officer.initial_password_ends_at = None
    officer.save(update_fields=["password", "initial_password_ends_at"])
    return officer


@audit.verb("officer.second_factor_added")
def note_second_factor(*, actor: Actor, kind: str, keep: str, now: datetime) -> Officer:
    """After enrolment: ends the officer's other sessions, which began with a password alone."""
    officer = sessions.self_of(actor)
    audit.about(details={"kind": kind, "sessions": sessions.end_all_of(officer, keep=keep)})
    return officer


def _locked(kind: str, name: str, now: datetime) -> Attempts:
    bucket = f"{kind}:{salted_hmac('network.attempts', name, algorithm='sha256').hexdigest()}"
    Attempts.objects.bulk_create([Attempts(bucket=bucket, last_at=now)], ignore_conflicts=True)
    return Attempts.objects.select_for_update().get(pk=bucket)


def _tally(row: Attempts) -> attempts.Tally:
    return attempts.Tally(row.failures, row.last_at if row.failures else None)


def _write(row: Attempts, tally: attempts.Tally) -> None:
    row.failures, row.last_at = tally.failures, tally.last_at or row.last_at
    row.save(update_fields=["failures", "last_at"])
