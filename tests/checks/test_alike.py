"""Likeness hints: what may already be recorded is said while it is typed, of what may be seen, and never in the way."""

from typing import Any

import msgspec
import pytest
from django.test import Client

from comity.audit.models import Entry
from comity.checks.alike import Hint, hints
from comity.checks.engine import alike, question
from comity.checks.models import Look
from comity.core.errors import NotAllowed, NotFound
from comity.records import actions as records
from comity.records import manifests
from comity.records.models import Record
from comity.testing.loading import desk
from comity.testing.stage import Stage

NUMBER = "27QX50817"
VIN = "VF1JETH82R5763170"


def add(stage: Stage, database: str, source: str = "FR", **values: Any) -> Record:
    given: dict[str, Any] = {"reference": f"{source}-ALIKE", "kind": "stolen"}
    if database == "vehicles":
        given |= {"vin": VIN, "plate": "AB 123", "plate_country": "FR", "make": "Renault"}
    elif database == "travel_documents":
        given |= {"number": NUMBER, "issuer": "FRA", "type": "passport"}
    elif database == "persons":
        given |= {"kind": "suspect", "name": "Quentin Hidenor", "birth_dates": ["1981-03-04"]}
    record = records.add(actor=desk(source), database=database, values=given | values, now=stage.now)
    stage.follow()
    return record


def look(stage: Stage, username: str, database: str, **values: Any) -> list[Hint]:
    return hints(actor=stage.actor(username), database=database, values=values, how="page", now=stage.now)


def test_a_vehicle_that_another_has_recorded_is_hinted_with_what_agrees(stage: Stage) -> None:
    record = add(stage, "vehicles")
    [hint] = look(stage, "ke.bureau", "vehicles", vin=VIN.lower(), make="")
    assert (hint.record, hint.source, hint.is_own, hint.reference) == (record.pk, "FR", False, "")
    assert hint.reasons
    [own] = look(stage, "fr.bureau", "vehicles", plate="AB-123", plate_country="F")
    assert (own.is_own, own.reference) == (True, "FR-ALIKE")


def test_documents_and_persons_are_hinted_in_their_own_database_only(stage: Stage) -> None:
    person = add(stage, "persons", documents=[f"P FRA {NUMBER}"])
    document = add(stage, "travel_documents")
    assert [one.record for one in look(stage, "fr.bureau", "travel_documents", number=NUMBER)] == [document.pk]
    assert [one.record for one in look(stage, "ke.bureau", "persons", documents=f"P FRA {NUMBER}")] == [person.pk]


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Quentin Hidenor", "birth_dates": "1981-03-04"},
        {"name": "HIDENOR Quentin", "birth_dates": "1981~"},
        {"family_name": "Hidenor", "given_names": "Quentin", "birth_dates": "1981-03-04", "sex": "male"},
        {"name": "Somebody Else", "aliases": "Quentin Hidenor (low)", "birth_dates": "1981-03-04\n1981"},
    ],
)
def test_a_person_is_hinted_by_any_of_the_names(stage: Stage, values: dict[str, str]) -> None:
    record = add(stage, "persons")
    found = look(stage, "ke.bureau", "persons", **values)
    assert [one.record for one in found] == [record.pk]
    assert found[0].outcome == "possible" and found[0].reasons


def test_a_record_is_no_hint_for_itself(stage: Stage) -> None:
    record = add(stage, "vehicles")
    actor = stage.actor("fr.bureau")
    assert not hints(actor=actor, database="vehicles", values={"vin": VIN}, how="page", now=stage.now, but=record.pk)


@pytest.mark.parametrize("hide", ["restricted", "confidential", "purpose", "withdrawn"])
def test_what_may_not_be_seen_leaves_no_trace(stage: Stage, hide: str) -> None:
    more = {"confidential": {"level": "confidential"}, "purpose": {"purposes": ["crime_analysis"]}}.get(hide, {})
    record = add(stage, "vehicles", **more)
    if hide == "restricted":
        records.restrict(actor=desk("FR"), record_id=record.pk, against="BR", reason="x", now=stage.now)
    if hide == "withdrawn":
        records.withdraw(actor=desk("FR"), record_id=record.pk, reason="Found again.", now=stage.now)
    before, entries = Look.objects.count(), Entry.objects.count()
    for _behind in ("the index is behind", "the index has followed"):
        client = stage.client("br.bureau") if hide != "confidential" else None
        if client is None:
            client = Client(headers=bearer(stage, "Vehicle register"))
            answers = [ask(client, {"vin": vin}).content for vin in (VIN, "VF1JETH80R5763170")]
        else:
            address = "/records/add/vehicles/alike"
            answers = [client.post(address, {"vin": vin}).content for vin in (VIN, "VF1JETH80R5763170")]
        assert answers[0] == answers[1]
        stage.follow()
    stage.ingest()
    assert Look.objects.count() == before
    made = Entry.objects.filter(seq__gt=entries, verb__startswith="records.")
    assert {entry.verb for entry in made} == {"records.compared"}, "said also where nothing is found"
    assert made.count() == 4 and not any(str(record.pk) in entry.body for entry in made)


def bearer(stage: Stage, name: str) -> dict[str, str]:
    return {"host": "localhost", "authorization": f"Bearer {stage.tokens[name]}"}


def ask(client: Client, fields: dict[str, Any], database: str = "vehicles") -> Any:
    body = msgspec.json.encode({"database": database, "fields": fields})
    return client.post("/api/v1/records/alike", body, "application/json")


def test_every_look_at_anothers_record_reaches_its_source(stage: Stage) -> None:
    record = add(stage, "vehicles")
    for _again in range(2):
        assert stage.client("ke.bureau").post("/records/add/vehicles/alike", {"vin": VIN}).status_code == 200
    stage.client("fr.bureau").post("/records/add/vehicles/alike", {"vin": VIN})
    stage.ingest()
    looks = Look.objects.filter(record=record.pk)
    assert list(looks.values_list("bureau", "how")) == [("KE", "page")] * 2
    bodies = Entry.objects.filter(verb="records.listed").values_list("body", flat=True)
    assert len(bodies) == 2
    compared = Entry.objects.filter(verb="records.compared").values_list("body", flat=True)
    assert len(compared) == 3 and all(str(record.pk) in body for body in compared)
    assert not any(VIN in body for body in (*bodies, *compared))


def test_a_system_asks_before_it_adds(stage: Stage) -> None:
    record = add(stage, "vehicles")
    client = Client(headers=bearer(stage, "Vehicle register"))
    [hint] = ask(client, {"vin": VIN}).json()["hints"]
    assert (hint["record"], hint["source"], hint["outcome"]) == (str(record.pk), "FR", "hit")
    assert "reference" not in hint
    assert ask(client, {}).json() == {"hints": []}
    assert ask(client, {"vin": VIN}, "spaceships").status_code == 422
    asking = Client(headers=bearer(stage, "Passenger control, Tana airport"))
    assert ask(asking, {"vin": VIN}).status_code == 403, "it may not record"


def test_who_may_not_record_gets_no_hints(stage: Stage) -> None:
    add(stage, "vehicles")
    for username in ("ke.border", "ke.dpo", "gs.duty", "ccf.member"):
        with pytest.raises(NotAllowed):
            look(stage, username, "vehicles", vin=VIN)
    with pytest.raises(NotFound):
        look(stage, "ke.bureau", "spaceships", vin=VIN)


def test_the_form_asks_as_its_fields_change_and_saves_whatever_is_alike(stage: Stage) -> None:
    add(stage, "vehicles")
    client = stage.client("ke.bureau")
    form = client.get("/records/add/vehicles/").content.decode()
    assert 'hx-post="/records/add/vehicles/alike"' in form
    fragment = client.post("/records/add/vehicles/alike", {"vin": VIN}).content.decode()
    assert "This may already be recorded" in fragment and "France" in fragment and "<html" not in fragment
    values = {"reference": "KE-1", "kind": "stolen", "vin": VIN, "level": "official_use_only"}
    saved = client.post("/records/add/vehicles/", values)
    assert saved.status_code == 302
    own = Record.objects.get(reference="KE-1")
    assert f'hx-post="/records/{own.pk}/vehicles/alike"' in client.get(f"/records/{own.pk}/change/").content.decode()


HOSTILE = ("", "x", "\u202e\u200b", "😀" * 50, "A" * 10_000, "{}", "[1, [2]]", "1985-99-99", "\0")


@pytest.mark.parametrize("database", [manifest.database for manifest in manifests.all()])
def test_half_typed_and_hostile_values_are_passed_over(stage: Stage, database: str) -> None:
    client = stage.client("fr.bureau")
    for text in HOSTILE:
        values = {field.name: text for field in manifests.get(database).all_fields()}
        asked = alike.questions(database, alike.read(database, values))
        assert all(not question.problems(one) for one in asked)
        # No form of ours sends a null character: no page takes one.
        expected = 422 if "\0" in text else 200
        assert client.post(f"/records/add/{database}/alike", values).status_code == expected, text


def test_every_database_has_its_questions() -> None:
    assert set(alike._SUBJECTS) == {manifest.database for manifest in manifests.all()}
