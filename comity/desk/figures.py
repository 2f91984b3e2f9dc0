"""The figures of the desk: the last hour's pulse, and each member's on the map. A few rows, never the tables below."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, Sum
from msgspec import Struct

from comity.desk import access
from comity.desk.models import Item, PulseMinute
from comity.desk.rules import UNRESOLVED, Source
from comity.network.models import Bureau
from comity.network.rules import Actor

MINUTES: Final = 60
_MINUTE: Final = timedelta(minutes=1)
# What the Organization publishes (2022): nearly 9,000 checks and more than 30 messages a minute.
PUBLISHED_CHECKS: Final = 9_000
PUBLISHED_MESSAGES: Final = 30


class PulseView(Struct, frozen=True, kw_only=True):
    """Sixty full minutes, the oldest first; `minute` is the last of them."""

    minute: datetime
    checks: tuple[int, ...]
    hits: tuple[int, ...]
    messages: tuple[int, ...]


class MapFigure(Struct, frozen=True, kw_only=True):
    """One member on the map, its sub-bureaus counted with it: the last full minute's checks and messages, the hits of
    the last hour, and what the queue holds of it."""

    bureau: str
    member: str
    checks: int
    messages: int
    hits: int
    is_held: bool
    is_silent: bool
    is_connected: bool


def pulse(now: datetime) -> PulseView:
    """The last hour, minute by minute."""
    last = _last_minute(now)
    first = last - _MINUTE * (MINUTES - 1)
    rows = PulseMinute.objects.filter(minute__gte=first, minute__lte=last).values_list("minute").order_by("minute")
    found = {minute: counts for minute, *counts in rows.annotate(Sum("checks"), Sum("hits"), Sum("messages"))}
    minutes = [found.get(first + _MINUTE * place, [0, 0, 0]) for place in range(MINUTES)]
    checks, hits, messages = zip(*minutes, strict=True)
    return PulseView(minute=last, checks=checks, hits=hits, messages=messages)


def map_figures(now: datetime, actor: Actor | None = None) -> list[MapFigure]:
    """Every member's figures, by code. What is held is told of what the reader may see in the queue; without a reader,
    of nothing."""
    counts = _counts(now)
    marked = _marked(actor)
    bureaus = Bureau.objects.filter(kind=Bureau.Kind.NATIONAL).exclude(member=None).order_by("pk")
    under = defaultdict(list)
    for code, parent in Bureau.objects.exclude(parent=None).values_list("pk", "parent"):
        under[parent].append(code)
    figures = []
    for code, member, connected in bureaus.values_list("pk", "member", "connected"):
        own = [counts.get(one, (0, 0, 0)) for one in (code, *under[code])]
        figures.append(
            MapFigure(
                bureau=code,
                member=str(member),
                checks=sum(one[0] for one in own),
                messages=sum(one[1] for one in own),
                hits=sum(one[2] for one in own),
                is_held=(Source.HELD_DIFFUSION, code) in marked,
                is_silent=(Source.SILENT_BUREAU, code) in marked,
                is_connected=connected,
            )
        )
    return figures


def _last_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) - _MINUTE


def _counts(now: datetime) -> dict[str, tuple[int, int, int]]:
    """Checks and messages of the last full minute, hits of the last hour, by bureau."""
    last = _last_minute(now)
    rows = PulseMinute.objects.filter(minute__gt=last - _MINUTE * MINUTES, minute__lte=last).order_by()
    is_last = Q(minute=last)
    summed = rows.values_list("bureau").annotate(
        made=Sum("checks", filter=is_last, default=0),
        sent=Sum("messages", filter=is_last, default=0),
        found=Sum("hits"),
    )
    return {bureau: (checks, messages, hits) for bureau, checks, messages, hits in summed}


def _marked(actor: Actor | None) -> set[tuple[str, str]]:
    """(source, bureau) of what the queue holds of bureaus."""
    if actor is None:
        seen = Item.objects.filter(source=Source.SILENT_BUREAU)
    else:
        seen = access.visible_to(actor).filter(source__in=[Source.HELD_DIFFUSION, Source.SILENT_BUREAU])
    found = seen.filter(state__in=sorted(UNRESOLVED)).order_by().values_list("source", "bureau").distinct()
    return set(found)
