"""python -m learning.spelling --tokens FILE: learns how names are spelt across scripts and habits."""

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import han, kernel, learned, letters
from learning import aligning, calibrating, contrast, shapes, telling_apart, tokens, variants
from learning.tokens import Pair

MODELS = ("arabic", "cyrillic", "hebrew", "hangul", "kana", "han", "latin")
ROUNDS = 3
OFTEN = 2  # pairs seen less often than this are not kept as known
FAINTEST = 0.3  # and pairs of Latin spellings of less weight than this
SEEN_ENOUGH = 4  # sightings of a token from which its usual spellings are kept
READING = 1.5  # the weight of a letter of a dictionary's reading
MOST = 60_000  # pairs a model learns from, those seen most often first


class Trained(NamedTuple):
    """One script's model: its segments by text with log weight and joint probability; held-out figures."""

    segments: dict[tuple[str, str], tuple[float, float]]
    plain: NDArray[np.float64]
    bias: float
    values: NDArray[np.float64]
    figures: dict[str, float]


def marked(latin: str) -> str:
    return letters.START + latin[:30] + letters.END


def train(script: str, rows: list[tuple[str, str, float]], checked: list[tuple[str, str]]) -> Trained:
    """Aligns, then contrasts; `rows` are marked tokens with their weight, `checked` held-out pairs."""
    shape = shapes.SHAPES[script]
    rows = rows if script == "latin" else sorted(rows, key=_often)[:MOST]
    native, latin = shapes.sides([(a, b) for a, b, _ in rows], shape)
    scale = np.array([weight for _, _, weight in rows])
    joint, _ = aligning.align(native, latin, shape, scale)
    table, bias = contrast.contrast(contrast.by_chance(joint, native, latin), native, latin, scale, ROUNDS)
    known = {(a, b) for a, b, _ in rows} | set(checked) | {(b, b) for _, b in checked}
    found = telling_apart.measure(table, (native, latin), checked, known)
    values = calibrating.values(found.true + bias, found.false + bias)
    print(script, len(rows), "pairs", found.figures, np.round(values, 1).tolist(), flush=True)
    return Trained(_by_text(table, joint, native, latin), table.plain, bias, values, found.figures)


def _often(row: tuple[str, str, float]) -> tuple[float, int]:
    return -row[2], learned.hashed(row[0] + row[1])


def _by_text(
    table: aligning.Table, joint: aligning.Table, native: shapes.Side, latin: shapes.Side
) -> dict[tuple[str, str], tuple[float, float]]:
    a, b = list(native.numbers), list(latin.numbers)
    found = {}
    for at in np.flatnonzero(table.keys):
        key = int(table.keys[at])
        weight, chance = table.weights[at], joint.weights[at]
        found[a[(key >> 20) - 1], b[(key & 0xFFFFF) - 1]] = (math.log(weight), float(chance))
    return found


def symmetric(one: Trained) -> Trained:
    """The model of Latin with Latin, the same in both orders."""
    both = set(one.segments) | {(b, a) for a, b in one.segments}
    gone = (math.nan, 0.0)
    found = {}
    for a, b in both:
        pair = [one.segments[key] for key in ((a, b), (b, a)) if key in one.segments] or [gone]
        found[a, b] = (sum(x for x, _ in pair) / len(pair), sum(x for _, x in pair) / len(pair))
    plain = one.plain.copy()
    plain[:2] = math.sqrt(plain[0] * plain[1])
    return one._replace(segments=found, plain=plain)


def rows_of(pairs: Iterable[Pair], *, out: bool) -> list[tuple[str, str, float]]:
    return [
        (letters.of(pair.native, pair.script), marked(pair.latin), 1.0 + math.log(pair.count))
        for pair in pairs
        if pair.held_out == out
    ]


def latin_rows(pairs: list[Pair], found: variants.Weighed) -> list[tuple[str, str, float]]:
    """Variants, tokens as they are and slips, for the model of Latin with Latin."""
    kept = [(a, b, min(3.0, weight)) for (a, b), weight in sorted(found.items()) if weight >= 0.1]
    alone = sorted({pair.latin for pair in pairs if not pair.held_out and pair.count > 1})
    same = [(a, a, 0.7) for a in alone]
    slipped = [(a, b, 0.12) for x, y in variants.slips(alone, 7) for a, b in ((x, y), (y, x))]
    return [(marked(a), marked(b), weight) for a, b, weight in kept + same + slipped]


def seen(pairs: list[Pair], found: variants.Weighed) -> tuple[dict[int, float], list[float]]:
    """Counts of tokens and of pairs of tokens by hash, and the totals of the models."""
    counts: dict[int, float] = defaultdict(float)
    totals = [0.0] * len(MODELS)
    for pair in pairs:
        model = MODELS.index(pair.script)
        text = han.simple(pair.native) if pair.script == "han" else pair.native
        native, latin = learned.hashed(text, model), learned.hashed(pair.latin, model)
        totals[model] += pair.count
        counts[native] += pair.count
        counts[latin] += pair.count
        if pair.count >= OFTEN:
            counts[learned.paired(native, latin)] += pair.count
    counts = defaultdict(float, {key: count for key, count in counts.items() if count >= OFTEN})
    _seen_latin(counts, totals, found)
    return counts, totals


def _seen_latin(counts: dict[int, float], totals: list[float], found: variants.Weighed) -> None:
    model = MODELS.index("latin")
    for (a, b), weight in found.items():
        left, right = learned.hashed(a, model), learned.hashed(b, model)
        totals[model] += weight
        counts[left] += weight
        if weight >= FAINTEST:
            counts[learned.paired(left, right)] += weight


def usual(pairs: list[Pair]) -> list[str]:
    """For tokens seen a few times, the one to three Latin spellings that make most of their uses."""
    spelt: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pair in pairs:
        spelt[pair.native].append((pair.count, pair.latin))
    found = []
    for native, ways in sorted(spelt.items()):
        total = sum(count for count, _ in ways)
        best = [latin for count, latin in sorted(ways, key=lambda way: (-way[0], way[1])) if count >= total * 0.08]
        if total >= SEEN_ENOUGH and best and " " not in native:
            found.append(" ".join([native, *best[:3]]))
    return found


def with_readings(one: Trained) -> Trained:
    """The model of Han characters with the readings of dictionaries for those that the file does not show."""
    segments = dict(one.segments)
    for letter in sorted(han.table()):
        for syllable in han.syllables(letter):
            if len(syllable) <= kernel.LATIN_MOST:
                segments.setdefault((han.simple(letter), syllable), (READING * len(syllable) - 0.5, 1e-7))
    return one._replace(segments=segments)


def pack(models: dict[str, Trained], pairs: list[Pair], found: variants.Weighed, about: dict[str, Any]) -> None:
    """Writes everything into one compressed file."""
    latin = ["", *sorted({b for one in models.values() for _, b in one.segments} - {""})]
    at_latin = {part: at for at, part in enumerate(latin)}
    file: dict[str, Any] = {"latin": "\n".join(latin)}
    keys, weights, joint, start = [], [], [], 0
    for name, one in models.items():
        native = ["", *sorted({a for a, _ in one.segments} - {""})]
        at_native = {part: start + at for at, part in enumerate(native)}
        file[f"native_{name}"] = "\n".join(native)
        start += len(native)
        for (a, b), (weight, chance) in sorted(one.segments.items()):
            keys.append((at_native[a] + 1) << 20 | (at_latin[b] + 1))
            weights.append(weight)
            joint.append(chance)
    counts, totals = seen(pairs, found)
    order = sorted(counts)
    file |= {
        "about": json.dumps(about, ensure_ascii=False, indent=1),
        "keys": np.array(keys, np.int64),
        "weights": np.array(weights, np.float32),
        "joint": np.array(joint, np.float32),
        "reach": np.array([shapes.SHAPES[name].latin for name in models]),
        "plain": np.array([one.plain for one in models.values()], np.float32),
        "bias": np.array([one.bias for one in models.values()], np.float32),
        "seen_keys": np.array(order, np.int64),
        "seen": np.array([round(math.log(counts[key]) * learned.STEP) for key in order], np.int16),
        "totals": np.array(totals),
        "knots": calibrating.KNOTS,
        "values": np.array([one.values for one in models.values()], np.float32),
        "usual": "\n".join(usual(pairs)),
    }
    learned.FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(learned.FILE, **file)


def main() -> None:
    """Reads, learns, measures, writes."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--tokens", type=Path, required=True)
    pairs = tokens.read(given.parse_args().tokens)
    found = variants.variants(pairs)
    models = {}
    for script in MODELS[:-1]:
        mine = [pair for pair in pairs if pair.script == script]
        checked = [(a, b) for a, b, weight in rows_of(mine, out=True) if weight > 1.0]
        models[script] = train(script, rows_of(mine, out=False), checked)
    models["han"] = with_readings(models["han"])
    learned_from = {key: weight for key, weight in found.items() if not any(map(tokens.held_out, key))}
    checked = [(marked(a), marked(b)) for (a, b), weight in found.items() if weight > 0.6 and tokens.held_out(a)]
    models["latin"] = symmetric(train("latin", latin_rows(pairs, learned_from), checked))
    about = {
        "made by": "python -m learning.spelling",
        "from": "Merhav and Ash, Design Challenges in Named Entity Transliteration, COLING 2018, mined from Wikidata",
        "licence": "CC0",
        "pairs": len(pairs),
        "models": list(models),
        "held out": {name: one.figures for name, one in models.items()},
    }
    pack(models, pairs, found, about)


if __name__ == "__main__":
    main()
