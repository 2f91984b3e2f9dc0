"""The outlines of the world that the desk draws its map with: from Natural Earth's shapes to one small committed file.

    python -m learning.world_map --atlas FOLDER

FOLDER holds `countries-110m.json` and `countries-50m.json` of the npm package `world-atlas` 2.0.2 (Natural Earth 4.1,
public domain; the package itself ISC). Shapes come from 1:110m; the points of members, also of those too small to be
drawn there, from 1:50m. Projected by Equal Earth (Šavrič, Patterson and Jenny 2018), so that areas compare honestly.
"""

import argparse
import csv
import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from babel.core import get_global

HOUSE = Path(__file__).parent.parent / "comity"
MEMBERS = HOUSE / "network" / "data" / "members.csv"
TARGET = HOUSE / "desk" / "data" / "world.json"

CHECKSUMS: Final = {
    "countries-110m.json": "2516c915867c7baf18ddec727aec46c315541a07cfb3d79a6559b05d5e94eee8",
    "countries-50m.json": "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394",
}
WIDTH = 2000
NORTHERNMOST, SOUTHERNMOST = 84.0, -57.0
# A bend smaller than so many degrees is straightened.
STRAIGHTEN = 0.28
# Shapes of the source without a code of ISO 3166-1, under the code whose territory they are there.
UNDER: Final = {"N. Cyprus": "CY", "Somaliland": "SO"}

Point = tuple[float, float]
Ring = list[Point]


def projected(longitude: float, latitude: float) -> Point:
    """Equal Earth, in its own units: x to the east, y to the north."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2, t6 = theta**2, theta**6
    slope = 9 * a4 * theta**8 + 7 * a3 * t6 + 3 * a2 * t2 + a1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x, theta * (a4 * theta**8 + a3 * t6 + a2 * t2 + a1)


SCALE: Final = WIDTH / (2 * projected(180, 0)[0])
TOP: Final = projected(0, NORTHERNMOST)[1]
HEIGHT: Final = round((TOP - projected(0, SOUTHERNMOST)[1]) * SCALE)


def placed(longitude: float, latitude: float) -> Point:
    """Where a place stands on the drawing, from its upper left corner."""
    x, y = projected(longitude, latitude)
    return WIDTH / 2 + x * SCALE, (TOP - y) * SCALE


class Atlas:
    """One file of the atlas: shapes that share their arcs, so that neighbours keep one border when it is simplified."""

    def __init__(self, path: Path, straighten: float) -> None:
        raw = path.read_bytes()
        if hashlib.sha256(raw).hexdigest() != CHECKSUMS[path.name]:
            raise SystemExit(f"{path.name} is not the file this script was written for.")
        read = json.loads(raw)
        self.shapes = read["objects"]["countries"]["geometries"]
        self._transform = read["transform"]
        self._arcs = [straightened(unwrapped(list(self._arc(arc))), straighten) for arc in read["arcs"]]

    def _arc(self, steps: list[list[int]]) -> Iterator[Point]:
        (across, up), (left, low) = self._transform["scale"], self._transform["translate"]
        x = y = 0
        for dx, dy in steps:
            x, y = x + dx, y + dy
            yield x * across + left, y * up + low

    def rings(self, shape: dict[str, Any]) -> Iterator[Ring]:
        """The outer rings of a shape, on the drawing. Lakes and enclaves are left out: here they are smaller than a
        line. What crosses the 180th meridian is cut there."""
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for polygon in polygons:
            ring: Ring = []
            for number in polygon[0]:
                arc = self._arcs[number] if number >= 0 else self._arcs[~number][::-1]
                ring.extend(arc[1 if ring else 0 :])
            whole = unwrapped(ring)
            for turn in (0, 360, -360):
                part = between(between([(x + turn, y) for x, y in whole], -180, 1), 180, -1)
                if part:
                    yield [placed(*point) for point in part]


def unwrapped(ring: Ring) -> Ring:
    """The ring without leaps from 180 to -180 degrees: it goes on to 181."""
    found, turn = ring[:1], 0.0
    for (before, _), (x, y) in pairwise(ring):
        turn += 360 if x - before < -180 else -360 if x - before > 180 else 0
        found.append((x + turn, y))
    return found


def between(ring: Ring, edge: float, side: int) -> Ring:
    """The part of a ring east (side 1) or west (-1) of a meridian (Sutherland and Hodgman)."""
    kept: Ring = []
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (x1 - edge) * side >= 0:
            kept.append((x1, y1))
        if ((x1 - edge) * side >= 0) != ((x2 - edge) * side >= 0):
            kept.append((edge, y1 + (edge - x1) * (y2 - y1) / (x2 - x1)))
    return kept


def straightened(line: Ring, tolerance: float) -> Ring:
    """The line with small bends left out, its ends kept (Douglas and Peucker); of a closed one also the farthest."""
    if len(line) < 3 or not tolerance:
        return line
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = math.hypot(x2 - x1, y2 - y1)

    def away(point: Point) -> float:
        if not length:
            return math.hypot(point[0] - x1, point[1] - y1)
        return abs((x2 - x1) * (y1 - point[1]) - (x1 - point[0]) * (y2 - y1)) / length

    farthest = max(range(1, len(line) - 1), key=lambda one: away(line[one]))
    if away(line[farthest]) <= tolerance:
        return [line[0], line[-1]]
    return straightened(line[: farthest + 1], tolerance)[:-1] + straightened(line[farthest:], tolerance)


def area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def middle(ring: Ring) -> Point:
    """The centre of gravity; where that lies outside, the middle of the widest stretch at its height."""
    whole = area(ring)
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    if not whole:
        return ring[0]
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * whole)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * whole)
    cuts = sorted(x1 + (y - y1) * (x2 - x1) / (y2 - y1) for (x1, y1), (x2, y2) in pairs if (y1 > y) != (y2 > y))
    stretches = list(zip(cuts[::2], cuts[1::2], strict=False))
    if not stretches or any(start <= x <= end for start, end in stretches):
        return x, y
    start, end = max(stretches, key=lambda one: one[1] - one[0])
    return (start + end) / 2, y


def path_of(rings: list[Ring]) -> str:
    """The rings as one SVG path in whole units, relative steps; "" where nothing is left of them."""
    drawn = []
    for ring in rings:
        points = [(round(x), round(y)) for x, y in ring]
        points = [one for number, one in enumerate(points) if not number or one != points[number - 1]]
        if points and points[0] == points[-1]:
            points.pop()
        if len(points) < 3:
            continue
        steps = [f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(points)]
        drawn.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-"))
    return "".join(drawn)


def code_of(shape: dict[str, Any], members: set[str]) -> str:
    """The member whose shape it is; "" for land without a bureau of its own on the map."""
    codes = get_global("territory_aliases").get(shape.get("id", ""), [UNDER.get(shape["properties"]["name"], "")])
    return codes[0] if codes[0] in members else ""


def shapes_of(atlas: Atlas, members: set[str]) -> dict[str, str]:
    rings: dict[str, list[Ring]] = defaultdict(list)
    for shape in atlas.shapes:
        if shape["properties"]["name"] != "Antarctica":
            rings[code_of(shape, members)] += atlas.rings(shape)
    paths = {code: path_of(found) for code, found in sorted(rings.items())}
    return {code: path for code, path in paths.items() if path}


def points_of(atlas: Atlas, members: set[str]) -> dict[str, list[int]]:
    largest: dict[str, Ring] = {}
    for shape in atlas.shapes:
        code = code_of(shape, members)
        for ring in atlas.rings(shape):
            if code and abs(area(ring)) > abs(area(largest.get(code, []))):
                largest[code] = ring
    return {code: [round(part) for part in middle(ring)] for code, ring in sorted(largest.items())}


def main() -> None:
    """Reads both files of the atlas, and writes comity/desk/data/world.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--atlas", type=Path, required=True)
    atlas = parser.parse_args().atlas
    with MEMBERS.open(encoding="utf-8") as lines:
        members = {row["code"] for row in csv.DictReader(lines)}
    shapes = shapes_of(Atlas(atlas / "countries-110m.json", STRAIGHTEN), members)
    points = points_of(Atlas(atlas / "countries-50m.json", 0), members)
    missing = members - points.keys()
    if missing:
        raise SystemExit(f"No point for {', '.join(sorted(missing))}.")
    about = {
        "from": "Natural Earth 4.1, 1:110m and 1:50m, as in world-atlas 2.0.2",
        "licence": "public domain",
        "projection": "Equal Earth",
        "made_by": "learning/world_map.py",
        "sha256": CHECKSUMS,
    }
    land = shapes.pop("", "")
    made = {
        "about": about,
        "width": WIDTH,
        "height": HEIGHT,
        "points": points,
        "shapes": shapes,
        "land": land,
    }
    TARGET.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"') + "\n")
    print(f"{len(shapes)} shapes, {len(points)} points, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
