"""How alike two names are letter by letter, in any Latin spelling: finer than a sketch, cheap beside a comparison."""

from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import scripts
from comity.checks.engine.names.kernel import njit
from comity.checks.engine.names.name import Name

_MOST: Final = 8
_SPELLINGS: Final = 4
_LONGEST: Final = 30
_LETTERS: Final = 128

Numbers = NDArray[np.int64]
# Letters of all spellings one after another, where each begins, and the token of each.
Spelt = tuple[NDArray[np.uint8], Numbers, Numbers]


def is_latin(name: Name) -> bool:
    """Whether every token is written in Latin letters, so that it has one spelling."""
    return all(token.script == scripts.LATIN for token in name.tokens)


def alike(one: Name, two: Name) -> int:
    """In hundredths: every token of the shorter name with its most alike of the other, by length."""
    return int(_alike(_spelt(one), _spelt(two)))


@lru_cache(maxsize=1024)
def _spelt(name: Name) -> Spelt:
    firm = [token for token in name.tokens[:_MOST] if token.role not in ("particle", "initial")] or name.tokens[:_MOST]
    spelt = [
        (at, spelling[:_LONGEST])
        for at, token in enumerate(firm)
        for spelling in token.romanised[: 1 if token.script == scripts.LATIN else _SPELLINGS]
    ]
    text = "".join(spelling for _at, spelling in spelt).encode("ascii", "replace")
    starts = [0, *accumulate(len(spelling) for _at, spelling in spelt)]
    owners = [at for at, _spelling in spelt]
    return np.frombuffer(text, np.uint8), np.array(starts, np.int64), np.array(owners, np.int64)


@njit(cache=True, nogil=True)
def _alike(one: Any, two: Any) -> int:
    """Twice the longest common subsequence in the letters of both; bit-parallel."""
    letters, starts, owners = one
    others, other_starts, other_owners = two
    best = np.zeros((2, _MOST), np.int64)
    lengths = np.zeros((2, _MOST), np.int64)
    masks = np.zeros(_LETTERS, np.int64)
    for i in range(len(owners)):
        size = starts[i + 1] - starts[i]
        if lengths[0, owners[i]] == 0:
            lengths[0, owners[i]] = size
        for at in range(starts[i], starts[i + 1]):
            masks[letters[at]] |= 1 << (at - starts[i])
        every = (1 << size) - 1
        for j in range(len(other_owners)):
            other_size = other_starts[j + 1] - other_starts[j]
            if lengths[1, other_owners[j]] == 0:
                lengths[1, other_owners[j]] = other_size
            row = every
            for at in range(other_starts[j], other_starts[j + 1]):
                met = row & masks[others[at]]
                row = (row + met) | (row - met)
            common = size
            row &= every
            while row:
                row &= row - 1
                common -= 1
            share = 200 * common // max(1, size + other_size)
            best[0, owners[i]] = max(best[0, owners[i]], share)
            best[1, other_owners[j]] = max(best[1, other_owners[j]], share)
        for at in range(starts[i], starts[i + 1]):
            masks[letters[at]] = 0
    side = 0 if lengths[0].sum() <= lengths[1].sum() else 1
    total = lengths[side].sum()
    return (best[side] * lengths[side]).sum() // total if total else 0
