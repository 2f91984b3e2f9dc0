"""What others do: matchers to measure ours beside. Each gives a score from 0 to 1 for two names in any script.

Edit distance of the whole names; a small one of skeletons and Jaro-Winkler, as a good engineer writes in an hour; and
logic-v2 of nomenklatura, run by the Python of the bench's own environment (bench/outsider.py).
"""

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from anyascii import anyascii

from bench.figures import ROOT, var
from learning.pairs import Labelled

OUTSIDER = Path(__file__).with_name("outsider.py")


def environment() -> Path:
    """The environment of the outsider: var/bench-venv."""
    return Path(os.environ.get("COMITY_BENCH_VENV") or var().parent / "bench-venv")


def edit_distance(pairs: Sequence[Labelled]) -> list[float]:
    """One less the share of letters to change, of the names in Latin letters."""
    return [_dated(_alike(_plain(pair.query), _plain(pair.target)), pair) for pair in pairs]


def _dated(score: float, pair: Labelled) -> float:
    """Halved where the years of birth are known and more than one apart."""
    years = [born[:4] for born in (pair.query_born, pair.target_born)]
    return score / 2 if all(years) and abs(int(years[0]) - int(years[1])) > 1 else score


def _plain(name: str) -> str:
    letters = "".join(letter if letter.isalnum() else " " for letter in anyascii(name).lower())
    return " ".join(letters.split())


def _alike(one: str, other: str) -> float:
    longest = max(len(one), len(other))
    return 1 - distance(one, other) / longest if longest else 0.0


def distance(one: str, other: str) -> int:
    """Letters to put in, leave out or change."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, written in enumerate(other, 1):
            kept = before if letter == written else before + 1
            before = row[place]
            row[place] = min(kept, before + 1, row[place - 1] + 1)
    return row[-1]


# --- The small baseline: forty lines. ---

_CLASSES = str.maketrans("bvwgqxzdcjl", "pffkkkstksr")


def skeletons(pairs: Sequence[Labelled]) -> list[float]:
    """The best pairing of tokens by Jaro-Winkler of the spelling and of its consonants."""
    return [_dated(_paired(_plain(pair.query).split(), _plain(pair.target).split()), pair) for pair in pairs]


def _paired(one: list[str], other: list[str]) -> float:
    if len(one) > len(other):
        one, other = other, one
    if not one:
        return 0.0
    found = sorted(((_token(a, b), i, j) for (i, a), (j, b) in product(enumerate(one), enumerate(other))), reverse=True)
    paired: dict[int, int] = {}
    total = whole = 0.0
    for alike, i, j in found:
        if i not in paired and j not in paired.values():
            paired[i] = j
            longer = max(len(one[i]), len(other[j]))
            total, whole = total + alike * longer, whole + longer
    left = sum(len(token) for j, token in enumerate(other) if j not in paired.values())
    return total / (whole + left / 2)


def _token(one: str, other: str) -> float:
    return max(jaro_winkler(one, other), 0.95 * jaro_winkler(skeleton(one), skeleton(other)))


def skeleton(token: str) -> str:
    """The first letter and the classes of the consonants after it."""
    rest = "".join(letter for letter in token.translate(_CLASSES) if letter not in "aeiouyhw")
    return "".join(letter for at, letter in enumerate(rest) if not at or rest[at - 1] != letter) or token[:1]


def jaro_winkler(one: str, other: str) -> float:
    """Winkler's likeness: letters in common not far away, those exchanged, and a common beginning."""
    if one == other:
        return 1.0
    reach = max(len(one), len(other), 2) // 2 - 1
    taken = [False] * len(other)
    common = []
    for at, letter in enumerate(one):
        for place in range(max(0, at - reach), min(len(other), at + reach + 1)):
            if not taken[place] and other[place] == letter:
                taken[place] = True
                common.append(letter)
                break
    if not common:
        return 0.0
    there = [letter for letter, is_taken in zip(other, taken, strict=True) if is_taken]
    exchanged = sum(a != b for a, b in zip(common, there, strict=True)) / 2
    share = len(common)
    jaro = (share / len(one) + share / len(other) + (share - exchanged) / share) / 3
    start = next((at for at, (a, b) in enumerate(zip(one[:4], other, strict=False)) if a != b), min(4, len(one)))
    return jaro + 0.1 * start * (1 - jaro)


# --- The outsider. ---


def logic_v2(pairs: Sequence[Labelled]) -> list[float] | None:
    """nomenklatura's logic-v2; None where its environment is not there (`make bench-env` makes it)."""
    python = environment() / "bin" / "python"
    if not python.exists():
        print(f"logic-v2 is not measured: there is no environment in {_short(environment())}.", file=sys.stderr)
        return None
    with tempfile.TemporaryDirectory() as folder:
        given, scored = Path(folder, "pairs.csv"), Path(folder, "scores.csv")
        with given.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerows((pair.query, pair.query_born, pair.target, pair.target_born) for pair in pairs)
        done = subprocess.run([python, OUTSIDER, given, scored], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"logic-v2 is not measured: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        return [float(line) for line in scored.read_text().split()]


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
