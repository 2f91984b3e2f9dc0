"""The journey over HTTP: possible, judged, quick; what the pages say, and what they refuse with a sentence."""

import re
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from django.test import Client

from comity.checks.models import Hit
from comity.core.models import Change
from comity.judgements.models import Judgement
from comity.testing.stage import Stage
from tests.judgements.conftest import ASKED, NUMBER, Crossing, zone

FORM = {"compared": ["fingerprints", "document"], "text": "Prints of both index fingers differ from those sent."}


def scan(client: Client, crossing: Crossing) -> str:
    """The namesake's passport is scanned at the page."""
    typed = "\n".join(zone(crossing.stage.now.date()))
    response = client.post("/checks/", {"question": typed, "purpose": "border_control"})
    assert response.status_code == 200
    crossing.stage.ingest()
    return response.content.decode()


def outcome(page: str) -> str:
    return re.findall(r'data-outcome="(\w+)"', page)[0]


def judge_address(crossing: Crossing) -> str:
    hit = Hit.objects.get(record=crossing.record.pk)
    return f"/checks/{hit.check_made_id}/{hit.record}/not-the-person"


def until(stage: Stage) -> str:
    return (stage.now.date() + timedelta(days=200)).isoformat()


def test_possible_judged_and_quick_the_second_time(crossing: Crossing) -> None:
    stage, client = crossing.stage, crossing.stage.client("ke.bureau")
    assert outcome(scan(client, crossing)) == "possible"
    address = judge_address(crossing)
    form = client.get(address).content.decode()
    assert NUMBER in form and "HIDENOR QUENTIN" in form
    assert "learns nothing of it" in form and "no list" in form
    assert address in client.get(f"/hits/{Hit.objects.get().pk}/").content.decode()
    response = client.post(address, {**FORM, "until": until(stage)}, follow=True)
    judgement = Judgement.objects.get()
    assert response.redirect_chain == [(f"/judgements/{judgement.pk}/", 302)]
    page = response.content.decode()
    assert "Remembered." in page and FORM["text"] in page and "Baraka Kamaundi" in page
    stage.follow()
    again = scan(client, crossing)
    assert outcome(again) == "no_hit"
    assert "not the person recorded" in again and f"/judgements/{judgement.pk}/" in again
    assert "Hidenor" not in again.split("How it was read")[0], "nothing of the record is shown"
    assert Hit.objects.count() == 1


def test_the_frontline_reads_that_it_is_set_aside_and_no_more(crossing: Crossing) -> None:
    judgement = crossing.judge()
    page = scan(crossing.stage.client("ke.border"), crossing)
    assert outcome(page) == "no_hit" and "An officer of your bureau found" in page
    assert "a record was set aside" in page and "Nothing known" not in page
    assert str(judgement.pk) not in page
    assert crossing.stage.client("ke.border").get(f"/judgements/{judgement.pk}/").status_code == 403


def test_judged_twice_it_is_shown_instead_of_asked_again(crossing: Crossing) -> None:
    judgement = crossing.judge()
    response = crossing.stage.client("ke.bureau").get(judge_address(crossing))
    assert response.status_code == 302 and response.headers["Location"] == f"/judgements/{judgement.pk}/"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"compared": []}, "id_compared"),
        ({"compared": ["horoscope"]}, "id_compared"),
        ({"text": ""}, "id_text"),
        ({"text": "Not him."}, "id_text"),
        ({"text": "\u200b" * 40}, "id_text"),
        ({"until": "soon"}, "id_until"),
        ({"until": "2020-01-01"}, "id_until"),
        ({"until": "9999-12-31"}, "id_until"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_lost(crossing: Crossing, fields: dict, said: str) -> None:
    crossing.possible()
    given = {**FORM, "until": until(crossing.stage), **fields}
    response = crossing.stage.client("ke.bureau").post(judge_address(crossing), given)
    assert response.status_code == 422
    page = response.content.decode()
    assert f'href="#{said}' in page or f'id="{said}_error"' in page, page
    assert not Judgement.objects.exists() and not Change.objects.filter(topic="judgement").exists()
    if "text" not in fields:
        assert FORM["text"] in page, "what was typed stays"


def test_without_a_document_the_answer_says_so(crossing: Crossing) -> None:
    client = crossing.stage.client("ke.bureau")
    response = client.post("/checks/", {"question": "Quentin Hidenor, 1981-03-04", "purpose": "border_control"})
    crossing.stage.ingest()
    page = response.content.decode()
    assert outcome(page) == "possible" and "not-the-person" not in page
    refused = client.get(judge_address(crossing))
    assert refused.status_code == 409 and "gave no whole document" in refused.content.decode()


def test_it_is_withdrawn_with_a_reason(crossing: Crossing) -> None:
    judgement = crossing.judge()
    client = crossing.stage.client("ke.head")
    address = f"/judgements/{judgement.pk}/"
    assert "This needs a reason." in client.post(f"{address}withdraw", {"reason": ""}, follow=True).content.decode()
    page = client.post(f"{address}withdraw", {"reason": "Prints mixed up."}, follow=True).content.decode()
    assert "Withdrawn." in page and "Prints mixed up." in page and "Makena Nyambokere" in page
    assert client.post(f"{address}withdraw", {"reason": "Again."}).status_code == 409
    crossing.stage.follow()
    assert crossing.persons()["outcome"] == "possible"


def test_there_is_no_list(crossing: Crossing) -> None:
    crossing.judge()
    client = crossing.stage.client("ke.head")
    for address in ("/judgements/", "/judgements", "/api/v1/judgements/"):
        assert client.get(address).status_code == 404
    refused = client.get("/api/v1/judgements")
    assert refused.status_code == 405 and refused.headers["Allow"] == "POST"


# --- The API ---


def by_token(crossing: Crossing, name: str) -> Client:
    return Client(headers={"host": "localhost", "authorization": f"Bearer {crossing.stage.tokens[name]}"})


def post(client: Client, address: str, content: object) -> tuple[int, dict]:
    body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    response = client.post(address, data=body, content_type="application/json")
    return response.status_code, response.json()


@pytest.fixture
def writer(crossing: Crossing) -> Client:
    """A system of Kenya that also records."""
    from comity.network.models import Token

    Token.objects.filter(name="Passenger control, Tana airport").update(may_write=True)
    return by_token(crossing, "Passenger control, Tana airport")


def test_a_system_judges_in_the_name_of_an_officer(crossing: Crossing, writer: Client) -> None:
    said = {"check": str(crossing.possible()), "record": str(crossing.record.pk), "officer": "No 4711", **FORM}
    status, made = post(writer, "/api/v1/judgements", said)
    assert status == 201, made
    assert made["state"] == "in_force" and made["decided_by"] == "No 4711" and made["compared"] == FORM["compared"]
    crossing.stage.follow()
    [aside] = crossing.persons()["set_aside"]
    assert aside["judgement"] == made["id"]
    assert writer.get(f"/api/v1/judgements/{made['id']}").json() == made
    status, ended = post(writer, f"/api/v1/judgements/{made['id']}/withdrawal", {"reason": "Mixed up."})
    assert status == 200 and ended["state"] == "withdrawn" and ended["reason"] == "Mixed up."
    assert post(writer, "/api/v1/judgements", said)[0] == 201, "decided anew"
    assert post(writer, "/api/v1/judgements", said)[0] == 409


def test_a_system_that_only_asks_may_not_judge(crossing: Crossing) -> None:
    check = str(crossing.possible())
    client = by_token(crossing, "Passenger control, Tana airport")
    said = {"check": check, "record": str(crossing.record.pk), "officer": "No 4711", **FORM}
    assert post(client, "/api/v1/judgements", said)[0] == 403
    assert client.get(f"/api/v1/judgements/{uuid4()}").status_code == 403


def test_another_country_s_system_finds_nothing(crossing: Crossing) -> None:
    judgement = crossing.judge()
    client = by_token(crossing, "Vehicle register")
    said = {"check": str(judgement.check_made), "record": str(crossing.record.pk), "officer": "No 1", **FORM}
    assert post(client, "/api/v1/judgements", said)[0] == 404
    for one in (judgement.pk, uuid4()):
        assert client.get(f"/api/v1/judgements/{one}").status_code == 404
        assert post(client, f"/api/v1/judgements/{one}/withdrawal", {"reason": "Because."})[0] == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"check": "no id"}, "check"),
        ({"record": 7}, "record"),
        ({"compared": "face"}, "compared"),
        ({"compared": ["face", 1]}, "compared"),
        ({"compared": ["\u202eface"]}, "compared"),
        ({"text": "\u0000" * 40}, "text"),
        ({"text": "x" * 10_000}, "text"),
        ({"until": "tomorrow"}, "until"),
        ({"until": "9999-12-31"}, "until"),
        ({"until": "2020-02-30"}, "until"),
        ({"officer": ""}, "officer"),
        ({"officer": "x" * 5000}, "officer"),
        ({"whitelist": True}, "whitelist"),
    ],
)
def test_bad_input_names_its_field(crossing: Crossing, writer: Client, wrong: dict, field: str) -> None:
    check = str(crossing.possible())
    said = {"check": check, "record": str(crossing.record.pk), "officer": "No 4711", **FORM, **wrong}
    status, problem = post(writer, "/api/v1/judgements", said)
    assert status == 422, problem
    assert {error["field"].partition("[")[0] for error in problem["errors"]} == {field}
    assert not Judgement.objects.exists()


def test_no_json_and_too_much_of_it(crossing: Crossing, writer: Client) -> None:
    assert post(writer, "/api/v1/judgements", b"{")[0] == 422
    assert post(writer, "/api/v1/judgements", b'{"text": "' + b"x" * 20_000 + b'"}')[0] == 413
    assert writer.get("/api/v1/judgements").status_code == 405


def test_a_question_as_wide_as_can_be_is_judged_by_its_traveller(crossing: Crossing) -> None:
    """Other things asked along do not make another traveller."""
    crossing.judge()
    asked = {**ASKED, "vehicle": {"plate": "AB123CD", "country": "FR"}, "place": "Desk 9", "silent": True}
    assert crossing.persons(asked)["set_aside"]
