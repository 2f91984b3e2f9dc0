"""The demo builds itself, twice with the same result, and says what a newcomer needs."""

from typing import Any

import pytest

from comity.checks.engine.mrz import read
from comity.checks.models import Hit
from comity.core import clock
from comity.diffusions.models import Diffusion
from comity.network.models import Officer, Token
from comity.notices.models import Notice
from comity.records.engine import vehicles
from comity.records.models import Record
from comity.testing import cast, demo, docket, shapes, tour, world
from comity.testing.stage import Stage

SCALE = 0.002


def test_building_twice_changes_nothing(stage: Stage, settings: Any) -> None:
    stage.let_the_index_go()
    first = demo.build(clock.now(), scale=SCALE)
    tables = (Record, Hit, Officer, Notice, Diffusion)
    counts = [table.objects.count() for table in tables]
    assert demo.is_built()
    second = demo.build(clock.now(), scale=SCALE)
    assert [table.objects.count() for table in tables] == counts
    assert first["sign_ins"] == second["sign_ins"]
    assert Token.objects.filter(revoked_at=None).count() == len(cast.SYSTEMS)
    assert {hit.state for hit in Hit.objects.all()} >= {"open", "confirmed", "data_outdated", "action_taken"}
    # The tokens of the second build are the ones that open something.
    stage.follow()
    stage.tokens = {one["name"]: one["token"] for one in second["tokens"]}
    question = {"purpose": "border_control", "mrz": second["stolen_document"]["mrz"]}
    answer = stage.ask_api(stage.tokens["Passenger control, Port-Lacour"], question)
    assert answer["outcome"] == "hit"


def test_the_docket_shows_what_becomes_of_requests(stage: Stage) -> None:
    docket.file(stage.now)
    stood = {(one.colour, one.state) for one in Notice.objects.all()}
    published = {colour for colour, state in stood if state == "published"}
    assert published == {"red", "blue", "black", "purple", "art", "yellow"}
    assert {("red", "refused"), ("red", "in_review")} <= stood
    assert {(one.colour, one.status, one.route) for one in Diffusion.objects.all()} == {
        ("orange", "delivered", "direct"),
        ("blue", "delivered", "screened"),
        ("red", "held", "held"),
    }
    stage.follow()
    sought = {"name": docket.SOUGHT_NAME, "birth_date": docket.SOUGHT_BORN}
    said = stage.ask_api(
        stage.tokens["Passenger control, Tana airport"], {"purpose": "border_control", "person": sought}
    )
    [match] = next(one["matches"] for one in said["answers"] if one["database"] == "persons")
    assert match["notices"] == [{"colour": "red", "number": "2026/1"}]


def test_a_person_of_the_list_is_found(stage: Stage) -> None:
    stage.let_the_index_go()
    demo.build(clock.now(), scale=SCALE)
    listed = Record.objects.filter(source="UNSC", database="persons")
    assert listed.count() >= 5
    dated = next(one for one in listed if any(len(born) == 10 for born in one.fields.get("birth_dates", ())))
    born = next(born for born in dated.fields["birth_dates"] if len(born) == 10)
    question = {"purpose": "border_control", "person": {"name": dated.fields["name"], "birth_date": born}}
    token = next(iter(stage.tokens))
    stage.tokens = {one["name"]: one["token"] for one in demo.issue_tokens(clock.now())}
    stage.follow()
    assert str(dated.pk) in str(stage.ask_api(stage.tokens[token], question))


def test_a_world_is_the_same_for_the_same_day_and_true_to_its_shapes() -> None:
    today = clock.now().date()
    first, second = (list(world.batches(today, 0.01)) for _ in range(2))
    assert first == second
    vins = [row["vin"] for batch in first if batch.database == "vehicles" for row in batch.rows if "vin" in row]
    assert vins
    assert all(vehicles.vin_check_digit(vin) == vin[8] for vin in vins)
    assert all(vehicles.is_vin(vin) for vin in [*vins, tour.STOLEN_VIN])


@pytest.mark.parametrize("zone", [tour.stolen_zone(), tour.clean_zone(), tour.hidden_zone()])
def test_the_zones_of_the_tour_are_valid(zone: list[str]) -> None:
    assert read(zone, clock.now().date()).valid


def test_every_country_of_the_world_has_its_own_shapes() -> None:
    assert len({country.code for country in shapes.COUNTRIES}) == len(shapes.COUNTRIES)
