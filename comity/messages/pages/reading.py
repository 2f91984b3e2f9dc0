"""One thread: its messages in order, each verified, unsealed while unlocked, with what became of it on every side."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from comity.core import clock
from comity.core.errors import NotFound, Refused
from comity.keys import queries as keys
from comity.keys import unlocking
from comity.keys.engine.ring import Keyring
from comity.messages import access, queries, rules
from comity.messages.actions import citing, receiving
from comity.messages.forms import cited
from comity.messages.models import Delivery, Message, Thread
from comity.messages.pages import acknowledging, beside, locked, named, opened
from comity.messages.pages.opened import Opened
from comity.messages.rules import Folder
from comity.network.access import actor_of
from comity.network.rules import Actor


class Cited(Struct):
    """What a message rests on, as a link where this reader has the page."""

    kind: str
    label: str
    address: str


class Letter(Struct):
    """One message of a thread as the page shows it."""

    opened: Opened
    names: Mapping[str, str]
    is_ours: bool
    deliveries: list[Delivery]
    own: Delivery | None
    warnings: list[str]
    cites: list[Cited]
    is_gap: bool
    is_doubtful: bool
    beside: Any
    now: datetime

    @property
    def message(self) -> Message:
        return self.opened.message

    @property
    def is_owed(self) -> bool:
        return self.own is not None and self.own.folder == Folder.NEEDS_ANSWER

    @property
    def is_late(self) -> bool:
        return bool(self.is_owed and self.own and self.own.due_at and self.own.due_at < self.now)

    @property
    def may_close(self) -> bool:
        return self.own is not None and self.own.folder != Folder.DONE

    @property
    def is_binding(self) -> bool:
        """Whether its conditions come before its content: what may lead to a measure against somebody."""
        envelope = self.opened.envelope
        return envelope is not None and (envelope.asks in rules.COERCIVE or envelope.names_person)


@require_safe
def thread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """A thread. To open it unlocked is to read it: the receipts say so."""
    actor = actor_of(request)
    access.require_may_read(actor)
    found, came = queries.thread(actor, thread_id)
    keyring, now = unlocking.keyring(request), clock.now()
    views = opened.several(came, keyring)
    if keyring is not None:
        acknowledging.read(actor, [one.message for one in views if one.content], keyring, now)
    letters = _letters(actor, views, now)
    return render(request, "messages/thread.html", _context(request, actor, found, letters, keyring))


def _context(
    request: HttpRequest, actor: Actor, found: Thread, letters: list[Letter], keyring: Keyring | None
) -> dict[str, Any]:
    first = letters[0]
    spoken = get_language() or "en"
    return {
        "title": first.opened.subject or _("Message"),
        "subject": first.opened.subject,
        "thread": found,
        "letters": letters,
        "parties": sorted(named.bureaus(_readers(letters), spoken).values()),
        "last": letters[-1],
        "answers_to": _answerable(letters),
        "may_send": rules.may_send(actor),
        **locked.context(request, keyring),
        "back": reverse("messages:list"),
        "back_label": _("Messages"),
        "printed_by": actor.name,
        "printed_at": clock.now(),
    }


def _readers(letters: list[Letter]) -> set[str]:
    """Who can read what was said here: who wrote and who was written to. A machine that wrote keeps no key to it."""
    readers = {one.message.sender_id for one in letters if not one.message.is_automatic}
    for one in letters:
        readers |= set(one.opened.envelope.recipients if one.opened.envelope else ())
    return readers


def _answerable(letters: list[Letter]) -> Letter | None:
    """What the big button answers: the oldest that is owed an answer, else the last that came."""
    came = [one for one in letters if not one.is_ours and not one.message.is_automatic]
    owed = [one for one in came if one.is_owed]
    return next(iter(owed or came[-1:]), None)


class _Around(Struct, frozen=True):
    """What stands beside the messages of a thread, each kind read once for all of them."""

    actor: Actor
    deliveries: Mapping[UUID, list[Delivery]]
    names: Mapping[str, str]
    beside: Mapping[UUID, Any]
    doubtful: set[str]
    now: datetime


def _letters(actor: Actor, views: list[Opened], now: datetime) -> list[Letter]:
    came = [view.message for view in views]
    codes = {code for view in views if view.envelope for code in (view.envelope.sender, *view.envelope.recipients)}
    around = _Around(
        actor=actor,
        deliveries=queries.deliveries_of(actor, came),
        names=named.bureaus(codes | {one.sender_id for one in came}, get_language() or "en"),
        beside=beside.of_thread(actor, came, now),
        doubtful=keys.to_compare(actor.bureau, [view.key for view in views if view.key]),
        now=now,
    )
    known: set[str] = set()
    letters = []
    for view in views:
        letters.append(_letter(view, around, known))
        known.add(str(view.message.pk))
    return letters


def _letter(view: Opened, around: _Around, known: set[str]) -> Letter:
    actor, envelope = around.actor, view.envelope
    to = around.deliveries.get(view.message.pk, [])
    person = view.content.person if view.content else None
    return Letter(
        opened=view,
        names=around.names,
        is_ours=view.message.sender_id == actor.bureau,
        deliveries=to,
        own=next((one for one in to if one.bureau_id == actor.bureau), None),
        warnings=citing.warnings(actor, envelope, person=person, now=around.now) if envelope else [],
        cites=[_cited(actor, one) for one in envelope.cites] if envelope else [],
        is_gap=bool(envelope and envelope.follows and envelope.follows not in known),
        beside=around.beside.get(view.message.pk),
        is_doubtful=view.key is not None and view.key.id in around.doubtful,
        now=around.now,
    )


def _cited(actor: Actor, cite: str) -> Cited:
    number = cited.number(actor, cite)
    kind, _colon, key = cite.partition(":")
    return Cited(kind, number or key[-8:], cited.address(cite) if number is not None else "")


@require_POST
def close(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Puts one message among what is done: read, and nothing more to do; or why no answer comes."""
    actor = actor_of(request)
    found = access.get_for_reading(actor, message_id)
    try:
        receiving.close(actor=actor, message_id=message_id, now=clock.now())
    except NotFound:
        raise
    except Refused as refusal:
        said.error(request, _(refusal.message))
    else:
        said.success(request, _("Done: it is among what is done now. An answer stays possible."))
    return redirect("messages:thread", found.thread_id)


@require_safe
def forward(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """To a letter that passes this message on; where its originator gave consent, with that consent."""
    actor = actor_of(request)
    message = access.get_for_reading(actor, message_id)
    asked = {"forwards": str(message.pk)}
    given = request.GET.get("consent", "")
    if given:
        asked["consent"] = given
    return redirect(f"{reverse('messages:write')}?{urlencode(asked)}")
