"""How often a token was seen, by each file that spelling was learned from: marks, counts, how common it is."""

import math
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from comity.checks.engine.names import han, kernel, learned, scripts
from comity.checks.engine.names.learned import LATIN_MODEL
from comity.checks.engine.names.name import Token
from comity.checks.engine.names.romanising import plain

RAREST: Final = 1e-6
COMMONEST: Final = 0.02
PERSONS: Final = 2.2  # tokens of a person's name in the file that was learned from


class Seen(NamedTuple):
    """The number of a token in every model that may have seen it, else 0; how often each has."""

    marks: tuple[int, ...]
    counts: tuple[float, ...]


def seen(token: Token) -> Seen:
    """By model."""
    if token.script == scripts.LATIN:
        return _seen(token.romanised[0] if token.romanised else token.text, token.script)
    return _seen(token.text, token.script)


@lru_cache(maxsize=131_072)
def _seen(text: str, script: str) -> Seen:
    known = learned.tables()
    if script == scripts.LATIN:
        marks = [learned.hashed(text, model.at) for model in known.models.values()]
    else:
        text = han.simple(text) if script == scripts.HAN else text
        marks = [learned.hashed(text, model.at) if name == script else 0 for name, model in known.models.items()]
    counts = kernel.counts(known.seen_keys, known.seen, np.array(marks, np.int64))
    return Seen(tuple(marks), tuple(counts.tolist()))


@lru_cache(maxsize=131_072)
def _commonness(text: str, script: str, latin: str) -> float:
    known = learned.tables()
    own = script == LATIN_MODEL
    best = learned.commonest().get(latin, 0.0)
    counts = _seen(latin if own else text, script).counts
    for name, model in known.models.items():
        if name != LATIN_MODEL and counts[model.at]:
            best = max(best, counts[model.at] * PERSONS / float(known.totals[model.at]))
    return min(COMMONEST, max(RAREST, best))


def commonness(token: Token) -> float:
    """The share of persons who bear a name spelt so, never below one in a million."""
    return _commonness(token.text, token.script, token.romanised[0] if token.romanised else plain(token.text))


def rarity(token: Token) -> float:
    """The logarithm of how many persons there are for each who bears a name spelt so."""
    return -math.log(commonness(token))
