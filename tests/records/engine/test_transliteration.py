"""Spelling of names in the zone, after Doc 9303-3, section 6."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.records.engine import transliteration


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Ångström", "AANGSTROEM"),
        ("D'Artagnan-Ñuñez", "DARTAGNAN NUNEZ"),
        ("Œuvré", "OEUVRE"),
        ("ışık İpek", "ISIK IPEK"),
        ("Đorđević", "DORDEVIC"),
        ("Хрущёв", "KHRUSHCHEV"),
        ("Подъячий", "PODIEIACHII"),
        ("O‘zbek 3", "OZBEK"),
        ("張", ""),
    ],
)
def test_names_are_spelt_as_the_standard_says(written: str, zone: str) -> None:
    assert transliteration.to_mrz(written) == zone


@pytest.mark.parametrize(
    ("language", "zone"), [("", "GRIGORII"), ("uk", "HRYHORYI"), ("be", "HRIHORII"), ("mk", "GRIGORII")]
)
def test_the_language_decides_some_letters(language: str, zone: str) -> None:
    assert transliteration.to_mrz("Григорий", language) == zone


@given(st.text(max_size=40))
def test_only_capitals_and_single_spaces_come_out(text: str) -> None:
    zone = transliteration.to_mrz(text)
    assert zone == " ".join(zone.split()) and all("A" <= c <= "Z" or c == " " for c in zone)
    assert transliteration.to_mrz(zone) == zone
