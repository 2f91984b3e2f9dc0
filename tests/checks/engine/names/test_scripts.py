"""Letters are known by their script, and what writers may leave out or swap is gone from the normal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.checks.engine.names import scripts


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Østergård", "latin"),
        ("Ёлкин", "cyrillic"),
        ("Παπαδόπουλος", "greek"),
        ("حسين", "arabic"),
        ("پرویز", "arabic"),
        ("ג'יימס", "hebrew"),
        ("Հովհաննես", "armenian"),
        ("გიორგი", "georgian"),
        ("राजेश", "devanagari"),
        ("হাসিনা", "bengali"),
        ("ประยุทธ์", "thai"),
        ("김", "hangul"),
        ("スズキ", "kana"),
        ("すずき", "kana"),
        ("鈴木", "han"),
        ("さくら田中山本", "han"),
        ("12-3", "other"),
        ("", "other"),
        ("😀", "other"),
    ],
)
def test_a_text_is_of_the_script_of_most_of_its_letters(text: str, script: str) -> None:
    assert scripts.script(text) == script


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("أحمد", "احمد"),
        ("علی", "علي"),
        ("کریم", "كريم"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("ג׳יימס", "ג'יימס"),
        ("שָׁלוֹם", "שלום"),
        ("ｱﾝﾅ", "アンナ"),
        ("さくら", "サクラ"),
        ("ＡＮＮＡ", "anna"),
        ("O’Brien", "o'brien"),
        ("Γιώργος", "γιωργοσ".replace("σ", "ς", 0)[:-1] + "ς"),
        ("Mar\u200bia\u202e", "maria"),
    ],
)
def test_what_writers_swap_or_leave_out_is_one_form(one: str, other: str) -> None:
    assert scripts.fold(one) == scripts.fold(other)


def test_lookalikes_are_spelt_in_the_script_of_the_token() -> None:
    assert scripts.settle("рavel") == "pavel"
    assert scripts.settle("Ивaнов".lower()) == "иванов"
    assert scripts.settle("anna") == "anna"


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = scripts.fold(text)
    assert scripts.fold(once) == once


@given(st.text(max_size=40))
def test_no_invisible_letter_is_left(text: str) -> None:
    assert not any(letter in "\u200b\u200e\u202a\u202e\u2066\ufeff\x00" for letter in scripts.fold(text))
