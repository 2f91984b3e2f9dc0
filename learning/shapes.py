"""Which segments may stand for each other, by script, and the numbers of segments in the tokens to learn from."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import kernel

RARELY = 4  # a segment of several letters in fewer tokens than this is not learned


class Shape(NamedTuple):
    """The most letters of a segment on each side, and of both sides together."""

    native: int
    latin: int
    both: int


SHAPES = {
    "arabic": Shape(2, 3, 5),
    "hebrew": Shape(2, 3, 5),
    "cyrillic": Shape(2, 3, 5),
    "hangul": Shape(2, 3, 5),
    "kana": Shape(3, 3, 5),
    "han": Shape(1, 5, 6),
    "latin": Shape(3, 3, 5),
}


class Side(NamedTuple):
    """Tokens of one side in a row: `ids[starts[t]:starts[t + 1]]` are the segments of token t, by start and length."""

    numbers: dict[str, int]
    starts: NDArray[np.int64]
    ids: NDArray[np.int32]

    def token(self, at: int) -> NDArray[np.int32]:
        return self.ids[self.starts[at] : self.starts[at + 1]]


def numbered(tokens: Iterable[str], longest: int) -> dict[str, int]:
    """A number for every segment worth learning; 0 is no letter at all."""
    seen: Counter[str] = Counter()
    for token in tokens:
        seen.update({token[i : i + d] for i in range(len(token)) for d in range(1, longest + 1) if i + d <= len(token)})
    kept = sorted(part for part, count in seen.items() if len(part) == 1 or count >= RARELY)
    return {"": 0} | {part: at for at, part in enumerate(kept, 1)}


def side(tokens: list[str], numbers: dict[str, int], most: int) -> Side:
    """The tokens in the numbers of their segments, -1 where a segment has none."""
    starts = np.zeros(len(tokens) + 1, np.int64)
    np.cumsum([len(token) + 1 for token in tokens], out=starts[1:])
    ids = np.full((starts[-1], most + 1), -1, np.int32)
    ids[:, 0] = 0
    for at, token in enumerate(tokens):
        start = starts[at]
        for i in range(len(token)):
            for d in range(1, min(most, len(token) - i) + 1):
                ids[start + i, d] = numbers.get(token[i : i + d], -1)
    return Side(numbers, starts, ids)


def sides(pairs: list[tuple[str, str]], shape: Shape) -> tuple[Side, Side]:
    """Both sides of aligned tokens, marked at both ends already."""
    native, latin = [a for a, _ in pairs], [b for _, b in pairs]
    return (
        side(native, numbered(native, shape.native), kernel.NATIVE_MOST),
        side(latin, numbered(latin, shape.latin), kernel.LATIN_MOST),
    )
