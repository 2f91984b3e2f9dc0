"""How likely two tokens are one name spelt twice: the natural logarithm of the odds, from spelling alone."""

from functools import lru_cache
from struct import Struct
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from comity.checks.engine.names import han, han_names, learned, letters, matrix, scripts, sightings
from comity.checks.engine.names.learned import LATIN_MODEL, Model
from comity.checks.engine.names.name import Token

SPELLINGS: Final = matrix.USUAL  # Latin spellings of a token that are tried
LONGEST: Final = 30  # letters of a Latin spelling that are compared
READINGS: Final = 9  # readings of a single Han character, a family name as a rule, that are tried
STAND_IN: Final = 1.0  # what a comparison through a third spelling loses


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


class Parts(msgspec.Struct, eq=False, gc=False):
    """Parts of a name; a bit for each that is in another form than a whole token, and for each that is a stem; their
    words for `matrix`, in their own letters and in Latin ones, once these are worked out."""

    tokens: tuple[Token, ...]
    others: int = 0
    stems: int = 0
    _native: matrix.Words | None = None
    _latin: matrix.Words | None = None

    @property
    def is_latin(self) -> bool:
        return all(token.script == scripts.LATIN for token in self.tokens)

    def words(self, *, native: bool) -> matrix.Words:
        """`native`: in their own letters, where there is a model for these."""
        if native:
            if self._native is None:
                self._native = _of_all([_words(token, token.script != scripts.LATIN) for token in self.tokens])
            return self._native
        if self._latin is None:
            self._latin = _of_all([_words(token, False) for token in self.tokens])
        return self._latin


def evidence(a: Token, b: Token) -> float:
    """log P(both spellings | one name) - log P(both | two unrelated names): above 0 speaks for, below 0 against.

    Symmetric. Rare tokens that agree speak louder, for they agree less by chance.
    """
    return float(evidences(Parts((a,)), Parts((b,)))[0, 0])


def evidences(a: Parts, b: Parts, *, is_behind: bool | None = None) -> NDArray[np.float32]:
    """`evidence` of every part of `a` (rows) with every part of `b` (columns); where a side has parts in other forms,
    only what these add is worked out.

    `is_behind` says that `a` comes behind `b` in order, where these are only the first parts of both."""
    if not a.tokens or not b.tokens:
        return np.zeros((len(a.tokens), len(b.tokens)), np.float32)
    latin_a, latin_b = a.is_latin, b.is_latin
    is_turned = latin_a
    if latin_a == latin_b:
        # The same whichever comes first: what the kernel leaves out of its sums depends on the order.
        is_turned = [x.text for x in a.tokens] > [x.text for x in b.tokens] if is_behind is None else is_behind
    native = latin_a or latin_b
    spoken, written = (b, a) if is_turned else (a, b)
    kinds = (len(spoken.tokens), spoken.others, spoken.stems), (len(written.tokens), written.others, written.stems)
    # In Latin letters both have the same words either way.
    words = spoken.words(native=latin_a != latin_b), written.words(native=False)
    found: NDArray[np.float32] = matrix.evidences(*words, kinds, _tables(), 0.0 if native else STAND_IN)
    return found.T if is_turned else found


@lru_cache(maxsize=1)
def _tables() -> matrix.Tables:
    known = learned.tables()
    letters = (known.pairs, known.plain, known.bias, known.knots, known.values)
    return known.segments, known.latin_segments, letters, (known.seen_keys, known.seen, known.totals)


def _of_all(words: list[bytes]) -> matrix.Words:
    return np.frombuffer(b"".join(words), np.int64)


@lru_cache(maxsize=131_072)
def _words(token: Token, native: bool) -> bytes:
    """A token as `matrix` takes it: `native` in its own letters, where there is a model for them, else by its Latin
    spellings."""
    known = learned.tables()
    latin, number = known.models[LATIN_MODEL], known.alphabet.get
    spellings = [_marked(spelling) for spelling in token.romanised[:SPELLINGS]]
    usual = [learned.hashed(spelling) for spelling in spellings]
    told, rarity = sightings.told(token)
    text = learned.hashed(f"{token.script} {token.text}")
    forms = spoken(token.text, token.script) if native else None
    if forms is None:
        numbered = [(latin.at, at, spelling) for at, spelling in zip(usual, spellings, strict=True)]
    else:
        numbered = [(model.at, learned.hashed(one) if model is latin else 0, one) for model, one in forms]
    usual += [0] * (SPELLINGS - len(usual))
    words = [_head(len(told.marks)).pack(len(numbered), text, rarity, *usual, *told.marks, *told.counts)]
    for model, at, spelling in numbered:
        letters_of = [number(letter, learned.UNKNOWN) for letter in spelling]
        words.append(_form(len(letters_of)).pack(model, at, len(letters_of), *letters_of))
    return b"".join(words)


@lru_cache
def _head(models: int) -> Struct:
    return Struct(f"<qqd{SPELLINGS + models}q{models}d")


@lru_cache
def _form(length: int) -> Struct:
    return Struct(f"<{3 + length}q")


def _marked(spelling: str) -> str:
    return letters.START + spelling[:LONGEST] + letters.END
