"""Which script a letter belongs to, and the normal form of a text: what a writer may leave out or swap is gone."""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import Final

LATIN, GREEK, CYRILLIC, ARMENIAN, HEBREW, ARABIC = "latin", "greek", "cyrillic", "armenian", "hebrew", "arabic"
DEVANAGARI, BENGALI, THAI, GEORGIAN, HANGUL, KANA, HAN = (
    "devanagari",
    "bengali",
    "thai",
    "georgian",
    "hangul",
    "kana",
    "han",
)
OTHER: Final = "other"

# First and last code point of the blocks that hold letters of names, in order.
BLOCKS: Final = (
    (0x0041, 0x005A, LATIN),
    (0x0061, 0x007A, LATIN),
    (0x00AA, 0x02B8, LATIN),
    (0x0370, 0x03FF, GREEK),
    (0x0400, 0x052F, CYRILLIC),
    (0x0531, 0x058F, ARMENIAN),
    (0x0590, 0x05FF, HEBREW),
    (0x0600, 0x06FF, ARABIC),
    (0x0750, 0x077F, ARABIC),
    (0x08A0, 0x08FF, ARABIC),
    (0x0900, 0x097F, DEVANAGARI),
    (0x0980, 0x09FF, BENGALI),
    (0x0E00, 0x0E7F, THAI),
    (0x10A0, 0x10FF, GEORGIAN),
    (0x1100, 0x11FF, HANGUL),
    (0x1C80, 0x1C8F, CYRILLIC),
    (0x1C90, 0x1CBF, GEORGIAN),
    (0x1D00, 0x1DBF, LATIN),
    (0x1E00, 0x1EFF, LATIN),
    (0x1F00, 0x1FFF, GREEK),
    (0x2C60, 0x2C7F, LATIN),
    (0x2D00, 0x2D2F, GEORGIAN),
    (0x2DE0, 0x2DFF, CYRILLIC),
    (0x3005, 0x3007, HAN),
    (0x3041, 0x30FA, KANA),
    (0x30FC, 0x30FF, KANA),
    (0x3131, 0x318E, HANGUL),
    (0x31F0, 0x31FF, KANA),
    (0x3400, 0x4DBF, HAN),
    (0x4E00, 0x9FFF, HAN),
    (0xA640, 0xA69F, CYRILLIC),
    (0xA720, 0xA7FF, LATIN),
    (0xAC00, 0xD7A3, HANGUL),
    (0xF900, 0xFAFF, HAN),
    (0xFB1D, 0xFB4F, HEBREW),
    (0xFB50, 0xFDFF, ARABIC),
    (0xFE70, 0xFEFC, ARABIC),
    (0x20000, 0x323AF, HAN),
)
_STARTS: Final = [first for first, _, _ in BLOCKS]
assert all(a[1] < b[0] for a, b in pairwise(BLOCKS))

# Letters that writers of one script swap freely, or that differ between keyboards of neighbours only.
_SWAPPED: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱٲٳ", "ا"),
        **dict.fromkeys("ىیېۍے", "ي"),
        **dict.fromkeys("ةہھۀۂەۃ", "ه"),
        **dict.fromkeys("کڪګ", "ك"),
        "ړ": "ر",
        "ڕ": "ر",
        "ږ": "ز",
        "ټ": "ت",
        "ځ": "ز",
        "څ": "س",
        "ډ": "د",
        "ڼ": "ن",
        "ۆ": "و",
        "ۇ": "و",
        "ۋ": "و",
        "־": "-",  # the Hebrew hyphen
        **dict.fromkeys("׳‘’ʼʻʹ`´ʾʿ‛′＇", "'"),
        "״": '"',
        **dict.fromkeys("・･·‧•", " "),
        **dict.fromkeys("‐‑‒–—―−゠", "-"),
    }
)
# Lookalikes of Latin letters in Cyrillic and Greek, for tokens that mix the scripts.
_AS_LATIN: Final = str.maketrans(
    "аеорсухіјѕԁԛԝһʏқвнкмтαονρτυικ",
    "aeopcyxijsdqwhykbhkmtaovptuik",
)
_AS_CYRILLIC: Final = str.maketrans("aeopcyxijsbhkmt", "аеорсухіјѕвнкмт")
_KEPT_MARKS: Final = {CYRILLIC, KANA, DEVANAGARI, BENGALI, THAI, LATIN}
LONGEST: Final = 64  # letters of one token that are read; no name part is longer


def of(letter: str) -> str:
    """The script of one letter; "other" for what is no letter of a script known here."""
    code = ord(letter)
    at = bisect_right(_STARTS, code) - 1
    if at >= 0 and code <= BLOCKS[at][1]:
        return BLOCKS[at][2]
    return OTHER


@lru_cache(maxsize=65_536)
def script(text: str) -> str:
    """The script that most letters of a text are of. The kana of a mixed Japanese text give way to its kanji."""
    counts: dict[str, int] = {}
    for letter in text:
        found = of(letter)
        if found != OTHER:
            counts[found] = counts.get(found, 0) + 1
    if not counts:
        return OTHER
    if HAN in counts and counts.keys() <= {HAN, KANA}:
        return HAN
    return max(counts, key=lambda name: (counts[name], name))


def fold(text: str) -> str:
    """The normal form: NFC, lower case, optional marks and invisible letters gone, swapped letters made one.

    Diacritics of Latin letters stay; `romanise` takes them off. Idempotent.
    """
    if text.isascii() and text.isprintable():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).translate(_SWAPPED).lower()
    return unicodedata.normalize("NFC", "".join(_kept(text))).translate(_SWAPPED)


def _kept(text: str) -> list[str]:
    kept: list[str] = []
    before = OTHER
    for letter in unicodedata.normalize("NFD", text):
        kind = unicodedata.category(letter)
        if kind in {"Cf", "Cc", "Co", "Cs", "Cn"} and letter not in "\t\n":
            continue
        if letter == "ـ":
            continue  # the Arabic stretcher
        if kind == "Mn":
            if before in _KEPT_MARKS or (before == ARABIC and letter in "ٔ"):
                kept.append(letter)
            continue
        kept.append(_katakana(letter))
        before = of(letter)
    return kept


def _katakana(letter: str) -> str:
    """Hiragana in the katakana of the same sound."""
    return chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter


def settle(token: str) -> str:
    """A token of lookalikes from several scripts, spelt in the one that most of its letters are of."""
    if token.isascii():
        return token
    wanted = script(token)
    if wanted == LATIN:
        return token.translate(_AS_LATIN)
    if wanted == CYRILLIC:
        return token.translate(_AS_CYRILLIC)
    return token
