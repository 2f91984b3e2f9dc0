"""Spellings of one name speak for, strangers against, in either order, with or without numba."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.checks.engine.names import kernel, learned, letters, scripts, sightings, spelling
from comity.checks.engine.names.name import Name, Token
from comity.checks.engine.names.romanising import romanise
from comity.checks.engine.names.spelling import Parts


def token(text: str) -> Token:
    folded = scripts.settle(scripts.fold(text))
    script = scripts.script(folded)
    return Token(folded, script, romanise(folded, script))


def evidence(one: str, other: str) -> float:
    return spelling.evidence(token(one), token(other))


SAME = [
    ("Smith", "Smyth"),
    ("Mohammed", "Muhamad"),
    ("Radhouane", "Radwan"),
    ("Haas", "Haase"),
    ("Müller", "Mueller"),
    ("Johnson", "Jonhson"),
    ("Zelensky", "Zelenskiy"),
    ("Джонсон", "Johnson"),
    ("Шевченко", "Shevchenko"),
    ("Зеленський", "Zelenskyy"),
    ("محمد", "Mohammed"),
    ("القذافي", "Gaddafi"),
    ("ג'יימס", "James"),
    ("יצחק", "Yitzhak"),
    ("김", "Kim"),
    ("마이클", "Michael"),
    ("マイケル", "Michael"),
    ("スズキ", "Suzuki"),
    ("約翰", "John"),
    ("约翰", "John"),
    ("王", "Wang"),
    ("王", "Wong"),
    ("小明", "Xiaoming"),
    ("小明", "Hsiaoming"),
    ("小明", "Siuming"),
    ("鈴木", "Suzuki"),
    ("金", "Kim"),
    ("Γεώργιος", "Georgios"),
    ("Παπανδρέου", "Papandreou"),
    ("Հովհաննես", "Hovhannes"),
    ("გიორგი", "Giorgi"),
    ("शर्मा", "Sharma"),
    ("হাসিনা", "Hasina"),
    ("Иван", "Іван"),
    ("محمد", "Мухаммед"),
    ("مايكل", "マイケル"),
]
STRANGERS = [
    ("Smith", "Garcia"),
    ("Anna", "Peter"),
    ("Джонсон", "Williams"),
    ("محمد", "Ibrahim"),
    ("ג'יימס", "Robert"),
    ("김", "Park"),
    ("マイケル", "Stephen"),
    ("約翰", "Robert"),
    ("王", "Liu"),
    ("Wang", "Zhang"),
    ("Γεώργιος", "Dimitrios"),
    ("Иван", "Пётр"),
    ("محمد", "Иван"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_speak_for_it(one: str, other: str) -> None:
    assert evidence(one, other) > 0.5


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_strangers_speak_against(one: str, other: str) -> None:
    assert evidence(one, other) < -1.0


@pytest.mark.parametrize(
    "typed", ["remadna", "remdana", "remadan", "remadnna", "rermadna", "renadna", "ramadna", "rernadna"]
)
def test_a_letter_off_is_still_the_name(typed: str) -> None:
    assert evidence("remadna", typed) > 0.5


def test_a_rare_name_says_more_than_a_common_one() -> None:
    assert evidence("Khrzanowicz", "Khrzanowicz") > evidence("Mohammed", "Mohammed") + 4.0
    assert sightings.commonness(token("Mohammed")) > 1_000 * sightings.commonness(token("Khrzanowicz"))
    assert sightings.commonness(token("محمد")) > 1e-3


def test_agreement_never_says_more_than_the_rarity_of_the_name() -> None:
    for one, other in SAME:
        common = max(sightings.commonness(token(one)), sightings.commonness(token(other)))
        assert evidence(one, other) <= -math.log(common) + 1e-6


words = st.text(alphabet="abcdefghijklmnopqrstuvwxyzабвгдежзمحدعليשלוםあいマイ김박王明", min_size=1, max_size=14)


@given(words, words)
@settings(deadline=None)
def test_the_order_of_the_two_does_not_matter(one: str, other: str) -> None:
    assert evidence(one, other) == pytest.approx(evidence(other, one), abs=1e-6)


@given(words)
@settings(deadline=None)
def test_nothing_is_more_like_a_token_than_itself(word: str) -> None:
    assert evidence(word, word) >= evidence(word, word + "son") - 1e-9


@given(st.lists(words, max_size=4), st.lists(words, max_size=4))
@settings(deadline=None)
def test_a_table_holds_the_evidence_of_every_two_tokens(left: list[str], right: list[str]) -> None:
    a, b = (Name(" ".join(side), tuple(map(token, side))) for side in (left, right))
    found = spelling.evidences(Parts(a.tokens), Parts(b.tokens))
    assert found.shape == (len(left), len(right))
    assert np.isfinite(found).all()
    if len({one.script for one in (*a.tokens, *b.tokens)}) == 1:
        for i, one in enumerate(a.tokens):
            for j, other in enumerate(b.tokens):
                assert max(found[i, j], -2.0) == pytest.approx(max(spelling.evidence(one, other), -2.0), abs=0.01)


@given(st.sampled_from(SAME), st.sampled_from(STRANGERS))
@settings(deadline=None)
def test_the_sums_laid_out_for_speed_are_those_that_were_learned(one: tuple[str, str], other: tuple[str, str]) -> None:
    known = learned.tables()
    for text, spelt in itertools.product((*one, *other), repeat=2):
        native, script = token(text).text, token(text).script
        model = known.models.get(script, known.models["latin"])
        marked = "".join(letter for letter in letters.of(native, script) if letter in model.numbers)
        latin = learned.latin_ids(known, f"^{token(spelt).romanised[0]}$")
        ids, plain = learned.native_ids(model, marked), known.plain[model.at]
        expected = kernel.log_sum(ids, latin, known.keys, known.weights, plain)
        # What was worked out there before is no matter.
        room = np.full((len(ids) + 2, len(latin) + 1), 0.25)
        assert kernel.logarithm(kernel.summed(ids, latin, known.pairs, plain[kernel.REACH], room)) == expected


def test_the_tables_say_where_they_come_from() -> None:
    about = learned.tables().about
    assert about["licence"] == "CC0"
    assert set(about["held out"]) == set(about["models"])


def test_ten_thousand_letters_are_compared_in_bounded_time() -> None:
    long = token("a" * 10_000)
    assert math.isfinite(spelling.evidence(long, token("ab" * 5_000)))
    assert math.isfinite(spelling.evidence(token("王" * 10_000), long))
