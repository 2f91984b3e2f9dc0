"""Arabic, Persian, Urdu and Hebrew names, kept as they are spoken, and how they are written down.

Each name is spelt one letter a sound (long vowels A I U, throat and emphatic letters as capitals and signs), so that
the native spelling (which leaves short vowels out) and each Latin habit (which guesses at them) come from one source
by rules of this file alone: nothing here is shared with the matcher that is measured with it.
"""

from bench.made import lists

_ARABIC = dict(zip("btvjHxderzscSDTZ`gfqklmnhwyPCGJRX", "بتثجحخدذرزسشصضطظعغفقكلمنهويپشگژڑچ", strict=True)) | {
    "A": "ا",
    "I": "ي",
    "U": "و",
    "E": "ي",
    "O": "و",
    "@": "ة",
    "Y": "ى",
    "o": "",
}
_PERSIAN = _ARABIC | {"k": "ک", "y": "ی", "I": "ی", "E": "ی", "v": "و", "@": "ه", "Y": "ی", "e": "", "G": "گ", "p": "پ"}


def arabic(word: str, *, persian: bool = False, plain: bool = False) -> str:
    """The name in Arabic letters; `plain` as hurried people write it (no hamza on the alef, no two dots)."""
    table = _PERSIAN if persian else _ARABIC
    text = " ".join(_arabic_word(part, table) for part in word.replace("al-", "_al-").split("_") if part)
    text = (
        text.replace("ال ", "ال").replace("الرحمان", "الرحمن").replace("عبد الله", "عبدالله" if plain else "عبد الله")
    )
    return text.translate(_PLAIN) if plain or persian else text


_PLAIN = str.maketrans({"أ": "ا", "إ": "ا", "ى": "ي", "ؤ": "و"})


def _arabic_word(word: str, table: dict[str, str]) -> str:
    if word.startswith("al-"):
        return "ال" + _arabic_word(word[3:], table)
    out, before = [], ""
    for at, sound in enumerate(word):
        if at == 0 and sound in "aieuo":
            out.append("إ" if sound in "ie" else "أ")
        elif at == 0 and sound == "A":
            out.append("آ")
        elif sound == "'":
            out.append(_hamza(before, word[at + 1 : at + 2]))
        elif sound not in "aiu" and not (sound == before and sound not in "AIU"):
            out.append(table.get(sound, ""))
        before = sound
    if table is _PERSIAN and word[-1] in "eE":
        out[-1:] = [*(out[-1:] if word[-1] == "e" else []), "ه"]
    return "".join(out)


def _hamza(before: str, after: str) -> str:
    if after in ("i", "I"):
        return "ئ"
    if before == "u":
        return "ؤ"
    return "ء" if before == "A" or not after else "أ"


_ENGLISH = {
    said: sound for said, _, sound in (entry.partition("=") for entry in lists("letters.txt")["arabic english"])
}
_HABITS: dict[str, dict[str, str]] = {
    "english": _ENGLISH,
    "long": _ENGLISH | {"I": "ee", "U": "oo", "@": "ah", "`": "'", "'": "'", "q": "q"},
    "egyptian": _ENGLISH | {"j": "g", "q": "k", "u": "o", "i": "e", "U": "ou", "Z": "z", "v": "s", "e": "z"},
    "french": _ENGLISH
    | {"c": "ch", "C": "ch", "U": "ou", "u": "ou", "j": "dj", "q": "k", "v": "t", "e": "d", "w": "ou"},
    "german": _ENGLISH | {"c": "sch", "C": "sch", "j": "dsch", "x": "ch", "y": "j", "q": "k", "z": "s", "w": "w"},
    "persian": _ENGLISH | {"u": "o", "i": "e", "w": "v", "D": "z", "v": "v", "e": "e", "q": "gh", "U": "ou", "@": "eh"},
    "iranian": _ENGLISH | {"e": "e", "v": "v", "D": "z", "U": "oo", "I": "ee", "q": "gh", "A": "a"},
    "tajik": _ENGLISH | {"e": "e", "v": "v", "D": "z", "A": "o", "q": "q"},
    "urdu": _ENGLISH | {"I": "ee", "G": "gh", "v": "w", "D": "z", "q": "q", "e": "z"},
    "pakistani": _ENGLISH | {"v": "v", "D": "z", "q": "q", "e": "z", "U": "oo", "u": "u"},
}
_SUN = "tvderzscCSDTZln"


def _latin(word: str, habit: str) -> str:
    table = _HABITS[habit]
    word = word.replace("a@", "@")
    text = "".join(table.get(sound, sound) for sound in word)
    if word.endswith("I"):
        text = text.removesuffix(table["I"]) + "i"
    if habit in ("persian", "iranian", "tajik", "urdu", "pakistani"):
        text = text.replace("ay", "ey" if habit in ("persian", "iranian") else "ai").replace(
            "aw", "ow" if habit == "persian" else "au"
        )
    elif habit == "egyptian":
        text = text.replace("ay", "ei")
    elif habit == "french":
        text = text.replace("ay", "aï")
    for twice in ("shsh", "khkh", "dhdh", "thth", "chch", "schsch"):
        text = text.replace(twice, twice[: len(twice) // 2])
    return text[:1].upper() + text[1:] if text[:1] != "'" else text[1:2].upper() + text[2:]


def _article(rest: str, habit: str, first: str) -> str:
    said = _latin(rest, habit)
    if habit == "german" and first in _SUN and first not in "cC":
        return f"a{_HABITS[habit].get(first, first)}-{said}"
    return {"long": "Al ", "egyptian": "El ", "french": "El-", "urdu": "Al-"}.get(habit, "al-") + said


def romanised(word: str, habit: str) -> str:
    """The name in Latin letters by one of the habits: english long egyptian french german persian tajik urdu."""
    head, joined, rest = word.partition("_al-")
    if joined:
        said = _latin(rest, habit)
        if head == "`abd":
            start = {"english": "Abdul", "french": "Abdel", "persian": "Abdol", "tajik": "Abdu"}.get(habit)
            apart = {"long": "Abd al-", "egyptian": "Abdel ", "german": "Abd al-"}.get(habit, "Abdul ")
            return start + said.lower() if start else apart + said
        link = {"english": "al-", "long": "ud-", "egyptian": "el-", "french": "ed", "german": "ad-"}.get(habit, "u")
        return (
            f"{_latin(head, habit)} {link}{said}" if link[-1] == "-" else f"{_latin(head, habit)}{link}{said.lower()}"
        )
    if word.startswith("al-"):
        return _article(word[3:], habit, word[3])
    if word == "`abd_allah":
        return {"french": "Abdallah", "egyptian": "Abdalla", "tajik": "Abdullo"}.get(habit, "Abdullah")
    return " ".join(_latin(part, habit) for part in word.split("_"))


_HEBREW = dict(zip("'bBgdhwzHTyklmnsScqrtKfpx`P", "אבבגדהוזחטיכלמנסשצקרתכפפכעפ", strict=True)) | {
    "I": "י", "i": "י", "o": "ו", "u": "ו", "O": "ו", "R": "ר", "D": "ד", "v": "ו", "V": "ו"}  # fmt: skip
_FINAL = {"כ": "ך", "מ": "ם", "נ": "ן", "פ": "ף", "צ": "ץ"}
_HEBREW_HABITS = {
    "english": {"H": "h", "c": "tz", "S": "sh", "x": "kh", "K": "ch", "w": "v", "B": "v", "q": "k", "T": "t"},
    "israeli": {"H": "h", "c": "ts", "S": "sh", "x": "kh", "K": "kh", "w": "v", "B": "v", "q": "q", "T": "t"},
    "german": {"H": "ch", "c": "z", "S": "sch", "x": "ch", "K": "ch", "w": "w", "B": "w", "q": "k", "T": "t", "y": "j"},
    "american": {"H": "ch", "c": "tz", "S": "sh", "x": "ch", "K": "ch", "w": "v", "B": "v", "q": "k", "y": "y"},
}


def hebrew(word: str) -> str:
    """The name in Hebrew letters, without points."""
    return " ".join(_hebrew_word(part) for part in word.split("_"))


def _hebrew_word(word: str) -> str:
    letters = [_HEBREW.get(sound, "") for sound in word]
    text = "".join(letters)
    if word[-1] in "ae":
        text += "ה"
    if word[0] in "aeiouIO" and not text.startswith("א"):
        text = "א" + text
    return text[:-1] + _FINAL.get(text[-1], text[-1])


def romanised_hebrew(word: str, habit: str) -> str:
    """The name in Latin letters by one of the habits: english israeli german american."""
    table = _HEBREW_HABITS[habit] | {"'": "", "`": "", "I": "i", "O": "o", "R": "r", "D": "d", "0": "o"}
    said = ["".join(table.get(sound, sound) for sound in part) for part in word.split("_")]
    return ("-" if habit == "israeli" else " ").join(part[:1].upper() + part[1:] for part in said)


ARABIC_HABITS = ("english", "long", "egyptian", "french", "german")
MAGHREB_HABITS = ("french", "french", "english", "egyptian")
PERSIAN_HABITS = ("persian", "iranian", "tajik")
URDU_HABITS = ("urdu", "pakistani")
HEBREW_HABITS = tuple(_HEBREW_HABITS)
