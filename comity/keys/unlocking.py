"""Unlocking: for the time of a shift an officer's own key lies in a box of the session, which a cookie alone opens.

The session's table holds the box and not its key; the cookie holds the key and not the box. So neither a copy of the
database nor one of the cookie opens anything, and keys are open only while a request of this officer is answered.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeAlias, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from comity.core import clock
from comity.core.errors import Refused
from comity.core.languages import mark
from comity.keys import actions, queries, rules
from comity.keys.engine import sealing, wrapping
from comity.keys.engine.ring import Keyring, Role, bundle_from
from comity.keys.engine.sealing import NotForThisKey
from comity.keys.models import Holder
from comity.network.access import actor_of
from comity.network.rules import Actor
from comity.sign_in import actions as sign_in

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponse]

COOKIE: Final = "comity_unlocked"
_SESSION: Final = "unlocked"
_CACHE: Final = "_keyrings"


class Locked(Refused):
    """Your keys are locked: unlock them with your passphrase."""

    status = 423


class TooManyGuesses(Refused):
    """Too many wrong passphrases. Try again in some minutes."""

    status = 429


def unlock(request: HttpRequest, response: HttpResponse, passphrase: str, now: datetime) -> None:
    """Opens the officer's keys for this session. Raises WrongPassphrase, TooManyGuesses, NoPassphrase."""
    actor = actor_of(request)
    with guessing(actor, now):
        secret = actions.open_own_key(actor=actor, passphrase=passphrase, now=now)
    put_away(request, response, secret, now)


@contextmanager
def guessing(actor: Actor, now: datetime) -> Iterator[None]:
    """Counts a guess at a secret before it is made, and takes that back when it was right. Raises TooManyGuesses."""
    bucket = [("passphrase", actor.id)]
    if not sign_in.count_attempt(bucket, now):
        raise TooManyGuesses
    yield
    sign_in.take_back(bucket, now)


def put_away(request: HttpRequest, response: HttpResponse, secret: str, now: datetime) -> None:
    """Lays the officer's secret into the session's box, and the box's key into the cookie."""
    key, ends_at = wrapping.new_key(), (now + rules.UNLOCKED_FOR).isoformat()
    box = wrapping.close(secret.encode(), key, _context(request, ends_at))
    request.session[_SESSION] = {"box": base64.b64encode(box).decode(), "ends_at": ends_at}
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(key).decode(),
        max_age=int(rules.UNLOCKED_FOR.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )
    request.__dict__.pop(_CACHE, None)


def lock(request: HttpRequest, response: HttpResponse, now: datetime) -> None:
    """Closes the keys of this session, at once."""
    if request.session.pop(_SESSION, None) is not None:
        actions.note_locked(actor=actor_of(request), now=now)
    response.delete_cookie(COOKIE, samesite="Strict")
    request.__dict__.pop(_CACHE, None)


def is_unlocked(request: HttpRequest) -> bool:
    """True when this session's keys are open: whether they hold a ring is another question."""
    return own_secret(request) is not None


def own_secret(request: HttpRequest) -> str | None:
    """The officer's own secret key; None while it is locked."""
    kept = request.session.get(_SESSION) or {}
    ends_at = kept.get("ends_at", "")
    try:
        key = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
        box = base64.b64decode(kept.get("box", ""))
        if datetime.fromisoformat(ends_at) <= clock.now():
            return None
    except (binascii.Error, ValueError, TypeError):
        return None
    secret = wrapping.open_with(box, key, _context(request, ends_at))
    return secret.decode() if secret is not None else None


def keyring(request: HttpRequest, role: Role = "messages") -> Keyring | None:
    """The ring of the officer's bureau; None while it is locked, or when they are not one of its holders.

    Raises Altered when the database holds other keys than those that were sealed.
    """
    cache: dict[Role, Keyring | None] = request.__dict__.setdefault(_CACHE, {})
    if role not in cache:
        cache[role] = _open(request, role)
    return cache[role]


def require_keyring(request: HttpRequest, role: Role = "messages") -> Keyring:
    """Raises Locked."""
    ring = keyring(request, role)
    if ring is None:
        raise Locked
    return ring


def required(view: View[P]) -> View[P]:
    """For pages that read or write under seal: a locked reader unlocks first, and comes back.

    What a form sent is not carried over: a page that takes one keeps its draft before it asks for the ring.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if keyring(request) is None:
            return ask(request)
        try:
            return view(request, *args, **kwargs)
        except Locked:
            return ask(request)

    return cast("View[P]", guarded)


def ask(request: HttpRequest, role: Role = "messages") -> HttpResponse:
    """To the page that unlocks, and back: to this page, or to the one whose form was sent."""
    here = request.get_full_path() if request.method in ("GET", "HEAD") else _came_from(request)
    asked = {"next": here} | ({"role": role} if role != rules.MESSAGES else {})
    return redirect(f"{reverse('keys:unlock')}?{urlencode(asked)}")


def why_locked(request: HttpRequest, role: Role = "messages") -> str:
    """In one sentence, why this reader has no ring now; "" when they have."""
    if keyring(request, role) is not None:
        return ""
    standing = queries.standing(actor_of(request), role)
    if not standing.may_hold:
        return mark("Your post does not hold your bureau's keys.")
    if not standing.is_house:
        return mark("Your bureau keeps its keys on its own machine: messages are read there.")
    if not standing.has_passphrase:
        return mark("You have set no passphrase yet.")
    if not standing.is_founded:
        return mark("Your bureau has no keys yet: its head makes them.")
    if not standing.is_holder:
        return mark("Your bureau has not admitted you to its keys yet: its head does that.")
    return mark("Your keys are locked.")


def _came_from(request: HttpRequest) -> str:
    """The page of ours that the form stood on; this address, where the browser does not say."""
    referrer = request.headers.get("Referer", "")
    if not is_ours(request, referrer):
        return request.path
    parts = urlsplit(referrer)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def is_ours(request: HttpRequest, address: str) -> bool:
    """True for an address of this installation: nobody is led elsewhere after unlocking."""
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


def _open(request: HttpRequest, role: Role) -> Keyring | None:
    actor: Any = getattr(request, "actor", None)
    # A post that was lost since closes the ring at once, whatever the tables still hold.
    if actor is None or not rules.may_hold(actor.posts, role) or (secret := own_secret(request)) is None:
        return None
    rows = Holder.objects.filter(ring__bureau=actor.bureau, ring__role=role, officer=queries.officer_id(actor))
    row = rows.select_related("ring").first()
    current = queries.current(actor.bureau, role) if row else None
    if row is None or current is None:
        return None
    try:
        bundle = bundle_from(sealing.unseal(bytes(row.sealed), [secret]))
    except NotForThisKey:
        return None
    return Keyring.of(current, bundle)


def _context(request: HttpRequest, ends_at: str) -> str:
    """What binds a box to its officer and its end: moved to another session, or given more time, it does not open."""
    return f"comity/unlocked/1 {request.user.pk} {ends_at}"
