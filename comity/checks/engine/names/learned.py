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
UNKNOWN: Final = 31  # the number of a letter that is in no segment
LATIN: Final = "abcdefghijklmnopqrstuvwxyz^$"
STEP: Final = 8.0  # counts are kept as logarithms in steps of an eighth


class Model(NamedTuple):
    """One script: where its segments are numbered from, and its number among the models."""

    at: int
    numbers: dict[str, int]


class Learned(NamedTuple):
    """`keys` and `weights` are the pairs of segments of all models in one open table; `plain` and `bias` are by model;

    `latin` numbers the Latin segments. `seen` counts tokens and pairs of tokens by hash.
    `usual` are the commonest spellings of common tokens. `alphabet` numbers the letters of which segments are packed:
    a to z and both marks by the first numbers, UNKNOWN for all without a segment."""

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
    pairs: kernel.Pairs
    alphabet: dict[str, int]
    segments: kernel.Segments
    latin_segments: kernel.Segments


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
    plain = np.column_stack([file["plain"].astype(np.float64), file["reach"].astype(np.float64)])
    alphabet = _alphabet(models)
    seen_keys, seen = opened(file["seen_keys"], np.exp(file["seen"] / STEP))
    return Learned(
        about,
        models,
        latin,
        keys,
        weights,
        joint,
        plain,
        file["bias"].astype(np.float64),
        file["knots"].astype(np.float64),
        file["values"].astype(np.float64),
        seen_keys,
        seen,
        file["totals"].astype(np.float64),
        _usual(str(file["usual"])),
        _pairs(keys, weights, plain, models, list(latin)),
        alphabet,
        _segments(list(models.values()), alphabet),
        _segments([Model(-1, latin)], alphabet),
    )


def _pairs(keys: Keys, weights: Weights, plain: Weights, models: dict[str, Model], latin: list[str]) -> kernel.Pairs:
    """With the letters of which the partners of a segment are, so that few are looked up in vain."""
    first, last = (np.array([LATIN.find(part[at]) + 1 if part else 0 for part in latin]) for at in (0, -1))
    natives = {number: (part, model.at) for model in models.values() for part, number in model.numbers.items()}
    firsts, lasts = np.zeros(len(natives), np.int64), np.zeros(len(natives), np.int64)
    chosen = np.flatnonzero(keys)
    native, right = (keys[chosen] >> 20) - 1, (keys[chosen] & 0xFFFFF) - 1
    np.bitwise_or.at(firsts, native, 1 << first[right])
    np.bitwise_or.at(lasts, native, 1 << last[right])
    short = [number for number, (part, _) in natives.items() if len(part) <= 1]
    rows = np.full(len(natives), -1)
    rows[short] = np.arange(len(short))
    dense = np.zeros((len(short), len(LATIN) + 1))
    for row, number in enumerate(short):
        part, model = natives[number]
        dense[row] = plain[model, kernel.SWAP if part else kernel.ADD]
        dense[row, 0] = plain[model, kernel.DROP] if part else 0.0
    is_short = np.array([len(part) <= 1 for part in latin])[right] & (rows[native] >= 0) & (weights[chosen] != 0.0)
    dense[rows[native[is_short]], first[right[is_short]]] = weights[chosen[is_short]]
    return keys, weights, firsts, lasts, first, last, rows, dense


def _alphabet(models: dict[str, Model]) -> dict[str, int]:
    every = {letter for model in models.values() for segment in model.numbers for letter in segment}
    others = sorted(every - set(LATIN))
    return {letter: at for at, letter in enumerate(LATIN, start=1)} | {
        letter: at for at, letter in enumerate(others, start=UNKNOWN + 1)
    }


def _segments(models: list[Model], alphabet: dict[str, int]) -> kernel.Segments:
    """The segments of these models in one open table."""
    keys: list[int] = []
    numbers: list[int] = []
    for model in models:
        bits = kernel.LATIN_BITS if model.at < 0 else kernel.NATIVE_BITS
        for segment, number in model.numbers.items():
            if segment:
                key = (model.at + 1) << 3 * kernel.NATIVE_BITS
                for place, letter in enumerate(reversed(segment)):
                    key |= alphabet[letter] << place * bits
                keys.append(kernel.scattered(key))
                numbers.append(number)
    table, found = opened(np.array(keys, np.int64), np.array(numbers, np.float64))
    return table, found.astype(np.int32), np.array([model.numbers[""] for model in models], np.int32)


def codes(marked: str) -> Keys:
    """The letters of a token as the segments are packed."""
    alphabet = tables().alphabet
    return np.array([alphabet.get(letter, UNKNOWN) for letter in marked], np.int64)


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
    return kernel.numbered(codes(marked), model.at, tables().segments, kernel.NATIVE_MOST)


def latin_ids(learned: Learned, marked: str) -> Ids:
    """The same for a Latin spelling."""
    return kernel.numbered(codes(marked), -1, learned.latin_segments, kernel.LATIN_MOST)
