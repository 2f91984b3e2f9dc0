"""Records over HTTP: what a source gets, what others get, and that every refusal is problem details."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.audit.models import Entry
from comity.core.databases import DATABASES
from comity.core.purposes import PURPOSES
from comity.network import access as network
from comity.network.models import Token
from comity.records.models import Record
from tests.records.conftest import passport, person

pytestmark = pytest.mark.usefixtures("network")

ADDRESS = "/api/v1/records"


def client(bureau: str = "FR", **changes: Any) -> Client:
    token = f"comity_{bureau}_{json.dumps(changes, sort_keys=True)}"
    facts = {
        "bureau_id": bureau,
        "name": "National system",
        "databases": list(DATABASES),
        "purposes": list(PURPOSES),
        "clearance": 2,
        "may_write": True,
        "issued_at": datetime.now(UTC),
        "expires_at": datetime.now(UTC) + timedelta(days=1),
    }
    Token.objects.get_or_create(digest=network.digest(token), defaults=facts | changes)
    return Client(headers={"authorization": f"Bearer {token}"})


def stated(database: str = "travel_documents", values: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    values = dict(values or (passport() if database == "travel_documents" else person()))
    envelope = {name: values.pop(name) for name in ("reference", "kind", "occurred_on") if name in values}
    return {"database": database, **envelope, "fields": values} | changes


def post(body: Any, bureau: str = "FR", **changes: Any) -> Any:
    return client(bureau, **changes).post(ADDRESS, json.dumps(body), content_type="application/json")


def fields_at_fault(answer: Any) -> set[str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {error["field"] for error in answer.json().get("errors", [])}


def test_a_system_adds_reads_changes_and_withdraws() -> None:
    answer = post(stated())
    assert answer.status_code == 201
    one = answer.headers["Location"]
    shown = client().get(one).json()
    assert (shown["reference"], shown["kind"], shown["fields"]["number"]) == ("FR-1", "stolen", "12AB34567")
    body = stated(kind="lost", version=1)
    changed = client().put(one, json.dumps(body), content_type="application/json")
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = client().put(one, json.dumps(stated(kind="invalid", version=1)), content_type="application/json")
    assert stale.status_code == 409
    gone = client().delete(one, json.dumps({"reason": "Found again"}), content_type="application/json")
    assert gone.json()["status"] == "withdrawn"
    assert client("KE").get(one).status_code == 404


def test_every_wrong_field_is_named() -> None:
    body = stated(kind="burnt", fields={"number": "", "issuer": "ATLANTIS", "type": "P", "name": "X"})
    answer = post(body)
    assert answer.status_code == 422
    assert fields_at_fault(answer) == {"kind", "number", "issuer", "name"}


def test_without_a_good_token_nothing_is_said() -> None:
    assert Client().get(ADDRESS).status_code == 401
    assert Client(headers={"authorization": "Bearer comity_wrong"}).post(ADDRESS, {}).status_code == 401


def test_a_token_that_only_asks_adds_nothing() -> None:
    assert post(stated(), may_write=False).status_code == 403
    assert not Record.objects.exists()


def test_others_get_the_facts_of_an_answer_and_the_look_is_entered() -> None:
    body = stated("persons", person(addresses="1 Rue Test", information="Seen in May"))
    one = post(body).headers["Location"]
    assert "addresses" in client().get(one).json()["fields"]
    foreign = client("KE").get(one).json()
    assert foreign["fields"]["name"] == "Ivan Testov"
    assert not {"addresses", "information"} & foreign["fields"].keys()
    assert "reference" not in foreign
    looks = Entry.objects.filter(verb="record.read")
    assert [(entry.bureau, entry.subject) for entry in looks] == [("KE", foreign["id"])]


def test_a_list_pages_without_gaps_and_hides_what_is_hidden() -> None:
    for number in range(5):
        assert (
            post(
                stated(reference=f"FR-{number}", level="restricted" if number == 2 else "official_use_only")
            ).status_code
            == 201
        )
    seen, after = [], ""
    while True:
        page = client().get(ADDRESS, {"limit": 2, **({"after": after} if after else {})}).json()
        seen += [(record["id"], record["reference"]) for record in page["records"]]
        if not page["next"]:
            break
        after = page["next"]
    assert seen == sorted(seen, reverse=True), "by number, which is by time but for those of one millisecond"
    assert sorted(reference for _id, reference in seen) == ["FR-0", "FR-1", "FR-2", "FR-3", "FR-4"]
    low = client("KE", clearance=1).get(ADDRESS).json()
    assert len(low["records"]) == 4
    assert Entry.objects.filter(verb="records.listed", bureau="KE").count() == 1


def test_the_numbering_of_a_source_cannot_be_tried_out() -> None:
    post(stated())
    assert client("KE").get(ADDRESS, {"reference": "FR-"}).json()["records"] == []
    assert len(client().get(ADDRESS, {"reference": "FR-"}).json()["records"]) == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [({"limit": "0"}, "limit"), ({"after": "x"}, "after"), ({"database": "x"}, "database"), ({"q": "x"}, "q")],
)
def test_a_filter_that_cannot_be_is_named(query: dict[str, str], field: str) -> None:
    answer = client().get(ADDRESS, query)
    assert answer.status_code == 422
    assert fields_at_fault(answer) == {field}


def test_methods_and_addresses_that_are_none() -> None:
    assert client().patch(ADDRESS).status_code == 405
    assert client().get(f"{ADDRESS}/0190f5e5-0000-7000-8000-000000000000").status_code == 404
    assert post({"database": "travel_documents"} | {"fields": {"x": "y" * 300_000}}).status_code == 413


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=60),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["database", "fields", "kind", "number", "level"]), inner, max_size=4)
            ),
            max_leaves=8,
        ).map(lambda value: json.dumps(value).encode()),
        st.dictionaries(
            st.sampled_from(["number", "issuer", "type", "number_last", "expires_on"]),
            st.text(max_size=20) | st.integers() | st.lists(st.text(max_size=5)),
            max_size=5,
        ).map(lambda fields: json.dumps(stated(fields=fields)).encode()),
    )
)
def test_any_body_is_answered_with_a_field_and_never_a_fault(body: bytes) -> None:
    answer = client().post(ADDRESS, body, content_type="application/json")
    assert answer.status_code in (201, 409, 422), answer.content
    if answer.status_code == 422:
        assert fields_at_fault(answer)
