"""Appointing officers, changing what they hold, letting them go, and giving them a way back in."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from msgspec import Struct

from comity.audit import actions as audit
from comity.core import changes
from comity.core.errors import Conflict, Invalid, NotAllowed, Problem
from comity.core.languages import LANGUAGES, mark
from comity.core.levels import Level
from comity.network import access, appointments
from comity.network.actions.entities import AlreadyEnded, entity_of
from comity.network.appointments import Appointment
from comity.network.models import Bureau, Entity, Member, Officer
from comity.network.rules import Actor, Post, Right, is_command
from comity.sign_in import actions as sign_in


class NotYourOwn(NotAllowed):
    """Nobody changes their own posts or dismisses themselves: ask another of your bureau."""


class LastHead(Conflict):
    """A bureau keeps a head: appoint another one first."""


class Appointed(Struct, frozen=True):
    """A new officer (or one let back in) and the initial password, which is shown this once."""

    officer: Officer
    password: str


@audit.verb("officer.appointed")
def appoint_officer(
    *, actor: Actor, bureau: str, appointment: Appointment, now: datetime, password: str | None = None
) -> Appointed:
    """Creates an account. Its initial password ends after seven days; the officer sets their own at first sign-in.

    Only the operator may give a password: it is then the officer's own, and does not end.
    """
    own = access.get_bureau_to_run(actor, bureau, Right.MANAGE_OFFICERS)
    if (password is not None or appointment.is_demo) and not is_command(actor):
        raise NotAllowed
    if appointment.is_demo and not settings.DEMO:
        raise Invalid(Problem("is_demo", mark("This installation is not a demo.")))
    problems = appointments.problems_with_officer(appointment, own.kind)
    problems += _problems_with_nationality(appointment.nationality)
    if password is not None and not appointment.is_demo:
        problems += sign_in.problems_with_password(password)
    if problems:
        raise Invalid(problems)
    officer = _new(own, entity_of(own, appointment.entity), appointment, now)
    given = sign_in.give_password(officer, now, own=password)
    try:
        with transaction.atomic():
            officer.save()
    except IntegrityError:
        raise Invalid(Problem("username", mark("Somebody already has this sign-in name."))) from None
    audit.about(subject=officer, details={"posts": officer.posts, "to": own.pk})
    changes.note("access", [officer.pk], now=now)
    return Appointed(officer, given)


@audit.verb("officer.posts_changed", subject="officer_id")
def change_posts(*, actor: Actor, officer_id: UUID, posts: frozenset[Post], clearance: Level, now: datetime) -> Officer:
    """Gives and takes posts and clearance, from the officer's next page on."""
    officer = _another(actor, officer_id)
    problems = appointments.problems_with_posts(posts, officer.bureau.kind, officer.entity_id is not None)
    if problems:
        raise Invalid(problems)
    if Post.BUREAU_HEAD not in posts:
        _require_another_head(actor, officer)
    officer.posts, officer.clearance = sorted(posts), clearance
    officer.save(update_fields=["posts", "clearance"])
    audit.about(details={"posts": officer.posts, "clearance": clearance.slug})
    changes.note("access", [officer.pk], now=now)
    return officer


@audit.verb("officer.nationality_changed", subject="officer_id")
def change_nationality(*, actor: Actor, officer_id: UUID, nationality: str, now: datetime) -> Officer:
    """Of which member an officer is a national; "" for none. Nobody reviews a request of their own country, so nobody
    changes their own."""
    officer = _another(actor, officer_id)
    if problems := _problems_with_nationality(nationality):
        raise Invalid(problems)
    officer.nationality = nationality
    officer.save(update_fields=["nationality"])
    changes.note("access", [officer.pk], now=now)
    return officer


@audit.verb("officer.dismissed", subject="officer_id")
def dismiss_officer(*, actor: Actor, officer_id: UUID, now: datetime) -> Officer:
    """Ends the account and every session of it, at once. What the officer did stays in the ledger."""
    officer = _another(actor, officer_id)
    _require_another_head(actor, officer)
    if not Officer.objects.filter(pk=officer.pk, is_active=True).update(is_active=False):
        raise AlreadyEnded
    officer.refresh_from_db()
    audit.about(details={"sessions": sign_in.shut_out(officer)})
    changes.note("access", [officer.pk], now=now)
    return officer


@audit.verb("officer.sign_in_reset", subject="officer_id")
def reset_sign_in(*, actor: Actor, officer_id: UUID, now: datetime) -> Appointed:
    """For an officer who lost the second factor: removes it, ends every session, gives a new initial password."""
    officer = _another(actor, officer_id)
    if not officer.is_active:
        raise AlreadyEnded
    audit.about(details={"sessions": sign_in.shut_out(officer)})
    password = sign_in.give_password(officer, now)
    officer.save(update_fields=["password", "initial_password_ends_at"])
    return Appointed(officer, password)


@audit.verb("sessions.ended", subject="officer_id")
def end_sessions(*, actor: Actor, officer_id: UUID, now: datetime, keep: str = "") -> int:
    """Ends every session of an officer (of oneself, `keep` being the key of the one in use) and returns how many."""
    is_self = actor.id == f"officer:{officer_id}"
    officer = access.officer_of(actor) if is_self else access.get_officer(actor, officer_id)
    ended = sign_in.end_all_of(officer, keep=keep)
    audit.about(details={"sessions": ended})
    return ended


@audit.verb("officer.language_chosen")
def choose_language(*, actor: Actor, language: str, now: datetime) -> Officer:
    """One's own language for pages."""
    if language not in LANGUAGES:
        raise Invalid(Problem("language", mark("This is not a working language."), ", ".join(LANGUAGES)))
    officer = access.officer_of(actor)
    officer.language = language
    officer.save(update_fields=["language"])
    audit.about(details={"language": language})
    return officer


def _problems_with_nationality(code: str) -> list[Problem]:
    if not code or Member.objects.filter(pk=code).exists():
        return []
    return [Problem("nationality", mark("This is no member."), mark("A member's code, such as KE, or none."))]


def _another(actor: Actor, officer_id: UUID) -> Officer:
    officer = access.get_officer(actor, officer_id)
    if actor.id == f"officer:{officer.pk}":
        raise NotYourOwn
    return officer


def _require_another_head(actor: Actor, officer: Officer) -> None:
    """The bureau's row is locked first, so that two heads cannot dismiss each other in the same moment."""
    if is_command(actor) or Post.BUREAU_HEAD not in officer.posts:
        return
    Bureau.objects.select_for_update().get(pk=officer.bureau_id)
    heads = Officer.objects.filter(bureau=officer.bureau_id, is_active=True, posts__contains=[Post.BUREAU_HEAD])
    if not heads.exclude(pk=officer.pk).exists():
        raise LastHead


def _new(bureau: Bureau, entity: Entity | None, appointment: Appointment, now: datetime) -> Officer:
    return Officer(
        username=appointment.username,
        name=appointment.name.strip(),
        bureau=bureau,
        entity=entity,
        posts=sorted(appointment.posts),
        clearance=appointment.clearance,
        language=appointment.language,
        nationality=appointment.nationality or bureau.member_id or "",
        is_demo=appointment.is_demo,
        created_at=now,
    )
