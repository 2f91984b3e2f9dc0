"""Readings of Han characters in names: Mandarin, Cantonese, Korean, Japanese, Vietnamese, as passports have them."""

from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from comity.checks.engine.names import hangul

FILE: Final = Path(__file__).with_name("tables") / "readings.npz"
MOST: Final = 6  # Japanese readings of one name that are tried


class Readings(NamedTuple):
    """One character's readings by language, the usual first; `simple` is its simplified form."""

    simple: str
    mandarin: tuple[str, ...]
    cantonese: tuple[str, ...]
    korean: tuple[str, ...]
    on: tuple[str, ...]
    kun: tuple[str, ...]
    vietnamese: tuple[str, ...]


_UNREAD: Final = Readings("", (), (), (), (), (), ())


@lru_cache(maxsize=1)
def table() -> dict[str, Readings]:
    """Character -> readings."""
    with np.load(FILE) as file:
        lines = str(file["lines"]).split("\n")
    rows = (line.split("\t") for line in lines)
    return {row[0]: Readings(row[1], *(tuple(field.split()) for field in row[2:])) for row in rows}


def simple(text: str) -> str:
    """Traditional characters in their simplified forms."""
    known = table()
    return "".join(known.get(letter, _UNREAD).simple or letter for letter in text)


@lru_cache(maxsize=65_536)
def spellings(text: str) -> tuple[str, ...]:
    """Latin spellings of a name in Han characters, by the habits of five languages, Mandarin first."""
    known = table()
    read = [known.get(letter, _UNREAD) for letter in text if letter in known]
    if not read:
        return ()
    mandarin = [one.mandarin[0] if one.mandarin else "" for one in read]
    found = ["".join(mandarin).replace("v", "u"), "".join(map(wade_giles, mandarin))]
    found.append("".join(cantonese(one.cantonese[0]) if one.cantonese else "" for one in read))
    found += ["".join(parts) for parts in islice(product(*(_japanese(one) for one in read)), MOST)]
    if all(one.korean for one in read):
        found.append("".join(hangul.passport(one.korean[-1]) for one in read))
    found.append("".join(one.vietnamese[0] if one.vietnamese else "" for one in read))
    return tuple(dict.fromkeys(one for one in found if one))


def syllables(letter: str) -> tuple[str, ...]:
    """All Latin spellings of one character, for learning."""
    one = table().get(letter, _UNREAD)
    found = [reading.replace("v", "u") for reading in one.mandarin]
    found += [wade_giles(reading) for reading in one.mandarin]
    found += [cantonese(reading) for reading in one.cantonese]
    found += [hangul.passport(reading) for reading in one.korean]
    found += [*map(hepburn, one.on), *map(hepburn, one.kun), *one.vietnamese]
    return tuple(dict.fromkeys(one for one in found if one))


def _japanese(one: Readings) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(hepburn, (*one.kun[:2], *one.on[:2])))) or ("",)


def hepburn(reading: str) -> str:
    """The database's long vowels as passports write them: without the mark of length."""
    return reading.replace("ou", "o").replace("uu", "u").replace("oo", "o")


_WADE_INITIALS: Final = (
    ("zh", "ch"), ("ch", "ch"), ("sh", "sh"), ("b", "p"), ("d", "t"), ("g", "k"), ("j", "ch"), ("q", "ch"), ("x", "hs"),
    ("z", "ts"), ("c", "ts"), ("r", "j"),
)  # fmt: skip
_WADE_WHOLE: Final = {
    "zi": "tzu", "ci": "tzu", "si": "szu", "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "er": "erh",
    "you": "yu", "yan": "yen", "ye": "yeh", "yong": "yung", "ge": "ko", "ke": "ko", "he": "ho", "e": "o", "yi": "i",
    "gui": "kuei", "kui": "kuei", "guo": "kuo", "kuo": "kuo", "huo": "huo", "shuo": "shuo",
}  # fmt: skip


@lru_cache(maxsize=2_048)
def wade_giles(pinyin: str) -> str:
    """A syllable of pinyin in the letters of Wade and Giles, without apostrophes."""
    if pinyin in _WADE_WHOLE:
        return _WADE_WHOLE[pinyin]
    initial, wade = next(((a, b) for a, b in _WADE_INITIALS if pinyin.startswith(a)), ("", ""))
    final = pinyin.removeprefix(initial)
    if final.endswith("ong"):
        final = final.removesuffix("ong") + "ung"
    if final.endswith("ian"):
        final = final.removesuffix("ian") + "ien"
    elif final.endswith(("ie", "ue", "ve")):
        final += "h"
    elif final == "uo":
        final = "o"
    elif final == "iu":
        final = "iu"
    return wade + final.replace("v", "u")


_CANTONESE: Final = (
    ("jyu", "yu"), ("j", "y"), ("gw", "kw"), ("g", "k"), ("z", "ch"), ("c", "ch"), ("b", "p"), ("d", "t"),
)  # fmt: skip
_CANTONESE_FINALS: Final = (
    ("oeng", "eung"),
    ("oek", "euk"),
    ("eoi", "ui"),
    ("eon", "un"),
    ("eot", "ut"),
    ("yu", "yu"),
    ("aa", "a"),
    ("ou", "o"),
)
_CANTONESE_WHOLE: Final = {"lei": "lee", "ng": "ng", "jyun": "yuen", "zoeng": "cheung", "coeng": "cheung", "si": "sze"}


@lru_cache(maxsize=2_048)
def cantonese(jyutping: str) -> str:
    """A syllable of Jyutping as the registers of Hong Kong spell it."""
    if jyutping in _CANTONESE_WHOLE:
        return _CANTONESE_WHOLE[jyutping]
    spelt = next((new + jyutping.removeprefix(old) for old, new in _CANTONESE if jyutping.startswith(old)), jyutping)
    for old, new in _CANTONESE_FINALS:
        spelt = spelt.replace(old, new)
    return spelt
