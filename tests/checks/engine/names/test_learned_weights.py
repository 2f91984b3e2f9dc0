"""What was learned stands as it was measured, and learning itself does what it says."""

import itertools
import random

import numpy as np
import pytest

from comity.checks.engine.names import weights
from comity.checks.engine.names.weights import EVEN, SAYS, WEIGHTS, learned, probability, threshold
from learning import invented, measures, pairs, regression
from learning import weights as learning_weights
from learning.pairs import Labelled
from learning.regression import Problem

UNLEARNED = {
    "namesakes",
    "sex_differs",
    "nationality_same",
    "nationality_differs",
    "place_same",
    "document_same",
    "cut_off",
}


def pair(query: str, target: str, *, is_one: bool = True, kind: str = "x") -> Labelled:
    return Labelled(query, "", target, "", is_one, kind)


def test_the_table_has_a_row_for_every_reason_that_is_learned() -> None:
    assert WEIGHTS.keys() == learning_weights.KNOWN.keys() | UNLEARNED
    for feature, (_, _, (low, high)) in learning_weights.KNOWN.items():
        assert low <= WEIGHTS[feature] <= high, feature
    assert all(SAYS[row.feature] == row.says for row in weights.TABLE)


def test_another_year_of_birth_outweighs_any_name() -> None:
    most = WEIGHTS["two_people"] + weights.MOST_OF_NAME + WEIGHTS["born_other_year"]
    assert EVEN + most / weights.SCALE < min(learned().thresholds.values())


def test_the_probability_rises_with_the_score_and_is_never_certain() -> None:
    found = [probability(score / 100) for score in range(101)]
    assert found == sorted(found)
    assert 0.0 < found[0] < 0.05
    assert 0.9 < found[-1] < 1.0


def test_every_pair_of_scripts_has_a_threshold_between_half_a_name_and_a_whole_one() -> None:
    assert threshold("thai-latin") == threshold("never seen") == learned().thresholds["other"]
    assert all(0.45 < one < 0.65 for one in learned().thresholds.values())
    assert {"tuned_on", "held_out", "pairs"} <= learned().figures.keys()


def test_pairs_of_one_latin_name_fall_on_one_side() -> None:
    made = [pair(f"Name {number}", other) for number in range(300) for other in ("Имя", f"Other {number}")]
    made += [pair("Имя", f"Name {number}") for number in range(300)]
    tune, held_out = pairs.split(made)
    assert len(tune) + len(held_out) == len(made)
    assert 0.25 < len(held_out) / len(made) < 0.42
    sides = [{one.query if one.query.isascii() else one.target for one in part} for part in (tune, held_out)]
    assert not sides[0] & sides[1]


def test_regression_finds_signs_and_keeps_to_its_bounds() -> None:
    chance = np.random.default_rng(3)
    amounts = chance.random((400, 2))
    labels = (amounts[:, 0] > 0.5).astype(float)
    found = regression.solve(
        Problem(
            names=np.column_stack([np.ones(400), amounts[:, 0]]),
            facts=amounts[:, 1:],
            labels=labels,
            row_weights=np.ones(400),
            start=np.array([-1.0, 0.5, -0.5]),
            pull=np.full(3, 0.001),
            low=np.array([-9.0, 0.1, -9.0]),
            high=np.array([9.0, 4.0, -0.05]),
            most_of_name=100.0,
        )
    )
    assert 3.0 < found[1] <= 4.0
    assert -9.0 <= found[2] <= -0.05


def test_isotonic_points_rise() -> None:
    scores = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    points = regression.isotonic(scores, np.array([0.0, 1.0, 0.0, 1.0, 1.0, 1.0]), np.ones(6))
    assert [share for _, share in points] == sorted(share for _, share in points)
    assert points[0] == (0.1, 0.0)


def test_measures_of_a_known_order() -> None:
    assert measures.average_precision(np.array([0.9, 0.8, 0.7]), np.array([1.0, 0.0, 1.0])) == pytest.approx(5 / 6)
    assert measures.average_precision(np.array([0.5, 0.5]), np.array([1.0, 0.0])) == 0.5  # equal scores earn nothing
    assert measures.threshold([number / 200 for number in range(200)], 0.01) == pytest.approx(
        0.985 + 0.5 / 100, abs=0.006
    )


def test_made_up_pairs_are_the_same_every_time() -> None:
    tokens = {"russian": [(letter * 3, other * 3) for letter, other in zip("abcdefgh", "абцдефгх", strict=True)]}
    known = [pair("Ana Prado Velez", "PRADO VELEZ, Ana"), pair("Omar Haddad", "HADDAD, Omar", is_one=False)]

    def made() -> list[Labelled]:
        chance = random.Random(1)
        return [*invented.across(tokens, 5, chance), *invented.typed(known, chance), *invented.namesakes(known, chance)]

    assert made() == made()
    assert {one.is_one for one in made()} == {True, False}
    for one, other in itertools.pairwise(made()[:10]):
        if one.query == other.query:
            assert one.is_one and not other.is_one
            assert one.target != other.target
