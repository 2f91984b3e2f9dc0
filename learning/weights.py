"""`python -m learning.weights --pairs FILE --tokens FILE`: learns what each reason counts.

Writes the weights into weights.py of the matcher, thresholds and figures into its tables/weights.json.

Tuned on two thirds of the labelled pairs and on made-up ones; the held-out third is only measured, at the very end.
"""

import argparse
import random
import re
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from comity.checks.engine.names import comparing, features, weights
from comity.checks.engine.names.features import Reason
from learning import invented, measures, pairs, regression
from learning.pairs import Labelled
from learning.regression import Array, Problem

TABLES: Final = Path(weights.__file__).parent
SEED: Final = 1923
MADE_EACH: Final = 400  # made-up pairs of each script and label
# Bounds of the thresholds: equal names of common parts must stay possible without a date of birth, half a name not.
LOWEST, HIGHEST, HIGHEST_ACROSS, OTHER = 0.53, 0.55, 0.62, 0.54
MARGIN: Final = 0.01  # the weights know the negatives that the thresholds are taken from
ENOUGH: Final = 30  # negatives of a pair of scripts that make a threshold
MADE_WEIGHT: Final = 0.05  # a made-up pair beside a labelled one
FALSE_POSITIVES: Final = 0.01
FOR, AGAINST, EITHER = (0.05, 30.0), (-30.0, -0.05), (-30.0, 30.0)
FIRM, LOOSE = 0.02, 0.0005

# What is known beforehand of each reason: its weight, how firmly it is believed, and its sign. Dates: the share of true
# pairs over that of chance pairs; a contradiction must outweigh any name, for namesakes are many.
KNOWN: Final = {
    "two_people": (-6.0, LOOSE, (-30.0, -4.0)),
    "alike": (0.9, LOOSE, FOR),
    "same": (0.9, LOOSE, FOR),
    "spelt_otherwise": (-0.6, LOOSE, AGAINST),
    "whole_name": (3.0, LOOSE, (2.8, 30.0)),
    "joined": (0.8, LOOSE, FOR),
    "gendered": (0.5, FIRM, FOR),
    "nickname": (2.0, FIRM, (1.5, 30.0)),
    "initial": (0.8, FIRM, FOR),
    "particle": (0.3, LOOSE, (0.05, 0.7)),
    "differ": (0.6, LOOSE, FOR),
    "least_alike": (-0.2, LOOSE, AGAINST),
    "other_order": (-0.5, LOOSE, (-1.0, -0.05)),
    "patronymic_differs": (-2.0, FIRM, AGAINST),
    "initial_differs": (-1.5, FIRM, AGAINST),
    "generation_differs": (-4.0, FIRM, AGAINST),
    "generation_same": (3.0, FIRM, FOR),
    "name_missing": (-0.7, LOOSE, AGAINST),
    "small_missing": (-0.2, LOOSE, AGAINST),
    "one_only": (-2.0, LOOSE, AGAINST),
    "family_as_given": (-0.5, FIRM, AGAINST),
    "born_same_day": (7.0, LOOSE, FOR),
    "born_same_month": (4.5, FIRM, FOR),
    "born_same_year": (3.0, LOOSE, FOR),
    "born_roughly": (2.0, FIRM, FOR),
    "born_day_and_month_swapped": (4.5, FIRM, FOR),
    "born_day_a_digit_off": (3.5, FIRM, FOR),
    "born_month_a_digit_off": (3.5, FIRM, FOR),
    "born_year_one_off": (2.5, FIRM, FOR),
    "born_year_beside": (0.5, FIRM, EITHER),
    "born_century_off": (2.0, FIRM, EITHER),
    "born_year_a_digit_off": (-4.5, FIRM, AGAINST),
    "born_same_year_other_day": (-1.0, FIRM, EITHER),
    "born_other_day": (-6.0, LOOSE, AGAINST),
    "born_few_years_apart": (-5.0, LOOSE, AGAINST),
    "born_other_year": (-10.0, FIRM, (-30.0, -9.0)),
}
Rows = list[tuple[Labelled, list[Reason], list[Reason], str]]


def main() -> None:
    """Learns, measures, writes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=Path, required=True, help="labelled pairs, as learning/README.md has them")
    options.add_argument("--tokens", type=Path, required=True, help="aligned tokens, gzipped")
    options.add_argument("--dry", action="store_true", help="measure, and write nothing")
    chosen = options.parse_args()
    tune, held_out = pairs.split(pairs.read(chosen.pairs))
    rows = explain([*tune, *made(tune, invented.tokens(chosen.tokens))])
    problem = problem_of(rows)
    learned = regression.solve(problem)
    scores = points(regression.log_odds(problem, learned))
    table = dict(zip(KNOWN, (round(float(one), 3) for one in learned), strict=True))
    unseen = explain(held_out)
    held_scores = points(regression.log_odds(problem_of(unseen), learned))
    thresholds = thresholds_of(rows, scores)
    figures = {
        "tuned_on": measures.figures(rows_only(rows[: len(tune)]), scores[: len(tune)], thresholds),
        "held_out": measures.figures(rows_only(unseen), held_scores, thresholds),
        "pairs": {"tuned_on": len(tune), "made_up": len(rows) - len(tune), "held_out": len(held_out)},
    }
    print(msgspec.json.format(msgspec.json.encode(figures)).decode())
    print("\n".join(f"{feature:28} {weight:+.3f}" for feature, weight in table.items()))
    if not chosen.dry:
        write(table, thresholds, calibration(problem, scores), figures)


def made(tune: list[Labelled], tokens: invented.Tokens) -> list[Labelled]:
    """The made-up pairs, always the same ones."""
    chance = random.Random(SEED)
    known = [pair for pair in tune if pair.kind in ("ofac_alias", "un_typed_with_errors", "neg_ofac_neighbours")]
    return [
        *invented.across(tokens, MADE_EACH, chance),
        *invented.typed(known, chance),
        *invented.namesakes(known, chance),
    ]


def explain(chosen: list[Labelled]) -> Rows:
    """The reasons of each pair, those of the name and those of the facts, and the pair of scripts."""
    rows = []
    for pair in chosen:
        asked, held = pair.persons
        one, two = asked.names[0], held.names[0]
        name = [reason for reason in comparing.of_names(one, two) if reason.feature != "namesakes"]
        rows.append((pair, name, features.of_facts(asked, held), comparing.scripts_of(one, two)))
    return rows


def rows_only(rows: Rows) -> list[tuple[Labelled, str]]:
    """The pairs with their scripts, as they are measured."""
    return [(pair, scripts) for pair, _, _, scripts in rows]


def problem_of(rows: Rows) -> Problem:
    """Amounts as a table, in the order of KNOWN."""
    order = list(KNOWN)
    split = order.index("born_same_day")
    amounts = np.zeros((len(rows), len(order)))
    for line, (_, name, facts, _) in zip(amounts, rows, strict=True):
        for reason in (*name, *facts):
            line[order.index(reason.feature)] += reason.amount
    known = list(KNOWN.values())
    return Problem(
        names=amounts[:, :split],
        facts=amounts[:, split:],
        labels=np.array([float(row[0].is_one) for row in rows]),
        row_weights=np.array([MADE_WEIGHT if "made_" in row[0].kind else 1.0 for row in rows]),
        start=np.array([one[0] for one in known]),
        pull=np.array([one[1] for one in known]),
        low=np.array([one[2][0] for one in known]),
        high=np.array([one[2][1] for one in known]),
        most_of_name=weights.MOST_OF_NAME,
    )


def points(log_odds: Array) -> Array:
    """Log odds as scores."""
    found: Array = np.clip(weights.EVEN + log_odds / weights.SCALE, 0.0, 1.0)
    return found


def thresholds_of(rows: Rows, scores: Array) -> dict[str, float]:
    """For each pair of scripts, the least score that one in a hundred hard negatives reaches, within bounds."""
    negatives: dict[str, dict[str, list[float]]] = {}
    for (pair, _, _, scripts), score in zip(rows, scores, strict=True):
        if not pair.is_one and pair.kind != "neg_made_slip":
            negatives.setdefault(scripts, {}).setdefault(pair.kind, []).append(float(score))
    found = {"other": OTHER}
    for scripts, kinds in sorted(negatives.items()):
        if sum(map(len, kinds.values())) >= ENOUGH:
            one, two = scripts.split("-")
            reached = max(measures.threshold(scored, _share(scored)) for scored in kinds.values())
            found[scripts] = round(min(HIGHEST if one == two else HIGHEST_ACROSS, max(LOWEST, reached + MARGIN)), 4)
    return found


def _share(scored: list[float]) -> float:
    """One in a hundred; of fewer than a hundred but one, whose score says little about those to come."""
    return max(FALSE_POSITIVES, 1.01 / len(scored)) if len(scored) >= ENOUGH else FALSE_POSITIVES


def calibration(problem: Problem, scores: Array) -> list[tuple[float, float]]:
    """A few points of the isotonic curve, never quite 0 nor 1."""
    curve = regression.isotonic(scores, problem.labels, problem.row_weights)
    kept = [(0.0, 0.001)]
    for score, share in curve:
        share = min(0.995, max(0.001, share))
        if score - kept[-1][0] > 0.02:
            kept.append((round(score, 3), round(max(share, kept[-1][1]), 3)))
    return [*kept, (1.0, kept[-1][1])]


def write(table: dict[str, float], thresholds: dict[str, float], curve: object, figures: object) -> None:
    """Into the rows of weights.py, and into tables/weights.json."""
    source = TABLES / "weights.py"
    text = source.read_text()
    for feature, weight in table.items():
        text, count = re.subn(rf'(Row\(\s*"{feature}",\s*)-?[0-9.]+', rf"\g<1>{weight}", text)
        if count != 1:
            raise SystemExit(f"weights.py has {count} rows for {feature}")
    source.write_text(text)
    found = {"thresholds": thresholds, "calibration": curve, "figures": figures}
    (TABLES / "tables" / "weights.json").write_bytes(msgspec.json.format(msgspec.json.encode(found)) + b"\n")


if __name__ == "__main__":
    main()
