"""How likely two tokens are one name spelt twice: the natural logarithm of the odds, from spelling alone."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import han, han_names, kernel, learned, letters, scripts, sightings
from comity.checks.engine.names.kernel import Ids, Keys
from comity.checks.engine.names.learned import LATIN_MODEL, Model
from comity.checks.engine.names.name import Name, Token

SPELLINGS: Final = 3  # Latin spellings of a token that are tried
LONGEST: Final = 30  # letters of a Latin spelling that are compared
READINGS: Final = 9  # readings of a single Han character, a family name as a rule, that are tried
STAND_IN: Final = 1.0  # what a comparison through a third spelling loses


class Forms(NamedTuple):
    """A token in the segments of its own script, or in those of Latin spellings; each by the number of its model."""

    models: tuple[int, ...]
    ids: tuple[Ids, ...]
    spelt: tuple[int, ...]


def spoken(text: str, script: str) -> list[tuple[Model, str]] | None:
    """The token between its marks in the letters that a model was learned over, with that model; None for a script
    without one. Beside its own letters a name in kanji is what it is known to be read as: the best of them counts."""
    models = learned.tables().models
    model = models.get(script)
    if model is None or script == LATIN_MODEL:
        return None
    own: list[tuple[Model, str]] = []
    if script == scripts.HAN and len(text) == 1:
        chinese = (*learned.tables().usual.get(text, ()), *han.syllables(text))[:READINGS]
        readings = tuple(dict.fromkeys((*chinese, *han_names.readings(text))))
    else:
        marked = "".join(letter for letter in letters.of(text, script) if letter in model.numbers)
        if len(marked) < 3:
            return None
        own.append((model, marked))
        readings = han_names.habits(text) if script == scripts.HAN else ()
    return own + [(models[LATIN_MODEL], _marked(reading)) for reading in readings]


@lru_cache(maxsize=65_536)
def _own(text: str, script: str) -> Forms | None:
    found = spoken(text, script)
    return None if found is None else _forms(found)


def _forms(found: list[tuple[Model, str]]) -> Forms:
    latin = learned.tables().models[LATIN_MODEL]
    return Forms(
        tuple(model.at for model, _ in found),
        tuple(learned.native_ids(model, marked) for model, marked in found),
        tuple(learned.hashed(marked) if model is latin else 0 for model, marked in found),
    )


@lru_cache(maxsize=131_072)
def _latin(spellings: tuple[str, ...]) -> Forms:
    """Latin spellings as the side that is spelt."""
    model = learned.tables().models[LATIN_MODEL]
    return _forms([(model, _marked(spelling)) for spelling in spellings])


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
    marks: tuple[int, ...]
    counts: tuple[float, ...]
    rarity: float
    text: int


@lru_cache(maxsize=131_072)
def _told(token: Token) -> Told:
    usual = [learned.hashed(_marked(one)) for one in token.romanised[:SPELLINGS]]
    seen = sightings.seen(token)
    text = learned.hashed(f"{token.script} {token.text}")
    return Told([*usual, 0, 0, 0][:SPELLINGS], seen.marks, seen.counts, sightings.rarity(token), text)


@lru_cache(maxsize=16_384)
def _as_spoken(tokens: tuple[Token, ...], native: bool) -> kernel.Spoken:
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
    table = (known.pairs, known.plain, known.bias, known.knots, known.values)
    sight = (known.seen_keys, known.seen, known.totals)
    return kernel.matrix(_as_spoken(a, native), _written(b), table, sight, 0.0 if native else STAND_IN)
