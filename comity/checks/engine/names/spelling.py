"""How likely two tokens are one name spelt twice: the natural logarithm of the odds, from spelling alone."""

import math
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names.name import Name, Token

RAREST = 1e-6


def evidence(a: Token, b: Token) -> float:
    """log P(both spellings | one name) - log P(both | two unrelated names): above 0 speaks for, below 0 against.

    Symmetric. Rare tokens that agree speak louder, for they agree less by chance.
    """
    if a.text == b.text:
        return -math.log(max(commonness(a), commonness(b), RAREST))
    best = max((_alike(left, right) for left in a.romanised for right in b.romanised), default=0.0)
    return 12.0 * (best - 0.65) if best > 0.65 else 20.0 * (best - 0.65)


def evidences(a: Name, b: Name) -> NDArray[np.float32]:
    """`evidence` of every token of `a` (rows) with every token of `b` (columns)."""
    found = np.zeros((len(a.tokens), len(b.tokens)), np.float32)
    for i, left in enumerate(a.tokens):
        for j, right in enumerate(b.tokens):
            found[i, j] = evidence(left, right)
    return found


def commonness(token: Token) -> float:
    """The share of persons who bear a name spelt so, never below one in a million."""
    return max(RAREST, 1e-5 if len(token.text) > 4 else 1e-4)


def _alike(left: str, right: str) -> float:
    left, right = min(left, right), max(left, right)
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
