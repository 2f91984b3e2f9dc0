"""The pages and the API of saved checks, as those who use them see them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, get_args

import msgspec
import pytest
from django.test import Client

from comity.checks.engine import question
from comity.checks.engine.question import Question
from comity.checks.models import Hit
from comity.records import actions as records
from comity.saved_checks import queries
from comity.saved_checks.models import SavedCheck
from comity.testing.loading import desk
from comity.testing.stage import Stage
from tests.saved_checks.conftest import NUMBER, QUESTION, REASON, save

Run = Callable[..., None]


def typed(stage: Stage, **values: Any) -> dict[str, Any]:
    given = {"looked_for": NUMBER, "subject": "document", "purpose": "locate", "case_reference": "KE-1"}
    return given | {"reason": REASON, "ends_on": str(stage.now.date() + timedelta(days=30))} | values


def test_the_journey_from_the_form_to_the_hit(stage: Stage, sweep: Run) -> None:
    client = stage.client("ke.bureau")
    assert "Nothing is saved" in client.get("/saved-checks/").content.decode()
    saved = client.post("/saved-checks/save/", typed(stage))
    assert saved.status_code == 302, saved.content.decode()
    address = saved["Location"]
    assert "Nothing so far" in client.get(address).content.decode()
    values = {"reference": "FR-1", "kind": "stolen", "number": NUMBER, "issuer": "FRA", "type": "passport"}
    records.add(actor=desk("FR"), database="travel_documents", values=values, now=stage.now)
    sweep()
    front = client.get("/saved-checks/").content.decode()
    assert "1 new" in front
    assert (
        '<span class="count">1<span class="hidden"> new</span></span>'
        in stage.client("ke.head").get("/").content.decode()
    )
    page = client.get(address).content.decode()
    hit = Hit.objects.get(asking="KE")
    assert f"/hits/{hit.pk}/" in page and "Stolen" in page
    until = page.partition('name="until" value="')[2].partition('"')[0]
    client.post(f"{address}note", {"until": until})
    assert '<span class="count">' not in client.get("/").content.decode()
    client.post(f"{address}end")
    assert SavedCheck.objects.get().state == "ended"


@pytest.mark.parametrize(
    ("values", "where", "said"),
    [
        ({"looked_for": ""}, "looked_for", "required"),
        ({"looked_for": "!!!", "subject": ""}, "looked_for", "Nothing that can be checked"),
        ({"looked_for": "12AB34567", "subject": ""}, "reading", "several ways"),
        ({"purpose": ""}, "purpose", "required"),
        ({"ends_on": "2020-01-01"}, "ends_on", "within a year"),
        ({"ends_on": "soon"}, "ends_on", ""),
        ({"reason": "short"}, "reason", "too short"),
        ({"case_reference": " "}, "case_reference", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(stage: Stage, values: dict[str, str], where: str, said: str) -> None:
    answer = stage.client("ke.bureau").post("/saved-checks/save/", typed(stage, **values))
    assert answer.status_code == 422
    assert where in answer.context["form"].errors
    assert said in str(answer.context["form"].errors[where])
    assert not SavedCheck.objects.exists()


@pytest.mark.parametrize(
    ("text", "subject", "question"),
    [
        ("El Amrani Youssef, 1980-02-03", "", {"person": {"name": "El Amrani Youssef", "birth_date": "1980-02-03"}}),
        ("VF1JETH82R5763170", "vehicle", {"vehicle": {"vin": "VF1JETH82R5763170"}}),
        ("View of the harbour", "work_of_art", {"work_of_art": {"title": "View of the harbour"}}),
        ("Yara Benzakour", "person", {"person": {"name": "Yara Benzakour"}}),
    ],
)
def test_what_is_typed_is_read_as_on_the_check_page(
    stage: Stage, text: str, subject: str, question: dict[str, Any]
) -> None:
    answer = stage.client("ke.bureau").post("/saved-checks/save/", typed(stage, looked_for=text, subject=subject))
    assert answer.status_code == 302, answer.context["form"].errors
    assert SavedCheck.objects.get().question == question | {"purpose": "locate"}


def test_of_several_readings_the_officer_says_which(stage: Stage) -> None:
    client, given = stage.client("ke.bureau"), typed(stage, looked_for="AB 123 CD", subject="vehicle")
    form = client.post("/saved-checks/save/", given).context["form"]
    readings = dict(form.fields["reading"].choices)
    assert set(readings.values()) == {
        "Vehicle (Number plate: AB 123 CD)",
        "Vehicle (Number plate: AB 123; Country: CD)",
    }
    assert client.post("/saved-checks/save/", given | {"reading": '{"vehicle": {"plate": "X"}}'}).status_code == 422
    [meant] = [value for value, words in readings.items() if "Country" not in words]
    assert client.post("/saved-checks/save/", given | {"reading": meant}).status_code == 302
    assert SavedCheck.objects.get().question["vehicle"] == {"plate": "AB 123 CD"}


def test_from_an_answer_the_question_is_saved_as_it_was_asked(stage: Stage) -> None:
    client = stage.client("ke.bureau")
    person = {"family_name": "El Amrani", "given_name": "Youssef", "birth_date": "1980-02-03", "sex": "M"}
    typed_person = {f"person-{name}": value for name, value in person.items()}
    answer = client.post("/checks/", {"purpose": "locate", **typed_person})
    assert answer.context["asked_again"], answer.content.decode()
    form = client.post("/saved-checks/save/", {"given": answer.context["asked_again"]})
    assert form.status_code == 200 and "El Amrani" in form.content.decode()
    assert form.context["form"]["purpose"].initial == "locate"
    terms = {"case_reference": "1", "reason": REASON, "ends_on": str(stage.now.date()), "purpose": "locate"}
    saved = client.post("/saved-checks/save/", terms | {"given": form.context["form"]["given"].value()})
    assert saved.status_code == 302
    kept = SavedCheck.objects.get().question
    assert kept["person"] == msgspec.json.decode(answer.context["asked_again"])["person"]
    assert "Tell me when" not in stage.client("ke.border").post("/checks/", {"question": NUMBER}).content.decode()


@pytest.mark.parametrize("given", ["{", "[]", '{"person": 1}', '{"document": {"number": 7}}', "null", "[" * 9000])
def test_a_question_that_is_none_is_typed_anew(stage: Stage, given: str) -> None:
    client = stage.client("ke.bureau")
    assert "looked_for" in client.post("/saved-checks/save/", {"given": given}).context["form"].fields
    assert client.post("/saved-checks/save/", typed(stage, looked_for="", given=given)).status_code == 422


def test_steps_that_cannot_be_taken_are_said_on_the_page(stage: Stage) -> None:
    saved = save(stage, stage.actor("ke.bureau"))
    client = stage.client("ke.bureau")
    address = f"/saved-checks/{saved.pk}/"
    wrong = client.post(f"{address}renew", {"ends_on": "never", "reason": "It goes on."}, follow=True).content.decode()
    assert "ends, and within a year" in wrong
    assert client.post(f"{address}explode").status_code == 404
    assert client.post(f"{address}note", {"until": "then"}).status_code == 404
    client.post(f"{address}end")
    assert "not open any more" in client.post(f"{address}end", follow=True).content.decode()


def system(stage: Stage, name: str) -> Client:
    return Client(headers={"host": "localhost", "authorization": f"Bearer {stage.tokens[name]}"})


def test_the_api_saves_reads_renews_notes_and_ends(stage: Stage, sweep: Run) -> None:
    client = system(stage, "Vehicle register")
    assert client.get("/api/v1/saved-checks").json() == {"saved_checks": [], "next": None}
    ends_on = str(stage.now.date() + timedelta(days=30))
    given = {"question": {"purpose": "locate", "vehicle": {"vin": "VF1JETH82R5763170"}}, "case_reference": "1"}
    made = post(client, "/api/v1/saved-checks", given | {"reason": REASON, "ends_on": ends_on})
    assert made.status_code == 201, made.content
    address = made.headers["Location"]
    assert client.get(address).json()["steps"] == ["renew", "end"]
    renew = {"verb": "renew", "reason": "Seen again near the border.", "ends_on": ends_on}
    assert post(client, f"{address}/steps", renew).json()["renewals"] == 1
    assert post(client, f"{address}/steps", {"verb": "note", "until": "2030-01-01T00:00:00Z"}).status_code == 200
    assert post(client, f"{address}/steps", {"verb": "end"}).json()["state"] == "ended"
    assert post(client, f"{address}/steps", {"verb": "end"}).status_code == 409
    [listed] = client.get("/api/v1/saved-checks?state=ended").json()["saved_checks"]
    assert listed["id"] == address.rpartition("/")[2]


def test_a_system_sees_only_what_it_saved_itself(stage: Stage) -> None:
    saved = save(stage, stage.actor("br.bureau"))
    client = system(stage, "Vehicle register")
    assert client.get(f"/api/v1/saved-checks/{saved.pk}").status_code == 404
    assert system(stage, "Passenger control, Tana airport").get("/api/v1/saved-checks").status_code == 403
    assert Client(headers={"host": "localhost"}).get("/api/v1/saved-checks").status_code == 401


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"question", "case_reference", "reason", "ends_on"}),
        ({"question": QUESTION | {"colour": "red"}}, {"question.colour", "case_reference", "reason", "ends_on"}),
        ({"question": {"purpose": "locate"}, "case_reference": "", "reason": "", "ends_on": "2020-01-01"},
         {"question", "case_reference", "reason", "ends_on"}),
        ({"question": QUESTION, "case_reference": "1", "reason": REASON, "ends_on": "31 May"}, {"ends_on"}),
    ],
)  # fmt: skip
def test_the_api_names_every_wrong_field(stage: Stage, body: dict[str, Any], fields: set[str]) -> None:
    answer = post(system(stage, "Vehicle register"), "/api/v1/saved-checks", body)
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == fields


@pytest.mark.parametrize(
    "step", [{"verb": "explode"}, {"verb": "renew"}, {"verb": "note"}, {"verb": "note", "until": "2030-01-01T00:00:00"}]
)
def test_a_step_that_is_none_is_refused_with_its_field(stage: Stage, step: dict[str, str]) -> None:
    client = system(stage, "Vehicle register")
    given = {"question": {"purpose": "locate", "vehicle": {"vin": "VF1JETH82R5763170"}}, "case_reference": "1"}
    ends_on = str(stage.now.date() + timedelta(days=30))
    address = post(client, "/api/v1/saved-checks", given | {"reason": REASON, "ends_on": ends_on}).headers["Location"]
    answer = post(client, f"{address}/steps", step)
    assert answer.status_code == 422 and answer.json()["errors"][0]["accepted"]


def test_the_list_goes_on_page_by_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.saved_checks import api

    monkeypatch.setattr(api, "LIMIT", 2)
    saved = {str(save(stage, stage.actor("ke.bureau")).pk) for _ in range(5)}
    client, seen, page = stage.client("ke.bureau"), [], 1
    while page:
        answer = client.get(f"/api/v1/saved-checks?page={page}").json()
        seen += [one["id"] for one in answer["saved_checks"]]
        page = answer["next"]
    assert sorted(seen) == sorted(saved)
    for wrong in ("page=0", "page=x", "page=٣", "state=old", "colour=red"):
        assert client.get(f"/api/v1/saved-checks?{wrong}").status_code == 422


def post(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(address, msgspec.json.encode(body), "application/json")


def test_every_field_of_a_question_has_a_label() -> None:
    from msgspec import structs

    for subject in queries.SUBJECTS:
        kind = next(field.type for field in structs.fields(Question) if field.name == subject)
        named = next((one for one in get_args(kind) if hasattr(one, "__struct_fields__")), None)
        assert set(named.__struct_fields__ if named else ()) <= set(queries.FIELDS), subject
    assert set(queries.SUBJECTS) == set(question.SUBJECTS)
