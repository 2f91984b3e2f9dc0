"""A token of any script spelt in Latin letters: a-z only, the most likely spelling first."""

from functools import lru_cache
from itertools import chain, zip_longest
from typing import Final

from anyascii import anyascii

from comity.checks.engine.names import decoding, han, han_names, hangul, learned, romanising_rules, scripts

MOST: Final = 6
LEARNED: Final = 4  # spellings by the learned model that are asked for

# What a writer without the letter's key types; the first spelling of a token always takes the marks off alone.
_TYPED: Final = (
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "ñ": "n"},
    {"ş": "sh", "ç": "ch", "ğ": "gh", "ə": "a", "š": "sh", "č": "ch", "ž": "zh", "ć": "ch", "đ": "dj", "ñ": "ny",
     "ł": "w", "ś": "sh", "ń": "ny", "ż": "zh", "ț": "ts", "ř": "rz", "ã": "an", "õ": "on", "x": "kh"},
)  # fmt: skip
_PLAIN: Final = {"ə": "e", "þ": "th", "ð": "d", "đ": "d", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "ħ": "h", "ŋ": "ng"}


@lru_cache(maxsize=262_144)
def romanise(text: str, script: str = "") -> tuple[str, ...]:
    """Spellings of a folded token in a-z, best first, none twice; empty only for a token without letters."""
    text = text[: scripts.LONGEST]
    if text.isascii():
        found = plain(text)
        return (found,) if found else ()
    script = script or scripts.script(text)
    spelt = dict.fromkeys(one for one in map(plain, _spelt(text, script)) if one)
    return tuple(spelt)[:MOST]


def plain(text: str) -> str:
    """Any text in a-z alone: no diacritics, no marks; letters without a table of their own as anyascii has them."""
    if not text.isascii():
        text = anyascii(text)
    if text.isascii() and text.isalpha():
        return text.lower()
    return "".join(letter for letter in text.lower() if "a" <= letter <= "z")


def _spelt(text: str, script: str) -> list[str]:
    if script == scripts.LATIN:
        return _latin(text)
    usual = learned.tables().usual.get(text, ())
    likely = decoding.spellings(text, script, LEARNED)
    if script == scripts.HAN:
        ruled: tuple[str, ...] = han.spellings(text)
        chinese = [*ruled[:1], *usual[:1], *likely[:1], *ruled[1:3], *usual[1:], *ruled[3:], anyascii(text)]
        return _mixed(text, chinese, han_names.readings(text))
    ruled = hangul.spellings(text) if script == scripts.HANGUL else romanising_rules.spellings(text, script)
    if script in (scripts.ARABIC, scripts.HEBREW):
        return [*usual, *likely, *ruled]
    return [*usual, *chain.from_iterable(zip_longest(ruled, likely, fillvalue=""))]


def _mixed(text: str, chinese: list[str], japanese: tuple[str, ...]) -> list[str]:
    """A name known as a Japanese one is read so too, first of all where it is a family of more than one character;
    a single one, and a given name, may as well be Chinese."""
    if len(text) > 1 and han_names.is_usual_family(text):
        return [*japanese[:1], *chinese[:1], *japanese[1:2], *chinese[1:], *japanese[2:]]
    return [*chinese[:1], *japanese[:1], *chinese[1:2], *japanese[1:], *chinese[2:]]


def _latin(text: str) -> list[str]:
    """Without diacritics; then as typed where the letter has no key, by two habits."""
    found = ["".join(_PLAIN.get(letter, letter) for letter in text)]
    for habit in _TYPED:
        if any(letter in habit and not letter.isascii() for letter in text):
            found.append("".join(letter if letter.isascii() else habit.get(letter, letter) for letter in text))
    return found
