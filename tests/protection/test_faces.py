"""The pages and the API of the blind registers: what a bureau types is recognised, and shown to nobody again."""

import json
from typing import Any

import pytest
from django.test import Client

from comity.audit.models import Entry as LedgerEntry
from comity.protection import queries
from comity.protection.engine.keys import Subject
from comity.protection.models import Entry
from comity.testing.fixtures import stage
from comity.testing.stage import Stage

__all__ = ["stage"]

TYPED = {"names": "Ivana Petrova Testova\nИвана Петрова Тестова", "births": "1985-04-12", "documents": "",
         "against": "KE, BR", "is_confirmed": "yes", "until": ""}  # fmt: skip
SAME = Subject(names=("TESTOVA Iwana P",), births=("1985",))


@pytest.fixture(autouse=True)
def network() -> None:
    """The stage brings a network of its own."""


def post(client: Client, address: str, body: Any) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json")


def test_from_the_form_to_the_receipt_and_back(stage: Stage) -> None:
    client = stage.client("fr.head")
    made = client.post("/protection/register/", TYPED)
    assert made.status_code == 200, made.content.decode()
    [receipt] = [one.number for one in queries.receipts(stage.actor("fr.head"))]
    page = made.content.decode()
    assert receipt in page and "Testova" not in page and made["Cache-Control"].count("no-store")
    listed = client.get("/protection/").content.decode()
    assert receipt in listed and "BR, KE" in listed and "Testova" not in listed
    assert receipt not in stage.client("ke.head").get("/protection/").content.decode()
    assert [one.kind for one in queries.matches(SAME, requester="KE")] == ["protected"]
    wrong = stage.client("ke.head").post("/protection/lift/", {"receipt": receipt})
    assert wrong.status_code == 422 and "receipt" in wrong.context["form"].errors
    assert client.post("/protection/lift/", {"receipt": receipt}).status_code == 302
    assert queries.matches(SAME, requester="KE") == []
    assert receipt not in str(list(LedgerEntry.objects.values()))


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(stage: Stage) -> None:
    answer = stage.client("fr.head").post("/protection/register/", TYPED | {"births": "yesterday", "against": "FR"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"births", "against"}
    assert "Ивана Петрова Тестова" in answer.content.decode()
    assert not Entry.objects.exists()
    missing = stage.client("fr.head").post("/protection/lift/", {"names": "Ivana Testova", "births": "1985-04-12"})
    assert missing.status_code == 422 and "names" in missing.context["form"].errors


def test_only_who_may_register_gets_to_the_pages(stage: Stage) -> None:
    for name in ("fr.bureau", "fr.border", "gs.reviewer", "gs.director", "ccf.member", "gs.administrator"):
        client = stage.client(name)
        assert [client.get(address).status_code for address in ("/protection/", "/protection/register/")] == [403, 403]
        assert "/protection/" not in client.get("/network/").content.decode()


def test_a_system_registers_lists_and_lifts(stage: Stage) -> None:
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {stage.tokens['Passport register']}"})
    body = {"names": ["Ivana Petrova Testova"], "births": ["1985-04-12"], "against": ["KE"]}
    made = post(client, "/api/v1/protections", body)
    assert made.status_code == 201 and set(made.json()) == {"receipt"}
    listed = client.get("/api/v1/protections")
    assert [one["number"] for one in listed.json()["receipts"]] == [made.json()["receipt"]]
    assert "Testova" not in listed.content.decode()
    ended = post(client, "/api/v1/protections/lift", {"names": body["names"], "births": body["births"]})
    assert (ended.status_code, ended.json()) == (200, {"ended": 1})
    again = post(client, "/api/v1/protections/lift", made.json())
    assert again.status_code == 409
    assert post(client, "/api/v1/protections/lift", {"receipt": "AAAA-BBBB-CCCC-DDDD"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"names": ["Ivana Testova"], "births": ["1985"]}, {"against"}),
        ({"names": ["Ivana Testova"], "against": ["KE"]}, {"names"}),
        ({"names": ["Ivana Testova"], "births": ["x"], "documents": ["1"], "against": ["XX"]},
         {"births", "documents", "against"}),
        ({"names": "Ivana", "against": ["KE"]}, {"names"}),
        ({"name": ["Ivana"], "against": ["KE"]}, {"name"}),
        ({"names": ["Ivana Testova"], "births": ["1985"], "against": ["KE"], "until": "2020-01-01"}, {"until"}),
        ({"names": ["\u0000"] * 300, "births": ["1985"], "against": ["KE"]}, {"names"}),
    ],
)  # fmt: skip
def test_bad_input_over_the_api_is_named_field_by_field(stage: Stage, body: dict[str, Any], fields: set[str]) -> None:
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {stage.tokens['Passport register']}"})
    answer = post(client, "/api/v1/protections", body)
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == fields, answer.json()
    assert not Entry.objects.exists()


def test_a_system_that_only_asks_registers_nobody(stage: Stage) -> None:
    token = stage.tokens["Passenger control, Port-Lacour"]
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    assert client.get("/api/v1/protections").status_code == 403
    assert post(client, "/api/v1/protections", {"against": ["KE"]}).status_code == 403
