"""A token as the letters that spelling is learned over: jamo, the sounds of kana, marks at both ends."""

import unicodedata
from functools import lru_cache
from typing import Final

from comity.checks.engine.names import han, scripts

START: Final = "^"
END: Final = "$"
_SMALL: Final = "SMALL "
_KANA_CONSONANTS: Final = 0xE000  # private letters, so that no kana sound is taken for a Latin letter


@lru_cache(maxsize=512)
def _sounds(kana: str) -> str:
    """The consonant and the vowel of one kana, from its Unicode name; the mark of length and n as they are."""
    name = unicodedata.name(kana, "")
    if not name.startswith("KATAKANA LETTER ") or kana in "ンッ":
        return kana
    sound = name.removeprefix("KATAKANA LETTER ").removeprefix(_SMALL).lower()
    return "".join(chr(_KANA_CONSONANTS + ord(letter)) for letter in sound if letter.isalpha())


def of(text: str, script: str) -> str:
    """The letters of a folded token between its two marks; what is no letter of its script is left out."""
    text = text[: scripts.LONGEST]
    if script == scripts.HANGUL:
        text = unicodedata.normalize("NFD", text)
    elif script == scripts.KANA:
        text = "".join(_sounds(letter) for letter in text)
        return START + text + END
    elif script == scripts.HAN:
        text = han.simple(text)
    elif script == scripts.HEBREW:
        return START + "".join(x for x in text if x == "'" or scripts.of(x) == script) + END
    return START + "".join(letter for letter in text if scripts.of(letter) == script) + END
