"""Hidden and absent are the same answer: compared as bytes, for every database and every way of hiding."""

from typing import Any

import pytest

from comity.core.levels import Level
from comity.network.rules import GeneralRestriction
from tests.checks.engine.conftest import NOW, World
from tests.checks.engine.test_asking import ask, decoded, without_id, zone

Json = dict[str, Any]

_HIDING: list[Json] = [
    {"denied": frozenset({"KE"})},
    {"denied": frozenset({"EAC"})},
    {"level": Level.CONFIDENTIAL},
    {"purposes": frozenset({"locate"})},
]


@pytest.mark.parametrize("policy", _HIDING)
def test_a_hidden_record_and_an_absent_one_are_the_same_bytes(world: World, policy: Json) -> None:
    under = world.actor("KE", lineage=("KE", "EAC"))
    asked = [
        {"document": {"number": "12AB34567", "issuer": "FRA"}},
        {"document": {"number": "AB0150"}},
        {"mrz": zone("12AB34567")},
        {"person": {"name": "Marie Elise Durand", "birth_date": "1985-04-12"}},
        {"vehicle": {"vin": "WVWZZZ1JZ3W386752"}},
        {"firearm": {"serial": "ABC123"}},
        {"vessel": {"imo": "9074729"}},
        {"work_of_art": {"reference": "INV1"}},
    ]
    stated = [decoded({"purpose": "border_control"} | one) for one in asked]

    def bodies() -> list[bytes]:
        return [without_id(world.checker.say(one, under, NOW).body) for one in stated]

    absent = bodies()
    records = [
        world.document("12AB34567", **policy),
        world.put(
            "travel_documents",
            {"number": "AB0100", "number_last": "AB0199", "issuer": "FRA", "type": "passport"},
            **policy,
        ),
        world.put("persons", {"name": "Marie Elise Durand", "birth_dates": ["1985-04-12"]}, **policy),
        world.put("vehicles", {"vin": "WVWZZZ1JZ3W386752"}, **policy),
        world.put("firearms", {"serial": "ABC123"}, **policy),
        world.put("vessels", {"imo": "9074729"}, **policy),
        world.put("works_of_art", {"inventory_number": "INV1", "title": "Mill"}, **policy),
    ]
    assert bodies() == absent
    for record in records:
        world.writer.remove(record)
    world.document("12AB34567")
    assert bodies() != absent


def test_a_general_restriction_hides_at_the_next_question(world: World) -> None:
    world.document("12AB34567")
    asked = {"number": "12AB34567", "issuer": "FRA"}
    assert ask(world, document=asked)["outcome"] == "hit"
    world.set_access(GeneralRestriction(source="FR", database="travel_documents", against=frozenset({"KE"})))
    assert ask(world, document=asked)["outcome"] == "no_hit"
    assert ask(world, actor=world.actor("FR"), document=asked)["outcome"] == "hit"
    world.set_access()
    assert ask(world, document=asked)["outcome"] == "hit"
