"""How likely two tokens are one name spelt twice: the natural logarithm of the odds, from spelling alone."""

import math
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import kernel, learned, letters, scripts
from comity.checks.engine.names.kernel import Ids, Keys
from comity.checks.engine.names.learned import LATIN_MODEL, Learned
from comity.checks.engine.names.name import Name, Token
from comity.checks.engine.names.romanising import plain

RAREST: Final = 1e-6
COMMONEST: Final = 0.02
FLOOR: Final = 7.0  # nothing in a spelling alone speaks louder against than e to the minus seventh
TRUST: Final = 12.0  # how many sightings of a token the model of letters is worth
DISCOUNT: Final = 0.7  # taken off the count of a pair: some pairs of the file are wrong
PERSONS: Final = 2.2  # tokens of a person's name in the file
SPELLINGS: Final = 3  # Latin spellings of a token that are tried
STAND_IN: Final = 1.0  # what a comparison through a third spelling loses


class Forms(NamedTuple):
    """A token ready to be compared: its forms in its own script's letters, its forms in Latin letters."""

    spoken: tuple[tuple[int, Ids], ...]
    written: tuple[Ids, ...]


@lru_cache(maxsize=65_536)
def _latin_forms(spellings: tuple[str, ...]) -> Forms:
    known = learned.tables()
    model = known.models[LATIN_MODEL]
    marked = [letters.START + spelling[:30] + letters.END for spelling in spellings[:SPELLINGS]]
    return Forms(
        tuple((model.at, learned.native_ids(model, one)) for one in marked),
        tuple(learned.latin_ids(known, one) for one in marked),
    )


@lru_cache(maxsize=65_536)
def _native_forms(text: str, script: str) -> Forms | None:
    """The token in the letters that its script's model was learned over; None for a script without a model."""
    model = learned.tables().models.get(script)
    marked = letters.of(text, script)
    if model is None or script == LATIN_MODEL or len(marked) == 2:
        return None
    return Forms(((model.at, learned.native_ids(model, marked)),), ())


class Ready(NamedTuple):
    """The tokens of a name, laid out for the kernel: forms in a row, where each starts, and whose it is."""

    spoken: tuple[Ids, Keys, Keys]
    owners: NDArray[np.int64]
    written: tuple[Ids, Keys]
    writers: NDArray[np.int64]


def _laid_out(tokens: tuple[Token, ...], native: bool) -> Ready:
    spoken: list[tuple[int, Ids]] = []
    written: list[Ids] = []
    owners: list[int] = []
    writers: list[int] = []
    for at, token in enumerate(tokens):
        latin = _latin_forms(token.romanised)
        own = _native_forms(token.text, token.script) if native else None
        spoken += (own or latin).spoken
        owners += [at] * len((own or latin).spoken)
        written += latin.written
        writers += [at] * len(latin.written)
    models = np.array([model for model, _ in spoken], np.int64)
    return Ready(
        (*_rows([ids for _, ids in spoken], kernel.NATIVE_MOST), models),
        np.array(owners, np.int64),
        _rows(written, kernel.LATIN_MOST),
        np.array(writers, np.int64),
    )


def _rows(forms: list[Ids], most: int) -> tuple[Ids, Keys]:
    starts = np.zeros(len(forms) + 1, np.int64)
    np.cumsum([len(form) for form in forms], out=starts[1:])
    return (np.concatenate(forms) if forms else np.zeros((0, most + 1), np.int32)), starts


@lru_cache(maxsize=16_384)
def _ready(tokens: tuple[Token, ...], native: bool) -> Ready:
    return _laid_out(tokens, native)


def evidence(a: Token, b: Token) -> float:
    """log P(both spellings | one name) - log P(both | two unrelated names): above 0 speaks for, below 0 against.

    Symmetric. Rare tokens that agree speak louder, for they agree less by chance.
    """
    return float(_matrix((a,), (b,))[0, 0])


def evidences(a: Name, b: Name) -> NDArray[np.float32]:
    """`evidence` of every token of `a` (rows) with every token of `b` (columns)."""
    return _matrix(a.tokens, b.tokens).astype(np.float32)


def _matrix(a: tuple[Token, ...], b: tuple[Token, ...]) -> NDArray[np.float64]:
    known = learned.tables()
    found = np.full((len(a), len(b)), kernel.FAR)
    if not a or not b:
        return found
    latin_a = [token.script == scripts.LATIN for token in a]
    latin_b = [token.script == scripts.LATIN for token in b]
    if any(latin_b):
        _score(known, _ready(a, True), _ready(b, True), found, False)
    if not all(latin_b):
        across = np.full((len(b), len(a)), kernel.FAR)
        if any(latin_a):
            _score(known, _ready(b, True), _ready(a, True), across, False)
        for i, j in ((i, j) for i in range(len(a)) for j in range(len(b)) if not latin_b[j]):
            found[i, j] = across[j, i] if latin_a[i] else _through_latin(known, a[i], b[j])
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            found[i, j] = _settled(known, left, right, float(found[i, j]))
    return found


def _through_latin(known: Learned, a: Token, b: Token) -> float:
    found = np.full((1, 1), kernel.FAR)
    _score(known, _ready((a,), False), _ready((b,), False), found, True)
    return float(found[0, 0]) - STAND_IN


def _score(known: Learned, spoken: Ready, written: Ready, found: NDArray[np.float64], _both: bool) -> None:
    """Puts the best score of any form of each token into `found`."""
    sums = kernel.log_sums(spoken.spoken, written.written, (known.keys, known.weights), (known.plain, known.bias))
    np.maximum.at(found, (spoken.owners[:, None], written.writers[None, :]), sums)


def _settled(known: Learned, a: Token, b: Token, score: float) -> float:
    """The score of the letters, corrected by how often the two tokens were seen, together and apart."""
    most = -math.log(max(commonness(a), commonness(b)))
    if a.text == b.text and a.script == b.script:
        return most
    score = min(_known(known, a, b, min(score, 30.0)), most)
    return max(-FLOOR, math.log(math.exp(score) + math.exp(-FLOOR)))


def _known(known: Learned, a: Token, b: Token, score: float) -> float:
    if b.script != scripts.LATIN:
        a, b = b, a
    if b.script != scripts.LATIN or a.script not in known.models or not a.romanised or not b.romanised:
        return score
    latin = a.script == scripts.LATIN
    model = known.models[a.script].at
    left = learned.hashed(a.romanised[0] if latin else a.text, model)
    right = learned.hashed(b.romanised[0], model)
    count_a = kernel.look_up(known.seen_keys, known.seen, left)
    count_b = kernel.look_up(known.seen_keys, known.seen, right)
    if count_a == 0.0 and count_b == 0.0:
        return score
    together = kernel.look_up(known.seen_keys, known.seen, learned.paired(left, right))
    total = float(known.totals[model])
    together = max(0.0, together - DISCOUNT)
    odds = math.exp(score)
    one = _blend(together, odds, count_a, max(count_b, 1.0) / total)
    other = _blend(together, odds, count_b, max(count_a, 1.0) / total)
    return (one + other) / 2.0


def _blend(together: float, odds: float, count: float, chance: float) -> float:
    """log of the odds after `count` sightings of one token, `together` of them with the other, of share `chance`."""
    return math.log((together + TRUST * chance * odds) / ((count + TRUST) * chance))


@lru_cache(maxsize=65_536)
def _commonness(text: str, script: str, latin: str) -> float:
    known = learned.tables()
    own = script == LATIN_MODEL
    best = 0.0
    for name in known.models.keys() - {LATIN_MODEL} if own else known.models.keys() & {script}:
        model = known.models[name].at
        count = kernel.look_up(known.seen_keys, known.seen, learned.hashed(latin if own else text, model))
        best = max(best, count * PERSONS / float(known.totals[model]))
    return min(COMMONEST, max(RAREST, best))


def commonness(token: Token) -> float:
    """The share of persons who bear a name spelt so, never below one in a million."""
    return _commonness(token.text, token.script, token.romanised[0] if token.romanised else plain(token.text))
