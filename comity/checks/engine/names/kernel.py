"""The inner loops of comparing spellings, over integer codes; compiled where numba is there, the same without.

A token is an array of small integers, one a letter, between a start and an end mark. A table of segments holds, for
some letters of one side with some letters of the other, how much more often they stand for each other than by chance.
All ways to cut both tokens into segments are summed, so that no single alignment has to be right.
"""

import hashlib
import importlib
import importlib.util
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

_F = TypeVar("_F", bound=Callable[..., Any])
HAS_NUMBA: Final = importlib.util.find_spec("numba") is not None
_ENGINE: Final = Path(__file__).parents[1]


def _compiled_folder() -> Path:
    """Where compiled loops are kept: a folder for this very code, because a change in one file changes what others that
    call it were compiled to, and numba looks at one file alone."""
    found = hashlib.blake2b(digest_size=8)
    for path in sorted([*_ENGINE.glob("names/*.py"), *_ENGINE.glob("persons/*.py")]):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return _ENGINE / "__pycache__" / f"compiled-{found.hexdigest()}"


# numba reads it when it is imported, which is when the first loop is met.
os.environ.setdefault("NUMBA_CACHE_DIR", str(_compiled_folder()))


def njit(**options: Any) -> Callable[[_F], _F]:
    """numba's compiler, or nothing where numba is missing: slower, never different, as a test proves."""

    def compiled(function: _F) -> _F:
        if not HAS_NUMBA:
            return function
        return importlib.import_module("numba").njit(**options)(function)  # type: ignore[no-any-return]

    return compiled


def borrowing(function: _F) -> _F:
    """The same for a loop that neither makes an array nor keeps or returns one: nobody counts who refers to those that
    it is given. Where tables come in tuples, that counting took half of the time."""
    return njit(cache=True, nogil=True, _nrt=False)(function)


Ids = NDArray[np.int32]
Keys = NDArray[np.int64]
Weights = NDArray[np.float64]
# Rows of segment numbers, where each form starts, its token, a number for its Latin spelling (0: another script), its
# model; by token: numbers of its usual Latin spellings, marks and counts in each model, the logarithm of rarity, and
# a number for the text. The written side needs neither models nor usual spellings.
Spoken = tuple[Ids, Keys, Keys, Keys, Keys, Keys, Keys, Weights, Weights, Keys]
Written = tuple[Ids, Keys, Keys, Keys, Keys, Weights, Weights, Keys]
# An open table of pairs of segments and its weights; by native segment a bit for each letter with which the segments
# paired with it begin, and end; by Latin segment its first and its last letter; by native segment of one letter or
# none a row of the weights with each Latin letter, and none.
Pairs = tuple[Keys, Weights, Keys, Keys, Keys, Keys, Keys, Weights]
Letters = tuple[Pairs, Weights, Weights, Weights, Weights]
Sight = tuple[Keys, Weights, Weights]
# An open table of segments, packed letter by letter, and their numbers; by model (the last: Latin) that of "no letter".
Segments = tuple[Keys, Ids, Ids]

NATIVE_MOST: Final = 3  # letters of a segment on the native side
LATIN_MOST: Final = 5  # and on the Latin side
NATIVE_BITS: Final = 17  # of the code of a letter in a packed segment; the model is above them
LATIN_BITS: Final = 5
WIDTH: Final = 3.5  # letters that an alignment may run ahead on one side
FAR: Final = -60.0  # the score of tokens that no way of cutting brings together
FLOOR: Final = 7.0  # no spelling alone speaks louder against than e to the minus seventh
TRUST: Final = 12.0  # how many sightings of a token the model of letters is worth
STAND_IN: Final = 0.5  # what agreement through a Latin spelling that is not the token's own loses
KNOWN: Final = 11.5  # tokens less rare than this are names of their own, and were they one they would have met
RIVALS: Final = 0.5  # what each step of the commonness of two such tokens that never met takes off
DISCOUNT: Final = 0.7  # taken off the count of a pair
HOPE: Final = 1e-4  # sums below this never become a name
FAINT: Final = 1e-4  # what is so much below the best of a row is not followed
# Where in `plain` the weights of letters without a segment of their own stand, and the longest Latin segment.
DROP, ADD, SWAP, REACH = 0, 1, 2, 3


@borrowing
def slot(keys: Keys, key: int) -> int:
    """Where a key stands in an open table of a power of two, or where it would; the table is never full."""
    mask = len(keys) - 1
    at = ((int(key) * 0x2545F4914F6CDD1D) >> 20) & mask
    while keys[at] != 0 and keys[at] != key:
        at = (at + 1) & mask
    return at


@njit(cache=True)
def forward(native: Ids, latin: Ids, keys: Keys, weights: Weights, plain: Weights, hope: float) -> Weights:
    """Sums over all ways to spell the first i letters of one with the first j of the other.

    `native[i, d]` numbers the segment of d letters that starts at i, -1 for none; `latin` alike. [0] is "no letter".
    Gives up where nothing is left that reaches `hope`; what is far below the best beside it then counts nothing.
    """
    n, m = len(native) - 1, len(latin) - 1
    wide = WIDTH * max(n, m)
    mask = len(keys) - 1
    reach = int(plain[REACH]) if len(plain) > REACH else LATIN_MOST
    sums = np.zeros((n + 1, m + 1))
    sums[0, 0] = 1.0
    for i in range(n + 1):
        best, after = 0.0, 0.0
        if hope > 0.0:
            for j in range(m + 1):
                best = max(best, sums[i, j])
                for row in range(i + 1, min(i + NATIVE_MOST, n + 1)):
                    after = max(after, sums[row, j])
            if best < hope and after < hope:
                return sums
        least = best * FAINT
        for j in range(m + 1):
            here = sums[i, j]
            if here <= least or abs(i * m - j * n) > wide:
                continue
            for d in range(min(NATIVE_MOST, n - i) + 1):
                left = int(native[i, d])
                if left < 0:
                    continue
                for e in range(min(reach, m - j) + 1):
                    right = int(latin[j, e])
                    if right < 0 or d + e == 0:
                        continue
                    key = (left + 1) << 20 | (right + 1)
                    at = ((key * 0x2545F4914F6CDD1D) >> 20) & mask
                    while keys[at] != 0 and keys[at] != key:
                        at = (at + 1) & mask
                    weight = weights[at] if keys[at] != 0 else 0.0
                    if weight == 0.0 and d <= 1 and e <= 1:
                        weight = plain[SWAP if d + e == 2 else ADD if e else DROP]
                    sums[i + d, j + e] += here * weight
    return sums


@njit(cache=True)
def scattered(packed: int) -> int:
    """A packed segment as it is kept: `slot` looks at the lower bits alone, in which the first letters are not."""
    return packed ^ packed >> 31


@njit(cache=True)
def numbered(codes: Keys, model: int, segments: Segments, most: int) -> Ids:
    """The numbers of the segments of so many letters at most, by start and length: of a native token, where the
    number of its model is given, else (`model` is -1) of a Latin spelling."""
    found = np.full((len(codes) + 1, most + 1), -1, np.int32)
    number(codes, model, segments, found)
    return found


@borrowing
def number(codes: Keys, model: int, segments: Segments, found: Ids) -> None:
    """Writes them where there is -1 everywhere."""
    keys, numbers, empty = segments
    most = found.shape[1] - 1
    bits = NATIVE_BITS if model >= 0 else LATIN_BITS
    before = (model + 1) << 3 * NATIVE_BITS
    last = (1 << bits) - 1
    length = len(codes)
    for i in range(length + 1):
        found[i, 0] = empty[model]
        key = 0
        for d in range(1, min(most, length - i) + 1):
            key = key << bits | min(codes[i + d - 1], last)
            at = slot(keys, scattered(before | key))
            if keys[at] != 0:
                found[i, d] = numbers[at]


@borrowing
def fill(keys: Keys, values: Weights, fresh: Keys, found: Weights) -> None:
    """Puts pairs of keys and values into an open table."""
    for i in range(len(fresh)):
        at = slot(keys, fresh[i])
        keys[at], values[at] = fresh[i], found[i]


@borrowing
def look_up(keys: Keys, values: Weights, key: int) -> float:
    """The value of a key, 0 where there is none."""
    at = slot(keys, key)
    return values[at] if keys[at] != 0 else 0.0


@njit(cache=True)
def shares(keys: Keys, values: Weights, marks: Keys, totals: Weights, latin: int, persons: float) -> Weights:
    """How often each mark was seen, 0 for none; last of all the largest share of persons, but for the Latin model."""
    found = np.zeros(len(marks) + 1)
    for at in range(len(marks)):
        if marks[at] != 0:
            found[at] = look_up(keys, values, marks[at])
            if at != latin:
                found[-1] = max(found[-1], found[at] * persons / totals[at])
    return found


@njit(cache=True)
def log_sum(native: Ids, latin: Ids, keys: Keys, weights: Weights, plain: Weights) -> float:
    """The logarithm of the sum over all ways to spell one token with the other."""
    return logarithm(forward(native, latin, keys, weights, plain, HOPE)[-1, -1])


@njit(cache=True)
def logarithm(total: float) -> float:
    """Of a sum over all ways."""
    return math.log(total) if 0.0 < total < 1e300 else FAR


@njit(cache=True)
def room(spoken: Spoken, written: Written) -> Weights:
    """What `summed` works in: enough for any form of the one side with any of the other."""
    return np.zeros((_longest(spoken[1]) + 1, _longest(written[1]) + 1))


@borrowing
def _longest(starts: Keys) -> int:
    longest = 0
    for form in range(len(starts) - 1):
        longest = max(longest, starts[form + 1] - starts[form])
    return longest


@borrowing
def summed(native: Ids, latin: Ids, pairs: Pairs, reach: float, sums: Weights) -> float:
    """What `forward` ends with over the tables of this installation, which are laid out so that little is looked up."""
    keys, weights, firsts, lasts, first_of, last_of, rows, dense = pairs
    n, m, longest, mask = len(native) - 1, len(latin) - 1, int(reach), len(keys) - 1
    wide = WIDTH * max(n, m)
    for i in range(n + 1):
        for j in range(m + 1):
            sums[i, j] = 0.0
    sums[0, 0] = 1.0
    for i in range(n + 1):
        best, after = 0.0, 0.0
        for j in range(m + 1):
            best = max(best, sums[i, j])
        if best < HOPE:
            for row in range(i + 1, min(i + NATIVE_MOST, n + 1)):
                for j in range(m + 1):
                    after = max(after, sums[row, j])
            if after < HOPE:
                return float(sums[n, m])
        least = best * FAINT
        for j in range(m + 1):
            here = sums[i, j]
            if here <= least or abs(i * m - j * n) > wide:
                continue
            for d in range(min(NATIVE_MOST, n - i) + 1):
                left = int(native[i, d])
                if left < 0:
                    continue
                first = 0
                if d <= 1:
                    row, first = rows[left], 2
                    if d == 1:
                        sums[i + 1, j] += here * dense[row, 0]
                    if j < m and latin[j, 1] >= 0:
                        sums[i + d, j + 1] += here * dense[row, first_of[latin[j, 1]]]
                begins, ends = firsts[left], lasts[left]
                for e in range(first, min(longest, m - j) + 1):
                    right = int(latin[j, e])
                    if right < 0:
                        continue
                    if not begins >> first_of[right] & 1:
                        if e:
                            break  # all that begin here begin so
                    elif ends >> last_of[right] & 1:
                        key = (left + 1) << 20 | (right + 1)
                        at = ((key * 0x2545F4914F6CDD1D) >> 20) & mask
                        while keys[at] != 0 and keys[at] != key:
                            at = (at + 1) & mask
                        if keys[at] != 0:
                            sums[i + d, j + e] += here * weights[at]
    return float(sums[n, m])


@borrowing
def calibrated(score: float, knots: Weights, values: Weights) -> float:
    """Between the knots along straight lines, level outside."""
    if score <= knots[0]:
        return float(values[0])
    for k in range(1, len(knots)):
        if score <= knots[k]:
            share = (score - knots[k - 1]) / (knots[k] - knots[k - 1])
            return float(values[k - 1] + share * (values[k] - values[k - 1]))
    return float(values[-1])


@njit(cache=True)
def blended(together: float, odds: float, counts: tuple[float, float], total: float) -> float:
    """log odds of two tokens from the odds of their letters and from how often each, and both, were seen in `total`.

    The letters are worth TRUST sightings; some pairs of the file are wrong, so DISCOUNT is taken off.
    """
    if counts[0] == 0.0 and counts[1] == 0.0:
        return math.log(odds)
    seen = max(0.0, together - DISCOUNT)
    chance = max(counts[1], 1.0) / total
    one = math.log((seen + TRUST * chance * odds) / ((counts[0] + TRUST) * chance))
    chance = max(counts[0], 1.0) / total
    other = math.log((seen + TRUST * chance * odds) / ((counts[1] + TRUST) * chance))
    return (one + other) / 2.0


@borrowing
def of_forms(
    forms: tuple[int, int, Weights], spoken: Spoken, written: Written, letters: Letters, sight: Sight, loss: float
) -> float:
    """The evidence of one form of a token with one of another, worked out in `room`."""
    a, starts_a, owner_a, forms_a, models, usual_a, marks_a, counts_a, rarity_a, texts_a = spoken
    b, starts_b, owner_b, forms_b, marks_b, counts_b, rarity_b, texts_b = written
    pairs, plain, bias, knots, values = letters
    seen_keys, seen, totals = sight
    x, y, sums = forms
    i, j, model = owner_a[x], owner_b[y], models[x]
    most = float(min(rarity_a[i], rarity_b[j]))
    if texts_a[i] == texts_b[j]:
        return most
    if forms_a[x] == forms_b[y]:
        return most - STAND_IN if forms_a[x] != 0 else -FLOOR
    native, latin = a[starts_a[x] : starts_a[x + 1]], b[starts_b[y] : starts_b[y + 1]]
    raw = logarithm(summed(native, latin, pairs, plain[model, REACH], sums)) + float(bias[model])
    score = calibrated(raw, knots, values[model]) - loss
    mark_a, mark_b = marks_a[i, model], marks_b[j, model]
    together = 0.0
    if loss == 0.0 and mark_a != 0 and mark_b != 0:
        together = look_up(seen_keys, seen, pair_key(mark_a, mark_b))
        score = blended(together, math.exp(score), (counts_a[i, model], counts_b[j, model]), totals[model])
    if together == 0.0 and not _holds(usual_a, i, forms_b[y]):
        score -= RIVALS * max(0.0, KNOWN - max(rarity_a[i], rarity_b[j]))
    return float(min(score, most))


@borrowing
def _holds(rows: Keys, row: int, key: int) -> bool:
    found = False
    for at in range(rows.shape[1]):
        found = found or rows[row, at] == key
    return found


@njit(cache=True)
def pair_key(one: int, other: int) -> int:
    """A number for two tokens of known numbers, below 2 to the 60th; the order matters."""
    return ((int(one) >> 3) * 3 + (int(other) >> 3) * 5) & 0xFFFFFFFFFFFFFFF | 1
