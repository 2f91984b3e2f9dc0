"""The bones of a name: its parts as consonants of a few classes, alike in every script and spelling.

"Mohammed", "Muhamad" and "محمد" have the same bones, and so have "Щукин", "Shchukin" and "Chtchoukine". Namesakes are
told apart by when they were born, not here.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from anyascii import anyascii

LONGEST: Final = 200
MOST_PARTS: Final = 8
_LONGEST_BONES: Final = 12

# Words of kinship, origin and courtesy that come and go between spellings of one name.
PARTICLES: Final = frozenset(
    {"al", "el", "ul", "ad", "ar", "as", "az", "ash", "at", "il", "de", "da", "do", "dos", "das", "del", "della", "di",
     "d", "du", "la", "le", "van", "von", "der", "den", "ter", "zu", "af", "av", "bin", "ben", "ibn", "bint", "binti",
     "ould", "wuld", "oglu", "ogly", "oghlu", "kyzy", "qizi", "y", "e"}
)  # fmt: skip
_SERVANT: Final = re.compile(r"abd(?:oul|[aeu]l|[aeu](?=(?:rr|ss|nn)))?")
_APOSTROPHES: Final = re.compile(r"['`\u2018\u2019\u02bc\u02bb\u02be\u02bf\u2032\uff07\u00b4]")
_ARTICLE: Final = "\u0627\u0644"  # of Arabic, written together with its word
_SERVANT_IN_ARABIC: Final = "\u0639\u0628\u062f"
_ALEFS: Final = frozenset("\u0622\u0623\u0625\u0627\u0649\u0671")
_VAV: Final = "\u05d5"  # of Hebrew: a vowel more often than not, as its sister of Arabic
_FIRST_ABJAD: Final = "\u0590"
_LAST_ABJAD: Final = "\u08ff"
_BETWEEN: Final = "|"
_SHORT: Final = 6
# Marks that belong to their letter, in scripts whose vowels are marks; those before them in Unicode are left out.
_FIRST_VOWEL_MARK: Final = 0x8FF
_APART: Final = re.compile(r"(?:[^\w\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]|[\d_])+")

# What one spelling writes in several letters; the longest first. A capital is a class of its own, spelt below.
_GENERAL: Final = {
    "shch": "S", "chtch": "S", "schtsch": "S", "tsch": "S", "dzsch": "J", "dsch": "J", "dzh": "J", "tch": "S",
    "sch": "S", "szcz": "S", "ch": "S", "sh": "S", "sz": "S", "cz": "S", "zh": "J", "dj": "J", "kh": "K", "gh": "K",
    "ph": "F", "th": "D", "dh": "D", "bh": "B", "ck": "K", "qu": "K", "ts": "S", "tz": "S", "x": "KS",
}  # fmt: skip
_CLASSES: Final = {
    "b": "B", "p": "B", "f": "F", "v": "F", "d": "D", "t": "D", "k": "K", "q": "K", "g": "K", "s": "S", "z": "S",
    "j": "J", "l": "L", "m": "M", "n": "N", "r": "R", "h": "H", "c": "K",
}  # fmt: skip
_SOFT_C: Final = re.compile(r"c(?=[eiy])")
# How other spellings read the same letters: German and Slavic ones, Spanish ones, and those that write kh as h.
_SPELLINGS: Final[tuple[dict[str, str], ...]] = (
    {},
    {"ch": "K", "w": "F", "j": "", "c": "S"},
    {"j": "K"},
    {"kh": "H"},
)
_TABLES: Final = tuple(_CLASSES | _GENERAL | spelling for spelling in _SPELLINGS)
_LONGEST_PIECE: Final = max(map(len, _GENERAL))
_FRONT: Final = frozenset("eiy")
_BACK: Final = frozenset("ouw")


def bones(name: str) -> list[tuple[str, ...]]:
    """The name's parts as bones, sorted, once for every way in which it can be read; the plainest first.

    Empty for a text without letters. A part that is all vowels keeps them.
    """
    found: dict[tuple[str, ...], None] = {}
    for parts, spellings in _divisions(name[:LONGEST]):
        for spelling in range(spellings):
            read = tuple(sorted(filter(None, (_bones(part, spelling) for part in parts))))
            if read:
                found[read] = None
    return list(found)


def _divisions(name: str) -> Iterator[tuple[list[str], int]]:
    """The name in parts, in every way in which it can be divided, each with how many spellings it is read in."""
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", name))
    kept = "".join(c for c in text if not unicodedata.combining(c) or ord(c) > _FIRST_VOWEL_MARK)
    words = [word for word in _APART.split(kept) if word]
    if len(words) == 1 and _is_east_asian(words[0]):
        yield [_latin(part) for part in _family_and_given(words[0])], len(_SPELLINGS)
        return
    plain = _without_particles([_latin(word) for word in words])
    yield plain, len(_SPELLINGS)
    bare = _without_particles([_latin(_without_article(word)) for word in words])
    if bare != plain:
        yield bare, len(_SPELLINGS)
    if len(plain) == 3 and all(len(part) <= _SHORT for part in plain):
        # Given names of two syllables are written apart, together, and with a hyphen.
        yield [plain[0], plain[1] + plain[2]], 1
        yield [plain[0] + plain[1], plain[2]], 1


def _without_particles(words: list[str]) -> list[str]:
    parts: list[str] = []
    servant = False
    for word in filter(None, words):
        # "Abd al-Rahman", "Abdul Rahman" and "Abdulrahman" are one part.
        if servant and word not in PARTICLES:
            parts[-1] = "abd" + word
            servant = False
        elif word not in PARTICLES:
            opening = _SERVANT.match(word)
            rest = word[opening.end() :] if opening else word
            servant = bool(opening) and not rest
            parts.append("abd" + rest if opening else word)
    if len(parts) < 2:
        parts = [word for word in words if word]
    return parts[:MOST_PARTS]


def _without_article(word: str) -> str:
    return word[2:] if word.startswith(_ARTICLE) and len(word) > 4 else word


def _is_east_asian(word: str) -> bool:
    return all("\u3400" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in word) and 2 <= len(word) <= 4


def _family_and_given(word: str) -> tuple[str, str]:
    cut = 2 if len(word) == 4 and word[0] < "\uac00" else 1
    return word[:cut], word[cut:]


def _latin(word: str) -> str:
    if word.startswith(_SERVANT_IN_ARABIC):
        word = "abd" + word[len(_SERVANT_IN_ARABIC) :].removeprefix(_ARTICLE)
    # A letter that ends many Arabic names of women, and that other spellings leave out.
    word = word.removesuffix("\u0629")
    spelt = "".join(c for letter in map(_letter, word) for c in letter.lower() if "a" <= c <= "z" or c == _BETWEEN)
    return spelt[:-1] if spelt.endswith("h") and len(spelt) > 3 and spelt[-2] in "aeiou" else spelt.strip(_BETWEEN)


def _letter(character: str) -> str:
    """A letter in Latin ones. Scripts without vowels put letters side by side that belong to two syllables: these are
    kept apart, so that nobody takes t and s for ts."""
    if character in _ALEFS:
        return "a"
    if character == _VAV:
        return "w" + _BETWEEN
    return anyascii(character) + (_BETWEEN if _FIRST_ABJAD <= character <= _LAST_ABJAD else "")


@lru_cache(maxsize=8192)
def _bones(part: str, spelling: int) -> str:
    table = _TABLES[spelling]
    letters = part if "c" in _SPELLINGS[spelling] else _SOFT_C.sub("s", part)
    if letters.startswith("x"):
        letters = "s" + letters[1:]
    read: list[str] = []
    place = 0
    while place < len(letters):
        length = next((n for n in range(_LONGEST_PIECE, 0, -1) if letters[place : place + n] in table), 1)
        piece = letters[place : place + length]
        read.extend(table.get(piece, piece))
        place += length
    return _joined(read)


def _joined(read: list[str]) -> str:
    """Consonants, doubled ones joined. A part of one consonant keeps its vowels: it would be everybody's otherwise."""
    consonants = "".join(c for c in read if c.isupper())
    joined = "".join(c for at, c in enumerate(consonants) if at == 0 or consonants[at - 1] != c)
    if len(joined) > 1:
        return joined[:_LONGEST_BONES]
    first = next((at for at, c in enumerate(read) if c.isupper()), 0)
    vowels = "".join("i" if c in _FRONT else "u" if c in _BACK else "a" for c in read[first:] if c.islower())
    folded = "".join(c for at, c in enumerate(vowels) if at == 0 or vowels[at - 1] != c)
    return joined + folded
