"""How likely two tokens are one name spelt twice: the natural logarithm of the odds, from spelling alone."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import han, han_names, kernel, learned, letters, scripts
from comity.checks.engine.names.kernel import Ids, Keys
from comity.checks.engine.names.learned import LATIN_MODEL
from comity.checks.engine.names.name import Name, Token
from comity.checks.engine.names.romanising import plain

RAREST: Final = 1e-6
COMMONEST: Final = 0.02
PERSONS: Final = 2.2  # tokens of a person's name in the file that was learned from
SPELLINGS: Final = 3  # Latin spellings of a token that are tried
LONGEST: Final = 30  # letters of a Latin spelling that are compared
READINGS: Final = 9  # readings of a single Han character, a family name as a rule, that are tried
STAND_IN: Final = 1.0  # what a comparison through a third spelling loses


class Forms(NamedTuple):
    """A token in the segments of its own script, or in those of Latin spellings; each by the number of its model."""

    models: tuple[int, ...]
    ids: tuple[Ids, ...]
    spelt: tuple[int, ...]


@lru_cache(maxsize=65_536)
def _own(text: str, script: str) -> Forms | None:
    """The token in the letters that its script's model was learned over; None for a script without a model."""
    model = learned.tables().models.get(script)
    if model is None or script == LATIN_MODEL:
        return None
    if script == scripts.HAN and len(text) == 1:
        chinese = (*learned.tables().usual.get(text, ()), *han.syllables(text))[:READINGS]
        return _latin(tuple(dict.fromkeys((*chinese, *han_names.readings(text)))))
    marked = "".join(letter for letter in letters.of(text, script) if letter in model.numbers)
    if len(marked) < 3:
        return None
    own = Forms((model.at,), (learned.native_ids(model, marked),), (0,))
    return _also(own, han_names.habits(text)) if script == scripts.HAN else own


def _also(own: Forms, readings: tuple[str, ...]) -> Forms:
    """Beside its own letters a name in kanji is what it is known to be read as: the best of them counts."""
    read = _latin(readings)
    return Forms(own.models + read.models, own.ids + read.ids, own.spelt + read.spelt)


@lru_cache(maxsize=131_072)
def _latin(spellings: tuple[str, ...]) -> Forms:
    """Latin spellings as the side that is spelt."""
    model = learned.tables().models[LATIN_MODEL]
    marked = [_marked(spelling) for spelling in spellings]
    ids = tuple(learned.native_ids(model, one) for one in marked)
    return Forms((model.at,) * len(ids), ids, tuple(learned.hashed(one) for one in marked))


@lru_cache(maxsize=131_072)
def _spelling(spellings: tuple[str, ...]) -> tuple[tuple[Ids, ...], tuple[int, ...]]:
    """Latin spellings as the side that spells, and their numbers."""
    known = learned.tables()
    marked = [_marked(spelling) for spelling in spellings]
    return tuple(learned.latin_ids(known, one) for one in marked), tuple(learned.hashed(one) for one in marked)


def _marked(spelling: str) -> str:
    return letters.START + spelling[:LONGEST] + letters.END


class Told(NamedTuple):
    """What is known of a token beside its letters: numbers of its usual spellings, its marks and their counts, the
    logarithm of its rarity, a number for its text."""

    usual: list[int]
    marks: list[int]
    counts: list[float]
    rarity: float
    text: int


@lru_cache(maxsize=131_072)
def _told(token: Token) -> Told:
    known = learned.tables()
    usual = [learned.hashed(_marked(one)) for one in token.romanised[:SPELLINGS]]
    marks = _marks(token)
    counts = [kernel.look_up(known.seen_keys, known.seen, mark) if mark else 0.0 for mark in marks]
    text = learned.hashed(f"{token.script} {token.text}")
    return Told([*usual, 0, 0, 0][:SPELLINGS], marks, counts, -math.log(commonness(token)), text)


@lru_cache(maxsize=16_384)
def _spoken(tokens: tuple[Token, ...], native: bool) -> kernel.Spoken:
    """The tokens of a name laid out for the kernel, as the side that is spelt.

    `native` takes tokens in their own letters where there is a model for them, else all go by Latin spellings."""
    ids: list[Ids] = []
    models: list[int] = []
    owners: list[int] = []
    spelt: list[int] = []
    for at, token in enumerate(tokens):
        own = (_own(token.text, token.script) if native else None) or _latin(token.romanised[:SPELLINGS])
        ids += own.ids
        models += own.models
        owners += [at] * len(own.ids)
        spelt += own.spelt
    rows, starts = _rows(ids, kernel.NATIVE_MOST)
    usual, marks, counts, rarity, texts = zip(*map(_told, tokens), strict=True)
    known = (_ints(usual), _ints(marks), np.array(counts), np.array(rarity), _ints(texts))
    return (rows, starts, _ints(owners), _ints(spelt), _ints(models), *known)


@lru_cache(maxsize=16_384)
def _written(tokens: tuple[Token, ...]) -> kernel.Written:
    """The same as the side that spells."""
    ids: list[Ids] = []
    owners: list[int] = []
    spelt: list[int] = []
    for at, token in enumerate(tokens):
        found, numbers = _spelling(token.romanised[:SPELLINGS])
        ids += found
        owners += [at] * len(found)
        spelt += numbers
    rows, starts = _rows(ids, kernel.LATIN_MOST)
    _, marks, counts, rarity, texts = zip(*map(_told, tokens), strict=True)
    return rows, starts, _ints(owners), _ints(spelt), _ints(marks), np.array(counts), np.array(rarity), _ints(texts)


def _ints(values: Sequence[int] | Sequence[Sequence[int]]) -> Keys:
    return np.array(values, np.int64)


def _rows(forms: list[Ids], most: int) -> tuple[Ids, Keys]:
    starts = np.zeros(len(forms) + 1, np.int64)
    np.cumsum([len(form) for form in forms], out=starts[1:])
    return (np.concatenate(forms) if forms else np.zeros((0, most + 1), np.int32)), starts


def _marks(token: Token) -> list[int]:
    """The number of the token in every model that may have seen it, else 0."""
    models = learned.tables().models
    if token.script == scripts.LATIN:
        spelt = token.romanised[0] if token.romanised else token.text
        return [learned.hashed(spelt, model.at) for model in models.values()]
    text = han.simple(token.text) if token.script == scripts.HAN else token.text
    return [learned.hashed(text, model.at) if name == token.script else 0 for name, model in models.items()]


def evidence(a: Token, b: Token) -> float:
    """log P(both spellings | one name) - log P(both | two unrelated names): above 0 speaks for, below 0 against.

    Symmetric. Rare tokens that agree speak louder, for they agree less by chance.
    """
    return float(_matrix((a,), (b,))[0, 0])


def evidences(a: Name, b: Name, *, is_behind: bool | None = None) -> NDArray[np.float32]:
    """`evidence` of every token of `a` (rows) with every token of `b` (columns).

    `is_behind` says that `a` comes behind `b` in order, where these are only the first tokens of both."""
    return _matrix(a.tokens, b.tokens, is_behind).astype(np.float32)


def _matrix(a: tuple[Token, ...], b: tuple[Token, ...], is_behind: bool | None = None) -> NDArray[np.float64]:
    if not a or not b:
        return np.zeros((len(a), len(b)))
    latin_a, latin_b = (all(token.script == scripts.LATIN for token in side) for side in (a, b))
    if latin_a and latin_b:
        return _ordered(a, b, is_behind, native=True)
    if latin_b:
        return _compared(a, b, native=True)
    if latin_a:
        return _compared(b, a, native=True).T
    return _ordered(a, b, is_behind, native=False)


def _ordered(
    a: tuple[Token, ...], b: tuple[Token, ...], is_behind: bool | None, *, native: bool
) -> NDArray[np.float64]:
    """The same whichever comes first: what the kernel leaves out of its sums depends on the order."""
    if is_behind is None:
        is_behind = [token.text for token in a] > [token.text for token in b]
    if is_behind:
        return _compared(b, a, native=native).T
    return _compared(a, b, native=native)


def _compared(a: tuple[Token, ...], b: tuple[Token, ...], *, native: bool) -> NDArray[np.float64]:
    known = learned.tables()
    table = (known.keys, known.weights, known.plain, known.bias, known.knots, known.values)
    sight = (known.seen_keys, known.seen, known.totals)
    return kernel.matrix(_spoken(a, native), _written(b), table, sight, 0.0 if native else STAND_IN)


@lru_cache(maxsize=65_536)
def _commonness(text: str, script: str, latin: str) -> float:
    known = learned.tables()
    own = script == LATIN_MODEL
    text = han.simple(text) if script == scripts.HAN else text
    best = learned.commonest().get(latin, 0.0)
    for name in known.models.keys() - {LATIN_MODEL} if own else known.models.keys() & {script}:
        model = known.models[name].at
        count = kernel.look_up(known.seen_keys, known.seen, learned.hashed(latin if own else text, model))
        best = max(best, count * PERSONS / float(known.totals[model]))
    return min(COMMONEST, max(RAREST, best))


def commonness(token: Token) -> float:
    """The share of persons who bear a name spelt so, never below one in a million."""
    return _commonness(token.text, token.script, token.romanised[0] if token.romanised else plain(token.text))
