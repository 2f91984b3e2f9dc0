"""The made-up persons: the same for a seed, as mixed as the world's travellers, and asked for as people type."""

import re
from collections import Counter
from datetime import date

import pytest

from bench.made import letters, lists, semitic
from bench.made.cultures import CULTURES, latin, stock
from bench.people import MadePerson, people
from bench.queries import KINDS, NEAR, queries, slip

COUNT = 6000


@pytest.fixture(scope="module")
def persons() -> list[MadePerson]:
    return list(people(COUNT, seed=1))


def _shown(person: MadePerson) -> tuple[object, ...]:
    return person.number, person.culture.name, person.names, person.born, person.sex, person.nationality


def test_a_seed_gives_the_same_persons_and_another_gives_others(persons: list[MadePerson]) -> None:
    assert [_shown(one) for one in people(500, seed=1)] == [_shown(one) for one in persons[:500]]
    others = {one.names for one in people(500, seed=2)}
    assert len(others & {one.names for one in persons[:500]}) < 25


def test_births_are_known_as_well_as_in_real_lists(persons: list[MadePerson]) -> None:
    lengths = Counter(len(one.born) for one in persons)
    assert 0.90 < lengths[10] / COUNT < 0.94
    assert 0.03 < (lengths[4] + lengths[7]) / COUNT < 0.07
    assert 0.02 < lengths[0] / COUNT < 0.04
    assert all(date.fromisoformat(one.birth) and one.birth.startswith(one.born) for one in persons)


def test_names_are_as_many_and_in_as_many_letters_as_meant(persons: list[MadePerson]) -> None:
    assert 1.4 < sum(len(one.names) for one in persons) / COUNT < 1.6
    at_home = [one for one in persons if any(name.script == "native" for name in one.names)]
    assert 0.2 < len(at_home) / COUNT < 0.3
    assert {one.culture.name for one in persons} == {culture.name for culture in CULTURES}


def test_every_name_has_letters_and_no_left_over_sign(persons: list[MadePerson]) -> None:
    for one in persons:
        for name in one.names:
            assert re.search(r"\w", name.text) and not re.search(r"[@_=`~|0-9]", name.text), name
            assert name.family in name.text
            assert "  " not in name.text and name.text == name.text.strip(), name


def test_a_latin_name_is_in_latin_letters(persons: list[MadePerson]) -> None:
    foreign = re.compile(r"[\u0370-\u1dff\u1f00-\u1fff\u3040-\ud7ff]")
    named = [name.text for one in persons for name in one.names if name.script == "latin"]
    assert not [text for text in named if foreign.search(text)]
    written = [name.text for one in persons for name in one.names if name.script == "native"]
    assert len([text for text in written if foreign.search(text)]) == len(written)


def test_common_names_are_common(persons: list[MadePerson]) -> None:
    korean = Counter(one.family[0].native[0] for one in persons if one.culture.name == "korean")
    assert korean.most_common(1)[0][0] in "김이박"
    assert korean.most_common(1)[0][1] > 1.2 * sum(korean.values()) / len(korean)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_question_can_be_asked(persons: list[MadePerson], kind: str) -> None:
    asked = queries(persons, kind, 40, seed=3)  # type: ignore[arg-type]
    assert len(asked) == 40 and asked == queries(persons, kind, 40, seed=3)  # type: ignore[arg-type]
    for one in asked:
        if kind == "nobody":
            assert one.wanted is None
            continue
        person = persons[one.wanted or 0]
        recorded = {name.text for name in person.names}
        if kind in ("typo", "habit", "reading", "native", "order", "initials"):
            assert one.name not in recorded and one.born == person.birth
        elif kind in ("swapped", "digit"):
            assert one.name in recorded and one.born != person.born and date.fromisoformat(one.born)
        elif kind == "undated":
            assert one.born == ""


def test_a_swapped_birth_is_the_same_numbers_and_a_wrong_digit_is_one(persons: list[MadePerson]) -> None:
    for one in queries(persons, "swapped", 30, seed=4):
        born = persons[one.wanted or 0].birth
        assert one.born == f"{born[:4]}-{born[8:]}-{born[5:7]}"
    for one in queries(persons, "digit", 30, seed=4):
        born = persons[one.wanted or 0].birth
        assert sum(a != b for a, b in zip(born, one.born, strict=True)) == 1


def test_a_slip_changes_one_place() -> None:
    import random

    chance = random.Random(1)
    for _ in range(300):
        typed = slip("Aleksandra Hofman", chance)
        assert typed and typed != "Aleksandra Hofman"
        assert abs(len(typed) - 17) <= 1
    assert slip("Bo", chance) is None
    assert set("ws") <= set(NEAR["a"] + NEAR["q"]) and all(letter not in near for letter, near in NEAR.items())


def test_each_habit_spells_a_name_its_own_way() -> None:
    shapes = {
        "english": "Muhammad al-Shafii",
        "egyptian": "Mohammad El Shafei",
        "french": "Mouhammad El-Chafii",
    }
    for habit, expected in shapes.items():
        said = f"{semitic.romanised('muHammad', habit)} {semitic.romanised('al-CAfi`I', habit)}"
        assert said.replace("'", "") == expected
    assert letters.romanised("Щербакова", "ru", 0) == "Shcherbakova"
    assert letters.romanised("Юрий", "ru", 3).startswith("J")
    assert semitic.hebrew("'aBraham") == "אברהם"
    assert semitic.arabic("`abd_al-raHmAn") == "عبد الرحمن"


def test_every_source_has_spellings() -> None:
    for culture in CULTURES:
        kept = stock(culture)
        assert kept.men and kept.women and kept.families, culture.name
        for source in (*kept.men[:40], *kept.women[:40]):
            spelt = latin(source, culture, family=False)
            assert spelt and all(spelt), (culture.name, source)
    assert len(lists()["arabic men"]) > 100
