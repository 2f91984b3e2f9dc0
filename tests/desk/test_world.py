"""The map: every member has its place, figures are summed by member, and no number is lost by a shade."""

import json
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from comity.desk import world
from comity.network import founding


class One(Struct, frozen=True):
    bureau: str
    member: str = ""
    checks: int = 0
    messages: int = 0
    hits: int = 0
    is_held: bool = False
    is_silent: bool = False
    is_connected: bool = True


MEMBERS = {one.code for one in founding.members()}


def test_every_member_has_a_point_on_the_drawing() -> None:
    drawn = world.outlines()
    assert set(drawn.points) == MEMBERS
    assert set(drawn.shapes) <= MEMBERS
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in drawn.points.values())


def test_small_members_are_drawn_as_dots() -> None:
    places = {place.code: place for place in world.drawing([], {}).places}
    assert not places["VA"].path and not places["MV"].path
    assert places["BR"].path


def test_outlines_stay_on_the_drawing() -> None:
    """A shape that leapt over the 180th meridian would run across the whole map."""
    drawn = world.outlines()
    for path in (*drawn.shapes.values(), drawn.land):
        for ring in filter(None, path.split("z")):
            start, steps = ring.removeprefix("M").split("l")
            x, y = map(int, re.findall(r"-?\d+", start))
            numbers = list(map(int, re.findall(r"-?\d+", steps)))
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                assert -1 <= x <= drawn.width + 1 and -1 <= y <= drawn.height + 1
                assert abs(dx) < drawn.width / 5


def test_the_data_says_where_it_comes_from() -> None:
    about = json.loads(world.DATA.read_text())["about"]
    assert about["licence"] == "public domain"
    assert "Natural Earth" in about["from"]


def test_bureaus_of_one_member_are_one_place() -> None:
    made = world.drawing(
        [One("FR", "FR", checks=5, hits=1), One("FR-GF", "FR", checks=2, is_silent=True)], {"FR": "France"}
    )
    (line,) = made.table
    assert (line.code, line.name, line.checks, line.hits, line.state) == ("FR", "France", 7, 1, "silent")


def test_an_office_without_a_country_is_in_the_table_and_not_on_the_map() -> None:
    made = world.drawing([One("GS", messages=3)], {"GS": "General Secretariat"})
    assert [line.code for line in made.table] == ["GS"]
    assert "GS" not in {place.code for place in made.places}


def test_a_closed_link_outweighs_a_hold_and_a_hold_outweighs_silence() -> None:
    assert world.drawing([One("FR", "FR", is_held=True, is_silent=True)], {}).table[0].state == "held"
    assert world.drawing([One("FR", "FR", is_held=True, is_connected=False)], {}).table[0].state == "disconnected"


def test_a_bureau_with_nothing_to_say_is_not_listed() -> None:
    assert world.drawing([One("FR", "FR")], {}).table == ()


@given(st.integers(min_value=0, max_value=50_000), st.integers(min_value=0, max_value=50_000))
def test_more_checks_are_never_lighter(some: int, most: int) -> None:
    some, most = sorted((some, most))
    edges = world.scale_for(most)
    assert list(edges) == sorted(set(edges)) and len(edges) == 5
    assert world.shade_of(some, edges) <= world.shade_of(most, edges) <= 5
    assert (world.shade_of(some, edges) == 0) == (some == 0)


def test_the_legend_leaves_no_number_out() -> None:
    scale = world.drawing([One("FR", "FR", checks=90)], {}).scale
    assert [shade for shade, _, _ in scale] == [1, 2, 3, 4, 5]
    assert scale[0][1] == 1 and scale[-1][2] is None
    assert all(following[1] == last + 1 for (_, _, last), following in pairwise(scale) if last)


@given(st.integers(min_value=0, max_value=10_000))
def test_a_mark_is_there_for_every_hit(hits: int) -> None:
    assert (world.radius_of(hits) > 0) == (hits > 0)
    assert world.radius_of(hits) <= world.radius_of(hits + 1)
