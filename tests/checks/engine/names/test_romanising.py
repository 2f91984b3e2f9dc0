"""Every script is spelt in Latin letters, by the rules of states and by the habits of people."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.checks.engine.names import han, hangul, romanising_rules, scripts
from comity.checks.engine.names.romanising import MOST, plain, romanise
from comity.checks.engine.names.skeleton import skeleton


def spelt(text: str) -> tuple[str, ...]:
    folded = scripts.settle(scripts.fold(text))
    return romanise(folded, scripts.script(folded))


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Müller", ["muller", "mueller"]),
        ("Øystein", ["oystein", "oeystein"]),
        ("Đorđe", ["dorde", "djordje"]),
        ("Łukasz", ["lukasz"]),
        ("Strauß", ["strauss"]),
        ("Şahin", ["sahin", "shahin"]),
        ("Nguyễn", ["nguyen"]),
        ("Əliyev", ["eliyev", "aliyev"]),
        ("Γεώργιος", ["georgios"]),
        ("Μπάμπης", ["babis"]),
        ("Παύλος", ["pavlos"]),
        ("Ευτυχία", ["eftychia"]),
        ("Հովհաննես", ["hovhannes"]),
        ("გიორგი", ["giorgi"]),
        ("राजेश", ["rajesh"]),
        ("शर्मा", ["sharma"]),
        ("হাসিনা", ["hasina"]),
        ("Хрущёв", ["khrushchev"]),
        ("Зеленський", ["zelenskyy", "zelensky", "zelenskyi"]),
        ("Ђоковић", ["djokovic"]),
        ("スズキ", ["suzuki"]),
        ("ジョンソン", ["jonson"]),
        ("김", ["kim", "gim"]),
        ("박", ["park", "pak"]),
        ("정은", ["jungeun", "jongun", "chongun", "jeongeun"]),
        ("王", ["wang", "wong"]),
        ("小明", ["xiaoming", "siuming", "hsiaoming"]),
        ("鈴木", ["suzuki"]),
        ("محمد", ["mohamed", "mohammed", "muhammad", "mohammad"]),
    ],
)
def test_a_name_is_spelt_as_its_bearers_spell_it(text: str, latin: list[str]) -> None:
    assert set(latin) & set(spelt(text)), spelt(text)


def test_systems_of_romanisation_differ() -> None:
    assert {"khrushchyov", "chruscev", "chruschtschow"} & set(romanising_rules.cyrillic("хрущёв"))
    assert set(hangul.spellings("철수")) >= {"cheolsu", "ch" + "olsu"}
    assert set(han.spellings("毛")) >= {"mao", "mo"}
    assert [han.wade_giles(one) for one in ("xiao", "zhang", "jiang", "qing", "deng")] == [
        "hsiao", "chang", "chiang", "ching", "teng"
    ]  # fmt: skip
    assert [han.cantonese(one) for one in ("wong", "zoeng", "gwok", "jip")] == ["wong", "cheung", "kwok", "yip"]


def test_traditional_and_simplified_characters_are_one() -> None:
    assert han.simple("張偉") == han.simple("张伟") == "张伟"


@given(st.text(max_size=80))
def test_any_text_gives_a_few_spellings_in_plain_letters(text: str) -> None:
    found = spelt(text)
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    assert all(re.fullmatch("[a-z]+", one) for one in found)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_plain_letters_are_left_alone(text: str) -> None:
    assert romanise(text, "latin") == (text,) == (plain(text),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mohammed", "muhamad"),
        ("philip", "filip"),
        ("schmidt", "shmit"),
        ("yousef", "yusuf"),
        ("alexander", "aleksandr"),
        ("hussein", "husayn"),
        ("jack", "zhak"),
    ],
)
def test_habits_of_spelling_share_a_skeleton(one: str, other: str) -> None:
    assert skeleton(one)[:3] == skeleton(other)[:3]


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_a_skeleton_is_short_and_never_empty(latin: str) -> None:
    assert 1 <= len(skeleton(latin)) <= 8


def test_ten_thousand_letters_are_read_in_bounded_time() -> None:
    for letter in "aшمאあ김王":
        assert len(spelt(letter * 10_000)[0]) < 1_000
