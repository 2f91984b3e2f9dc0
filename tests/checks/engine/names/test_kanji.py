"""Japanese names in kanji: their readings, where they are cut, and that Chinese names stay what they were."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.checks.engine.names import han_names, parsing
from comity.checks.engine.names.comparing import compare
from comity.checks.engine.names.name import Person, Token
from comity.checks.engine.names.romanising import romanise
from comity.checks.engine.names.spelling import SPELLINGS, evidence
from learning.kanji import Entry, lines, spelt


def token(text: str) -> Token:
    return parsing.parse(text).tokens[0]


def han(text: str) -> Token:
    return Token(text, "han", romanise(text, "han"))


@pytest.mark.parametrize(
    ("kanji", "reading", "stranger"),
    [
        ("裕子", "Yuko", "Keiko"),
        ("裕子", "Hiroko", "Haruka"),
        ("博", "Hiroshi", "Takashi"),
        ("鈴木", "Suzuki", "Sasaki"),
        ("長谷川", "Hasegawa", "Kobayashi"),
        ("佐藤", "Satou", "Saito"),
    ],
)
def test_a_reading_of_a_name_speaks_for_it(kanji: str, reading: str, stranger: str) -> None:
    assert evidence(han(kanji), token(reading)) > 4.0
    assert evidence(token(reading), han(kanji)) == evidence(han(kanji), token(reading))
    assert evidence(han(kanji), token(stranger)) < evidence(han(kanji), token(reading)) - 3.0


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("鈴木一郎", ["鈴木", "一郎"]),
        ("長谷川裕子", ["長谷川", "裕子"]),
        ("高橋明", ["高橋", "明"]),
        ("林健太郎", ["林", "健太郎"]),
        ("東海林太郎", ["東海林", "太郎"]),
        ("李小龍", ["李", "小龍"]),
        ("王建國", ["王", "建國"]),
        ("歐陽明", ["歐陽", "明"]),
        ("高志明", ["高", "志明"]),
    ],
)
def test_an_unspaced_name_is_cut(name: str, parts: list[str]) -> None:
    assert [one.text for one in parsing.parse(name).tokens] == parts


@given(st.text(alphabet="高橋林金子明王李志建國长谷川裕一郎々", min_size=1, max_size=8))
def test_a_cut_leaves_both_parts(word: str) -> None:
    for is_chinese in (True, False):
        assert 0 <= han_names.cut(word, is_chinese=is_chinese) < len(word)


def test_a_person_is_found_by_a_passport_and_a_stranger_is_not() -> None:
    held = Person(names=(parsing.parse("長谷川裕子"),))
    assert compare(Person(names=(parsing.parse("Yuko Hasegawa"),)), held).outcome == "possible"
    assert compare(Person(names=(parsing.parse("Haruka Hasegawa"),)), held).outcome == "different"


def test_both_languages_are_among_the_first_spellings() -> None:
    assert {"yuko", "yuzi"} <= set(romanise("裕子", "han")[:SPELLINGS])
    assert romanise("林", "han")[0] == "lin"
    assert "hayashi" in romanise("林", "han")[:SPELLINGS]
    assert romanise("鈴木", "han")[0] == "suzuki"
    assert romanise("建國", "han")[0] == "jianguo"


@pytest.mark.parametrize(
    ("kana", "said", "spelling"),
    [
        ("ユウコ", "ユーコ", "yuUko"),
        ("イノウエ", "イノウエ", "inoue"),
        ("オオノ", "オーノ", "oOno"),
        ("ハットリ", "ハットリ", "hattori"),
        ("ジュンイチロウ", "ジュンイチロー", "junichiroU"),
        ("キョウコ", "キョーコ", "kyoUko"),
        ("エイコ", "エーコ", "eiko"),
        ("ヴェラ", "ベラ", ""),
    ],
)
def test_kana_by_hepburn(kana: str, said: str, spelling: str) -> None:
    assert spelt(kana, said) == spelling


def test_the_usual_reading_comes_first_and_a_far_one_not_at_all() -> None:
    names = [Entry("名", "裕子", "hiroko", 400), Entry("名", "裕子", "yuUko", -200), Entry("名", "裕子", "so", 9000)]
    assert lines([*names, Entry("姓", "林", "hayashi", -3000)]) == ["林\tF\thayashi", "裕子\tGg\tyuUko hiroko"]


def test_long_vowels_are_written_short_or_out() -> None:
    assert han_names.readings("佐藤") == ("sato",)
    assert han_names.habits("佐藤") == ("sato", "satou")
    assert han_names.readings("井上") == ("inoue",)


def test_the_table_carries_its_licence() -> None:
    with np.load(han_names.FILE) as file:
        about = json.loads(str(file["about"]))
    assert "The UniDic Consortium" in about["text"]
    assert "Redistributions in binary form" in about["text"]
    assert about["names"] == len(han_names.table())
