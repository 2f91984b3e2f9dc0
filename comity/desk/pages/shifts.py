"""Shifts: who is on duty, one's own notes, offers to accept or to decline, and the log."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.core import clock
from comity.core.errors import NotFound, Refused
from comity.core.languages import mark
from comity.desk import access, queries
from comity.desk import actions as desk
from comity.desk.duty import SHIFT_LABELS, SHIFT_STEPS, ShiftState
from comity.desk.forms import NotesForm, OfferForm, ReasonForm
from comity.desk.models import Shift
from comity.desk.pages import faces, figures
from comity.desk.queries import ShiftView
from comity.network.access import actor_of
from comity.network.rules import Actor, Right


@require_safe
def shift_list(request: HttpRequest) -> HttpResponse:
    """Who is on duty, what is offered to whom, one's own notes, and the log."""
    return _page(request, actor_of(request))


@require_safe
def shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """One shift: its notes and what happened to it."""
    actor = actor_of(request)
    found = queries.shift(actor, shift_id, clock.now())
    context = {
        "title": _("Shift of %(name)s") % {"name": found.shift.officer_name},
        "view": found,
        "state_label": _(SHIFT_LABELS[ShiftState(found.shift.state)]),
        "lines": _lines(actor, found),
        "reason_form": ReasonForm(),
        "history": _history(found.shift),
        "back": reverse("desk:shifts"),
        "back_label": _("Shifts"),
    }
    return render(request, "desk/shift.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Goes on duty."""
    return _said(request, lambda: desk.begin(actor=actor_of(request), now=clock.now()), _("You are on duty."))


@require_POST
def step(request: HttpRequest, shift_id: UUID, verb: str) -> HttpResponse:
    """One step of a shift. What is wrong with notes is said at their field, and nothing typed is lost."""
    actor = actor_of(request)
    if verb in ("note", "offer"):
        return _write(request, actor, shift_id)
    if verb not in _STEPS:
        raise NotFound
    act, done = _STEPS[verb]
    return _said(request, lambda: act(actor, shift_id, request.POST.get("reason", ""), clock.now()), _(done))


def on_shift(now: datetime) -> list[dict[str, Any]]:
    """Who is on duty, for the side of the desk."""
    return [
        {"name": one.shift.officer_name, "since": one.shift.began_at, "note": _note(one)}
        for one in queries.on_shift(now)
    ]


def others(actor: Actor) -> list[tuple[str, str]]:
    """The others of the desk, to choose from."""
    return queries.officers_on_desk(actor)


_Act = Callable[[Actor, UUID, str, datetime], Any]
_STEPS: Final[dict[str, tuple[_Act, str]]] = {
    "keep": (
        lambda actor, shift_id, _reason, now: desk.keep(actor=actor, shift_id=shift_id, now=now),
        mark("The offer is taken back."),
    ),
    "accept": (
        lambda actor, shift_id, _reason, now: desk.accept(actor=actor, shift_id=shift_id, now=now),
        mark("Accepted: you are on duty, and what was in their hands is in yours."),
    ),
    "decline": (
        lambda actor, shift_id, reason, now: desk.decline(actor=actor, shift_id=shift_id, reason=reason, now=now),
        mark("Declined: the officer stays on duty and reads your reason."),
    ),
    "take_over": (
        lambda actor, shift_id, reason, now: desk.take_over_shift(
            actor=actor, shift_id=shift_id, reason=reason, now=now
        ),
        mark("Taken over: you are on duty, and what was in their hands is in yours."),
    ),
}


def _write(request: HttpRequest, actor: Actor, shift_id: UUID) -> HttpResponse:
    """Keeps the notes; with the button "offer" also offers them. Both forms stand on one page and are sent together."""
    own = queries.own_shift(actor)
    if own is None or own.pk != shift_id:
        raise NotFound
    now, is_offer = clock.now(), "offer" in request.POST
    notes, offer = _notes_form(actor, own, request.POST), _offer_form(actor, request.POST)

    def keep(read: dict[str, Any]) -> Shift:
        return desk.note(actor=actor, shift_id=shift_id, text=read["notes"], lines=notes.written(), now=now)

    def pass_on(read: dict[str, Any]) -> Shift:
        return desk.offer(actor=actor, shift_id=shift_id, to=read["to"], now=now)

    if not notes.submit(keep) or (is_offer and not offer.submit(pass_on)):
        return _page(request, actor, notes, offer if is_offer else None)
    done = _("Offered. You are on duty until somebody accepts.") if is_offer else _("Kept.")
    messages.success(request, done)
    return redirect("desk:shifts")


def _page(
    request: HttpRequest,
    actor: Actor,
    notes: NotesForm | None = None,
    offer: OfferForm | None = None,
    status: int = 200,
) -> HttpResponse:
    access.require_may_watch(actor)
    now = clock.now()
    own = queries.own_shift(actor)
    context = {
        "title": _("Shifts"),
        "lead": _("A shift ends when somebody has accepted its notes, and in no other way."),
        "back": reverse("desk:queue"),
        "back_label": _("Desk"),
        "own": own,
        "may_begin": own is None and actor.may(Right.WATCH_DESK),
        "notes_form": notes or (_notes_form(actor, own) if own else None),
        "offer_form": offer or _offer_form(actor),
        "on_duty": [(one, _note(one), _lines(actor, one)) for one in queries.on_shift(now, actor)],
        "log": [(one, _(SHIFT_LABELS[ShiftState(one.state)])) for one in queries.shifts(actor)],
    }
    return render(request, "desk/shifts.html", context, status=422 if notes else 200)


def _notes_form(actor: Actor, own: Shift, said: Mapping[str, Any] | None = None) -> NotesForm:
    lines = {line.item_id: line.text for line in own.lines.all()}
    held, names = queries.to_hand_over(actor), figures.bureau_names()
    initial = {"notes": own.notes} | {f"line-{one.pk}": lines.get(one.pk, "") for one in held}
    return NotesForm(said, items=[(one.pk, faces.title(one, names)) for one in held], initial=initial)


def _offer_form(actor: Actor, said: Mapping[str, Any] | None = None) -> OfferForm:
    return OfferForm(said, officers=others(actor))


def _lines(actor: Actor, view: ShiftView) -> list[tuple[str, str]]:
    """The lines of the notes with the title of their thing; without one where this reader does not see it."""
    seen = access.visible_to(actor).filter(pk__in=[line.item_id for line in view.lines])
    titles = {one.pk: faces.title(one, figures.bureau_names()) for one in seen}
    return [
        (titles[line.item_id], line.text) if line.item_id in titles else (_("A thing that you do not see"), "")
        for line in view.lines
    ]


def _note(view: ShiftView) -> str:
    """What of a shift must not be missed."""
    if view.is_left_alone:
        return _("Left alone: it can be taken over.")
    if view.shift.state != ShiftState.OFFERED:
        return ""
    to = view.shift.offered_to_name
    return _("Notes offered to %(name)s") % {"name": to} if to else _("Notes offered to whoever comes")


def _history(found: Shift) -> list[dict[str, Any]]:
    steps = found.steps.order_by("-at", "-id")
    return [
        {"at": one.at, "text": _(SHIFT_STEPS.get(one.verb, one.verb)), "by": one.by_name, "reason": one.reason}
        for one in steps
    ]


def _said(request: HttpRequest, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        if refusal.status == NotFound.status:
            raise
        for problem in getattr(refusal, "problems", ()):
            messages.error(request, _(problem.problem))
        if not getattr(refusal, "problems", ()):
            messages.error(request, _(refusal.message))
    else:
        messages.success(request, done)
    return redirect("desk:shifts")
