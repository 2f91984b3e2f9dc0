"""The check page and the lists: whatever is typed gets a sentence, never a fault; purpose and place are remembered."""

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.checks.engine import scan
from comity.checks.models import Check
from comity.testing import tour
from comity.testing.stage import Stage


@pytest.fixture
def officer(stage: Stage) -> Client:
    """A frontline officer of Kenya, signed in."""
    return stage.client("ke.border")


anything = st.one_of(
    st.text(max_size=120),
    st.text("ABC<0123 \n", max_size=100),
    st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")),
)


@given(anything, st.text(max_size=10))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_has_an_answer_or_a_sentence(officer: Client, text: str, place: str) -> None:
    response = officer.post("/checks/", {"question": text, "purpose": "border_control", "place": place})
    assert response.status_code in (200, 422)
    assert "data-outcome" in response.content.decode() or response.status_code == 422


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"question": "", "purpose": "border_control"}, 422, "Nothing was scanned or typed."),
        ({"question": "14DF28903", "purpose": "no_such"}, 422, "purpose"),
        ({"question": "14DF28903", "purpose": "crime_analysis"}, 403, "not authorised to ask for this purpose"),
        ({"question": "14DF28903", "purpose": "border_control", "place": "x" * 300}, 422, "place"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    stage: Stage, fields: dict[str, str], status: int, said: str
) -> None:
    response = stage.client("ke.border").post("/checks/", fields)
    assert response.status_code == status
    page = response.content.decode()
    assert said in page
    assert fields["question"] in page


def test_purpose_and_place_are_remembered_for_the_session(stage: Stage) -> None:
    client = stage.client("ke.border")
    client.post("/checks/", {"question": "AB1234567", "purpose": "wanted_person", "place": "Desk 9"})
    page = client.get("/checks/").content.decode()
    assert 'value="wanted_person" selected' in page
    assert 'value="Desk 9"' in page


def test_an_ambiguous_text_asks_everything_it_can_be(stage: Stage) -> None:
    response = stage.client("ke.border").post(
        "/checks/", {"question": tour.STOLEN_PLATE, "purpose": "border_control", "place": ""}
    )
    databases = {one["database"] for answer in response.context["answers"] for one in answer["answers"]}
    assert {"vehicles", "travel_documents", "persons"} <= databases
    assert response.context["answers"][0]["outcome"] == "possible", "the plate without its country"
    stage.ingest()
    assert Check.objects.count() == len(response.context["answers"])


def _asked(stage: Stage, text: str, username: str = "ke.border", purpose: str = "border_control") -> Any:
    return stage.client(username).post("/checks/", {"question": text, "purpose": purpose, "place": ""})


def test_a_guess_in_a_database_that_is_not_theirs_is_no_alarm(stage: Stage) -> None:
    response = _asked(stage, tour.CLEAN_NUMBER)
    page = response.content.decode()
    assert response.context["whole"]["outcome"] == "no_hit"
    assert "This is not a clearance." not in page
    assert "Perhaps the serial number of a firearm. Not asked: you are not authorised for this database." in page


def test_several_readings_have_one_verdict_the_gravest(stage: Stage) -> None:
    page = _asked(stage, f"BR {tour.STOLEN_PLATE}", "br.border", "security_check").content.decode()
    assert re.findall(r'data-outcome="(\w+)"', page) == ["hit"]
    assert re.findall(r'class="verdict-word">([^<]+)<', page) == ["Hit"]
    assert "Read as:" in page


def test_a_text_that_is_too_long_is_not_cut_but_refused(stage: Stage) -> None:
    zone = "\n".join(tour.stolen_zone())
    response = _asked(stage, zone + " " * scan.LONGEST + zone)
    assert response.status_code == 422
    assert "nothing was checked" in response.content.decode()
    stage.ingest()
    assert not Check.objects.exists()


def test_who_may_not_ask_is_told_so_and_the_journal_stays_empty(stage: Stage) -> None:
    for username in ("fr.dpo", "gs.administrator", "gs.translator"):
        assert stage.client(username).get("/checks/").status_code == 403
        typed = {"question": "14DF28903", "purpose": "border_control"}
        assert stage.client(username).post("/checks/", typed).status_code == 403
    stage.ingest()
    assert not Check.objects.exists()


@pytest.mark.parametrize("address", ["/hits/?state=no_such&side=%00&page=x", "/hits/?page=-5", "/hits/not-an-id/"])
def test_odd_addresses_are_no_fault(stage: Stage, address: str) -> None:
    assert stage.client("fr.bureau").get(address).status_code in (200, 404, 422)


def test_a_journal_that_cannot_be_written_is_no_clearance(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.checks.asgi import app
    from comity.checks.engine.journal import NotWritten

    def full(_payload: bytes) -> None:
        raise NotWritten("No space left on device")

    client = stage.client("ke.border")
    monkeypatch.setattr(app.checker.journal, "write", full)
    response = client.post("/checks/", {"question": "\n".join(tour.clean_zone()), "purpose": "border_control"})
    assert response.status_code == 503
    assert "data-outcome" not in response.content.decode()
    assert "it was not made" in response.content.decode()


def test_the_live_stream_is_for_who_has_signed_in_and_carries_no_data(stage: Stage) -> None:
    assert Client(headers={"host": "localhost"}).get("/hits/stream").status_code == 302
    response = stage.client("fr.bureau").get("/hits/stream")
    assert response.headers["Content-Type"] == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-store"
