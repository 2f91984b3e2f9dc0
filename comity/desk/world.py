"""The map of the world on the desk: outlines from Natural Earth (public domain), shaded by the system's own figures.

Pure but for its one data file. Drawn in the page as SVG: no tile server, and nothing is asked of a third party.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from msgspec import Struct

DATA: Final = Path(__file__).parent / "data" / "world.json"

# Where each of five shades begins, in checks a minute. The first row whose last shade is not far exceeded is taken: at
# night and in a demo one check still shows, and on a busy day not everything is dark.
SCALES: Final = (
    (1, 2, 3, 5, 10),
    (1, 5, 10, 25, 50),
    (1, 10, 50, 100, 250),
    (1, 50, 100, 250, 500),
    (1, 100, 500, 1_000, 2_500),
    (1, 500, 2_500, 10_000, 25_000),
)
_EXCEEDED: Final = 4  # times the beginning of the last shade

# A mark of hits grows with their number, slowly: (from so many hits, radius on the drawing).
_RADII: Final = ((1, 9), (3, 13), (10, 18), (30, 24))


class Outlines(Struct, frozen=True):
    """The drawing without any figure. `shapes` by member; `land` is land where no bureau answers; `points` have all."""

    width: int
    height: int
    shapes: Mapping[str, str]
    points: Mapping[str, tuple[int, int]]
    land: str


class Counted(Protocol):
    """What the desk knows of one bureau now; `member` is its country's code, or "" (the Secretariat, a partner)."""

    @property
    def bureau(self) -> str: ...
    @property
    def member(self) -> str: ...
    @property
    def checks(self) -> int: ...
    @property
    def messages(self) -> int: ...
    @property
    def hits(self) -> int: ...
    @property
    def is_held(self) -> bool: ...
    @property
    def is_silent(self) -> bool: ...
    @property
    def is_connected(self) -> bool: ...


class Figures(Struct, frozen=True):
    """One line of the table beside the map: a member with every bureau under it, or an office that has no country."""

    code: str
    name: str
    checks: int
    messages: int
    hits: int
    state: str  # "" | "held" | "silent" | "disconnected": the gravest that holds for one of its bureaus


class Place(Struct, frozen=True):
    """A member on the map. `shade` 0 (none) to 5; `radius` of its mark of hits, 0 for none; no `path` = a dot."""

    code: str
    path: str
    x: int
    y: int
    shade: int
    radius: int
    figures: Figures


class Drawing(Struct, frozen=True):
    """What a template needs. `scale` holds, for each shade, its first and last number (None = and more)."""

    outlines: Outlines
    places: tuple[Place, ...]
    table: tuple[Figures, ...]
    scale: tuple[tuple[int, int, int | None], ...]


@cache
def outlines() -> Outlines:
    """Read once. The file is made by learning/world_map.py, and says where it comes from."""
    read = json.loads(DATA.read_bytes())
    points = {code: (x, y) for code, (x, y) in read["points"].items()}
    return Outlines(read["width"], read["height"], read["shapes"], points, read["land"])


def drawing(counted: Iterable[Counted], names: Mapping[str, str]) -> Drawing:
    """The map as it stands. `names`: of members and bureaus by code, in the reader's language."""
    table = tuple(sorted(_summed(counted, names), key=lambda one: (-one.checks, -one.hits, one.name)))
    known = {one.code: one for one in table}
    edges = scale_for(max((one.checks for one in table), default=0))
    drawn = outlines()
    places = tuple(
        _placed(code, known.get(code) or Figures(code, names.get(code, code), 0, 0, 0, ""), edges)
        for code in sorted(drawn.points)
    )
    ends = [following - 1 for following in edges[1:]] + [None]
    scale = tuple((shade, first, last) for shade, (first, last) in enumerate(zip(edges, ends, strict=True), start=1))
    return Drawing(drawn, places, tuple(one for one in table if _says(one)), scale)


def scale_for(most: int) -> tuple[int, ...]:
    """Where the five shades begin when the busiest bureau asks `most` checks a minute."""
    return next((edges for edges in SCALES if most <= edges[-1] * _EXCEEDED), SCALES[-1])


def shade_of(checks: int, edges: tuple[int, ...]) -> int:
    return bisect_right(edges, checks)


def radius_of(hits: int) -> int:
    """0 without a hit; it tells few from many, and the table has the number."""
    return next((radius for least, radius in reversed(_RADII) if hits >= least), 0)


def _placed(code: str, figures: Figures, edges: tuple[int, ...]) -> Place:
    drawn = outlines()
    x, y = drawn.points[code]
    shade, radius = shade_of(figures.checks, edges), radius_of(figures.hits)
    return Place(code, drawn.shapes.get(code, ""), x, y, shade, radius, figures)


def _summed(counted: Iterable[Counted], names: Mapping[str, str]) -> Iterable[Figures]:
    by_place: dict[str, list[Counted]] = defaultdict(list)
    for one in counted:
        by_place[one.member or one.bureau].append(one)
    for code, bureaus in by_place.items():
        yield Figures(
            code,
            names.get(code, code),
            sum(one.checks for one in bureaus),
            sum(one.messages for one in bureaus),
            sum(one.hits for one in bureaus),
            _gravest(bureaus),
        )


def _gravest(bureaus: Iterable[Counted]) -> str:
    bureaus = list(bureaus)
    if any(not one.is_connected for one in bureaus):
        return "disconnected"
    if any(one.is_held for one in bureaus):
        return "held"
    return "silent" if any(one.is_silent for one in bureaus) else ""


def _says(one: Figures) -> bool:
    return bool(one.checks or one.messages or one.hits or one.state)
