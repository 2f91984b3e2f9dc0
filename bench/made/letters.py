"""Alphabets read letter by letter into Latin letters, by several habits each: rules of this folder alone.

Cyrillic (Russian, Ukrainian, Bulgarian, Serbian and Macedonian), Greek, Armenian, Georgian, and the letters of Hindi,
Nepali and Bengali. A habit is a table of letters.txt.
"""

import unicodedata
from functools import lru_cache

from bench.made import lists


def _table(section: str) -> dict[str, str]:
    return {letter: said for letter, _, said in (entry.partition("=") for entry in lists("letters.txt")[section])}


_LANGUAGES = ("ru", "uk", "bg", "mk", "el", "hy", "ka")
_TABLES = {
    language: tuple(
        _table(f"{language} {habit}") for habit in range(9) if f"{language} {habit}" in lists("letters.txt")
    )
    for language in _LANGUAGES
}
_DEVANAGARI, _BENGALI = _table("hi"), _table("bn")


@lru_cache(maxsize=1 << 18)
def romanised(word: str, language: str, habit: int) -> str:
    """The name in Latin letters; a longer piece of the table is read before a shorter."""
    if language in ("hi", "bn"):
        return _indic(word, language, habit)
    table = _TABLES[language][habit]
    text = (
        unicodedata.normalize("NFD", word.lower())
        .replace("\u0301", "")
        .replace("\u0344", "")
        .replace("\u0308", "\u0308")
    )
    text = unicodedata.normalize("NFC", text) if language != "el" else text.replace("\u0308", "")
    out, at = [], 0
    while at < len(text):
        size = 2 if text[at : at + 2] in table else 1
        piece = text[at : at + size]
        out.append(table.get(piece, piece))
        at += size
    return "".join(out).title().replace("'S", "'s")


def habits(language: str) -> int:
    return {"hi": 3, "bn": 3}.get(language) or len(_TABLES[language])


_INDIC_HABITS = {
    "hi": (
        {"aa": "a", "ee": "i", "oo": "u", "chh": "chh"},
        {"aa": "aa", "chh": "ch", "v": "w"},
        {"aa": "a", "ph": "f", "oo": "oo", "chh": "ch"},
    ),
    "bn": ({}, {"i": "ee", "sh": "s", "ou": "ow", "chh": "s", "j": "z"}, {"u": "oo", "chh": "ch", "v": "bh"}),
}


def _indic(word: str, language: str, habit: int) -> str:
    table, inherent = (_DEVANAGARI, "a") if language == "hi" else (_BENGALI, "o")
    letters = unicodedata.normalize("NFC", word).replace("\u200d", "").replace("\u200c", "")
    dotted = {"j": "z" if language == "hi" else "y", "ph": "f", "d": "r", "dh": "rh", "k": "q"}
    said: list[tuple[str, str]] = []  # what is said, and whether it is a consonant still owed its vowel
    for letter in letters:
        if letter in "्্":
            said[-1:] = [(said[-1][0], "dead")] if said else []
        elif letter in "़়":
            said[-1:] = [(dotted.get(said[-1][0], said[-1][0]), "owed")] if said else []
        elif unicodedata.category(letter) in ("Mc", "Mn"):
            sound = table.get(letter, "")
            said.append((sound, "nasal" if letter in "ंँংঁःঃ" else "vowel"))
        elif letter in table:
            sound = "y" if letter == "য" and said and said[-1][1] == "dead" else table[letter]
            said.append((sound, "whole" if sound[0] in "aeiou" else "owed"))
        else:
            said.append((letter, "dead"))
    return _spoken(said, inherent, _INDIC_HABITS[language][habit]).title()


def _spoken(said: list[tuple[str, str]], inherent: str, habit: dict[str, str]) -> str:
    out = []
    for at, (sound, kind) in enumerate(said):
        out.append(habit.get(sound, sound))
        after = said[at + 1][1] if at + 1 < len(said) else "end"
        if kind == "owed" and after in ("owed", "whole", "nasal", "dead"):
            # In the middle, between two open syllables, the vowel is not said: Ram(a)kumar, An(u)p(a)ma.
            silent = (
                at >= 2
                and after == "owed"
                and at + 2 < len(said)
                and said[at + 2][1] == "vowel"
                and said[at - 1][1] != "dead"
            )
            out.append("" if silent else inherent)
        elif kind == "owed" and after == "end" and at and said[at - 1][1] == "dead":
            out.append(inherent)
    return "".join(out)


def serbian_cyrillic(word: str) -> str:
    """A Croatian or Serbian name from Latin into Cyrillic letters, as Vuk Karadžić ordered them."""
    text = word.lower()
    for latin, letter in (("dž", "џ"), ("lj", "љ"), ("nj", "њ")):
        text = text.replace(latin, letter)
    return text.translate(_SERBIAN).title()


_SERBIAN = str.maketrans("abcčćdđefghijklmnoprsštuvzž", "абцчћдђефгхијклмнопрсштувзж")

_PLAIN = str.maketrans(dict(pair.split("=") for pair in lists("letters.txt")["plain"]))
_ZONE = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "Å": "Aa", "ø": "oe", "Ø": "Oe"}
)


def plain_latin(word: str) -> str:
    """Without its marks, as a keyboard without them has it."""
    text = unicodedata.normalize("NFD", word.translate(_PLAIN))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def zone_latin(word: str) -> str:
    """As the machine-readable zone of a passport has it: ä as ae."""
    return plain_latin(word.translate(_ZONE))
