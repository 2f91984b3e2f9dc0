"""Japanese names in kanji: how they are read as names, and where an unspaced one is cut. `learning.kanji` makes it."""

from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

FILE: Final = Path(__file__).with_name("tables") / "kanji.npz"
MOST: Final = 4  # readings of one name
LONGEST_FAMILY: Final = 3
LONGEST_GIVEN: Final = 3
LONGEST: Final = LONGEST_FAMILY + LONGEST_GIVEN


class Known(NamedTuple):
    """`kinds` says what a name is: f a family, g a given name, F and G usual ones; the usual reading is the first.

    A capital letter of a reading only makes the vowel before it long."""

    kinds: str
    readings: tuple[str, ...]

    @property
    def is_family(self) -> bool:
        """Whether it is a family name."""
        return "f" in self.kinds.lower()

    @property
    def is_given(self) -> bool:
        """Whether it is a given name."""
        return "g" in self.kinds.lower()


@lru_cache(maxsize=1)
def table() -> dict[str, str]:
    """Kanji -> what it is and how it is read, in one word each."""
    with np.load(FILE) as file:
        lines = file["lines"].tobytes().decode()
    return dict(line.split("\t", 1) for line in lines.split("\n"))


def known(text: str) -> Known | None:
    """The name in the table, None for one that is not there."""
    line = table().get(text)
    if line is None:
        return None
    kinds, readings = line.split("\t")
    return Known(kinds, tuple(readings.split()))


@lru_cache(maxsize=65_536)
def readings(text: str) -> tuple[str, ...]:
    """How a Japanese name is read, as passports have it: long vowels are written short."""
    found = known(text)
    return tuple(dict.fromkeys(map(short, found.readings))) if found else ()


def is_usual_family(text: str) -> bool:
    """Whether texts of today show it as a Japanese family name."""
    found = known(text)
    return found is not None and "F" in found.kinds


@lru_cache(maxsize=65_536)
def habits(text: str) -> tuple[str, ...]:
    """The same, and each with its long vowels written out."""
    found = known(text)
    spelt = [form for one in found.readings for form in (short(one), one.lower())] if found else []
    return tuple(dict.fromkeys(spelt))


def short(reading: str) -> str:
    """Without the letters that only make a vowel long."""
    return "".join(letter for letter in reading if not letter.isupper())


def cut(word: str, *, is_chinese: bool) -> int:
    """Where the given name begins in a Japanese name without a space; 0 where the table does not say.

    The longest family known whose rest is a given name; else two characters that may be a rare family. `is_chinese`:
    the name begins with a Chinese family too; of three characters, only a usual Japanese one then speaks against that.
    """
    if known(word):
        return 0
    is_doubtful = is_chinese and len(word) < 4
    places = [at for at in range(min(LONGEST_FAMILY, len(word) - 1), 0, -1) if _is_given(word[at:])]
    for at in places:
        family = known(word[:at])
        if family and (at > 1 and "F" in family.kinds if is_doubtful else family.is_family):
            return at
    return 2 if 2 in places and not is_doubtful and _may_be_family(word[:2]) else 0


def _is_given(text: str) -> bool:
    found = known(text)
    return found is not None and found.is_given and len(text) <= LONGEST_GIVEN


def _may_be_family(text: str) -> bool:
    """Whether families known begin with the one character and end with the other."""
    first, last = _ends()
    return text[0] in first and text[1] in last


@lru_cache(maxsize=1)
def _ends() -> tuple[frozenset[str], frozenset[str]]:
    families = [kanji for kanji, line in table().items() if len(kanji) == 2 and line[0] in "Ff"]
    return frozenset(kanji[0] for kanji in families), frozenset(kanji[1] for kanji in families)
