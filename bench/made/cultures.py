"""The cultures of the made-up world: how much each travels, its nationalities, and where its names come from.

Names of alphabets come from the lists of Faker (MIT licence), which is installed with what the tests need; those of
Arabic, Persian, Urdu, Hebrew, Chinese, Japanese, Korean and Thai are in names.txt. A list is ordered: the common names
come first, and the tail is made up by crossing two names of the list (bench.people).
"""

import importlib
import random
from functools import cache
from typing import Final

import msgspec

from bench.made import HERE, eastern, letters, lists, semitic


class Culture(msgspec.Struct, frozen=True):
    """`writes` is the language whose letters are used, "" for Latin; `middle` the share with a second given name;
    `shape` how a full name is built: plain, two_families, patronymic, chain (own, father's, family), family_first."""

    name: str
    weight: float
    states: tuple[str, ...]
    lists: tuple[str, ...]
    writes: str = ""
    shape: str = "plain"
    middle: float = 0.15
    common: str = ""  # the most common family names, first
    common_given: str = ""


def _culture(line: str) -> Culture:
    name, weight, states, sources, writes, shape, middle, common, common_given = (
        [part.strip() for part in line.split("|")] + [""] * 9
    )[:9]
    given = (shape or "plain", float(middle or 0.15), common, common_given)
    return Culture(name, float(weight), tuple(states.split()), tuple(sources.split()), writes, *given)


CULTURES: Final = tuple(
    _culture(line) for line in (HERE / "cultures.txt").read_text().splitlines() if line and line[0] != "#"
)


class Stock(msgspec.Struct, frozen=True):
    """The sources of a culture's names: what the letters are computed from. Commonest first."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    families: tuple[str, ...]
    families_of_women: tuple[str, ...] = ()
    fathers: tuple[str, ...] = ()
    fathers_of_women: tuple[str, ...] = ()


@cache
def stock(culture: Culture) -> Stock:
    """The lists of a culture: from Faker, or from this folder's own."""
    if culture.writes in _OWN:
        return _OWN[culture.writes]()
    men = _listed(culture, "first_names_male", "first_names")
    women = _listed(culture, "first_names_female", "first_names")
    families = _listed(culture, "last_names_male", "last_names")
    return Stock(
        men=_ordered(_without(culture.common_given, women, men), men),
        women=_ordered(_without(culture.common_given, men, women), women),
        families=_ordered(culture.common, families),
        families_of_women=_feminine(culture),
        fathers=_ordered("", _listed(culture, "middle_names_male")),
        fathers_of_women=_ordered("", _listed(culture, "middle_names_female")),
    )


def _without(common: str, others: list[str], own: list[str]) -> str:
    """The common names but those of the other sex."""
    return " ".join(name for name in common.split() if name in own or name not in others)


def _feminine(culture: Culture) -> tuple[str, ...]:
    return _ordered("", _listed(culture, "last_names_female")) if culture.writes in ("ru", "bg", "el", "mk") else ()


CANTONESE: Final = "hong_kong"
_SIGNS = frozenset("()/,;0123456789")


def _listed(culture: Culture, *attributes: str) -> list[str]:
    """The names of the first attribute that a provider has, of all the culture's lists."""
    names: list[str] = []
    for name in culture.lists:
        module = importlib.import_module(f"faker.providers.person.{name}")
        for attribute in attributes:
            if isinstance(found := module.Provider.__dict__.get(attribute), tuple | list | dict):
                names += [one.strip() for one in found if isinstance(one, str) and not set(one) & _SIGNS]
                break
    return names


def _ordered(common: str, names: list[str]) -> tuple[str, ...]:
    """The common ones first, the rest in an order that no alphabet made."""
    first = [name.replace("_", " ") for name in common.split()]
    rest = sorted(set(names) - set(first))
    random.Random(len(rest)).shuffle(rest)
    return (*first, *rest)


def _chinese() -> Stock:
    families = tuple(entry[0] for entry in eastern.chinese(given=False))
    ones = [entry[0] for entry in eastern.chinese(given=True)]
    pairs = [first + second for second in ones for first in ones]
    random.Random(1).shuffle(pairs)
    given = (*ones[:40], *pairs)
    return Stock(men=given, women=given, families=families)


def _korean() -> Stock:
    families, given = eastern.korean_pieces()
    shuffled = sorted(given)
    random.Random(1).shuffle(shuffled)
    return Stock(men=tuple(shuffled[::2]), women=tuple(shuffled[1::2]), families=tuple(families))


def _joined(pairs: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{native}={said}" for native, said in pairs)


def _spoken(heading: str) -> Stock:
    kept = lists()
    return Stock(*(tuple(kept[f"{heading} {part}"]) for part in ("men", "women", "families")))


def _japanese() -> Stock:
    men, women = (_joined(eastern.pairs(f"japanese {part}")) for part in ("men", "women"))
    return Stock(men, women, _joined(eastern.japanese_families()))


def _thai() -> Stock:
    given = _joined(eastern.pairs("thai given"))
    return Stock(given, given, _joined(eastern.pairs("thai families")))


_OWN = {
    "ar": lambda: _spoken("arabic"),
    "ma": lambda: _spoken("arabic"),
    "fa": lambda: _spoken("persian"),
    "ur": lambda: _spoken("urdu"),
    "he": lambda: _spoken("hebrew"),
    "zh": _chinese,
    "ko": _korean,
    "ja": _japanese,
    "th": _thai,
}


def latin(source: str, culture: Culture, *, family: bool) -> tuple[str, ...]:
    """How the habits spell it in Latin letters; the first is the usual one."""
    writes = culture.writes
    if not writes:
        return (source, letters.plain_latin(source), letters.zone_latin(source))
    if writes in ("ar", "ma", "fa", "ur"):
        kept = {
            "ar": semitic.ARABIC_HABITS,
            "ma": semitic.MAGHREB_HABITS,
            "fa": semitic.PERSIAN_HABITS,
            "ur": semitic.URDU_HABITS,
        }
        return tuple(semitic.romanised(source, habit) for habit in kept[writes])
    if writes == "he":
        return tuple(semitic.romanised_hebrew(source, habit) for habit in semitic.HEBREW_HABITS)
    if writes == "sr":
        cyrillic = letters.serbian_cyrillic(source)
        return tuple(letters.romanised(cyrillic, "mk", habit) for habit in range(3))
    if writes == "zh":
        return _spelt_cantonese(source) if culture.name == CANTONESE else _spelt_mandarin(source)
    if writes == "ko":
        read = eastern.korean_family if family else eastern.korean_given
        return tuple(read(source, habit) for habit in ("revised", "mccune", "passport"))
    said = source.partition("=")[2]
    if writes == "ja":
        return tuple(eastern.romaji(said, habit) for habit in ("hepburn", "long", "kunrei", "kana"))
    if writes == "th":
        return tuple(eastern.romanised_thai(said, habit) for habit in ("royal", "plain", "english"))
    return tuple(_by_letters(source, writes, habit) for habit in range(letters.habits(writes)))


def _by_letters(source: str, language: str, habit: int) -> str:
    return " ".join(letters.romanised(part, language, habit) for part in source.split())


_READ = {entry[0]: entry for entry in [*eastern.chinese(given=False), *eastern.chinese(given=True)]}


def _spelt_mandarin(source: str) -> tuple[str, ...]:
    said = [_READ[one][2] for one in source]
    wade = "-".join(eastern.wade_giles(one) for one in said).capitalize()
    return ("".join(said).capitalize(), " ".join(one.capitalize() for one in said), wade)


def _spelt_cantonese(source: str) -> tuple[str, ...]:
    said = [_READ[one][3] for one in source]
    return (" ".join(one.capitalize() for one in said), "-".join(said).capitalize())


def other_reading(source: str, culture: Culture) -> str:
    """A Chinese name as the other of Beijing and Hong Kong reads its characters."""
    read = _spelt_mandarin if culture.name == CANTONESE else _spelt_cantonese
    return read(source)[0]


def native(source: str, culture: Culture) -> tuple[str, ...]:
    """How it is written at home; a second spelling where people use two. Nothing for those at home in Latin letters."""
    writes = culture.writes
    if not writes:
        return ()
    if writes in ("ar", "ma"):
        return (semitic.arabic(source), semitic.arabic(source, plain=True))
    if writes in ("fa", "ur"):
        return (semitic.arabic(source, persian=True),)
    if writes == "he":
        return (semitic.hebrew(source),)
    if writes == "sr":
        return (letters.serbian_cyrillic(source),)
    if writes == "zh":
        return (source, "".join(_READ[one][1] for one in source))
    if writes == "ja":
        kanji, _, said = source.partition("=")
        return (kanji, eastern.katakana(said))
    return (source.partition("=")[0],)
