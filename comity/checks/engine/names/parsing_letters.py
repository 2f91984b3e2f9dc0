"""A written name as plain words: signs and invisible letters gone, lookalikes settled, the comma's sense kept."""

import functools
import re
import unicodedata
from typing import Final

from comity.checks.engine.names import scripts

LONGEST: Final = 400  # letters of a name that are read
MOST_WORDS: Final = 12

_COMMAS: Final = re.compile(r"\s*(?:[,،、;；]|<<+)\s*")
_ASCII_SIGNS: Final = {
    **{code: " " for code in range(128) if not chr(code).isalnum()},
    **dict.fromkeys(map(ord, "'`"), None),
    ord(","): ",",
}
_LOST_LETTER: Final = re.compile(r"(?<=\w)[?\ufffd](?=\w)")
_DIGITS: Final = str.maketrans("0134578", "oleastb")
_COMBINING: Final = frozenset({"Mn", "Mc", "Lm"})


def parts(text: str) -> list[list[str]]:
    """The words of what stands before, between and after the commas; a machine-readable zone's << is a comma."""
    text = text[:LONGEST]
    if text.isascii():
        plain = text.lower()
        if "?" in plain:
            plain = _LOST_LETTER.sub("", plain)
        if "<" in plain:
            plain = plain.replace("<<", ",")
        plain = plain.translate(_ASCII_SIGNS)
        if "," not in plain:
            return [_words(plain)]
        found = [_words(part) for part in plain.split(",")]
    else:
        folded = _LOST_LETTER.sub("", scripts.fold(text.replace("\u200c", "")))
        found = [_words("".join(map(_sign, part))) for part in _COMMAS.split(folded)]
    return [words for words in found if words] or [[]]


def _words(text: str) -> list[str]:
    found = text.split()[:MOST_WORDS]
    together = "".join(found)
    if together.isascii() and together.isalpha():
        return found
    return [word for word in map(_word, found) if word]


@functools.lru_cache(maxsize=65_536)
def _word(word: str) -> str:
    """A word in one script: lookalikes settled, a digit inside a Latin word as the letter it is drawn like."""
    word = _settled(word.strip("'"))
    if scripts.script(word) != scripts.HEBREW:
        word = word.replace("'", "")
    letters = sum(map(str.isalpha, word))
    if not letters or not any(map(str.isdigit, word)):
        return word if letters else ""
    if re.fullmatch(r"[0-9](?:st|nd|rd|th|世|세)", word):
        return word
    return "".join(filter(str.isalpha, word.translate(_DIGITS))) if letters > 1 else ""


def _settled(word: str) -> str:
    """A word that mixes scripts in the one that all its letters can be drawn in, the more frequent of two."""
    found = {scripts.of(letter) for letter in word} - {scripts.OTHER}
    if len(found) < 2 or scripts.LATIN not in found:
        return word
    wanted = scripts.settle(word)
    if len({scripts.of(letter) for letter in wanted} - {scripts.OTHER}) < 2:
        return wanted
    latin = "".join(scripts.settle("aaa" + letter)[3:] for letter in word)
    return latin if {scripts.of(letter) for letter in latin} <= {scripts.LATIN, scripts.OTHER} else wanted


@functools.lru_cache(maxsize=8_192)
def _sign(letter: str) -> str:
    """The letter if it belongs in a word, else a space; a zone's filler and a full stop are spaces."""
    if letter.isalnum() or letter == "'" or unicodedata.category(letter) in _COMBINING:
        return letter
    return "" if letter in '"״' else " "
