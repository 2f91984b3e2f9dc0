"""Made-up persons: the same ones for the same seed.

`people(1_000_000, seed=1)` gives persons of 57 cultures in 13 scripts, with aliases, names in the letters of their
home, and births as well known as in real lists. `bench.queries` asks for them as people type. No real person is in
it, but a made-up name may be somebody's.
"""

import bisect
import random
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Literal

import msgspec
import numpy as np

from bench.made import cultures
from bench.made.cultures import CULTURES, Culture

_BLOCK = 8192
_WHEEL = 1 << 14
_TAIL = 6000
_VOWELS = frozenset("aeiouyаеёиоуыэюяіїєαεηιουωաեէըիոօაეიოუ")
_KNOWN_WHOLE, _KNOWN_IN_PART = 0.92, 0.97


class Piece:
    """One name of a list, with all its spellings, worked out when first needed."""

    __slots__ = ("_latin", "_native", "culture", "family", "source")

    def __init__(self, source: str, culture: Culture, *, family: bool) -> None:
        self.source, self.culture, self.family = source, culture, family
        self._latin: tuple[str, ...] | None = None
        self._native: tuple[str, ...] | None = None

    @property
    def latin(self) -> tuple[str, ...]:
        if self._latin is None:
            self._latin = cultures.latin(self.source, self.culture, family=self.family)
        return self._latin

    @property
    def native(self) -> tuple[str, ...]:
        if self._native is None:
            self._native = cultures.native(self.source, self.culture)
        return self._native


class MadeName(msgspec.Struct, frozen=True):
    """A name as it stands on paper; `family` is the family name within it, as a form has it in a field of its own."""

    text: str
    family: str
    script: Literal["latin", "native"] = "latin"


class MadePerson(msgspec.Struct, frozen=True):
    """`names` the main one first; `born` as known: "1985-04-12", "1985-04", "1985" or ""; `birth` the true date."""

    number: int
    culture: Culture
    given: tuple[Piece, ...]
    family: tuple[Piece, ...]
    names: tuple[MadeName, ...]
    born: str
    birth: str
    sex: str
    nationality: str
    habit: int

    @property
    def is_latin_only(self) -> bool:
        return bool(self.culture.writes) and all(name.script == "latin" for name in self.names)


class _World(msgspec.Struct, frozen=True):
    """A culture made ready for drawing: wheels on which a common name has many places."""

    culture: Culture
    men: list[Piece]
    women: list[Piece]
    families: list[Piece]
    families_of_women: list[Piece]
    fathers: list[Piece]
    fathers_of_women: list[Piece]


def people(count: int, seed: int) -> Iterator[MadePerson]:
    """The persons 0 to count - 1. A smaller count gives the first of a larger one."""
    worlds = [_world(culture) for culture in CULTURES]
    cut = list(accumulate(world.culture.weight for world in worlds))
    for start in range(0, count, _BLOCK):
        rows = np.random.default_rng([seed, start]).random((min(_BLOCK, count - start), 14)).tolist()
        for number, row in enumerate(rows, start):
            yield _person(number, worlds[bisect.bisect(cut, row[0] * cut[-1])], row)


@cache
def _world(culture: Culture) -> _World:
    kept = cultures.stock(culture)
    return _World(
        culture,
        men=_wheel(kept.men, culture, family=False),
        women=_wheel(kept.women, culture, family=False),
        families=_wheel(kept.families, culture, family=True),
        families_of_women=_wheel(kept.families_of_women or kept.families, culture, family=True),
        fathers=_wheel(kept.fathers, culture, family=False),
        fathers_of_women=_wheel(kept.fathers_of_women, culture, family=False),
    )


def _wheel(sources: Sequence[str], culture: Culture, *, family: bool) -> list[Piece]:
    """Places by rank (Zipf, flattened at the top); a tail of crossed names where letters can be crossed."""
    if not sources:
        return []
    chance = random.Random(f"{culture.name} {family} {len(sources)}")
    pieces = [Piece(source, culture, family=family) for source in sources[: _WHEEL // 2]]
    shares = [1 / (rank + 6) ** (0.9 if len(pieces) > 60 else 0.7) for rank in range(len(pieces))]
    tail = _crossed(sources, chance) if culture.writes not in ("zh", "ja", "ko", "th") else []
    room = _WHEEL - (len(tail) if family else len(tail) // 4)
    wheel: list[Piece] = []
    for piece, share in zip(pieces, shares, strict=True):
        wheel += [piece] * max(1, round(room * share / sum(shares)))
    return wheel + [Piece(source, culture, family=family) for source in (tail if family else tail[::4])]


def _crossed(sources: Sequence[str], chance: random.Random) -> list[str]:
    """New names from the beginning of one and the end of another of the same list: a family's long tail."""
    plain = [source for source in sources if " " not in source and "_" not in source and "-" not in source]
    starts = [start for source in plain if (start := _cut(source)[0])]
    ends = [end for source in plain if (end := _cut(source)[1])]
    if len(starts) < 30:
        return []
    found = {chance.choice(starts) + chance.choice(ends) for _ in range(_TAIL)}
    return sorted(found - set(sources))


@cache
def _cut(name: str) -> tuple[str, str]:
    """In two before a consonant that a vowel follows, about the middle; empty where there is no such place."""
    for at in sorted(range(2, len(name) - 2), key=lambda at: (abs(2 * at - len(name)), at)):
        if _is_vowel(name[at + 1]) and not _is_vowel(name[at]) and unicodedata.category(name[at])[0] == "L":
            return (name[:at], name[at:]) if unicodedata.category(name[at - 1]) != "Mn" else ("", "")
    return "", ""


def _is_vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter)[0].lower() in _VOWELS or unicodedata.category(letter) == "Mc"


def _person(number: int, world: _World, row: list[float]) -> MadePerson:
    culture, woman = world.culture, row[1] < 0.45
    given_wheel = world.women if woman else world.men
    given = [given_wheel[int(row[2] * len(given_wheel))]]
    if row[3] < culture.middle:
        wheel = (world.fathers_of_women if woman else world.fathers) or (
            world.men if culture.shape == "chain" else given_wheel
        )
        second = wheel[int(row[3] / culture.middle * len(wheel))]
        given += [second] if second is not given[0] else []
    wheel = world.families_of_women if woman else world.families
    family = [wheel[int(row[4] * len(wheel))]]
    if culture.shape == "two_families" and row[5] < 0.75:
        family.append(wheel[int(row[5] / 0.75 * len(wheel))])
    habit = int(row[6] * row[6] * len(given[0].latin))
    birth = _birth(row[7], row[8])
    known = birth if row[9] < _KNOWN_WHOLE else birth[: 4 if row[9] < 0.96 else 7] if row[9] < _KNOWN_IN_PART else ""
    names = _names(culture, tuple(given), tuple(family), habit, row)
    nationality = culture.states[int(row[13] ** 2 * len(culture.states))]
    return MadePerson(
        number, culture, tuple(given), tuple(family), names, known, birth, "F" if woman else "M", nationality, habit
    )


def _birth(year: float, day: float) -> str:
    born = np.datetime64("1946-01-01") + int((year * 0.8 + year * year * 0.2) * 22_500 + day * 365)
    return str(born)


def _names(
    culture: Culture, given: tuple[Piece, ...], family: tuple[Piece, ...], habit: int, row: list[float]
) -> tuple[MadeName, ...]:
    """1.5 names a person: the main one, and for some another habit, a shorter form, the letters of home."""
    main = spelt(culture, given, family, habit, style=int(row[10] * 4))
    names = [main]
    if culture.writes:
        home = spelt_at_home(culture, given, family, variant=row[11] < 0.2)
        if row[11] < 0.12:
            return (home,)
        if row[11] < 0.5:
            names.append(home)
    if row[12] < 0.36:
        names.append(_alias(culture, given, family, habit, row[12] / 0.36))
        if row[12] < 0.09:
            names.append(spelt(culture, given[:1], family[-1:], habit + 2, style=0))
    return tuple(dict.fromkeys(names))


def _alias(
    culture: Culture, given: tuple[Piece, ...], family: tuple[Piece, ...], habit: int, chance: float
) -> MadeName:
    if chance < 0.7:
        return spelt(culture, given, family, habit + 1, style=0)
    return spelt(culture, given[-1:], family[:1], habit, style=1)


def spelt(culture: Culture, given: Sequence[Piece], family: Sequence[Piece], habit: int, *, style: int) -> MadeName:
    """In Latin letters. Styles: 0 as at home, 1 "FAMILY, Given", 2 given names first, 3 all capitals."""
    first = " ".join(piece.latin[habit % len(piece.latin)] for piece in given)
    last = " ".join(piece.latin[habit % len(piece.latin)] for piece in family)
    if style == 1:
        return MadeName(f"{last.upper()}, {first}", last.upper())
    text = f"{last} {first}" if culture.shape == "family_first" and style != 2 else f"{first} {last}"
    return MadeName(text.upper(), last.upper()) if style == 3 else MadeName(text, last)


def spelt_at_home(
    culture: Culture, given: Sequence[Piece], family: Sequence[Piece], *, variant: bool = False
) -> MadeName:
    """In the letters of home."""
    close = "" if culture.writes in ("zh", "ko") or (culture.writes == "ja" and not variant) else " "
    first = " ".join(piece.native[-variant] for piece in given)
    last = " ".join(piece.native[-variant] for piece in family)
    text = f"{last}{close}{first}" if culture.shape == "family_first" else f"{first} {last}"
    return MadeName(text, last, "native")
