"""`comity mrz`, as a script would call it."""

import json

import pytest
from click.testing import CliRunner

from comity.wiring.cli.mrz import mrz

GOOD = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def test_a_valid_zone_as_json() -> None:
    result = CliRunner().invoke(mrz, ["--json", "--on", "2026-05-01", *GOOD])
    reading = json.loads(result.stdout)
    assert result.exit_code == 0
    assert reading["valid"] and reading["expired"] and reading["fields"]["document_number"] == "L898902C3"


def test_an_altered_zone_exits_with_1_and_says_which_digit_is_wrong() -> None:
    result = CliRunner().invoke(mrz, [GOOD[0], GOOD[1].replace("7408122", "7408123")])
    assert result.exit_code == 1
    assert "check digit: birth date       WRONG" in result.stdout


@pytest.mark.parametrize("lines", [["x"], ["-" * 44, "--x"], ["😀" * 44, "\u202e" * 44], [""]])
def test_what_cannot_be_read_exits_with_1(lines: list[str]) -> None:
    result = CliRunner().invoke(mrz, ["--json", *lines])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["readable"] is False


def test_no_lines_is_wrong_usage() -> None:
    assert CliRunner().invoke(mrz, []).exit_code == 2
