"""A published notice marks the record it concerns: every face of a check says its colour and number, until it ends."""

from typing import Any

from click.testing import CliRunner

from comity.network.rules import COMMAND
from comity.records import actions as records
from comity.records.models import Mark, Record
from comity.testing import tour
from comity.testing.stage import Stage
from comity.wiring.cli.check import check
from tests.checks.test_found_by_name import TOKEN, asked, page_of, text_of

PERSON = {"name": tour.CHARGED_NAME, "birth_date": tour.CHARGED_BORN}


def step(stage: Stage, verb: Any) -> None:
    record = Record.objects.get(reference="JP-TOUR-CHARGED")
    verb(
        actor=COMMAND,
        record_id=record.pk,
        kind=Mark.Kind.MARKER,
        from_room="notices",
        reason_code="red:2026/1234",
        now=stage.now,
    )


def notices(stage: Stage) -> list[Any]:
    match = asked(stage, person=PERSON)["matches"][0]
    assert "notices" not in match["facts"]
    return match.get("notices", [])


def test_the_answer_names_the_notice_while_it_stands(stage: Stage) -> None:
    assert notices(stage) == []
    step(stage, records.mark)
    assert notices(stage) == [{"colour": "red", "number": "2026/1234"}]
    step(stage, records.unmark)
    assert notices(stage) == []


def test_the_page_shows_colour_word_and_number(stage: Stage) -> None:
    step(stage, records.mark)
    stage.follow()
    page = page_of(stage, question=f"{tour.CHARGED_NAME}, {tour.CHARGED_BORN}")
    assert "Red notice 2026/1234" in text_of(page)
    assert "notice-red" in page


def test_the_command_says_it_too(stage: Stage) -> None:
    step(stage, records.mark)
    stage.follow()
    said = CliRunner().invoke(
        check, ["--name", tour.CHARGED_NAME, "--born", tour.CHARGED_BORN, "--token", stage.tokens[TOKEN]]
    )
    assert "Red notice 2026/1234" in said.stdout
