"""The desk's page: the queue, the item one looks at, and what passes through the system; and the steps on an item."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from comity.core import clock
from comity.core.errors import Invalid, NotFound, Refused
from comity.desk import access, queries
from comity.desk import actions as desk
from comity.desk.forms import HandOverForm, QueueFilter
from comity.desk.models import Item
from comity.desk.pages import faces, figures, shifts
from comity.desk.rules import Source, State
from comity.network.access import actor_of
from comity.network.rules import Actor

PAGE_SIZE: Final = 50  # more than a screen holds; they come anew with every change
DENSITIES: Final = ("desk", "comfortable")
_FILTERS: Final = ("source", "state", "bureau", "mine")


class Verb(Struct, frozen=True):
    """A step one can take now, as a button: it says what it does before it does it."""

    verb: str
    key: str
    label: str
    address: str
    what: str
    needs_reason: bool
    form: Any
    fields: list[tuple[str, str]]


class Open(Struct, frozen=True):
    """The item one looks at."""

    row: faces.Row
    address: str
    facts: list[tuple[str, Any, str]]
    points: str
    reasons: list[tuple[str, str]]
    verbs: list[Verb]
    history: list[Any]


class Here(Struct, frozen=True):
    """Where one is: what of the address says which part of the queue is shown, and how."""

    asked: Mapping[str, str]
    density: str

    def address(self, **more: str) -> str:
        said = {**self.asked, **({"rows": self.density} if self.density != DENSITIES[0] else {}), **more}
        path = reverse("desk:queue")
        return f"{path}?{urlencode(said)}" if said else path


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The whole desk; for a part of it that is asked anew, that part alone."""
    actor = actor_of(request)
    access.require_may_watch(actor)
    here = _here(request)
    part = _PARTS.get(request.headers.get("HX-Target", ""))
    if part:
        template, filled = part
        return render(request, template, filled(request, actor, here))
    context: dict[str, Any] = {
        "title": _("Desk"),
        "filter_form": QueueFilter(request.GET),
        "other_density_address": _other_density(here),
        "density": here.density,
        "bureaus": sorted(figures.bureau_names().items()),
    }
    for _template, filled in _PARTS.values():
        context |= filled(request, actor, here)
    context["is_chosen"] = bool(context["item"])
    if context["rows"] and not context["item"]:
        # Whoever comes sees at once what is most urgent; on a phone the queue comes first all the same.
        context["item_id"] = context["rows"][0].key
        context["item"] = _opened(actor, context["item_id"], here)
    return render(request, "desk/queue.html", context | figures.context(actor, clock.now()))


@require_POST
def step(request: HttpRequest, item_id: UUID, verb: str) -> HttpResponse:
    """Takes one step; what cannot be taken is said on the item."""
    actor = actor_of(request)
    try:
        _take(actor, item_id, verb, request.POST)
    except Invalid as refusal:
        for problem in refusal.problems:
            messages.error(request, _(problem.problem))
    except Refused as refusal:
        if refusal.status == NotFound.status:
            raise
        messages.error(request, _(refusal.message))
    back = Here({name: request.POST[name] for name in _FILTERS if request.POST.get(name)}, _density(request.POST))
    return redirect(back.address(item=str(item_id)))


def _take(actor: Actor, item_id: UUID, verb: str, said: Mapping[str, str]) -> None:
    """Claim asks for nothing; handing over for whom; the rest for a reason."""
    now, reason = clock.now(), said.get("reason", "")
    if verb == "claim":
        desk.claim(actor=actor, item_id=item_id, now=now)
    elif verb == "hand_over":
        desk.hand_over(actor=actor, item_id=item_id, to=said.get("to", ""), reason=reason, now=now)
    elif verb in _WITH_REASON:
        _WITH_REASON[verb](actor=actor, item_id=item_id, reason=reason, now=now)
    else:
        raise NotFound


_WITH_REASON: Final[dict[str, Callable[..., Any]]] = {
    "take_over": desk.take_over,
    "escalate": desk.escalate,
    "resolve": desk.resolve,
    "reopen": desk.reopen,
}


def _rows(request: HttpRequest, actor: Actor, here: Here) -> dict[str, Any]:
    found = queries.queue(actor, _filter(here), after=request.GET.get("after", ""), limit=PAGE_SIZE)
    names = figures.bureau_names()
    return {
        "rows": faces.rows(found.rows, names, clock.now(), lambda one: here.address(item=str(one.pk))),
        "next_page": here.address(after=found.next) if found.next else "",
        "previous_page": here.address() if request.GET.get("after") else "",
        "is_narrowed": bool(here.asked),
        "has_bands": here.asked.get("state") != State.RESOLVED,
        "item_id": request.GET.get("item", ""),
        "here": here.address(),
    }


def _item(request: HttpRequest, actor: Actor, here: Here) -> dict[str, Any]:
    asked = request.GET.get("item", "")
    return {"item": _opened(actor, asked, here) if asked else None, "here": here.address()}


def _counts(request: HttpRequest, actor: Actor, here: Here) -> dict[str, Any]:
    return {"counts": queries.counts(actor), "here": here.address()}


def _shift(request: HttpRequest, actor: Actor, here: Here) -> dict[str, Any]:
    return {"shifts": shifts.on_shift(clock.now()), "here": here.address()}


# Parts of the page by the id of their element: its template, and what fills it.
_PARTS: Final[dict[str, tuple[str, Callable[[HttpRequest, Actor, Here], dict[str, Any]]]]] = {
    "rows": ("desk/rows.html", _rows),
    "item": ("desk/item.html", _item),
    "counts": ("desk/counts.html", _counts),
    "shift": ("desk/shift_now.html", _shift),
}


def _opened(actor: Actor, item_id: str, here: Here) -> Open:
    item, names, now = access.get_item(actor, item_id), figures.bureau_names(), clock.now()
    counted = faces.counted(item, now)
    return Open(
        faces.row(item, names, now, here.address(item=str(item.pk))),
        faces.address_below(item),
        faces.facts(item, names, actor.bureau),
        faces.number(counted.points),
        faces.reasons(counted),
        _verbs(actor, item, here),
        queries.history(item.pk),
    )


def _verbs(actor: Actor, item: Item, here: Here) -> list[Verb]:
    fields = [*here.asked.items(), ("rows", here.density)]
    return [
        Verb(
            verb=one.verb,
            key=one.key,
            label=_(one.label),
            address=reverse("desk:step", args=[item.pk, one.verb]),
            what="" if one.verb == "claim" else _(one.means),
            needs_reason=one.needs_reason,
            form=HandOverForm(officers=shifts.others(actor)) if one.verb == "hand_over" else None,
            fields=fields,
        )
        for one in queries.steps(actor, item)
    ]


def _filter(here: Here) -> queries.QueueFilter:
    asked = here.asked
    known = Source(asked["source"]) if asked.get("source") in {one.value for one in Source} else ""
    return queries.QueueFilter(
        source=known, state=asked.get("state", ""), bureau=asked.get("bureau", "").upper(), is_mine="mine" in asked
    )


def _here(request: HttpRequest) -> Here:
    asked = QueueFilter(request.GET).asked
    return Here({name: "on" if asked[name] is True else str(asked[name]) for name in asked}, _density(request.GET))


def _density(said: Mapping[str, str]) -> str:
    return said["rows"] if said.get("rows") in DENSITIES else DENSITIES[0]


def _other_density(here: Here) -> str:
    other = DENSITIES[1 - DENSITIES.index(here.density)]
    return Here(here.asked, other).address()
