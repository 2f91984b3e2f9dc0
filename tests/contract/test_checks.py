"""The contract of a check, sentence by sentence: what it takes, what it answers, one or many, on either service."""

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from comity.testing import tour
from comity.testing.stage import Stage
from tests.contract.conftest import ASKING
from tests.contract.outside import MANY, ONE, PURPOSE, Outside, Schemas, faulty

ZONE = tour.stolen_zone()
HITS: dict[str, dict[str, Any]] = {
    "lines": {"mrz": ZONE},
    "one text": {"mrz": "\n".join(ZONE)},
    "number": {"document": {"number": tour.STOLEN_NUMBER}},
    "number and issuer": {"document": {"number": tour.STOLEN_NUMBER, "issuer": "FRA", "type": "P"}},
    "blank": {"document": {"number": tour.BLANKS[0][:-2] + "77", "issuer": "FRA"}},
    "vin": {"vehicle": {"vin": tour.STOLEN_VIN}},
    "plate": {"vehicle": {"plate": tour.STOLEN_PLATE, "country": "BR"}},
    "person": {"person": {"name": tour.CHARGED_NAME, "birth_date": tour.CHARGED_BORN}},
    "parts of a name": {"person": {"family_name": "Kurosawano", "given_name": "Takumi", "birth_date": "1979-02-11"}},
}


@pytest.fixture(params=[False, True], ids=["whole", "slim"])
def system(stage: Stage, request: pytest.FixtureRequest) -> Outside:
    """The same system, at the web's address and at the check service's own."""
    return Outside(stage.tokens[ASKING], is_slim=request.param)


@pytest.mark.parametrize("name", HITS)
def test_what_is_recorded_is_found(system: Outside, schemas: Schemas, name: str) -> None:
    answer = system.post(ONE, {"purpose": PURPOSE, "place": "Desk 4"} | HITS[name])
    schemas.check("post", ONE, answer)
    said = answer.json()
    UUID(said["check"])
    at = datetime.fromisoformat(said["at"])
    assert at.utcoffset() is not None
    assert said["outcome"] in ("hit", "possible")
    match = next(match for one in said["answers"] for match in one["matches"])
    UUID(match["record"])
    named = {"record", "source", "kind", "score", "reasons", "conditions", "level", "next_steps"}
    assert named <= match.keys()
    assert 0 < match["score"] <= 1
    assert match["reasons"] and match["next_steps"]


@pytest.mark.parametrize("date", ["1979", "1979-02", "1979-02-11"])
def test_a_birth_date_as_far_as_it_is_known(system: Outside, date: str) -> None:
    asked = {"purpose": PURPOSE, "person": {"name": tour.CHARGED_NAME, "birth_date": date}}
    said = system.post(ONE, asked).json()
    [persons] = said["answers"]
    assert said["outcome"] in ("hit", "possible") or (said["outcome"] == "not_checked" and persons["why"])


def test_a_firearm_is_asked_with_what_tells_it_apart(system: Outside) -> None:
    firearm = {"serial": tour.STOLEN_SERIAL, "make": "Glock", "model": "17", "calibre": "9x19"}
    said = system.post(ONE, {"purpose": PURPOSE, "firearm": firearm}).json()
    assert said["outcome"] == "not_checked", "a border's system may not ask the firearms: that is no clear answer"
    assert said["answers"][0]["why"]


def test_what_nobody_recorded_is_no_hit(system: Outside, schemas: Schemas) -> None:
    answer = system.post(ONE, {"purpose": PURPOSE, "mrz": tour.clean_zone()})
    schemas.check("post", ONE, answer)
    said = answer.json()
    assert said["outcome"] == "no_hit"
    assert {one["outcome"] for one in said["answers"]} == {"no_hit"}


def test_a_batch_answers_every_line_in_order(system: Outside, schemas: Schemas) -> None:
    good = b'{"purpose":"border_control","document":{"number":"%s"}}'
    stolen = b'{"purpose":"border_control","document":{"number":"%s","issuer":"FRA"}}' % tour.STOLEN_NUMBER.encode()
    lines = [good % b"AA0000001", stolen, b"", b"{", good % b"AA0000002", b'{"purpose":"borde","x":1}', stolen]
    answer = system.post(MANY, content=b"\n".join(lines), headers={"content-type": "application/x-ndjson"})
    schemas.check("post", MANY, answer)
    said = system.lines(lines)
    outcomes = [one["outcome"] for one in said]
    assert outcomes == ["no_hit", "hit", "not_checked", "not_checked", "no_hit", "not_checked", "hit"]
    assert len({one["check"] for one in said}) == len(lines)
    assert {error["field"] for error in said[5]["errors"]} == {"x", "purpose", ""}


def test_one_and_many_answer_alike(system: Outside) -> None:
    for asked in HITS.values():
        question = {"purpose": PURPOSE} | asked
        one = system.post(ONE, question).json()
        [many] = system.post(MANY, question, headers={"content-type": "application/x-ndjson"}).text.splitlines()
        assert _told(one) == _told(json.loads(many))


def _told(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in ("check", "at")}


def test_everything_wrong_is_named_at_once(system: Outside) -> None:
    asked = {"purpose": "borde", "mrz": ["P<"], "x": 1}
    assert set(faulty(system.post(ONE, asked))) == {"purpose", "mrz", "x"}
    asked = {"place": 4, "document": {"numbr": "1", "issuer": "ATLANTIS"}, "person": {"name": "", "sex": "?"}}
    wrong = {"purpose", "place", "document.number", "document.numbr", "person.name", "person.sex"}
    assert set(faulty(system.post(ONE, asked))) == wrong


def test_the_contract_is_served_at_its_address(asking: Outside, schemas: Schemas) -> None:
    answer = Outside().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert re.match(r"3\.1\.\d", answer.json()["openapi"])
    assert answer.json()["paths"].keys() == schemas.document["paths"].keys()
