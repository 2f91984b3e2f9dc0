"""The most likely Latin spellings of a token by the learned model of its script."""

from collections import defaultdict
from functools import lru_cache
from typing import Final

import numpy as np

from comity.checks.engine.names import kernel, learned, letters

WIDTH: Final = 8  # beginnings that are kept at every letter
CHOICES: Final = 6  # Latin segments that are tried for a native one
LONGEST: Final = 30

Choices = dict[int, list[tuple[str, float]]]


@lru_cache(maxsize=1)
def _choices() -> Choices:
    """Native segment -> its likeliest Latin segments, with the probability of both."""
    known = learned.tables()
    latin = list(known.latin)
    found: Choices = defaultdict(list)
    chosen = np.flatnonzero((known.keys != 0) & (known.joint > 0.0))
    for key, joint in zip(known.keys[chosen].tolist(), known.joint[chosen].tolist(), strict=True):
        found[(key >> 20) - 1].append((latin[(key & 0xFFFFF) - 1], joint))
    return {native: sorted(ways, key=lambda way: (-way[1], way[0]))[:CHOICES] for native, ways in found.items()}


@lru_cache(maxsize=65_536)
def spellings(text: str, script: str, most: int) -> tuple[str, ...]:
    """Best first; none for a script without a model, or a token with letters that it does not know."""
    model = learned.tables().models.get(script)
    if model is None or script == learned.LATIN_MODEL:
        return ()
    marked = letters.of(text[:LONGEST], script)
    ids = learned.native_ids(model, marked)
    ends: list[dict[str, float]] = [{} for _ in range(len(marked) + 1)]
    ends[0][""] = 1.0
    for i in range(len(marked)):
        for begun, chance in _best(ends[i], WIDTH):
            for d in range(1, min(kernel.NATIVE_MOST, len(marked) - i) + 1):
                for spelt, joint in _choices().get(int(ids[i, d]), ()):
                    whole = begun + spelt
                    ends[i + d][whole] = ends[i + d].get(whole, 0.0) + chance * joint
    return tuple(spelt[1:-1] for spelt, _ in _best(ends[-1], most) if spelt[:1] == "^" and spelt[-1:] == "$")


def _best(ways: dict[str, float], most: int) -> list[tuple[str, float]]:
    return sorted(ways.items(), key=lambda way: (-way[1], way[0]))[:most]
