"""What passes through the system now: counters beside the published figures, the last hour as a line, and the map."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from msgspec import Struct
from msgspec.structs import asdict

from comity.core import clock
from comity.core.languages import mark
from comity.desk import access, queries, world
from comity.desk.figures import PUBLISHED_CHECKS, PUBLISHED_MESSAGES
from comity.network.access import actor_of
from comity.network.models import Bureau, Member
from comity.network.rules import Actor

STATE_WORDS: Final = {"held": mark("Held"), "silent": mark("Silent"), "disconnected": mark("Disconnected")}
_LINE_SIZE: Final = (240, 44)


class Line(Struct, frozen=True):
    """Numbers of equal steps in time as two SVG paths: the edge, and the area below it."""

    width: int
    height: int
    edge: str
    area: str


class Counter(Struct, frozen=True):
    """One counter: the last full minute's number, the published one in words, and the last hour."""

    label: str
    value: str
    most: str
    published: str
    spoken: str
    line: Line


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """The counters and the map alone, for a desk that is open."""
    actor = actor_of(request)
    access.require_may_watch(actor)
    return render(request, "desk/now.html", context(actor, clock.now()))


@require_safe
def world_map(request: HttpRequest) -> HttpResponse:
    """The map with its legend, and the same in a table."""
    actor = actor_of(request)
    access.require_may_watch(actor)
    at = clock.now()
    page = {
        "title": _("Map"),
        "lead": _("Checks, hits and messages as this system counted them; nothing is asked of anybody else."),
        "back": reverse("desk:queue"),
        "back_label": _("Desk"),
        "as_of": at,
    }
    return render(request, "desk/map.html", context(actor, at) | page)


def context(actor: Actor, at: datetime) -> dict[str, Any]:
    """What desk/now.html and desk/map_figures.html draw."""
    pulse = queries.pulse(at)
    drawing = world.drawing(queries.map_figures(at, actor), names())
    return {
        "pulse": [
            counter(_("Checks a minute"), pulse.checks, _beside(PUBLISHED_CHECKS)),
            counter(_("Messages a minute"), pulse.messages, _beside(PUBLISHED_MESSAGES)),
        ],
        "map": {
            "outlines": drawing.outlines,
            "shapes": outlines(),
            "places": _svg(drawing.places),
            "table": [_line_of(one) for one in drawing.table],
            "scale": drawing.scale,
        },
        "map_spoken": _spoken(drawing.table),
    }


def names() -> Mapping[str, str]:
    """Of members, and of offices that have no country, by code, in the reader's language."""
    return _named(Bureau.objects.filter(member=None)) | member_names()


def member_names() -> dict[str, str]:
    return _named(Member.objects.all())


def bureau_names() -> dict[str, str]:
    return _named(Bureau.objects.all())


def _named(rows: QuerySet[Any]) -> dict[str, str]:
    language = get_language() or "en"
    return {code: names.get(language) or name for code, name, names in rows.values_list("pk", "name", "names")}


def counter(label: str, numbers: Sequence[int], published: str) -> Counter:
    """A counter from the numbers of the last hour, the latest last."""
    last, most = (numbers[-1], max(numbers)) if numbers else (0, 0)
    said = _("%(label)s: %(last)s now, at most %(most)s in the last hour.")
    shown = {"label": label, "last": _number(last), "most": _number(most)}
    return Counter(label, _number(last), _number(most), published, said % shown, line(numbers))


def line(numbers: Sequence[int], size: tuple[int, int] = _LINE_SIZE) -> Line:
    """The line of some numbers, from 0 at the foot to the largest at the head."""
    width, height = size
    most = max([*numbers, 1])
    step = width / max(len(numbers) - 1, 1)
    points = [f"{round(at * step, 1):g} {round(height - 1 - one / most * (height - 2), 1):g}"
              for at, one in enumerate(numbers or [0])]  # fmt: skip
    edge = "M" + "L".join(points)
    return Line(width, height, edge, f"{edge}L{width} {height}L0 {height}z")


def _beside(published: int) -> str:
    return _("Published for 2022 by the Organization: %(number)s") % {"number": _number(published)}


@cache
def outlines() -> SafeString:
    """Every shape once, by its member's code: what is drawn anew each few seconds only points to it."""
    shapes = [*world.outlines().shapes.items(), ("land", world.outlines().land)]
    return format_html_join("", '<path id="at-{}" d="{}"/>', shapes)


def _svg(places: Iterable[world.Place]) -> SafeString:
    """The places with what each says of itself: shapes, above them dots, above all the marks of hits. Put together here
    and not by the template, which takes ten times as long for two hundred places."""
    told = [(one, _said(one.figures)) for one in places]
    drawn = [(one.code, _classes(one), said) for one, said in told if one.path]
    dots = [(_classes(one), one.x, one.y, said) for one, said in told if not one.path]
    marks = [(_diamond(one), said) for one, said in told if one.radius]
    return (
        format_html_join("", '<use href="#at-{}" class="world-place {}"><title>{}</title></use>', drawn)
        + format_html_join(
            "", '<circle class="world-place world-dot {}" cx="{}" cy="{}" r="8"><title>{}</title></circle>', dots
        )
        + format_html_join("", '<path class="world-hit" d="{}"><title>{}</title></path>', marks)
    )


def _classes(place: world.Place) -> str:
    return f"shade-{place.shade} is-{place.figures.state}" if place.figures.state else f"shade-{place.shade}"


def _diamond(place: world.Place) -> str:
    r = place.radius
    return f"M{place.x} {place.y - r}l{r} {r}l{-r} {r}l{-r} {-r}z"


def _said(one: world.Figures) -> str:
    """What a place says of itself when it is pointed at."""
    said = _("%(name)s: %(checks)s checks a minute, %(hits)s hits in the last hour")
    sentence = said % {"name": one.name, "checks": _number(one.checks), "hits": _number(one.hits)}
    return f"{sentence} · {gettext(STATE_WORDS[one.state])}" if one.state else sentence


def _line_of(one: world.Figures) -> dict[str, Any]:
    numbers = {name: _number(getattr(one, name)) for name in ("checks", "messages", "hits")}
    return asdict(one) | numbers | {"state_word": gettext(STATE_WORDS[one.state]) if one.state else ""}


def _spoken(table: Iterable[world.Figures]) -> str:
    table = list(table)
    said = _(
        "Map of the world: checks of %(places)s members and offices in the last minute. The figures are in a table."
    )
    return said % {"places": _number(sum(1 for one in table if one.checks))}


def _number(value: int) -> str:
    return formats.number_format(value, 0, use_l10n=True, force_grouping=True)
