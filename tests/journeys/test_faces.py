"""The same question has the same answer on every face, over a set of questions that meets every kind of outcome."""

from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from comity.testing import tour
from comity.testing.stage import Stage
from comity.wiring.cli.check import check

TOKEN = "Passenger control, Tana airport"

# What is asked by API and batch, by command, and as typed into the box of the page.
QUESTIONS: dict[str, tuple[dict[str, Any], tuple[str, ...], str]] = {
    "hit": ({"mrz": tour.stolen_zone()}, ("--mrz", *tour.stolen_zone()), "\n".join(tour.stolen_zone())),
    "no hit": ({"mrz": tour.clean_zone()}, ("--mrz", *tour.clean_zone()), "\n".join(tour.clean_zone())),
    "person": (
        {"person": {"name": tour.CHARGED_NAME, "birth_date": tour.CHARGED_BORN}},
        ("--person", tour.CHARGED_NAME, "--born", tour.CHARGED_BORN),
        f"{tour.CHARGED_NAME}, {tour.CHARGED_BORN}",
    ),
    "person without a date": (
        {"person": {"name": tour.CHARGED_NAME}},
        ("--person", tour.CHARGED_NAME),
        tour.CHARGED_NAME,
    ),
    "vehicle": ({"vehicle": {"vin": tour.STOLEN_VIN}}, ("--vin", tour.STOLEN_VIN), tour.STOLEN_VIN),
}
EXITS = {"hit": 1, "possible": 1, "no_hit": 0, "not_checked": 3}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_face_says_the_same(stage: Stage, name: str) -> None:
    asked, options, typed = QUESTIONS[name]
    question = {"purpose": "border_control", **asked}
    by_api = told(stage.ask_api(stage.tokens[TOKEN], question))
    [by_batch] = [told(one) for one in stage.ask_batch(stage.tokens[TOKEN], [question])]
    done = CliRunner().invoke(check, [*options, "--token", stage.tokens[TOKEN], "--json"])
    by_command = told(msgspec.json.decode(done.stdout))
    assert done.exit_code == EXITS[by_api["outcome"]]
    page = stage.client("ke.border").post("/checks/", {"question": typed, "purpose": "border_control"})
    by_page = [told(one) for one in page.context["answers"]]
    assert by_api == by_batch == by_command
    assert by_api in by_page


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--mrz", "P<FRA", "--purpose", "border_control"], 1, "mrz"),
        (["--number", "1", "--purpose", "not_a_purpose"], 2, "not_a_purpose"),
        (["--purpose", "border_control"], 2, "Ask about one thing"),
        (["--issuer", "FRA"], 2, "--number is missing"),
        (["--no-such-option"], 2, "No such option"),
    ],
)
def test_the_command_says_what_is_wrong(stage: Stage, arguments: list[str], code: int, said: str) -> None:
    done = CliRunner().invoke(check, [*arguments, "--token", stage.tokens[TOKEN]])
    assert done.exit_code == code
    assert said in done.output or said in str(done.exception)


def test_a_token_that_nobody_holds_asks_nothing(stage: Stage) -> None:
    done = CliRunner().invoke(check, ["--number", "1", "--token", "comity_no"])
    assert done.exit_code == 2
    assert "Nobody holds this token" in done.output


def test_a_passenger_list_has_an_outcome_for_every_line(stage: Stage) -> None:
    header = "family_name,given_name,birth_date,document_number,issuer"
    lines = [
        f"Delacour,Elodie,1988-05-21,{tour.STOLEN_NUMBER},FRA",
        "Nobody,Anna,1990-13-45,AB1,ZZZ",
        "Kim,Lee,1999-01-01,M9911223,KOR",
        "=cmd(),Lee,1999-01-01,M9911224,KOR",
    ] * 200
    source, out = stage.folder / "list.csv", stage.folder / "out.jsonl"
    source.write_text("\n".join([header, *lines]) + "\n")
    done = CliRunner().invoke(check, ["--file", str(source), "--out", str(out), "--token", stage.tokens[TOKEN]])
    assert done.exit_code == 1, done.output
    rows = [msgspec.json.decode(line) for line in out.read_bytes().splitlines()]
    assert [row["line"] for row in rows] == list(range(2, len(lines) + 2))
    assert [row["outcome"] for row in rows] == ["hit", "not_checked", "no_hit", "no_hit"] * 200
    assert all("birth_date" in row["remarks"] for row in rows[1::4])
    stage.ingest()
    from comity.checks.models import Check, Hit

    assert Check.objects.filter(face="command").count() == 600
    assert Hit.objects.count() == 200


def told(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("check", "at")}
