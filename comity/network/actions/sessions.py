"""Ending sessions: one's own, or those of an officer of one's bureau. An ended one is gone with its next request."""

from datetime import datetime
from importlib import import_module
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings

from comity.audit import actions as audit
from comity.core.errors import NotFound
from comity.network import access
from comity.network.models import Officer
from comity.network.rules import Actor


@audit.verb("session.ended")
def end_session(*, actor: Actor, session_id: int, now: datetime) -> Officer:
    """Ends one of one's own sessions."""
    officer = self_of(actor)
    session = UserSession.objects.filter(pk=session_id, user_id=officer.pk).first()
    if session is None:
        raise NotFound
    session.end()
    audit.about(subject=officer)
    return officer


@audit.verb("sessions.ended", subject="officer_id")
def end_sessions(*, actor: Actor, officer_id: UUID, now: datetime, keep: str = "") -> int:
    """Ends every session of an officer (of oneself, `keep` being the key of the one in use) and returns how many."""
    officer = self_of(actor) if actor.id == f"officer:{officer_id}" else access.get_officer(actor, officer_id)
    ended = end_all_of(officer, keep=keep)
    audit.about(details={"sessions": ended})
    return ended


def end_all_of(officer: Officer, keep: str = "") -> int:
    """Deletes the officer's sessions. A step of verbs; not a verb by itself."""
    sessions = UserSession.objects.filter(user_id=officer.pk).exclude(session_key=keep or None)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    keys = [session.session_key for session in sessions]
    for key in keys:
        store.delete(key)
    sessions.delete()
    return len(keys)


def self_of(actor: Actor) -> Officer:
    """The officer behind an actor. A system has no account to look after: NotFound."""
    kind, _, key = actor.id.partition(":")
    officer = Officer.objects.filter(pk=key, is_active=True).first() if kind == "officer" else None
    if officer is None:
        raise NotFound
    return officer
