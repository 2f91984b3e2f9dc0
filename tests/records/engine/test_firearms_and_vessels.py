"""Firearms and vessels: spellings that mean the same meet, and check digits are seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.records.engine import firearms, vessels


@pytest.mark.parametrize(
    "spellings",
    [
        ["9x19", "9 mm Luger", "9mm Parabellum", "9 PARA", "9×19 mm", "Cal. 9x19mm"],
        ["7.62x39", "7,62x39mm", "7.62 × 39 mm", "7.62x39 M43"],
        [".45 ACP", "45 ACP", ".45 Auto", "cal .45 acp"],
        [".22 LR", "22 lr", ".22 l.r.", ".22 Long Rifle"],
        ["5.56x45", "5.56 NATO", ".223 Rem.", "223 Remington"],
        ["9x18", "9 mm Makarov"],
        ["12 gauge", "12/70", "12 ga."],
    ],
)
def test_names_of_one_cartridge_meet(spellings: list[str]) -> None:
    assert len({firearms.normal_calibre(spelling) for spelling in spellings}) == 1


def test_different_cartridges_stay_apart() -> None:
    written = ["9x19", "9x18", "9x17", "9x21", "9 mm", ".45 ACP", ".45", "7.62x39", "7.62x51", "7.62x54R", "762x39"]
    assert len({firearms.normal_calibre(calibre) for calibre in written}) == len(written)


@pytest.mark.parametrize(
    ("written", "make"),
    [
        ("H&K", "HECKLERKOCH"),
        ("Heckler & Koch GmbH", "HECKLERKOCH"),
        ("Glock Ges.m.b.H.", "GLOCK"),
        ("Sturm, Ruger & Co., Inc.", "RUGER"),
        ("Fabrique Nationale Herstal S.A.", "FN"),
        ("Česká zbrojovka a.s.", "CESKAZBROJOVKA"),
        ("CZ", "CESKAZBROJOVKA"),
    ],
)
def test_names_of_one_maker_meet(written: str, make: str) -> None:
    assert firearms.normal_make(written) == make


def test_serials_and_models() -> None:
    assert firearms.normal_serial(" 00-ab 123 ") == "00AB123"
    assert firearms.normal_model("Mod. 92 FS") == firearms.normal_model("92-FS") == "92FS"


@given(st.text(max_size=60))
def test_any_text_has_final_forms(text: str) -> None:
    for form in (firearms.normal_serial, firearms.normal_calibre, vessels.normal_hin, vessels.normal_registration):
        assert form(form(text)) == form(text)
    firearms.normal_make(text)
    firearms.normal_model(text)
    vessels.normal_name(text)


def test_an_imo_number_has_a_check_digit() -> None:
    assert vessels.normal_imo("imo 9074729") == "9074729" and vessels.is_imo("9074729")
    assert not any(vessels.is_imo(f"907472{digit}") for digit in "012345678")
    assert not vessels.is_imo("90747290") and not vessels.is_imo("٩٠٧٤٧٢٩") and not vessels.is_imo("")


def test_other_numbers_of_vessels() -> None:
    assert vessels.is_mmsi(vessels.normal_mmsi("MMSI 235-009 802")) and not vessels.is_mmsi("135009802")
    assert vessels.is_hin(vessels.normal_hin("FR-ABC12345D404")) and vessels.is_hin("ABC12345D404")
    assert not vessels.is_hin("FRA12AB34567") and not vessels.is_hin("FRABC12345")
    assert vessels.normal_name("M/V Evening Star") == vessels.normal_name("Evening-Star") == "EVENINGSTAR"
