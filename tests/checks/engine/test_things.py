"""Things: vehicles, firearms, vessels and works of art, and what makes each a hit or only possible."""

from typing import Any

import pytest

from tests.checks.engine.conftest import World
from tests.checks.engine.test_asking import ask, first_match, outcomes

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("vehicle", "outcome"),
    [
        ({"vin": "wvw zzz 1jz 3w386752"}, "hit"),
        ({"vin": "WVWZZZIJZ3W386752"}, "possible"),
        ({"plate": "ab 123-cd", "country": "FR"}, "hit"),
        ({"plate": "AB123CD", "country": "F"}, "hit"),
        ({"plate": "AB123CD"}, "possible"),
        ({"plate": "ABI23CD", "country": "FR"}, "possible"),
        ({"plate": "AB123CD", "country": "IT"}, "no_hit"),
        ({"vin": "WVWZZZ1JZ3W386752", "plate": "ZZ999ZZ", "country": "FR"}, "hit"),
    ],
)
def test_a_vehicle_is_found_by_vin_or_plate(world: World, vehicle: Json, outcome: str) -> None:
    world.put("vehicles", {"vin": "WVWZZZ1JZ3W386752", "plate": "AB-123-CD", "plate_country": "FR", "make": "VW"})
    said = ask(world, vehicle=vehicle)
    assert outcomes(said) == {"vehicles": outcome}
    if vehicle.get("plate") == "ZZ999ZZ":
        assert "The plate is not the one recorded with this vehicle." in first_match(said)["reasons"]


@pytest.mark.parametrize(
    ("firearm", "outcome"),
    [
        ({"serial": "ABC 123", "make": "Heckler & Koch GmbH"}, "hit"),
        ({"serial": "ABC123", "make": "H&K", "model": "USP", "calibre": "9mm Luger"}, "hit"),
        ({"serial": "ABC123", "make": "H&K", "calibre": ".45 ACP"}, "possible"),
        ({"serial": "ABC123"}, "possible"),
        ({"serial": "ABC123", "make": "Glock"}, "possible"),
        ({"serial": "ABCI23", "make": "H&K"}, "possible"),
        ({"serial": "ABC124"}, "no_hit"),
    ],
)
def test_a_firearm_is_a_hit_only_with_its_make(world: World, firearm: Json, outcome: str) -> None:
    world.put("firearms", {"serial": "ABC123", "make": "Heckler & Koch", "model": "USP", "calibre": "9x19"})
    assert outcomes(ask(world, firearm=firearm)) == {"firearms": outcome}


def test_vessels_and_works_of_art(world: World) -> None:
    world.put("vessels", {"imo": "9074729", "name": "Evening Star", "registration": "FR-LR 123456"})
    world.put("works_of_art", {"title": "Landscape with Mill", "type": "painting", "inventory_number": "INV-1906/22"})
    assert ask(world, vessel={"imo": "IMO 9074729"})["outcome"] == "hit"
    assert ask(world, vessel={"name": "M/V EVENING STAR"})["outcome"] == "possible"
    assert ask(world, vessel={"registration": "FRLR123456"})["outcome"] == "possible"
    assert ask(world, vessel={"hin": "FRABC12345D404"})["outcome"] == "no_hit"
    assert ask(world, work_of_art={"reference": "inv 1906 22"})["outcome"] == "possible"
    assert ask(world, work_of_art={"title": "Landscape with mill"})["outcome"] == "possible"
    assert ask(world, work_of_art={"title": "Landscape"})["outcome"] == "no_hit"


def test_a_record_found_in_two_ways_is_one_match_with_both_reasons(world: World) -> None:
    world.put("vehicles", {"vin": "WVWZZZ1JZ3W386752", "plate": "AB-123-CD", "plate_country": "FR"})
    said = ask(world, vehicle={"vin": "WVWZZZ1JZ3W386752", "plate": "AB123CD", "country": "FR"})
    [match] = said["answers"][0]["matches"]
    assert match["reasons"] == ["The number is the same.", "The country is the same."]


def test_many_records_under_one_number_are_all_shown(world: World) -> None:
    for _ in range(40):
        world.put("firearms", {"serial": "0001", "make": "Beretta"})
    assert len(ask(world, firearm={"serial": "0001", "make": "Beretta"})["answers"][0]["matches"]) == 40
