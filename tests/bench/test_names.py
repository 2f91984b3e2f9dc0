"""The measuring itself: figures that can be worked out by hand, and made-up pairs that are what their labels say."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import baselines
from bench.made_pairs import made_pairs
from bench.names import NAMESAKES, Scored, figures_of
from learning.pairs import Labelled

WORDS = st.text("abcdefg", min_size=1, max_size=8)


def _pair(
    query: str, target: str, *, is_one: bool, kind: str = "made_typed", born: tuple[str, str] = ("", "")
) -> Labelled:
    return Labelled(query, born[0], target, born[1], is_one, kind)


def test_figures_of_a_kind_are_those_worked_out_by_hand() -> None:
    """Four true pairs at .9 .8 .6 .2 and two false ones at .7 .1; yes is said from .5 on."""
    true = [_pair("a", "a", is_one=True) for _ in range(4)]
    false = [_pair("a", "b", is_one=False, kind="neg_made_typed") for _ in range(2)]
    scores = [0.9, 0.8, 0.6, 0.2, 0.7, 0.1]
    found = figures_of([*true, *false], Scored("ours", scores, [score >= 0.5 for score in scores]))
    assert found["recall"] == found["kind.made_typed.recall"] == 0.75
    assert found["precision"] == 0.75
    assert found["kind.made_typed.false_positives"] == 0.5
    assert found["kind.made_typed.recall_at_1_percent"] == 0.5
    assert found["average_precision"] == pytest.approx((1 + 1 + 3 / 4 + 4 / 5) / 4)


def test_namesakes_are_counted_where_yes_is_said() -> None:
    pairs = [_pair("a", "a", is_one=False, kind=NAMESAKES) for _ in range(4)] + [_pair("a", "a", is_one=True)]
    found = figures_of(pairs, Scored("ours", [0.9, 0.1, 0.1, 0.1, 1.0], [True, False, False, False, True]))
    assert found["namesakes_possible"] == 0.25


def test_made_up_pairs_are_what_their_labels_say() -> None:
    pairs = made_pairs(12, seed=2)
    assert pairs == made_pairs(12, seed=2)
    kinds = Counter(pair.kind for pair in pairs)
    for kind in ("made_arabic", "made_han", "made_cyrillic", "made_hangul", "made_typed", "made_latin_habits"):
        assert kinds[kind] and kinds[f"neg_{kind}"], kind
    for pair in pairs:
        assert pair.is_one is not pair.kind.startswith("neg_")
        if pair.kind == NAMESAKES:
            assert pair.query == pair.target and abs(int(pair.query_born[:4]) - int(pair.target_born[:4])) >= 7
        elif not pair.is_one:
            assert pair.query != pair.target


@given(WORDS, WORDS, WORDS)
def test_edit_distance_is_a_distance(one: str, other: str, third: str) -> None:
    assert baselines.distance(one, other) == baselines.distance(other, one)
    assert (baselines.distance(one, other) == 0) is (one == other)
    assert baselines.distance(one, third) <= baselines.distance(one, other) + baselines.distance(other, third)


@given(WORDS, WORDS)
def test_jaro_winkler_is_a_share_and_one_for_the_same(one: str, other: str) -> None:
    assert 0 <= baselines.jaro_winkler(one, other) <= 1
    assert baselines.jaro_winkler(one, one) == 1


def test_known_values() -> None:
    assert baselines.distance("kitten", "sitting") == 3
    assert baselines.jaro_winkler("martha", "marhta") == pytest.approx(0.961, abs=0.001)
    assert baselines.jaro_winkler("dixon", "dicksonx") == pytest.approx(0.813, abs=0.001)
    assert baselines.skeleton("muhammad") == baselines.skeleton("mohamed")


def test_a_baseline_pairs_tokens_in_any_order_and_looks_at_the_year() -> None:
    same = _pair("Anna Maria Huber", "Huber Anna Maria", is_one=True)
    other = _pair("Anna Huber", "Anna Huber", is_one=False, born=("1980-01-01", "1990-01-01"))
    assert baselines.skeletons([same]) == [1.0]
    assert baselines.skeletons([other]) == baselines.edit_distance([other]) == [0.5]
    assert baselines.edit_distance([_pair("", "", is_one=False)]) == [0.0]


def test_what_is_not_installed_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch, tmp_path, capsys) -> None:
    monkeypatch.setenv("COMITY_BENCH_VENV", str(tmp_path / "nothing"))
    assert baselines.logic_v2([_pair("a", "a", is_one=True)]) is None
    assert "not measured" in capsys.readouterr().err
