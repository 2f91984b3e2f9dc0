"""The folders: by state, never by hand. Subjects are unsealed while an unlocked officer looks, and not otherwise."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from msgspec import Struct

from comity.core import clock
from comity.keys import unlocking
from comity.keys.engine.ring import Keyring
from comity.look.templatetags.look import icon
from comity.messages import access, consents, drafting, queries, rules
from comity.messages.models import Delivery, Draft, Message
from comity.messages.pages import acknowledging, locked, named, opened
from comity.messages.pages.opened import Opened
from comity.messages.rules import FOLDER_LABELS, Folder
from comity.network.access import actor_of
from comity.network.rules import Actor

PAGE_SIZE: Final = 50
DRAFTS: Final = "drafts"
_TABS: Final = (*(Folder.NEEDS_ANSWER, Folder.TO_READ, Folder.WAITING, Folder.DONE, Folder.ALL, Folder.SENT), DRAFTS)
_OF_SENT: Final = frozenset({Folder.WAITING, Folder.SENT})
_LEADS: Final = {
    Folder.NEEDS_ANSWER: gettext_noop("What other bureaus wait for from yours, newest first."),
    Folder.TO_READ: gettext_noop("What arrived and asks for no answer."),
    Folder.WAITING: gettext_noop("What your bureau asked, and has no answer to yet."),
    Folder.DONE: gettext_noop("What is answered or closed."),
    Folder.ALL: gettext_noop("Everything that arrived."),
    Folder.SENT: gettext_noop("Everything that your bureau sent."),
    DRAFTS: gettext_noop("What you have begun. Nobody else sees it."),
}
_EMPTY: Final = {
    Folder.NEEDS_ANSWER: gettext_noop("Nobody waits for an answer of yours. A request appears here as it arrives."),
    Folder.TO_READ: gettext_noop("Nothing new. What arrives without a question appears here."),
    Folder.WAITING: gettext_noop("Your bureau waits for nothing. What you ask stands here until it is answered."),
    Folder.DONE: gettext_noop("Nothing yet. What is answered or closed comes here."),
    Folder.ALL: gettext_noop("Nothing has arrived yet."),
    Folder.SENT: gettext_noop("Your bureau has sent nothing yet."),
    DRAFTS: gettext_noop("No drafts. What you type is kept here by itself, sealed, until you send it."),
}


class Line(Struct):
    """One row of a list."""

    message: Message
    opened: Opened
    others: str
    position: int
    is_new: bool = False
    is_owed: bool = False
    is_late: bool = False
    due_at: datetime | None = None
    state: str = ""
    failed: int = 0

    @property
    def address(self) -> str:
        return f"{reverse('messages:thread', args=[self.message.thread_id])}#m-{self.message.pk}"

    @property
    def kind(self) -> str:
        return _(rules.KIND_LABELS[rules.Kind(self.message.kind)])

    @property
    def unread_for(self) -> SafeString:
        """Why there is no subject."""
        if self.opened.is_altered:
            return format_html("{}", _("Altered: not shown"))
        said = _("Sealed") if self.opened.is_locked else _("Sealed for another key")
        return format_html('<span class="sealed">{}{}</span>', icon("locked"), said)


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """One folder. The page asks anew for its rows when something came."""
    actor = actor_of(request)
    access.require_may_read(actor)
    folder = request.GET.get("folder", "")
    if folder == DRAFTS and rules.may_send(actor):
        return _drafts(request, actor)
    chosen = Folder(folder) if folder in FOLDER_LABELS else _first(actor)
    keyring, now = unlocking.keyring(request), clock.now()
    after = _position(request)
    lines, is_more = _lines(actor, chosen, after, keyring, now)
    if keyring is not None:
        acknowledging.delivered(actor, [line.message for line in lines], keyring, now)
    context = _frame(request, actor, chosen, keyring) | {
        "rows": lines,
        "next_page": _next(chosen, lines) if is_more else "",
        "previous_page": f"?folder={chosen}" if after is not None else "",
        "is_of_sent": chosen in _OF_SENT,
        "words": _words(is_of_sent=chosen in _OF_SENT),
        "now": now,
    }
    return render(request, "messages/list.html", context)


def _words(*, is_of_sent: bool) -> dict[str, str]:
    """What stands in every row, said once for all of them."""
    return {
        "others": _("To") if is_of_sent else _("From"),
        "kind": _("Kind"),
        "at": _("Sent") if is_of_sent else _("Arrived"),
        "state": _("State") if is_of_sent else _("Answer due"),
        "new": format_html('<span class="unread">{}{}</span>', icon("mail"), _("New")),
    }


def _first(actor: Actor) -> Folder:
    """Where a reader begins: with what is owed, else with what is new, else with everything."""
    counts = queries.folder_counts(actor)
    return next((one for one in (Folder.NEEDS_ANSWER, Folder.TO_READ) if counts.get(one)), Folder.ALL)


def _frame(request: HttpRequest, actor: Actor, here: str, keyring: Keyring | None) -> dict[str, Any]:
    """What stands round every list: the folders, and whether it is unlocked."""
    counts = queries.folder_counts(actor)
    open_to = [one for one in _TABS if one != DRAFTS or rules.may_send(actor)]
    return {
        "title": _("Messages"),
        "lead": _(_LEADS[here]),
        "tabs": [(_tab(one, counts), f"?folder={one}", one == here) for one in open_to],
        "folder": here,
        "empty": _(_EMPTY[here]),
        "may_send": rules.may_send(actor),
        "asked_of_us": consents.waiting_for(actor, clock.now()).count(),
        **locked.context(request, keyring),
    }


def _tab(folder: str, counts: Mapping[Folder, int]) -> str:
    if folder == DRAFTS:
        return _("Drafts")
    label = _(FOLDER_LABELS[Folder(folder)])
    number = counts.get(Folder(folder), 0)
    return f"{label} ({number})" if number else label


def _position(request: HttpRequest) -> int | None:
    typed = request.GET.get("after", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else None


def _next(folder: Folder, lines: list[Line]) -> str:
    return f"?folder={folder}&after={lines[-1].position}"


def _lines(
    actor: Actor, folder: Folder, after: int | None, keyring: Keyring | None, now: datetime
) -> tuple[list[Line], bool]:
    """A page of lines, and whether there are more."""
    if folder in _OF_SENT:
        sent = queries.sent(actor, waiting=folder == Folder.WAITING, after=after, limit=PAGE_SIZE + 1)
        return _of_sent(actor, sent[:PAGE_SIZE], keyring, now), len(sent) > PAGE_SIZE
    came = queries.folder(actor, folder, after=after, limit=PAGE_SIZE + 1)
    return _of_received(came[:PAGE_SIZE], keyring, now), len(came) > PAGE_SIZE


def _of_received(came: list[Delivery], keyring: Keyring | None, now: datetime) -> list[Line]:
    spoken = get_language() or "en"
    views = opened.several((one.message for one in came), keyring)
    names = named.bureaus({one.message.sender_id for one in came}, spoken)
    return [
        Line(
            message=one.message,
            opened=view,
            others=_("The system") if one.message.is_automatic else names[one.message.sender_id],
            position=one.position or 0,
            is_new=one.read_at is None,
            is_owed=one.folder == Folder.NEEDS_ANSWER,
            is_late=one.folder == Folder.NEEDS_ANSWER and one.due_at is not None and one.due_at < now,
            due_at=one.due_at if one.folder == Folder.NEEDS_ANSWER else None,
        )
        for one, view in zip(came, views, strict=True)
    ]


def _of_sent(actor: Actor, sent: list[Message], keyring: Keyring | None, now: datetime) -> list[Line]:
    spoken = get_language() or "en"
    views, deliveries = opened.several(sent, keyring), queries.deliveries_of(actor, sent)
    names = named.bureaus({one.bureau_id for of in deliveries.values() for one in of}, spoken)
    return [_sent_line(view, deliveries.get(view.message.pk, []), names, now) for view in views]


def _sent_line(view: Opened, to: list[Delivery], names: Mapping[str, str], now: datetime) -> Line:
    owing = [one for one in to if one.folder == Folder.NEEDS_ANSWER and one.role == "to"]
    due_at = min((one.due_at for one in owing if one.due_at), default=None)
    return Line(
        message=view.message,
        opened=view,
        others=named.some([names[one.bureau_id] for one in to]),
        position=view.message.position,
        is_owed=bool(owing),
        is_late=due_at is not None and due_at < now,
        due_at=due_at,
        state=named.progress(to),
        failed=sum(one.state == rules.State.UNDELIVERABLE for one in to),
    )


# --- Drafts ---


def _drafts(request: HttpRequest, actor: Actor) -> HttpResponse:
    keyring = unlocking.keyring(request)
    kept = queries.drafts(actor, limit=PAGE_SIZE)
    rows = [_draft_line(one, keyring) for one in kept]
    return render(request, "messages/drafts.html", _frame(request, actor, DRAFTS, keyring) | {"rows": rows})


def _draft_line(draft: Draft, keyring: Keyring | None) -> dict[str, Any]:
    typed = _read_draft(draft, keyring)
    to = ", ".join(typed.recipients) if typed else ""
    return {"draft": draft, "typed": typed, "to": to, "is_locked": keyring is None}


def _read_draft(draft: Draft, keyring: Keyring | None) -> drafting.Typed | None:
    if keyring is None:
        return None
    try:
        return drafting.open_with(bytes(draft.sealed), keyring)
    except opened.CANNOT_OPEN:
        return None
