"""The learned tables of spelling: read once, shared by all, never written. `learning/` makes the file."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import xxhash
from numpy.typing import NDArray

from comity.checks.engine.names import kernel
from comity.checks.engine.names.kernel import Ids, Keys, Weights

FILE: Final = Path(__file__).with_name("tables") / "spelling.npz"
LATIN_MODEL: Final = "latin"
STEP: Final = 8.0  # counts are kept as logarithms in steps of an eighth


class Model(NamedTuple):
    """One script: where its segments are numbered from, and its number among the models."""

    at: int
    numbers: dict[str, int]


class Learned(NamedTuple):
    """`keys` and `weights` are the pairs of segments of all models in one open table; `plain` and `bias` are by model;

    `latin` numbers the Latin segments. `seen` counts tokens and pairs of tokens by hash.
    `usual` are the commonest spellings of common tokens."""

    about: dict[str, Any]
    models: dict[str, Model]
    latin: dict[str, int]
    keys: Keys
    weights: Weights
    joint: Weights
    plain: NDArray[np.float64]
    bias: NDArray[np.float64]
    knots: Weights
    values: NDArray[np.float64]
    seen_keys: Keys
    seen: Weights
    totals: Weights
    usual: dict[str, tuple[str, ...]]


def hashed(text: str, model: int = 0) -> int:
    """A stable number for a token in a model, never 0."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "replace"), seed=model) >> 2 | 1


def paired(native: int, latin: int) -> int:
    """A stable number for two tokens of known numbers; the order matters."""
    return int(kernel.pair_key(native, latin))


def opened(keys: NDArray[np.int64], values: NDArray[np.float64]) -> tuple[Keys, Weights]:
    """An open table, at most half full, of keys and their values."""
    size = 1 << max(4, int(np.ceil(np.log2(max(1, len(keys)) * 2))))
    fresh, found = np.zeros(size, np.int64), np.zeros(size)
    kernel.fill(fresh, found, keys.astype(np.int64), values.astype(np.float64))
    return fresh, found


@lru_cache(maxsize=1)
def tables() -> Learned:
    """The tables of this installation."""
    with np.load(FILE) as file:
        return _read(dict(file))


def _read(file: dict[str, NDArray[Any]]) -> Learned:
    about = json.loads(str(file["about"]))
    latin = {part: at for at, part in enumerate(str(file["latin"]).split("\n"))}
    models: dict[str, Model] = {}
    start = 0
    for at, name in enumerate(about["models"]):
        parts = str(file[f"native_{name}"]).split("\n")
        models[name] = Model(at, {part: start + number for number, part in enumerate(parts)})
        start += len(parts)
    keys, weights = opened(file["keys"], np.exp(file["weights"].astype(np.float64)))
    _, joint = opened(file["keys"], file["joint"].astype(np.float64))
    seen_keys, seen = opened(file["seen_keys"], np.exp(file["seen"] / STEP))
    return Learned(
        about,
        models,
        latin,
        keys,
        weights,
        joint,
        np.column_stack([file["plain"].astype(np.float64), file["reach"].astype(np.float64)]),
        file["bias"].astype(np.float64),
        file["knots"].astype(np.float64),
        file["values"].astype(np.float64),
        seen_keys,
        seen,
        file["totals"].astype(np.float64),
        _usual(str(file["usual"])),
    )


def _usual(lines: str) -> dict[str, tuple[str, ...]]:
    """Native token -> the Latin spellings seen most often with it."""
    rows = (line.split(" ") for line in lines.split("\n") if line)
    return {row[0]: tuple(row[1:]) for row in rows}


@lru_cache(maxsize=1)
def commonest() -> dict[str, float]:
    """Latin spelling -> the share of persons alive who bear it, for the commonest names of the world."""
    shares = json.loads(FILE.with_name("commonest.json").read_text(encoding="utf-8"))["shares"]
    return {name: float(share) for share, names in shares.items() for name in names.split()}


def native_ids(model: Model, marked: str) -> Ids:
    """The numbers of the segments of a token between its marks, by start and length."""
    return _ids(model.numbers, marked, kernel.NATIVE_MOST)


def latin_ids(learned: Learned, marked: str) -> Ids:
    """The same for a Latin spelling."""
    return _ids(learned.latin, marked, kernel.LATIN_MOST)


def _ids(numbers: dict[str, int], marked: str, most: int) -> Ids:
    empty, number, length = numbers[""], numbers.get, len(marked)
    rows = [
        [empty, *(number(marked[i : i + d], -1) if i + d <= length else -1 for d in range(1, most + 1))]
        for i in range(length + 1)
    ]
    return np.array(rows, np.int32)
