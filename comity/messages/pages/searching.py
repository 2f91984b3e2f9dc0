"""Searching one's own messages: unsealed one after the other, newest first, in the reader's own unlocked request.

Nothing of it is stored: no index of what is sealed could be kept that the house could not read. So it says how far
back it looked, and looks further when it is asked.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from comity.checks.engine.names import romanising, scripts
from comity.keys import unlocking
from comity.keys.engine.ring import Keyring
from comity.messages import access, queries
from comity.messages.engine.content import Content
from comity.messages.forms import SearchForm
from comity.messages.models import Message
from comity.messages.pages import named, opened
from comity.messages.pages.opened import Opened
from comity.network.access import actor_of
from comity.network.rules import Actor

BATCH: Final = 100
MOST_AT_ONCE: Final = 2000
SECONDS: Final = 2.0
MOST_FOUND: Final = 50
_AROUND: Final = 60
_WORDS: Final = re.compile(r"\w+")


class Found(Struct, frozen=True):
    """A message in which every word was found, and the place of the first in its text."""

    opened: Opened
    sender: str
    excerpt: str


# The last message that was looked at: its moment alone could be shared by hundreds that were sent at once.
Place = tuple[datetime, UUID]


class Looked(Struct, frozen=True):
    """How far a search got: how many it opened, back to which, and whether older ones are left."""

    found: list[Found]
    number: int
    place: Place | None
    is_all: bool

    @property
    def back_to(self) -> datetime | None:
        return self.place[0] if self.place else None

    @property
    def place_typed(self) -> str:
        return f"{self.place[0].isoformat()}|{self.place[1]}" if self.place else ""


@require_http_methods(["GET", "HEAD", "POST"])
@unlocking.required
def search(request: HttpRequest) -> HttpResponse:
    """The words come by POST: an address is written down in too many places."""
    actor = actor_of(request)
    access.require_may_read(actor)
    form = SearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"title": _("Search in your messages"), "form": form}
    if form.is_bound and form.is_valid():
        keyring = unlocking.require_keyring(request)
        looked = look(actor, keyring, form.cleaned_data["words"], before=_place(request.POST.get("before", "")))
        context |= {"looked": looked, "rows": looked.found}
    return render(request, "messages/search.html", context)


def look(
    actor: Actor, keyring: Keyring, words: str, before: Place | None, clock: Callable[[], float] = time.monotonic
) -> Looked:
    """Looks through what is older than `before`, until enough was found, opened or waited for."""
    wanted = [_spellings(word) for word in _WORDS.findall(words)]
    found: list[Found] = []
    began, number = clock(), 0
    while wanted and number < MOST_AT_ONCE and len(found) < MOST_FOUND:
        batch = queries.own(actor, before=before, limit=BATCH)
        found += _found_in(batch, keyring, wanted)
        number += len(batch)
        before = (batch[-1].received_at, batch[-1].pk) if batch else before
        if len(batch) < BATCH:
            return Looked(found, number, before, is_all=True)
        if clock() - began > SECONDS:
            break
    return Looked(found, number, before, is_all=not wanted)


def _found_in(batch: list[Message], keyring: Keyring, wanted: list[set[str]]) -> Iterator[Found]:
    spoken = get_language() or "en"
    names = named.bureaus({one.sender_id for one in batch}, spoken)
    for view in opened.several(batch, keyring):
        if view.content is not None and says(view.content, wanted):
            yield Found(view, names[view.message.sender_id], _excerpt(view.content.body, wanted))


def says(content: Content, wanted: list[set[str]]) -> bool:
    """Whether every word stands somewhere in what is sealed: subject, text, names of the person and of files."""
    person = " ".join(content.person.names) if content.person else ""
    files = " ".join(file.name for file in content.attachments)
    text = f"{content.subject} {content.body} {person} {files}"
    folded = scripts.fold(text)
    left = [spellings for spellings in wanted if not any(one in folded for one in spellings)]
    if not left:
        return True
    latin = _latin(text)
    return all(any(one in latin for one in spellings) for spellings in left)


def _spellings(word: str) -> set[str]:
    """A word as it may be found: folded, and in Latin letters however it was typed."""
    folded = scripts.fold(word)
    return {one for one in (folded, _latin(word), *romanising.romanise(folded)[:2]) if one}


def _latin(text: str) -> str:
    """Every word in plain Latin letters, apart by a space. Digits stay."""
    return " ".join(
        word if word.isascii() else romanising.plain(word) or word for word in _WORDS.findall(scripts.fold(text))
    )


def _excerpt(body: str, wanted: list[set[str]]) -> str:
    """The line in which the first word stands, cut short round it; the first line where it stands elsewhere."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    for line in lines:
        folded = scripts.fold(line)
        place = min((folded.find(one) for spellings in wanted for one in spellings if one in folded), default=-1)
        if place >= 0:
            start = max(0, place - _AROUND)
            return ("… " if start else "") + line[start : place + 2 * _AROUND]
    return lines[0][: 2 * _AROUND] if lines else ""


def _place(text: str) -> Place | None:
    """Where the last search ended; None for the beginning."""
    at, _bar, key = text.partition("|")
    try:
        moment, place = datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return None
    return (moment, place) if moment.tzinfo else None
