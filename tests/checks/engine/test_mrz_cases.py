"""Readings that were looked at one by one: the specimens of Doc 9303 and made-up documents (mrz_cases.json)."""

import json
from datetime import date
from pathlib import Path

import pytest

from comity.checks.engine import mrz
from comity.checks.engine.mrz import digits, names

CASES = json.loads(Path(__file__).with_name("mrz_cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_reads_as_it_should(case: dict) -> None:
    assert mrz.read(case["lines"], date.fromisoformat(case["on"])).to_json() == case["reading"]


@pytest.mark.parametrize(
    ("text", "digit"),
    [("520727", "3"), ("AB2134<<<", "5"), ("HA672242<658022549601086<<<<<<<<<<<<<<0", "8"), ("", "0")],
)
def test_check_digits_of_the_standard(text: str, digit: str) -> None:
    assert digits.check_digit(text) == digit


@pytest.mark.parametrize(
    ("primary", "secondary", "field"),
    [
        ("O'Connor", "Enya Siobhán", "OCONNOR<<ENYA<SIOBHAN"),
        ("Brandão-Neves", "Zoë", "BRANDAO<NEVES<<ZOE"),
        ("Groß", "Käthe", "GROSS<<KAETHE"),
        ("D’Arc", "", "DARC"),
        ("Þórsdóttir", "Ærøe", "THORSDOTTIR<<AEROEE"),
        ("Щукина", "Юлия", "SHCHUKINA<<IULIIA"),
        ("陳", "大文", ""),
    ],
)
def test_names_as_the_zone_spells_them(primary: str, secondary: str, field: str) -> None:
    assert names.compose(primary, secondary) == field


def test_the_language_changes_a_cyrillic_letter() -> None:
    assert names.compose("Гнатюк", "", "uk") == "HNATIUK"
    assert names.compose("Гнатюк", "", "ru") == "GNATIUK"
