"""Latin spellings of one name: written alike in another script, written twice, or with a slip of typing."""

import random
from collections import defaultdict
from difflib import SequenceMatcher

from learning.tokens import Pair

PIVOTS = {"arabic": 1.0, "cyrillic": 0.5, "hebrew": 0.5}
ALIKE = 0.45  # spellings less alike than this are taken for wrong alignments of the file
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
LOOKALIKES = {
    "m": ("rn",),
    "w": ("vv",),
    "d": ("cl",),
    "l": ("i", "t"),
    "i": ("l", "j"),
    "n": ("ri", "u"),
    "u": ("v", "n"),
    "o": ("q", "a"),
    "e": ("c",),
    "b": ("h",),
    "v": ("y", "u"),
}

Weighed = dict[tuple[str, str], float]


def variants(pairs: list[Pair]) -> Weighed:
    """Pairs of different Latin spellings, in both orders, by how often chance meets one beside the other."""
    spellings: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for pair in pairs:
        if pair.script in PIVOTS and len(pair.latin) > 1:
            spellings[pair.script, pair.native].append((pair.latin, pair.count))
    found: Weighed = defaultdict(float)
    for (script, _), latins in spellings.items():
        total = sum(count for _, count in latins)
        best = sorted(latins, key=lambda item: (-item[1], item[0]))[:24]
        for a, count_a in best:
            for b, count_b in best:
                if a != b:
                    found[a, b] += PIVOTS[script] * count_a * count_b / total
    return {key: weight for key, weight in found.items() if alike(*key) >= ALIKE}


def alike(a: str, b: str) -> float:
    """A rough likeness, the same in both orders."""
    return SequenceMatcher(None, *sorted((a, b)), autojunk=False).ratio()


def slips(latins: list[str], seed: int) -> list[tuple[str, str]]:
    """Each token with one slip of the hand or of a reading machine."""
    draw = random.Random(seed)
    return [(latin, slip(latin, draw)) for latin in latins if len(latin) > 3]


def slip(token: str, draw: random.Random) -> str:
    """One letter dropped, doubled, swapped with the next, hit beside its key, or misread."""
    at = draw.randrange(len(token))
    letter, kind = token[at], draw.randrange(6)
    if kind == 0:
        return token[:at] + token[at + 1 :]
    if kind == 1:
        return token[:at] + letter + token[at:]
    if kind == 2:
        return token[:at] + token[at + 1 : at + 2] + letter + token[at + 2 :]
    if kind == 3:
        return token[:at] + draw.choice(LOOKALIKES.get(letter, (letter,))) + token[at + 1 :]
    if kind == 4:
        return token[:at] + draw.choice("abcdefghijklmnopqrstuvwxyz") + token[at + (draw.random() < 0.5) :]
    return token[:at] + draw.choice(beside(letter)) + token[at + 1 :]


def beside(letter: str) -> str:
    """The keys that touch a key of the Latin keyboard."""
    for at, row in enumerate(ROWS):
        place = row.find(letter)
        if place >= 0:
            near = row[max(0, place - 1) : place + 2]
            other = "".join(ROWS[k][max(0, place - 1) : place + 1] for k in (at - 1, at + 1) if 0 <= k < 3)
            return (near + other).replace(letter, "")
    return letter
