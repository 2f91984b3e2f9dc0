"""What an officer reads: one sentence of what is so, by whom and since when, in the same words on every face."""

from datetime import date, timedelta

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from comity.checks.engine import scan
from comity.checks.engine.answer import OUTCOMES
from comity.checks.models import Hit
from comity.checks.pages.readings import read_as
from comity.records.models import Record
from comity.testing import tour
from comity.testing.stage import Stage
from comity.wiring.cli.check import check

TOKEN = "Passenger control, Tana airport"


def test_every_face_says_who_reported_it_and_since_when(stage: Stage) -> None:
    zone, day = tour.stolen_zone(), stage.now.date() - timedelta(days=40)
    said = f"Reported stolen by France on {day.day} {day:%B %Y}."
    [match] = stage.ask_api(stage.tokens[TOKEN], {"purpose": "border_control", "mrz": zone})["answers"][0]["matches"]
    assert match["reported_on"] == day.isoformat()
    assert match["means"] == "Reported stolen."
    page = stage.client("ke.border").post("/checks/", {"question": "\n".join(zone), "purpose": "border_control"})
    assert said in page.content.decode()
    command = CliRunner().invoke(check, ["--mrz", *zone, "--token", stage.tokens[TOKEN]])
    assert said in command.stdout
    stage.ingest()
    hit = Hit.objects.filter(check_made__face="page").get()
    assert said in stage.client("ke.bureau").get(f"/hits/{hit.pk}/").content.decode()
    assert said in stage.client("fr.bureau").get(f"/records/{hit.record}/").content.decode()


def test_without_a_date_of_the_event_it_is_the_day_it_was_recorded(stage: Stage) -> None:
    asked = {"purpose": "border_control", "person": {"name": tour.CHARGED_NAME, "birth_date": tour.CHARGED_BORN}}
    answer = stage.ask_api(stage.tokens[TOKEN], asked)
    [match] = answer["answers"][-1]["matches"]
    recorded = Record.objects.get(pk=match["record"]).created_at.date()
    assert match["reported_on"] == recorded.isoformat()
    assert "occurred_on" not in match["facts"]


def test_facts_are_words_on_pages_and_in_the_command_and_slugs_in_the_api(stage: Stage) -> None:
    zone = tour.stolen_zone()
    [match] = stage.ask_api(stage.tokens[TOKEN], {"purpose": "border_control", "mrz": zone})["answers"][0]["matches"]
    assert (match["facts"]["issuer"], match["facts"]["type"]) == ("FRA", "passport")
    client = stage.client("ke.border")
    page = client.post("/checks/", {"question": "\n".join(zone), "purpose": "border_control"}).content.decode()
    command = CliRunner().invoke(check, ["--mrz", *zone, "--token", stage.tokens[TOKEN]]).stdout
    stage.ingest()
    found = Hit.objects.get(check_made__face="page")
    hit = client.get(f"/hits/{found.pk}/").content.decode()
    for face in (page, command, hit):
        assert "Issuing country" in face
        assert "France (FRA)" in face
        assert "Passport" in face


def test_each_of_several_answers_says_which_reading_it_answers(stage: Stage) -> None:
    page = stage.client("ke.border").post("/checks/", {"question": "AB 123 CD", "purpose": "border_control"})
    read = [read for read, _answer in page.context["shown"]]
    assert len(read) > 1 and len(set(read)) == len(read)
    assert any(one.startswith("number plate AB 123 of ") for one in read)
    assert all(f"Read as: {one}" in page.content.decode() for one in read)


def test_a_single_answer_needs_no_reading(stage: Stage) -> None:
    zone = "\n".join(tour.stolen_zone())
    page = stage.client("ke.border").post("/checks/", {"question": zone, "purpose": "border_control"})
    assert "Read as:" not in page.content.decode()


def test_the_gravest_answer_comes_first(stage: Stage) -> None:
    asked = f"{tour.STOLEN_PLATE} BR"
    page = stage.client("br.border").post("/checks/", {"question": asked, "purpose": "security_check"})
    outcomes = [one["outcome"] for one in page.context["answers"]]
    assert outcomes[0] == "hit"
    assert outcomes == sorted(outcomes, key=OUTCOMES.index)


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[A-Z0-9 -]{2,18}", fullmatch=True)))
def test_whatever_can_be_asked_can_be_said(text: str) -> None:
    for question in scan.questions(scan.recognise(text, date(2026, 11, 22))):
        assert read_as(question)
