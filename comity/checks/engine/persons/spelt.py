"""How alike two names are letter by letter, in any Latin spelling, over the flat words of `names.prepared`: what
`letters.alike` says of two names, near enough to leave out most of them before anything dearer is asked.
"""

from typing import Any, Final

import numpy as np

from comity.checks.engine.names import prepared
from comity.checks.engine.names.kernel import borrowing, njit
from comity.checks.engine.names.unfolding import HEAD, bits, unfold, whole
from comity.checks.engine.persons.judging import Numbers
from comity.checks.engine.persons.machine import ones
from comity.checks.engine.persons.mapped import Words

_CODES: Final = 256
_LATIN, _PARTICLE, _INITIAL = prepared.LATIN, prepared.PARTICLE, prepared.INITIAL


@njit(cache=True, nogil=True)
def is_latin(head: int) -> bool:
    """Whether a name is written in Latin letters alone, by its word."""
    return bits(head, prepared.AT_LATIN, 1) == 1


@njit(cache=True, nogil=True)
def alike(one: Words, at: int, other: Words, there: int) -> int:
    """In hundredths: every token of the shorter name with its most alike of the other, by length."""
    left, right = unfold(one, at, whole(int(one[at]))), unfold(other, there, whole(int(other[there])))
    best = np.zeros((2, max(len(left[0]), len(right[0]))), np.int64)
    masks = np.zeros(_CODES, np.int64)
    for i in range(len(left[0])):
        for x in range(_spellings(left, i)):
            size = left[2][i, x]
            for k in range(size):
                masks[left[1][i, x, k + 1]] |= 1 << k
            for j in range(len(right[0])):
                for y in range(_spellings(right, j)):
                    share = 200 * _common(masks, size, right[1][j, y], right[2][j, y]) // max(1, size + right[2][j, y])
                    best[0, i], best[1, j] = max(best[0, i], share), max(best[1, j], share)
            for k in range(size):
                masks[left[1][i, x, k + 1]] = 0
    sums, lengths = np.zeros(2, np.int64), np.zeros(2, np.int64)
    for side in range(2):
        parts = right if side else left
        for i in range(len(parts[0])):
            if _spellings(parts, i):
                sums[side] += best[side, i] * parts[2][i, 0]
                lengths[side] += parts[2][i, 0]
    shorter = 0 if lengths[0] <= lengths[1] else 1
    return int(sums[shorter] // lengths[shorter]) if lengths[shorter] else 0


@borrowing
def _spellings(parts: Any, i: int) -> int:
    """How many spellings of a token count: none of what may be left out, unless there is nothing else."""
    head = int(parts[0][i, HEAD])
    if _is_small(head):
        for other in range(len(parts[0])):
            if not _is_small(int(parts[0][other, HEAD])):
                return 0
    written = min(prepared.MOST_WRITTEN, bits(head, prepared.AT_WRITTEN, 3))
    return min(1, written) if bits(head, prepared.AT_WRITING, 4) == _LATIN else written


@njit(cache=True, nogil=True)
def _is_small(head: int) -> bool:
    role = bits(head, prepared.AT_ROLE, 3)
    return role in (_PARTICLE, _INITIAL)


@borrowing
def _common(masks: Numbers, size: int, letters: Numbers, length: int) -> int:
    """The longest common subsequence, bit-parallel."""
    every = (1 << size) - 1
    row = every
    for k in range(1, length + 1):
        met = row & masks[letters[k]]
        row = (row + met) | (row - met)
    return int(size - ones(row & every))
