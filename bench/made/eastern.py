"""Chinese, Japanese, Korean and Thai names: how their pieces are read in Latin letters by several habits."""

from typing import Final

from bench.made import lists


def pairs(heading: str, file: str = "names.txt") -> list[tuple[str, str]]:
    """(as written, as said) of a list; a Japanese reading is in kana's spelling, long vowels written out."""
    return [(native, said) for native, _, said in (entry.partition("=") for entry in lists(file)[heading])]


def _titled(text: str) -> str:
    return text[:1].upper() + text[1:]


def chinese(*, given: bool) -> list[tuple[str, str, str, str]]:
    """Characters with their readings: simplified, traditional, pinyin, Hong Kong."""
    entries = []
    for entry in lists()["chinese given" if given else "chinese families"]:
        mandarin, cantonese = entry[2:].split("/")
        entries.append((entry[0], entry[1], mandarin, cantonese))
    return entries


_WADE: Final = pairs("wade", "letters.txt")
_WADE_ENDS: Final = pairs("wade ends", "letters.txt")
_WADE_WHOLE: Final = {"he": "ho", "ke": "ko", "k'e": "k'o", "te": "te", "luo": "lo", "kuo": "kuo"}
_BUZZING: Final = {"zhi", "chi", "shi", "zi", "ci", "si"}


def wade_giles(pinyin: str) -> str:
    """A syllable of pinyin as Wade and Giles wrote it."""
    said = pinyin
    for start, other in _WADE:
        if pinyin == start or (start not in _BUZZING and pinyin.startswith(start)):
            said = other + pinyin[len(start) :]
            break
    for end, other in _WADE_ENDS:
        if len(said) > len(end) and said.endswith(end):
            said = said[: -len(end)] + other
            break
    return _WADE_WHOLE.get(said, said)


def japanese_families() -> list[tuple[str, str]]:
    """The common ones, then every first piece with every second."""
    found = pairs("japanese families")
    seen = {kanji for kanji, _ in found}
    for second, ending in pairs("japanese second"):
        for first, start in pairs("japanese first"):
            if first != second and first + second not in seen:
                found.append((first + second, start + ending))
    return found


_KUNREI: Final = pairs("kunrei", "letters.txt")


def romaji(reading: str, habit: str) -> str:
    """hepburn leaves long vowels short, as passports do; long writes them with h; kana doubles them; kunrei."""
    text = reading
    if habit == "kunrei":
        for plain, other in _KUNREI:
            text = text.replace(plain, other)
    if habit == "long":
        text = text.replace("ou", "oh").replace("oo", "oh").replace("uu", "u")
    elif habit != "kana":
        text = text.replace("ou", "o").replace("oo", "o").replace("uu", "u")
    return _titled(text)


_KANA: Final = {said: kana for kana, said in pairs("kana", "letters.txt")}


def katakana(reading: str) -> str:
    """The reading in katakana, as on a form."""
    out, at = "", 0
    while at < len(reading):
        if reading[at] == reading[at + 1 : at + 2] and reading[at] not in "aiueon":
            out, at = out + "ッ", at + 1
            continue
        piece = next((reading[at : at + length] for length in (3, 2, 1) if reading[at : at + length] in _KANA), "")
        out, at = out + _KANA.get(piece, ""), at + (len(piece) or 1)
    return out


_INITIALS: Final = {
    "revised": "g kk n d tt r m b pp s ss  j jj ch k t p h",
    "mccune": "k kk n t tt r m p pp s ss  ch tch ch' k' t' p' h",
    "passport": "k kk n d tt r m b pp s ss  j jj ch k t p h",
}
_VOWELS: Final = {
    "revised": "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
    "mccune": "a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i",
    "passport": "a ae ya yae u e you ye o wa wae oe yo oo wo we wi yoo u ui i",
}
_FINALS: Final = " k k k n n n t l k m l l l p l m p p t t ng t t k t p t"
_FAMILY: Final = dict(pairs("korean passport families", "letters.txt"))


def syllable(hangul: str, habit: str) -> str:
    """One Korean syllable by the habit revised, mccune or passport."""
    number = ord(hangul) - 0xAC00
    first, vowel, last = number // 588, number % 588 // 28, number % 28
    if habit == "passport" and (first, vowel) == (11, 13):
        return "woo" + _FINALS.split(" ")[last]
    return _INITIALS[habit].split(" ")[first] + _VOWELS[habit].split(" ")[vowel] + _FINALS.split(" ")[last]


def korean_family(hangul: str, habit: str) -> str:
    """Passports have a way of their own for many families: Lee, Park, Choi."""
    if habit == "passport" or (habit == "revised" and hangul in "김이박최"):
        return _FAMILY.get(hangul) or _titled(syllable(hangul, "revised"))
    return _titled(syllable(hangul, habit))


def korean_given(hangul: str, habit: str) -> str:
    """Two syllables: joined, with a hyphen, or apart."""
    parts = [syllable(one, habit) for one in hangul]
    if habit == "revised":
        return _titled("".join(parts))
    rest = "-".join(parts[1:]) if habit == "mccune" else " ".join(map(_titled, parts[1:]))
    return _titled(parts[0]) + ("-" if habit == "mccune" else " ") + rest


def korean_pieces() -> tuple[list[str], list[str]]:
    """Family names, and given names of two syllables."""
    kept = lists()
    given = [first + second for second in kept["korean second"] for first in kept["korean first"] if first != second]
    return kept["korean families"], given


_THAI_ENGLISH: Final = [tuple(pair.split("=")) for pair in ("kun=kul", "chon=chol", "phon=porn", "si=sri", "wong=vong")]


def romanised_thai(royal: str, habit: str) -> str:
    """royal: the general system; plain: without the breath after t and p; english: as newspapers write."""
    text = royal
    if habit == "plain":
        text = text.replace("ph", "p").replace("th", "t").replace("kh", "k")
    elif habit == "english":
        text = "j" + text[2:] if text.startswith("ch") else text
        for written, other in _THAI_ENGLISH:
            text = text.replace(written, other)
    return _titled(text)
