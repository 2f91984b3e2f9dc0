"""How often a token was seen, by each file that spelling was learned from: marks, counts, how common it is."""

import math
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import xxhash

from comity.checks.engine.names import han, kernel, learned, scripts
from comity.checks.engine.names.learned import LATIN_MODEL
from comity.checks.engine.names.name import Token
from comity.checks.engine.names.romanising import plain

RAREST: Final = 1e-6
COMMONEST: Final = 0.02
PERSONS: Final = 2.2  # tokens of a person's name in the file that was learned from


class Seen(NamedTuple):
    """The number of a token in every model that may have seen it, else 0; how often each has; and the largest share
    of persons who bear it, by any."""

    marks: tuple[int, ...]
    counts: tuple[float, ...]
    share: float


def seen(token: Token) -> Seen:
    """By model."""
    if token.script == LATIN_MODEL:
        return _seen(token.romanised[0] if token.romanised else token.text, token.script)
    return _seen(token.text, token.script)


@lru_cache(maxsize=131_072)
def _seen(text: str, script: str) -> Seen:
    known = learned.tables()
    if script == LATIN_MODEL:
        written, digest = text.encode("utf-8", "replace"), xxhash.xxh3_64_intdigest
        marks = [digest(written, seed=at) >> 2 | 1 for at in range(len(known.models))]
    else:
        text = han.simple(text) if script == scripts.HAN else text
        marks = [learned.hashed(text, model.at) if name == script else 0 for name, model in known.models.items()]
    latin = known.models[LATIN_MODEL].at
    found = kernel.shares(known.seen_keys, known.seen, np.array(marks), known.totals, latin, PERSONS)
    *counts, share = found.tolist()
    return Seen(tuple(marks), tuple(counts), share)


def commonness(token: Token) -> float:
    """The share of persons who bear a name spelt so, never below one in a million."""
    return _share(token)[1]


def _share(token: Token) -> tuple[Seen, float]:
    latin = token.romanised[0] if token.romanised else plain(token.text)
    found = _seen(latin if token.script == LATIN_MODEL else token.text, token.script)
    return found, min(COMMONEST, max(RAREST, found.share, learned.commonest().get(latin, 0.0)))


def rarity(token: Token) -> float:
    """The logarithm of how many persons there are for each who bears a name spelt so."""
    return -math.log(commonness(token))


def told(token: Token) -> tuple[Seen, float]:
    """Both at once."""
    found, share = _share(token)
    return found if token.romanised else seen(token), -math.log(share)
