"""The page of passenger lists: every line has an outcome, the worst first, and then all of them in order."""

import base64
import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.checks.engine.passengers import checking
from comity.checks.models import Check, Hit
from comity.checks.pages import listed_lines, passengers
from comity.testing import tour
from comity.testing.stage import Stage

ADDRESS = "/checks/passenger-list/"
HEADER = "family_name,given_name,birth_date,document_number,issuer,reference\n"
CLEAN = "Osei,Abena,1990-01-02,99ZZ00001,GHA,QX7P2B\n"
STOLEN = f"Delacour,Elodie,1988-05-21,{tour.STOLEN_NUMBER},FRA,QX7P2A\n"
BAD = "Marsh,Ida,1990-02-31,99ZZ00002,GBR,=1+1\n"
SHORT = "Marsh,Ida\n"


@pytest.fixture
def officer(stage: Stage) -> Client:
    """A frontline officer of Kenya, signed in."""
    return stage.client("ke.border")


def send(client: Client, listed: str = "", **changed: Any) -> Any:
    return client.post(ADDRESS, {"text": listed, "purpose": "border_control", "place": "Quay 2"} | changed)


def test_every_line_has_an_outcome_the_worst_first_and_all_in_order(stage: Stage, officer: Client) -> None:
    response = send(officer, HEADER + CLEAN + BAD + STOLEN + SHORT + CLEAN)
    assert response.status_code == 200
    page = response.content.decode()
    assert response.context["verdict"]["outcome"] == "hit"
    assert "1 of 5 lines" in page
    assert dict(response.context["counts"]) == {"hit": 1, "possible": 0, "not_checked": 2, "no_hit": 2}
    assert [one.line.number for one in response.context["found"]] == [4]
    assert [line.number for line in response.context["lines"]] == [2, 3, 4, 5, 6]
    assert "Delacour, Elodie" in page and "Stolen" in page and "birth_date" in page
    assert page.index("Delacour, Elodie") < page.index("Osei, Abena")
    stage.ingest()
    assert set(Check.objects.values_list("face", "purpose", "place")) == {("page", "border_control", "Quay 2")}
    assert Check.objects.count() == 3
    assert Hit.objects.count() == 1


def test_a_file_is_read_as_a_pasted_list_is(officer: Client) -> None:
    file = SimpleUploadedFile("flight.csv", (HEADER + STOLEN).encode("latin-1"))
    response = send(officer, file=file)
    assert response.context["verdict"]["outcome"] == "hit"
    assert "flight.csv" in response.content.decode()


def test_what_is_wrong_with_the_list_itself_is_said_beside_its_lines(officer: Client) -> None:
    listed = (
        "UNA:+.? 'UNB+UNOA:4+A+B+261122:1200+1'UNH+1+PAXLST:D:05B:UN:IATA'"
        f"NAD+FL+++DELACOUR:ELODIE'DOC+P+{tour.STOLEN_NUMBER}'LOC+91+FRA'CNT+42:3'UNT+6+1'"
    )
    response = send(officer, listed)
    assert "announces another number of travellers" in response.content.decode()
    assert [line.outcome for line in response.context["lines"]] == ["hit"]


def test_the_outcomes_can_be_taken_away_as_a_file(officer: Client) -> None:
    response = send(officer, HEADER + CLEAN + BAD + STOLEN)
    assert response.context["download"] in response.content.decode()
    kind, _, content = response.context["download"].partition(",")
    assert kind == "data:text/csv;charset=utf-8;base64"
    text = base64.b64decode(content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["line"], row["outcome"], row["name"]) for row in rows] == [
        ("2", "no_hit", "Osei, Abena"),
        ("3", "not_checked", "Marsh, Ida"),
        ("4", "hit", "Delacour, Elodie"),
    ]
    assert rows[1]["reference"] == "'=1+1", "a spreadsheet must not take it for a formula"
    assert "birth_date" in rows[1]["remarks"]


@pytest.mark.parametrize(
    ("listed", "changed", "said"),
    [
        ("", {}, "Nothing was given."),
        (HEADER + CLEAN, {"file": SimpleUploadedFile("a.csv", b"x")}, "not both"),
        ("", {"file": SimpleUploadedFile("a.csv", b"")}, "names no column"),
        ("", {"file": SimpleUploadedFile("a.csv", b"x" * (checking.LONGEST + 1))}, "larger than 8 MB"),
        ("seat,meal\n12A,kosher\n", {}, "names no column"),
        (HEADER, {}, "holds no passenger"),
        (HEADER + CLEAN, {"purpose": "no_such"}, "no_such"),
        (HEADER + CLEAN, {"place": "x" * 201}, "200"),
        ("document_number\n" + "1\n" * (checking.MOST + 1), {}, "10,000"),
    ],
)
def test_what_is_wrong_as_a_whole_is_named_and_nothing_is_asked(
    stage: Stage, officer: Client, listed: str, changed: dict[str, Any], said: str
) -> None:
    response = send(officer, listed, **changed)
    assert response.status_code == 422
    assert said in response.content.decode()
    stage.ingest()
    assert not Check.objects.exists()


def test_purpose_and_place_are_those_of_the_check_page(officer: Client) -> None:
    send(officer, HEADER + CLEAN)
    for address in ("/checks/", ADDRESS):
        page = officer.get(address).content.decode()
        assert 'value="border_control" selected' in page and 'value="Quay 2"' in page


def test_who_may_not_ask_checks_no_list(stage: Stage) -> None:
    for username in ("fr.dpo", "gs.administrator", "gs.translator"):
        assert stage.client(username).get(ADDRESS).status_code == 403
        assert send(stage.client(username), HEADER + STOLEN).status_code == 403
    stage.ingest()
    assert not Check.objects.exists()


def test_a_purpose_that_is_not_theirs_is_no_choice(officer: Client) -> None:
    assert send(officer, HEADER + STOLEN, purpose="crime_analysis").status_code == 422


def test_what_is_left_when_the_time_is_over_says_so(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passengers, "PATIENCE_SECONDS", 0.0)
    response = send(officer, HEADER + STOLEN * (checking.AT_ONCE + 2) + BAD)
    counts = dict(response.context["counts"])
    assert counts["hit"] == checking.AT_ONCE and counts["not_checked"] == 3
    assert passengers.OUT_OF_TIME in response.content.decode()
    assert "birth_date" in response.content.decode()


def test_what_cannot_be_written_down_is_not_shown(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.checks.engine.journal import Journal, NotWritten

    def full(_journal: Journal, _payload: bytes) -> None:
        raise NotWritten("No space left on device")

    monkeypatch.setattr(Journal, "write", full)
    response = send(officer, HEADER + STOLEN)
    assert dict(response.context["counts"]) == {"hit": 0, "possible": 0, "not_checked": 1, "no_hit": 0}
    assert "Stolen" not in response.content.decode()


def test_a_long_page_shows_the_worst_in_full_and_every_line_in_the_table(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed_lines, "MOST_IN_FULL", 3)
    monkeypatch.setattr(listed_lines, "MOST_OPEN", 1)
    response = send(officer, HEADER + STOLEN * 5)
    assert [one.is_open for one in response.context["found"]] == [True, False, False]
    possible = f"{tour.CHARGED_NAME.split()[1]},{tour.CHARGED_NAME.split()[0]},{tour.CHARGED_BORN},,,\n"
    [one] = send(officer, HEADER + possible).context["found"]
    assert (one.line.outcome, one.is_open) == ("possible", False)
    page = response.content.decode()
    assert 'href="#found-3"' in page and 'href="#found-4"' not in page
    assert len(response.context["lines"]) == 5


anything = st.one_of(
    st.text(max_size=200),
    st.text("ABC,;\"'+:?\n UN", max_size=200),
    st.binary(max_size=120).map(lambda raw: raw.decode("latin-1")),
)


@given(st.sampled_from(["", HEADER, "mrz1,mrz2\n", "UNB+UNOA:4'UNH+1+PAXLST:D'NAD+FL+++"]), anything)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_given_has_outcomes_or_a_sentence(officer: Client, beginning: str, text: str) -> None:
    response = send(officer, beginning + text)
    page = response.content.decode()
    if response.status_code == 200:
        assert response.context["lines"] and "data-outcome" in page
    else:
        assert response.status_code == 422 and 'class="problems' in page
