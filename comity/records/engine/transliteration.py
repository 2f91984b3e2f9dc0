"""Letters as the machine-readable zone writes them: ICAO Doc 9303-3 (8th edition), section 6, tables A and B.

Where the table offers a choice ("AE or A", "N or NXX") this takes the spelling most issuers print. Diacritics that the
table only drops (É, Č, Ş) are dropped by decomposition.
"""

import unicodedata
from typing import Final

# Table A, the letters that do not simply lose their diacritic.
LATIN: Final[dict[str, str]] = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Ö": "OE", "Ø": "OE", "Ü": "UE", "Þ": "TH", "Đ": "D", "Ħ": "H",
    "I": "I", "İ": "I", "ı": "I", "Ĳ": "IJ", "ĸ": "Q", "Ł": "L", "Ŀ": "L", "Ŋ": "N", "ŉ": "N", "Œ": "OE", "Ŧ": "T",
    "ß": "SS", "ẞ": "SS", "Ǿ": "OE", "Ǽ": "AE", "Ǻ": "AA", "Ə": "A", "Ǝ": "A", "Ɖ": "D", "Ɗ": "D", "Ƙ": "K", "Ɓ": "B",
    "Ƴ": "Y", "Ɛ": "E", "Ɔ": "O",
}  # fmt: skip

# Table B, Cyrillic. The language changes a few letters; these are the values without one.
CYRILLIC: Final[dict[str, str]] = {
    "А": "A", "Б": "B", "В": "V", "Г": "G", "Д": "D", "Е": "E", "Ё": "E", "Ж": "ZH", "З": "Z", "И": "I", "Й": "I",
    "К": "K", "Л": "L", "М": "M", "Н": "N", "О": "O", "П": "P", "Р": "R", "С": "S", "Т": "T", "У": "U", "Ф": "F",
    "Х": "KH", "Ц": "TS", "Ч": "CH", "Ш": "SH", "Щ": "SHCH", "Ъ": "IE", "Ы": "Y", "Ь": "", "Э": "E", "Ю": "IU",
    "Я": "IA", "І": "I", "Ї": "I", "Є": "IE", "Ґ": "G", "Ў": "U", "Ђ": "D", "Ј": "J", "Љ": "LJ", "Њ": "NJ", "Ћ": "C",
    "Џ": "DZ", "Ѓ": "G", "Ќ": "K", "Ѕ": "DZ", "Ѳ": "F", "Ѣ": "IE", "Ѫ": "U",
}  # fmt: skip

# What the language changes (notes to table B), by ISO 639-1 code.
CYRILLIC_BY_LANGUAGE: Final[dict[str, dict[str, str]]] = {
    "be": {"Г": "H", "Ё": "IO"},
    "bg": {"Щ": "SHT", "Ъ": "A"},
    "mk": {"Ж": "ZH", "Ѓ": "GJ", "Ќ": "KJ", "Х": "H", "Ц": "C", "Џ": "DJ"},
    "sr": {"Ж": "Z", "Х": "H", "Ц": "C", "Ч": "C", "Ш": "S"},
    "uk": {"Г": "H", "И": "Y", "Х": "KH"},
}

_APOSTROPHES: Final = dict.fromkeys(map(ord, "'`´‘’ʼʻ′ʹ＇"))
_LATIN: Final = {ord(letter): latin for letter, latin in LATIN.items() if letter != latin}
_ALL: Final = _LATIN | {ord(letter): latin for letter, latin in CYRILLIC.items()} | _APOSTROPHES


def latin(text: str) -> str:
    """Upper case with the Latin letters of table A spelt out and apostrophes gone: "Jürgen" -> "JUERGEN".

    Diacritics stay where table A does not name the letter; other scripts stay as they are.
    """
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).translate(_LATIN).upper())
    return composed.translate(_LATIN).translate(_APOSTROPHES)


def to_mrz(text: str, language: str = "") -> str:
    """A name as the zone spells it, words apart by one space: "D'Artagnan Marie-Élise" -> "DARTAGNAN MARIE ELISE".

    Latin and Cyrillic; `language` is an ISO 639-1 code. Letters of other scripts are left out: their issuers print a
    Latin form of their own choice, which no table gives back.
    """
    changed = {ord(letter): spelling for letter, spelling in CYRILLIC_BY_LANGUAGE.get(language, {}).items()}
    upper = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).upper())
    spelt = unicodedata.normalize("NFKD", upper.translate(_ALL | changed))
    return " ".join("".join(map(_mrz_character, spelt)).split())


def _mrz_character(character: str) -> str:
    if "A" <= character <= "Z":
        return character
    return "" if unicodedata.combining(character) or character.isalnum() else " "
