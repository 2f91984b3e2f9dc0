"""Vehicle identification numbers and plates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.records.engine import vehicles

ON = date(2026, 5, 1)
LAWFUL = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


def test_a_north_american_number_says_everything() -> None:
    vin = vehicles.read_vin("1hgcm826-33a004352", ON)
    assert vin.lawful and vin.check_digit_right and vin.check_digit_required and not vin.suspect
    assert (vin.region, vin.country, vin.maker, vin.model_years) == ("North America", "US", "Honda", (2003,))


def test_a_european_number_may_have_any_ninth_character() -> None:
    vin = vehicles.read_vin("WVWZZZ1JZXW000001", ON)
    assert vin.lawful and not vin.check_digit_right and not vin.suspect
    assert (vin.region, vin.country, vin.maker) == ("Europe", "DE", "Volkswagen")


def test_a_wrong_check_digit_is_suspect_where_it_is_required() -> None:
    assert vehicles.read_vin("1M8GDM9A1KP042788", ON).suspect


def test_the_model_year_repeats_after_thirty_years() -> None:
    assert vehicles.read_vin("WVWZZZ1JZCW000001", ON).model_years == (2012, 1982)
    assert vehicles.read_vin("5YJ3E1EA7CF000316", ON).model_years == (2012, 1982)  # a letter in position 7
    assert vehicles.read_vin("1M8GDM9AXCP042788", ON).model_years == (1982, 2012)  # a digit in position 7
    assert vehicles.read_vin("1HGCM82633A004352", ON).model_years == (2003,)
    assert vehicles.read_vin("WVWZZZ1JZZW000001", ON).model_years == ()


def test_i_o_and_q_are_repaired_only_as_a_suggestion() -> None:
    vin = vehicles.read_vin("WVWZZZ1JZXWO0OQ0I", ON)
    assert not vin.lawful and vin.suspect and vin.did_you_mean == "WVWZZZ1JZXW000001"
    assert vehicles.read_vin("WVWZZZ1JZXW00000", ON).did_you_mean is None


@given(st.text(LAWFUL, min_size=17, max_size=17))
def test_the_right_check_digit_is_accepted_and_every_other_is_not(number: str) -> None:
    right = vehicles.vin_check_digit(number)
    for digit in "0123456789X":
        written = number[:8] + digit + number[9:]
        assert vehicles.read_vin(written, ON).check_digit_right == (digit == right)


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    vin = vehicles.read_vin(text, ON)
    assert vin.lawful == vehicles.is_vin(vin.number)


@pytest.mark.parametrize(
    ("written", "country", "normal"),
    [
        ("ab-123-cd", "FR", "AB123CD"),
        ("а 123 вс 77", "RU", "A123BC77"),
        ("АА 1234 ВВ", "UA", "AA1234BB"),
        ("ΙΑΒ-1234", "GR", "IAB1234"),
        ("СА 1234 АВ", "BG", "CA1234AB"),
        ("B-Ö 12", "DE", "BÖ12"),
        ("١٢٣٤ ا ب ح", "SA", "1234ABJ"),
        ("АВ 12", "", "AB12"),
        ("А 12", "FR", "А12"),  # no French plate has a Cyrillic letter, so it is not read as a Latin one
    ],
)
def test_plates_in_the_letters_of_their_country(written: str, country: str, normal: str) -> None:
    assert vehicles.normal_plate(written, country) == normal


def test_umlauts_and_look_alike_digits_meet_in_the_skeleton_only() -> None:
    assert vehicles.normal_plate("BÖ 10", "DE") != vehicles.normal_plate("BO 10", "DE")
    assert vehicles.plate_skeleton("BÖ10") == vehicles.plate_skeleton("BO1O") == "B010"


@pytest.mark.parametrize(
    ("sign", "country"),
    [("D", "DE"), ("GB", "GB"), ("UK", "GB"), ("f", "FR"), ("RUS", "RU"), ("SLO", "SI"), ("ES", "ES"), ("E", "ES"),
     ("DEU", "DE"), ("S", "SE"), ("XX", None), ("", None)],
)  # fmt: skip
def test_the_country_of_a_plate(sign: str, country: str | None) -> None:
    assert vehicles.plate_country(sign) == country
