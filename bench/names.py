"""How well persons are told apart: `make bench-names [PAIRS=pairs.csv] [SCALE=small|full]`.

From a file of labelled pairs (or made-up ones): recall, precision and average precision by kind and by pair of
scripts, of ours and of others. Then, on an index of made-up persons: recall among the first ten by kind of question,
and how many false candidates a check of nobody brings.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from bench import baselines, recall
from bench.made_pairs import made_pairs
from comity.checks.engine.names import comparing
from learning import measures
from learning import pairs as labelled
from learning.pairs import Labelled

MADE_EACH = {"small": 60, "full": 300}
SEED = 11
NAMESAKES = "neg_namesake_other_dob"
# Where logic-v2 says yes by its makers' word; nobody has said it of the plain ones, so one that is fair to them.
SHOWN = ("recall_at_1_percent", "recall", "false_positives")
USUAL = {"edit distance": 0.75, "skeletons": 0.86, "logic-v2": 0.70}


class Scored(msgspec.Struct, frozen=True):
    """What a matcher said of each pair, and where it would have said yes."""

    name: str
    scores: list[float]
    says_yes: list[bool]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, help="labelled pairs, as learning/README.md has them; else made-up ones")
    parser.add_argument("--held-out", action="store_true", help="only the third of the pairs that nothing was tuned on")
    parser.add_argument("--scale", choices=MADE_EACH, default="small")
    parser.add_argument("--only", choices=("pairs", "index"), help="one of the two parts")
    parser.add_argument("--json", action="store_true", help="figures as JSON lines, and no tables")
    chosen = parser.parse_args()
    if chosen.only != "index":
        measure_pairs(chosen.pairs, held_out=chosen.held_out, each=MADE_EACH[chosen.scale], tables=not chosen.json)
    if chosen.only != "pairs":
        recall.measure(chosen.scale, tables=not chosen.json)


def measure_pairs(file: Path | None, *, held_out: bool, each: int, tables: bool) -> None:
    """Every matcher on the same pairs."""
    pairs = labelled.read(file) if file else made_pairs(each, SEED)
    if held_out and file:
        pairs = labelled.split(pairs)[1]
    source = "made-up" if not file else "held-out third" if held_out else "whole file"
    print(f"\n{len(pairs)} pairs ({source}), {sum(pair.is_one for pair in pairs)} of one person\n") if tables else None
    scored = [one for one in (ours(pairs), *others(pairs)) if one is not None]
    figures = {one.name: figures_of(pairs, one) for one in scored}
    if tables:
        print_overall(figures)
        print_by_kind(pairs, figures)
    for name, found in figures.items():
        for figure, value in found.items():
            recall.keep(f"names.{figure}", value, "share", tables=tables, matcher=name, pairs=source)


def ours(pairs: Sequence[Labelled]) -> Scored:
    """Comity's own comparison, with its own thresholds."""
    found = [comparing.compare(*pair.persons) for pair in pairs]
    return Scored("comity", [one.score for one in found], [one.outcome == "possible" for one in found])


def others(pairs: Sequence[Labelled]) -> list[Scored | None]:
    """The baselines: the two plain ones look at the year of birth, the outsider at the date."""
    plain = {"edit distance": baselines.edit_distance, "skeletons": baselines.skeletons, "logic-v2": baselines.logic_v2}
    scored: list[Scored | None] = []
    for name, matcher in plain.items():
        scores = matcher(pairs)
        scored.append(scores and Scored(name, scores, [score >= USUAL[name] for score in scores]))
    return scored


def figures_of(pairs: Sequence[Labelled], scored: Scored) -> dict[str, float]:
    """Average precision, precision and recall overall and by kind and script; what namesakes come through."""
    labels = np.array([float(pair.is_one) for pair in pairs])
    scores = np.array(scored.scores)
    yes = np.array(scored.says_yes)
    found = {"average_precision": measures.average_precision(scores, labels)}
    found |= {"recall": float(yes[labels == 1].mean()), "precision": _share(labels[yes])}
    for kind, chosen in _by(pairs, lambda pair: pair.family).items():
        found |= _of_kind(f"kind.{kind}", scores[chosen], yes[chosen], labels[chosen])
    for scripts, chosen in _by(pairs, scripts_of).items():
        found |= _of_kind(f"scripts.{scripts}", scores[chosen], yes[chosen], labels[chosen])
    sames = [number for number, pair in enumerate(pairs) if pair.kind == NAMESAKES]
    if sames:
        found["namesakes_possible"] = float(yes[sames].mean())
    return found


def scripts_of(pair: Labelled) -> str:
    """The pair of scripts; namesakes and other pairs that only dates tell apart are left aside."""
    if pair.kind == NAMESAKES:
        return "namesakes"
    asked, held = pair.persons
    return comparing.scripts_of(asked.names[0], held.names[0])


def _by(pairs: Sequence[Labelled], key: object) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        groups[key(pair)].append(number)  # type: ignore[operator]
    return dict(sorted(groups.items()))


def _of_kind(name: str, scores: np.ndarray, yes: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Where at most one in a hundred of the kind's own false pairs passes, and at the matcher's own threshold."""
    true, false = scores[labels == 1], scores[labels == 0]
    if not len(true) or not len(false):
        return {}
    least = measures.threshold(false.tolist(), measures.FALSE_POSITIVES)
    return {
        f"{name}.recall_at_1_percent": float((true > least).mean()),
        f"{name}.average_precision": measures.average_precision(scores, labels),
        f"{name}.recall": float(yes[labels == 1].mean()),
        f"{name}.precision": _share(labels[yes]),
        f"{name}.false_positives": float(yes[labels == 0].mean()),
    }


def _share(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else 1.0


def print_overall(figures: dict[str, dict[str, float]]) -> None:
    print(f"{'':16}{'AP':>8}{'recall':>8}{'precision':>11}{'namesakes':>11}")
    for name, found in figures.items():
        row = [found["average_precision"], found["recall"], found["precision"], found.get("namesakes_possible", 0.0)]
        print(f"{name:16}{row[0]:8.3f}{row[1]:8.2f}{row[2]:11.2f}{row[3]:11.2f}")
    print(
        "\nRecall and precision where the matcher itself says yes; namesakes: the same name, another year of birth.\n"
    )


def print_by_kind(pairs: Sequence[Labelled], figures: dict[str, dict[str, float]]) -> None:
    """A line a kind: recall at one percent of its false pairs, then (recall, false positives) where it says yes."""
    for by in ("kind", "scripts"):
        heads = "".join(f"{name:>22}" for name in figures)
        print(f"{by:38}{heads}\n{'':38}" + f"{'at 1 %   own (fp)':>22}" * len(figures))
        rows = {figure.split(".")[1] for found in figures.values() for figure in found if figure.startswith(f"{by}.")}
        for row in sorted(rows):
            cells = ""
            for found in figures.values():
                at, own, false = (
                    found[f"{by}.{row}.{what}"] for what in ("recall_at_1_percent", "recall", "false_positives")
                )
                cells += f"{at:11.2f}{own:6.2f}{f'({false:.2f})':>5}".rjust(22)
            print(f"{row:38}{cells}")
        print()


if __name__ == "__main__":
    main()
