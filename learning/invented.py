"""Made-up pairs to learn from beside the labelled ones: typing errors, parts left out or swapped, namesakes, and hard
negatives that share one part, put together from aligned tokens. Nothing here is a person."""

import csv
import gzip
import random
from collections import defaultdict
from pathlib import Path
from typing import Final

from learning.pairs import Labelled

LEAST_SEEN: Final = 3  # below, the alignment of the tokens is noise
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

Tokens = dict[str, list[tuple[str, str]]]


def tokens(file: Path) -> Tokens:
    """Aligned tokens (Latin, native) by script, those seen often enough."""
    found: Tokens = defaultdict(list)
    with gzip.open(file, "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if int(row["count"]) >= LEAST_SEEN and len(row["latin"]) > 2:
                found[row["script"]].append((row["latin"], row["native"]))
    return found


def across(known: Tokens, each: int, chance: random.Random) -> list[Labelled]:
    """For each script, names put together from tokens: one person in two scripts, and two who share one part."""
    pairs = []
    for script, aligned in sorted(known.items()):
        space = "·" if script in ("chinese", "katakana") else " "
        for _ in range(each):
            (a, one), (b, two), (_, three) = chance.sample(aligned, 3)
            latin, native = f"{a} {b}", f"{one}{space}{two}"
            shared = f"{one}{space}{three}" if chance.random() < 0.5 else f"{three}{space}{two}"
            pairs.append(Labelled(latin, "", native, "", True, f"made_{script}"))
            pairs.append(Labelled(latin, "", shared, "", False, f"neg_made_{script}"))
    return pairs


def typed(known: list[Labelled], chance: random.Random) -> list[Labelled]:
    """The target names of one person, typed with an error, in another order, or with a part left out."""
    pairs = []
    for pair in known:
        if pair.is_one and pair.target.isascii() and " " in pair.target:
            name = chance.choice((_slip, _slip, _order, _shorter))(pair.target, chance)
            pairs.append(Labelled(name, pair.target_born, pair.target, pair.target_born, True, "made_typed"))
    return pairs


def namesakes(known: list[Labelled], chance: random.Random) -> list[Labelled]:
    """People of one name with dates of birth that a slip does not explain; and one person's with a slip."""
    pairs = []
    for pair in known:
        if not pair.target.isascii():
            continue
        year, month, day = chance.randint(1935, 2005), chance.randint(1, 12), chance.randint(1, 28)
        born = f"{year}-{month:02d}-{day:02d}"
        other = f"{year + chance.choice((-1, 1)) * chance.randint(7, 30)}-{month:02d}-{day:02d}"
        pairs.append(Labelled(pair.target, born, pair.target, other, False, "neg_made_namesake"))
        near = chance.choice(
            (
                f"{year + chance.choice((-1, 1))}-{month:02d}-{day:02d}",
                f"{year}-{month:02d}-{max(1, day - 1):02d}",
                f"{year}-{month % 12 + 1:02d}-{day:02d}",
                f"{year}",
                born,
            )
        )
        pairs.append(
            Labelled(pair.query, born, pair.target, near, pair.is_one, "made_slip" if pair.is_one else "neg_made_slip")
        )
    return pairs


def _slip(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(name) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if kind == 2:
        return name[:at] + name[at] + name[at:]
    return name[:at] + chance.choice(LETTERS) + name[at + 1 :]


def _order(name: str, chance: random.Random) -> str:
    words = name.replace(",", "").split()
    at = chance.randrange(1, len(words))
    return " ".join([*words[at:], *words[:at]])


def _shorter(name: str, chance: random.Random) -> str:
    words = name.split()
    if len(words) < 3:
        return name
    words.pop(chance.randrange(1, len(words)))
    return " ".join(words)
