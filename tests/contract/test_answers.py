"""Every documented answer is as documented: records and hits, as a bureau's register uses them."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from comity.testing import sought, tour
from comity.testing.stage import Stage
from tests.contract.outside import HITS, MANY, ONE, PURPOSE, RECORDS, Outside, Schemas, faulty, problem_of

RECORD, HIT, STEPS = f"{RECORDS}/{{record_id}}", f"{HITS}/{{hit_id}}", f"{HITS}/{{hit_id}}/steps"


def _stated(**changes: Any) -> dict[str, Any]:
    fields = {"number": "C7710PX4K", "issuer": "BRA", "type": "passport"}
    return {"database": "travel_documents", "reference": "BR-9001", "kind": "lost", "fields": fields} | changes


def test_a_record_from_its_beginning_to_its_end(writing: Outside, schemas: Schemas) -> None:
    added = writing.post(RECORDS, _stated())
    schemas.check("post", RECORDS, added)
    assert added.status_code == 201
    one = added.headers["location"]
    schemas.check("get", RECORD, writing.get(one))
    listed = writing.get(RECORDS, params={"database": "travel_documents", "limit": "1"})
    schemas.check("get", RECORDS, listed)
    assert [record["id"] for record in listed.json()["records"]] == [added.json()["id"]]
    following = writing.get(RECORDS, params={"after": listed.json()["next"]})
    schemas.check("get", RECORDS, following)
    changed = writing.request("PUT", one, json=_stated(kind="stolen", version=1))
    schemas.check("put", RECORD, changed)
    stale = writing.request("PUT", one, json=_stated(version=1))
    schemas.check("put", RECORD, stale)
    assert stale.status_code == 409
    again = writing.post(RECORDS, _stated())
    schemas.check("post", RECORDS, again)
    assert again.status_code == 409
    gone = writing.request("DELETE", one, json={"reason": "Found again"})
    schemas.check("delete", RECORD, gone)
    twice = writing.request("DELETE", one, json={"reason": "Found again"})
    schemas.check("delete", RECORD, twice)
    assert twice.status_code == 409


def test_what_may_not_be_seen_is_not_there(writing: Outside, schemas: Schemas) -> None:
    for address in (f"{RECORDS}/{uuid4()}", f"{RECORDS}/{UUID(int=0)}"):
        absent = writing.get(address)
        schemas.check("get", RECORD, absent)
        assert absent.status_code == 404


def test_hits_are_read_and_answered(stage: Stage, asking: Outside, writing: Outside, schemas: Schemas) -> None:
    asked = asking.post(ONE, {"purpose": PURPOSE, "document": {"number": tour.LOST_NUMBER, "issuer": "BRA"}})
    assert asked.json()["outcome"] == "hit"
    stage.ingest()
    listed = writing.get(HITS)
    schemas.check("get", HITS, listed)
    [row] = listed.json()["hits"]
    assert (row["sides"], row["steps"]) == (["source"], []), "a desk speaks for its bureau, a system does not"
    one = f"{HITS}/{row['id']}"
    [own] = asking.get(HITS).json()["hits"]
    assert own["check"] == asked.json()["check"]
    schemas.check("get", HIT, writing.get(one))
    for wrong in ({"verb": "denied", "why": 1}, {"verb": "denied"}, {"verb": "not_same"}):
        refused = asking.post(f"{one}/steps", wrong)
        schemas.check("post", STEPS, refused)
        assert refused.status_code == 422
    schemas.check("post", STEPS, writing.post(f"{one}/steps", {"verb": "confirm"}))
    taken = asking.post(f"{one}/steps", {"verb": "not_same", "reason": "Another number."})
    schemas.check("post", STEPS, taken)
    assert taken.json()["state"] != row["state"]
    again = asking.post(f"{one}/steps", {"verb": "not_same", "reason": "Another number."})
    schemas.check("post", STEPS, again)
    assert again.status_code == 409
    strange = writing.post(f"{HITS}/{uuid4()}/steps", {"verb": "confirm"})
    schemas.check("post", STEPS, strange)
    assert strange.status_code == 404
    since = writing.get(HITS, params={"after": row["at"], "side": "source", "state": taken.json()["state"]})
    schemas.check("get", HITS, since)
    assert len(since.json()["hits"]) == 1


def test_a_person_found_by_name_is_explained_as_documented(asking: Outside, schemas: Schemas) -> None:
    person = {"name": sought.FUGITIVE_ARABIC, "birth_date": sought.FUGITIVE_BORN, "names": ["Kassem"], "sex": "M"}
    found = asking.post(ONE, {"purpose": PURPOSE, "person": person | {"place_of_birth": "Tetouan"}})
    schemas.check("post", ONE, found)
    [best, *_others] = found.json()["answers"][0]["matches"]
    assert (best["outcome"], best["found_as"]) == ("possible", sought.FUGITIVE_NAME)
    assert {"feature", "points", "sentence", "says", "left", "right"} == best["parts"][0].keys()
    assert round(sum(part["points"] for part in best["parts"]), 3) == best["score"]
    wrong = asking.post(ONE, {"purpose": PURPOSE, "person": {"name": "م", "names": ["?"], "birth_place": "x"}})
    schemas.check("post", ONE, wrong)
    assert set(faulty(wrong)) == {"person.birth_place"}, "the shape first: what is inside it is judged once it fits"
    wrong = asking.post(ONE, {"purpose": PURPOSE, "person": {"name": "م", "names": ["?"]}})
    assert set(faulty(wrong)) == {"person.name", "person.names[0]"}


@pytest.mark.parametrize(
    ("address", "query", "field"),
    [
        (HITS, {"side": "both"}, "side"),
        (HITS, {"state": "opne"}, "state"),
        (HITS, {"after": "yesterday"}, "after"),
        (HITS, {"stat": "open"}, "stat"),
        (RECORDS, {"limit": "0"}, "limit"),
        (RECORDS, {"after": "x"}, "after"),
        (RECORDS, {"database": "passports"}, "database"),
        (RECORDS, {"sauce": "FR"}, "sauce"),
        (RECORDS, {"status": "activ"}, "status"),
        (RECORDS, {"purpose": "borde"}, "purpose"),
        (RECORDS, {"kind": "a\0b"}, "kind"),
        (RECORDS, {"source": "F\0"}, "source"),
        (RECORDS, {"reference": "\0"}, "reference"),
    ],
)
def test_a_filter_that_is_none_is_named(
    writing: Outside, schemas: Schemas, address: str, query: dict[str, str], field: str
) -> None:
    """A misspelt filter that is passed over gives more than was asked for, or less, and nobody learns of it."""
    answer = writing.get(address, params=query)
    schemas.check("get", address, answer)
    assert faulty(answer) == [field]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"verb": "confirm", "reason": 4}, {"reason"}),
        ({"verb": "confirm", "raison": "x"}, {"raison"}),
        ({"reason": "x"}, {"verb"}),
    ],
)
def test_a_wrong_step_names_its_fields(writing: Outside, body: dict[str, Any], fields: set[str]) -> None:
    assert set(faulty(writing.post(f"{HITS}/{uuid4()}/steps", body))) == fields


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (_stated(level=3), {"level"}),
        (_stated(nomber="x"), {"nomber"}),
        (_stated(database="passports"), {"database"}),
        (_stated(purposes="x", conditions=4), {"purposes", "conditions"}),
        (
            _stated(fields={"number": "", "issuer": "XXQ", "x": 1}, kind="burnt"),
            {"number", "issuer", "x", "kind"},
        ),
    ],
)
def test_a_wrong_record_names_its_fields(writing: Outside, body: dict[str, Any], fields: set[str]) -> None:
    assert fields <= set(faulty(writing.post(RECORDS, body)))


def test_the_errors_of_a_check_are_as_documented(stage: Stage, asking: Outside, schemas: Schemas) -> None:
    good = {"purpose": PURPOSE, "document": {"number": "A1"}}
    text = {"content-type": "text/xml"}
    cases = {
        401: Outside().post(ONE, good),
        403: asking.post(ONE, good | {"purpose": "forensic_analysis"}),
        413: asking.post(ONE, good | {"place": "x" * 40_000}),
        415: asking.post(ONE, content=b"<a/>", headers=text),
        422: asking.post(ONE, {}),
    }
    for status, answer in cases.items():
        assert answer.status_code == status
        schemas.check("post", ONE, answer)
        problem_of(answer)
    many = {
        401: Outside("comity_nobody").post(MANY, good),
        413: asking.post(MANY, content=b"{}\n" * 1001),
        415: asking.post(MANY, content=b"<a/>", headers=text),
    }
    for status, answer in many.items():
        assert answer.status_code == status
        schemas.check("post", MANY, answer)
        problem_of(answer)


def test_a_spent_rate_says_when_to_come_again(stage: Stage, schemas: Schemas) -> None:
    system = Outside(stage.tokens["Vehicle register"])
    question = {"purpose": "locate", "vehicle": {"vin": tour.STOLEN_VIN}}
    body = b"\n".join([json.dumps(question).encode()] * 400)
    answers = system.send(*[("POST", MANY, {"content": body})] * 8)
    spent = [answer for answer in answers if answer.status_code == 429]
    assert spent
    schemas.check("post", MANY, spent[0])
    assert spent[0].headers["retry-after"].isdigit()
